//! Video files: the temporary folder with its quota, and what a container says of its video.
//!
//! The folder holds one regular file per temporary file, named by its id alone; `.machine` names who holds them.
//! Every file system call runs on a blocking thread. What is due for deletion is decided elsewhere.

mod error;
pub mod probe;
mod reader;
mod writer;

use std::{
    ops::RangeInclusive,
    path::{Path, PathBuf},
    sync::Arc,
};

pub use error::MediaError;
pub use probe::ProbeError;
pub use reader::Reader;
pub use writer::Writer;

use crate::domain::{clock::Timestamp, id::TemporaryFileId, video::Video};

/// The temporary folder; cloning shares it.
#[derive(Debug, Clone)]
pub struct Media(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    dir: PathBuf,
    machine: String,
}

/// An entry of the temporary folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Ours by its name, or a stray.
    pub name: Name,
    /// Bytes.
    pub size: u64,
    /// When it was last written.
    pub modified: Timestamp,
}

/// What the name of an entry says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// A temporary file.
    File(TemporaryFileId),
    /// Anything else, be it a file, a folder or a link.
    Stray(String),
}

/// How full the temporary folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Files present at the last look.
    pub files: u64,
    /// Bytes that they hold, bytes on their way to the disk included.
    pub bytes: u64,
    /// The most bytes that they may hold together.
    pub quota: u64,
}

impl Media {
    /// Makes the folder (mode 0700) unless it is there, and reads or makes the machine's name in it.
    /// Without `quota_bytes`, our files may take 80 % of what is free now, on top of what they hold already.
    ///
    /// # Errors
    /// [`MediaError::FolderInUse`] if it holds files of others; [`MediaError::Io`] if it cannot be made or used.
    #[expect(clippy::unused_async, reason = "the body follows")]
    pub async fn open(
        dir: &Path,
        quota_bytes: Option<u64>,
        max_video_bytes: u64,
    ) -> Result<Self, MediaError> {
        let _ = (dir, quota_bytes, max_video_bytes);
        unimplemented!()
    }

    /// The name of whoever holds the files: the same for all machines that share the folder.
    pub fn machine(&self) -> &str {
        &self.0.machine
    }

    /// Where the file lies, or would lie.
    pub fn path(&self, id: TemporaryFileId) -> PathBuf {
        self.0.dir.join(id.to_string())
    }

    /// Bytes on disk; none if there is no such file.
    ///
    /// # Errors
    /// [`MediaError::Io`].
    #[expect(clippy::unused_async, reason = "the body follows")]
    pub async fn size(&self, id: TemporaryFileId) -> Result<Option<u64>, MediaError> {
        let _ = id;
        unimplemented!()
    }

    /// Opens the file for writing from byte `from` on, makes it if `from` is 0, and cuts off what lies behind `from`.
    ///
    /// # Errors
    /// [`MediaError::Missing`] or [`MediaError::TooShort`] if the first `from` bytes are not there,
    /// [`MediaError::Busy`] if another writer has it.
    #[expect(clippy::unused_async, reason = "the body follows")]
    pub async fn writer(&self, id: TemporaryFileId, from: u64) -> Result<Writer, MediaError> {
        let _ = (id, from);
        unimplemented!()
    }

    /// The bytes of `range`, in blocks of at most 256 KiB, as they are asked for.
    ///
    /// # Errors
    /// [`MediaError::Missing`] or [`MediaError::TooShort`] if they are not all there.
    #[expect(clippy::unused_async, reason = "the body follows")]
    pub async fn reader(
        &self,
        id: TemporaryFileId,
        range: RangeInclusive<u64>,
    ) -> Result<Reader, MediaError> {
        let _ = (id, range);
        unimplemented!()
    }

    /// Reads the facts about the video from its container.
    ///
    /// # Errors
    /// [`ProbeError`] says why it is no video, or none that can be read.
    #[expect(clippy::unused_async, reason = "the body follows")]
    pub async fn probe(&self, id: TemporaryFileId) -> Result<Video, ProbeError> {
        let _ = id;
        unimplemented!()
    }

    /// Deletes the file and makes sure that it is gone; a file that is gone already is no error.
    ///
    /// # Errors
    /// [`MediaError::Io`] if it is still there.
    #[expect(clippy::unused_async, reason = "the body follows")]
    pub async fn delete(&self, id: TemporaryFileId) -> Result<(), MediaError> {
        let _ = id;
        unimplemented!()
    }

    /// Deletes a stray that [`Self::list`] reported: the entry itself, never what a link points at.
    ///
    /// # Errors
    /// [`MediaError::Io`] if it is still there.
    #[expect(clippy::unused_async, reason = "the body follows")]
    pub async fn delete_stray(&self, name: &str) -> Result<(), MediaError> {
        let _ = name;
        unimplemented!()
    }

    /// Everything in the folder but dotfiles, in no order. Counts anew what is used: other processes may share the folder.
    ///
    /// # Errors
    /// [`MediaError::Io`].
    #[expect(clippy::unused_async, reason = "the body follows")]
    pub async fn list(&self) -> Result<Vec<Listed>, MediaError> {
        unimplemented!()
    }

    /// How full the folder is, without looking.
    pub fn usage(&self) -> Usage {
        unimplemented!()
    }

    /// Bytes that the disk still has for us.
    ///
    /// # Errors
    /// [`MediaError::Io`].
    #[expect(clippy::unused_async, reason = "the body follows")]
    pub async fn free_bytes(&self) -> Result<u64, MediaError> {
        unimplemented!()
    }
}
