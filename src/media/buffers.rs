//! Blocks of memory that readers use again and again, instead of asking the system for each.

use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of a block. Of 16 KiB to 4 MiB this measured fastest, or next to it: 16 KiB took four times as long, 4 MiB ten times.
pub(super) const BLOCK: usize = 256 * 1024;
/// So many unused blocks are kept: what the readers of eight videos use in turns.
const KEPT: usize = 16;

/// The unused ones.
#[derive(Debug, Default)]
pub(super) struct Buffers(Mutex<Vec<Box<[u8]>>>);

/// A block in use; it goes back when it is dropped.
#[derive(Debug)]
pub(super) struct Buffer {
    bytes: Box<[u8]>,
    filled: usize,
    home: Arc<Buffers>,
}

impl Buffers {
    /// A block of [`BLOCK`] bytes, none of them filled.
    pub(super) fn take(self: &Arc<Self>) -> Buffer {
        let unused = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Buffer {
            bytes: unused.unwrap_or_else(|| vec![0; BLOCK].into_boxed_slice()),
            filled: 0,
            home: self.clone(),
        }
    }
}

impl Buffer {
    /// The first `length` bytes, to be filled.
    pub(super) fn fill(&mut self, length: usize) -> &mut [u8] {
        self.filled = length.min(self.bytes.len());
        &mut self.bytes[..self.filled]
    }
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.filled]
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let mut unused = self.home.0.lock().unwrap_or_else(PoisonError::into_inner);
        if unused.len() < KEPT {
            unused.push(std::mem::take(&mut self.bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_used_again_and_shows_nothing_of_its_last_use() {
        let buffers = Arc::<Buffers>::default();
        let mut first = buffers.take();
        first.fill(3).copy_from_slice(b"one");
        let place = first.as_ref().as_ptr();
        drop(first);
        let mut second = buffers.take();
        assert_eq!(second.as_ref(), b"");
        second.fill(2).copy_from_slice(b"tw");
        assert_eq!(
            (second.as_ref(), second.as_ref().as_ptr()),
            (&b"tw"[..], place)
        );
    }

    #[test]
    fn no_more_are_kept_than_are_used_in_turns() {
        let buffers = Arc::<Buffers>::default();
        drop((0..2 * KEPT).map(|_| buffers.take()).collect::<Vec<_>>());
        assert_eq!(buffers.0.lock().unwrap().len(), KEPT);
    }
}
