//! What can go wrong with a temporary file.

use std::{io, path::PathBuf};

use crate::domain::{
    error_code::{ErrorCode, Failure},
    id::TemporaryFileId,
};

/// Why the temporary folder could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// More bytes came than a video may have.
    #[error("the video has more than {limit} bytes")]
    TooLarge {
        /// The most bytes of one file.
        limit: u64,
    },
    /// The quota is used up, or the disk is.
    #[error("there is no room for the video")]
    DiskFull,
    /// There is no such temporary file.
    #[error("the temporary file {0} is not here")]
    Missing(TemporaryFileId),
    /// The file is shorter than the bytes asked for.
    #[error("the temporary file {id} has only {size} bytes")]
    TooShort {
        /// Which file.
        id: TemporaryFileId,
        /// What it holds.
        size: u64,
    },
    /// Another writer has the file open; it can be tried again soon.
    #[error("the temporary file {0} is being written")]
    Busy(TemporaryFileId),
    /// The folder holds things of others, so it cannot be swept.
    #[error(
        "{} is not empty and was not made by this service; give TEMP_DIR a folder of its own",
        .0.display()
    )]
    FolderInUse(PathBuf),
    /// The folder is another installation's, whose videos a sweep would delete.
    #[error(
        "{} holds the videos of another installation of this service; set TEMP_DIR to a folder of this one's own, \
         or delete that folder if the other installation is gone",
        .0.display()
    )]
    FolderOfAnother(PathBuf),
    /// The file system refused.
    #[error("{doing}: {source}")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

impl MediaError {
    /// The entry of the catalogue that a post ends with.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::TooLarge { .. } => ErrorCode::FileTooLarge,
            Self::DiskFull => ErrorCode::DiskFull,
            Self::Missing(_) | Self::TooShort { .. } => ErrorCode::TemporaryFileLost,
            Self::Busy(_) | Self::FolderInUse(_) | Self::FolderOfAnother(_) | Self::Io { .. } => {
                ErrorCode::Internal
            }
        }
    }

    /// The same as a failure, in the catalogue's words.
    #[must_use]
    pub const fn failure(&self) -> Failure {
        Failure::new(self.code())
    }

    /// For `map_err`: `ENOSPC` and `EDQUOT` become [`Self::DiskFull`].
    pub(super) fn io(doing: &'static str) -> impl Fn(io::Error) -> Self + Copy {
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io { doing, source },
        }
    }
}

impl From<io::Error> for MediaError {
    fn from(source: io::Error) -> Self {
        Self::io("working on the temporary folder")(source)
    }
}
