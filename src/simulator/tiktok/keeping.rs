//! The file of a received video: all of its bytes, or of a large one only its two ends, with a hole between them.

use std::{io, ops::Range, path::PathBuf};

use tokio::{
    fs::File,
    io::{AsyncSeekExt as _, AsyncWriteExt as _, BufWriter},
};

/// Bytes written to disk at once.
const BLOCK: usize = 256 * 1024;

/// A chunk on its way to the disk.
pub(super) struct Keeping {
    file: BufWriter<File>,
    at: u64,
    hole: Range<u64>,
    is_behind: bool,
}

impl Keeping {
    /// Begins at byte `at` of a video of `size` bytes, of which `kept` bytes at either end are kept, or all.
    pub(super) async fn begin(
        path: PathBuf,
        at: u64,
        size: u64,
        kept: Option<u64>,
    ) -> io::Result<Self> {
        let mut file = tokio::fs::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .await?;
        file.set_len(at).await?;
        file.seek(io::SeekFrom::Start(at)).await?;
        Ok(Self {
            file: BufWriter::with_capacity(BLOCK, file),
            at,
            hole: kept.map_or(0..0, |kept| kept..size.saturating_sub(kept)),
            is_behind: false,
        })
    }

    pub(super) async fn take(&mut self, block: &[u8]) -> io::Result<()> {
        let end = self.at + block.len() as u64;
        if self.hole.start <= self.at && end <= self.hole.end {
            self.is_behind = true;
        } else {
            if self.is_behind {
                self.file.seek(io::SeekFrom::Start(self.at)).await?;
                self.is_behind = false;
            }
            self.file.write_all(block).await?;
        }
        self.at = end;
        Ok(())
    }

    pub(super) async fn finish(mut self) -> io::Result<()> {
        self.file.flush().await?;
        self.file.get_mut().set_len(self.at).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_middle_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.video");
        for (kept, expected) in [
            (None, *b"abcdefghijkl"),
            (Some(3), *b"abcd\0\0\0\0ijkl"),
            (Some(9), *b"abcdefghijkl"),
        ] {
            for (at, chunk) in [(0, b"abcdef"), (6, b"ghijkl")] {
                let mut keeping = Keeping::begin(path.clone(), at, 12, kept).await.unwrap();
                for block in chunk.chunks(2) {
                    keeping.take(block).await.unwrap();
                }
                keeping.finish().await.unwrap();
            }
            assert_eq!(std::fs::read(&path).unwrap(), expected, "{kept:?}");
        }
    }
}
