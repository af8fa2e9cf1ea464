//! How a file is cut for TikTok: sizes, ranges and the point to resume at. Pure arithmetic.
//!
//! Source: Media Transfer Guide, "Chunk rules". "MB" is nowhere defined there; this plan holds for 10^6 and 2^20.

use std::ops::RangeInclusive;

/// The largest file that goes in one chunk, in bytes.
const SINGLE: u64 = 64_000_000;
/// TikTok's own example of a chunk size, in bytes.
const USUAL: u64 = 10_000_000;
/// The most chunks of one upload.
const MOST: u64 = 1000;

/// A file cut into chunks: all of `chunk_size`, the last one with the remainder on top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    size: u64,
    chunk_size: u64,
    count: u64,
}

impl Plan {
    /// The plan for a file of `size` bytes; none for an empty one or one above 64 GB.
    #[must_use]
    pub fn new(size: u64) -> Option<Self> {
        if size == 0 {
            return None;
        }
        if size <= SINGLE {
            return Some(Self {
                size,
                chunk_size: size,
                count: 1,
            });
        }
        let mut chunk_size = USUAL;
        while chunk_size <= SINGLE && size / chunk_size > MOST {
            chunk_size += 1_000_000;
        }
        (chunk_size <= SINGLE).then(|| Self {
            size,
            chunk_size,
            count: size / chunk_size,
        })
    }

    /// The plan that was agreed with TikTok at an earlier init, perhaps by another version of this program.
    #[must_use]
    pub const fn agreed(size: u64, chunk_size: u64) -> Option<Self> {
        if size == 0 || chunk_size == 0 || chunk_size > size {
            return None;
        }
        Some(Self {
            size,
            chunk_size,
            count: size / chunk_size,
        })
    }

    /// Bytes of the whole file.
    #[must_use]
    pub const fn size(self) -> u64 {
        self.size
    }

    /// Bytes of every chunk but the last.
    #[must_use]
    pub const fn chunk_size(self) -> u64 {
        self.chunk_size
    }

    /// How many chunks there are.
    #[must_use]
    pub const fn count(self) -> u64 {
        self.count
    }

    /// First and last byte of chunk `index` (from 0); none past the end.
    #[must_use]
    pub fn range(self, index: u64) -> Option<RangeInclusive<u64>> {
        let start = index.checked_mul(self.chunk_size)?;
        match index.cmp(&(self.count - 1)) {
            std::cmp::Ordering::Less => Some(start..=start + self.chunk_size - 1),
            std::cmp::Ordering::Equal => Some(start..=self.size - 1),
            std::cmp::Ordering::Greater => None,
        }
    }

    /// The chunk to send next when TikTok holds the first `sent` bytes; `count` when it holds all;
    /// none if `sent` is not a boundary of this plan.
    #[must_use]
    pub fn resume_at(self, sent: u64) -> Option<u64> {
        if sent == self.size {
            return Some(self.count);
        }
        (sent.is_multiple_of(self.chunk_size) && sent / self.chunk_size < self.count)
            .then_some(sent / self.chunk_size)
    }
}
