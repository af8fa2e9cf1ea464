//! A file read in small pieces, with a limit on how many and how much: a hostile file ends in an error, not in an endless search.

use std::io::{Read, Seek, SeekFrom};

use super::ProbeError;

/// The most pieces. Ten minutes of 60 frames a second, each in a fragment of its own with sound, need some 150 000.
const MOST_PIECES: u32 = 400_000;
/// The most bytes in all.
const MOST_BYTES: u64 = 256 << 20;
/// What is looked at to tell the format.
const START: usize = 1024;

/// The file under examination.
pub(super) struct Source<R> {
    file: R,
    size: u64,
    pieces: u32,
    bytes: u64,
}

impl<R: Read + Seek> Source<R> {
    pub(super) const fn new(file: R, size: u64) -> Self {
        Self {
            file,
            size,
            pieces: 0,
            bytes: 0,
        }
    }

    /// Bytes of the whole file.
    pub(super) const fn size(&self) -> u64 {
        self.size
    }

    /// The first bytes, as many as there are up to [`START`].
    pub(super) fn start(&mut self) -> Result<Vec<u8>, ProbeError> {
        self.up_to(0, START)
    }

    /// Exactly `length` bytes from `at` on. The caller bounds `length`.
    pub(super) fn exactly(&mut self, at: u64, length: usize) -> Result<Vec<u8>, ProbeError> {
        let piece = self.up_to(at, length)?;
        if piece.len() < length {
            return Err(ProbeError::cut_short());
        }
        Ok(piece)
    }

    /// The bytes from `at` on, `length` of them or what there is. The caller bounds `length`.
    pub(super) fn up_to(&mut self, at: u64, length: usize) -> Result<Vec<u8>, ProbeError> {
        let there = self.size.saturating_sub(at);
        let length = usize::try_from(there).unwrap_or(usize::MAX).min(length);
        self.pieces += 1;
        self.bytes += length as u64;
        if self.pieces > MOST_PIECES || self.bytes > MOST_BYTES {
            return Err(ProbeError::unreadable(
                "The file is built from too many parts to be read as a video.",
            ));
        }
        let mut piece = vec![0; length];
        self.file.seek(SeekFrom::Start(at))?;
        self.file.read_exact(&mut piece)?;
        Ok(piece)
    }
}
