//! Reads a range of a temporary file as a stream, off the async threads: while one block goes out, the next one is read.

use std::{
    fmt,
    fs::File,
    io,
    ops::{Range, RangeInclusive},
    os::unix::fs::FileExt as _,
    path::Path,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures::{
    Stream, StreamExt as _,
    stream::{self, BoxStream},
};
use tokio::task::JoinHandle;

use super::{
    MediaError,
    buffers::{BLOCK, Buffers},
    folder,
};
use crate::domain::id::TemporaryFileId;

/// The bytes of a range, in order. Ends with an error if the file turns out shorter.
pub struct Reader(BoxStream<'static, io::Result<Bytes>>);

impl Reader {
    /// Blocks.
    pub(super) fn open(
        path: &Path,
        id: TemporaryFileId,
        range: &RangeInclusive<u64>,
        buffers: Arc<Buffers>,
    ) -> Result<Self, MediaError> {
        let failed = MediaError::io("opening the temporary file");
        let (file, size) = folder::open_file(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => MediaError::Missing(id),
            _ => failed(error),
        })?;
        if *range.end() >= size {
            return Err(MediaError::TooShort { id, size });
        }
        let blocks = Blocks {
            file: Arc::new(file),
            buffers,
            left: *range.start()..range.end() + 1,
            ahead: None,
        };
        Ok(Self(stream::try_unfold(blocks, Blocks::next).boxed()))
    }
}

/// What is still to be read.
struct Blocks {
    file: Arc<File>,
    buffers: Arc<Buffers>,
    left: Range<u64>,
    ahead: Option<JoinHandle<io::Result<Bytes>>>,
}

impl Blocks {
    async fn next(mut self) -> io::Result<Option<(Bytes, Self)>> {
        let Some(reading) = self.ahead.take().or_else(|| self.begin()) else {
            return Ok(None);
        };
        let block = reading.await.map_err(io::Error::other)??;
        self.ahead = self.begin();
        Ok(Some((block, self)))
    }

    /// Begins to read the next block; none if everything was read.
    fn begin(&mut self) -> Option<JoinHandle<io::Result<Bytes>>> {
        if self.left.is_empty() {
            return None;
        }
        let at = self.left.start;
        let length = usize::try_from(self.left.end - at).map_or(BLOCK, |left| left.min(BLOCK));
        self.left.start += length as u64;
        let (file, buffers) = (self.file.clone(), self.buffers.clone());
        Some(tokio::task::spawn_blocking(move || {
            let mut block = buffers.take();
            file.read_exact_at(block.fill(length), at)?;
            Ok(Bytes::from_owner(block))
        }))
    }
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
