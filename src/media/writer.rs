//! Writes a temporary file block by block.

use bytes::Bytes;

use super::MediaError;

/// An open temporary file. Dropping it keeps what is on disk; bytes not yet synced are not to be trusted.
#[derive(Debug)]
pub struct Writer {
    position: u64,
}

impl Writer {
    /// Takes the next bytes. They are on disk after [`Self::sync`].
    ///
    /// # Errors
    /// [`MediaError::TooLarge`], [`MediaError::DiskFull`] or [`MediaError::Io`]; the writer is of no use afterwards.
    #[expect(clippy::unused_async, reason = "the body follows")]
    pub async fn write(&mut self, bytes: Bytes) -> Result<(), MediaError> {
        let _ = bytes;
        unimplemented!()
    }

    /// Bytes taken so far, from the start of the file.
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// Brings everything taken so far to the disk; call it before a checkpoint.
    ///
    /// # Errors
    /// As for [`Self::write`].
    #[expect(clippy::unused_async, reason = "the body follows")]
    pub async fn sync(&mut self) -> Result<(), MediaError> {
        unimplemented!()
    }

    /// Brings everything to the disk, closes the file and returns its size.
    ///
    /// # Errors
    /// As for [`Self::write`].
    #[expect(clippy::unused_async, reason = "the body follows")]
    pub async fn finish(self) -> Result<u64, MediaError> {
        unimplemented!()
    }
}
