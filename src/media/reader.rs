//! Reads a range of a temporary file as a stream, off the async threads, one block at a time.

use std::{
    fmt,
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    ops::RangeInclusive,
    path::Path,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures::{
    Stream, StreamExt as _,
    stream::{self, BoxStream},
};

use super::{MediaError, folder, off_thread};
use crate::domain::id::TemporaryFileId;

/// Bytes of a block.
const BLOCK: u64 = 256 * 1024;

/// The bytes of a range, in order. Ends with an error if the file turns out shorter.
pub struct Reader(BoxStream<'static, io::Result<Bytes>>);

impl Reader {
    /// Blocks.
    pub(super) fn open(
        path: &Path,
        id: TemporaryFileId,
        range: &RangeInclusive<u64>,
    ) -> Result<Self, MediaError> {
        let failed = MediaError::io("opening the temporary file");
        let (mut file, size) = folder::open_file(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => MediaError::Missing(id),
            _ => failed(error),
        })?;
        if *range.end() >= size {
            return Err(MediaError::TooShort { id, size });
        }
        file.seek(SeekFrom::Start(*range.start())).map_err(failed)?;
        let left = (range.end() + 1).saturating_sub(*range.start());
        Ok(Self(stream::try_unfold((file, left), next).boxed()))
    }
}

/// The next block, and what is left after it.
async fn next((file, left): (File, u64)) -> io::Result<Option<(Bytes, (File, u64))>> {
    if left == 0 {
        return Ok(None);
    }
    off_thread(move || {
        let wanted = left.min(BLOCK);
        // Filled without being zeroed first: `read_to_end` writes into the spare capacity.
        let mut block = Vec::with_capacity(usize::try_from(wanted).unwrap_or_default());
        let read = (&file).take(wanted).read_to_end(&mut block)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let left = left - read as u64;
        Ok(Some((Bytes::from(block), (file, left))))
    })
    .await
}

impl Stream for Reader {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}
