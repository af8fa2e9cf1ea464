//! The bytes of a sample: an embedded file, and if asked for a `free` box that fills it up.

use std::{ops::Range, sync::Arc};

use bytes::Bytes;
use futures::{Stream, stream};

/// Bytes made at once.
const BLOCK: u64 = 64 * 1024;

/// A resource of any size of which only one block is ever in memory.
#[derive(Debug, Clone)]
pub(super) struct Content {
    start: Arc<[u8]>,
    size: u64,
    seed: u64,
}

impl Content {
    /// A file as it is.
    pub(super) fn of(file: &[u8]) -> Self {
        Self {
            start: file.into(),
            size: file.len() as u64,
            seed: 0,
        }
    }

    /// A file followed by a `free` box, `size` bytes in all; as it is if there is no room for a box.
    /// The box holds noise, so that a block in the wrong place changes the checksum.
    pub(super) fn padded(file: &[u8], size: u64, seed: u64) -> Self {
        let Some(room) = size
            .checked_sub(file.len() as u64)
            .filter(|&room| room >= 16)
        else {
            return Self::of(file);
        };
        let mut start = file.to_vec();
        if let Ok(short) = u32::try_from(room) {
            start.extend(short.to_be_bytes());
            start.extend(b"free");
        } else {
            start.extend(1_u32.to_be_bytes());
            start.extend(b"free");
            start.extend(room.to_be_bytes());
        }
        Self {
            start: start.into(),
            size,
            seed,
        }
    }

    pub(super) const fn size(&self) -> u64 {
        self.size
    }

    /// The bytes in `range`, block by block.
    pub(super) fn blocks(self, range: Range<u64>) -> impl Stream<Item = Bytes> + Send {
        stream::unfold((self, range), |(content, range)| async move {
            if range.is_empty() {
                return None;
            }
            let end = range.end.min(range.start + BLOCK);
            let block = content.block(range.start..end);
            Some((block, (content, end..range.end)))
        })
    }

    fn block(&self, range: Range<u64>) -> Bytes {
        let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        let edge = self.start.len() as u64;
        let mut block = Vec::with_capacity(index(range.end - range.start));
        let mut at = range.start;
        if at < edge {
            let end = range.end.min(edge);
            block.extend_from_slice(&self.start[index(at)..index(end)]);
            at = end;
        }
        while at < range.end {
            let word = noise((at / 8) ^ (self.seed << 48)).to_le_bytes();
            let from = at % 8;
            let to = 8.min(from + range.end - at);
            block.extend_from_slice(&word[index(from)..index(to)]);
            at += to - from;
        }
        block.into()
    }
}

/// Splitmix64: eight bytes that depend on nothing but their place.
fn noise(place: u64) -> u64 {
    let mut word = place.wrapping_add(0x9e37_79b9_7f4a_7c15);
    word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ word >> 31
}

#[cfg(test)]
mod tests {
    use super::Content;

    #[test]
    fn any_part_is_the_same_as_in_the_whole() {
        let content = Content::padded(b"0123456789", 1000, 0);
        let whole = content.block(0..1000);
        assert_eq!(whole.len(), 1000);
        assert_eq!(&whole[..18], b"0123456789\x00\x00\x03\xdefree");
        for first in [0_usize, 5, 10, 17, 18, 19, 500, 999] {
            for last in [first + 1, 1000] {
                let part = content.block(first as u64..last as u64);
                assert_eq!(part[..], whole[first..last], "{first}..{last}");
            }
        }
    }
}
