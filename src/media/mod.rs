//! Video files: the temporary folder with its quota, and what a container says of its video.
//!
//! The folder holds one regular file per temporary file, named by its id alone, and nothing else.
//! Every file system call runs on a blocking thread. What is due for deletion is decided elsewhere.

mod buffers;
mod error;
mod folder;
mod marks;
mod owner;
pub mod probe;
mod reader;
mod space;
mod writer;

use std::{
    ffi::OsString,
    fmt, io,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    sync::Arc,
};

use buffers::Buffers;
pub use error::MediaError;
use owner::Owned;
pub use probe::{FirstLook, ProbeError};
pub use reader::Reader;
use space::Space;
pub use writer::{Hold, Locked, Writer};

use crate::domain::{clock::Timestamp, id::TemporaryFileId, video::Video};

/// The temporary folder; cloning shares it.
#[derive(Debug, Clone)]
pub struct Media(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    owned: Owned,
    max_video_bytes: u64,
    space: Space,
    buffers: Arc<Buffers>,
    boot: Option<String>,
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
    Stray(StrayName),
}

/// The name of an entry that is not ours; it need not be text. Only [`Media::list`] makes it, so it never leads elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StrayName(OsString);

impl fmt::Display for StrayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.display().fmt(f)
    }
}

/// How full the temporary folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Files and strays present at the last look.
    pub files: u64,
    /// Bytes that they hold, bytes on their way to the disk included.
    pub bytes: u64,
    /// The most bytes that they may hold together.
    pub quota: u64,
}

impl Media {
    /// Makes the folder (mode 0700) unless it is there, and reads or makes the machine's name in it.
    /// It belongs to `installation` from then on, however many of its processes share it.
    /// Without `quota_bytes`, our files may take 80 % of what is free now, on top of what they hold already.
    ///
    /// # Errors
    /// [`MediaError::FolderInUse`] if it holds files of others, [`MediaError::FolderOfAnother`] if it belongs to another
    /// installation; [`MediaError::Io`] if it cannot be made or used.
    pub async fn open(
        dir: &Path,
        installation: &str,
        quota_bytes: Option<u64>,
        max_video_bytes: u64,
    ) -> Result<Self, MediaError> {
        let dir = dir.to_owned();
        let installation = installation.to_owned();
        off_thread(move || {
            let owned = owner::open(&dir, &installation)?;
            let listed = folder::entries(&owned.dir)?;
            let held = listed.iter().map(|entry| entry.size).sum::<u64>();
            let quota = match quota_bytes {
                Some(quota) => quota,
                None => held + free(&owned.dir)? / 5 * 4,
            };
            let space = Space::new(quota, listed.len() as u64, held);
            Ok(Self(Arc::new(Inner {
                owned,
                max_video_bytes,
                space,
                buffers: Arc::default(),
                boot: owner::boot(),
            })))
        })
        .await
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.0.owned.dir
    }

    /// The name of whoever holds the files: the same for all machines that share the folder.
    pub fn machine(&self) -> &str {
        &self.0.owned.machine
    }

    /// Whether no other process had the folder open when this one came: whoever worked on its files before is gone.
    pub fn was_unused(&self) -> bool {
        self.0.owned.was_unused
    }

    /// What the system calls the time since the machine was started: so long its memory keeps what was written. None if it
    /// does not say.
    pub fn boot(&self) -> Option<&str> {
        self.0.boot.as_deref()
    }

    /// [`Self::boot`], if bytes may be left in the memory of this host: not if another one uses the folder, too.
    pub async fn only_boot(&self) -> Option<String> {
        let inner = self.0.clone();
        let only = off_thread(move || Ok::<_, io::Error>(inner.owned.only_boot()));
        only.await.unwrap_or_default()
    }

    /// Brings everything in the file to the disk.
    ///
    /// # Errors
    /// [`MediaError::Missing`], and [`MediaError::Io`] if the disk does not take it: what it holds then, nobody knows.
    pub async fn sync(&self, id: TemporaryFileId) -> Result<(), MediaError> {
        let path = self.path(id);
        let synced = off_thread(move || folder::open_file(&path)?.0.sync_data()).await;
        synced.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => MediaError::Missing(id),
            _ => MediaError::io("syncing the temporary file")(error),
        })
    }

    /// Where the file lies, or would lie.
    pub fn path(&self, id: TemporaryFileId) -> PathBuf {
        self.0.owned.dir.join(id.to_string())
    }

    /// Bytes on disk; none if there is no such file.
    ///
    /// # Errors
    /// [`MediaError::Io`].
    pub async fn size(&self, id: TemporaryFileId) -> Result<Option<u64>, MediaError> {
        let path = self.path(id);
        off_thread(move || folder::size(&path))
            .await
            .map_err(MediaError::io("measuring the temporary file"))
    }

    /// Opens the file for writing from byte `from` on, makes it if `from` is 0, and cuts off what lies behind `from`.
    ///
    /// # Errors
    /// [`MediaError::Missing`] or [`MediaError::TooShort`] if the first `from` bytes are not there,
    /// [`MediaError::Busy`] if another writer has it.
    pub async fn writer(&self, id: TemporaryFileId, from: u64) -> Result<Writer, MediaError> {
        let inner = self.0.clone();
        off_thread(move || Locked::open(inner, id, from == 0)?.cut(from)).await
    }

    /// Keeps every other writer away from a file that is there, for whoever must look up from where on to write.
    ///
    /// # Errors
    /// [`MediaError::Missing`], and [`MediaError::Busy`] if another writer has it.
    pub async fn lock(&self, id: TemporaryFileId) -> Result<Locked, MediaError> {
        let inner = self.0.clone();
        off_thread(move || Locked::open(inner, id, false)).await
    }

    /// The bytes of `range`, in blocks of at most 256 KiB, as they are asked for.
    ///
    /// # Errors
    /// [`MediaError::Missing`] or [`MediaError::TooShort`] if they are not all there.
    pub async fn reader(
        &self,
        id: TemporaryFileId,
        range: RangeInclusive<u64>,
    ) -> Result<Reader, MediaError> {
        let (path, buffers) = (self.path(id), self.0.buffers.clone());
        off_thread(move || Reader::open(&path, id, &range, buffers)).await
    }

    /// Reads the facts about the video from its container.
    ///
    /// # Errors
    /// [`ProbeError`] says why it is no video, or none that can be read.
    pub async fn probe(&self, id: TemporaryFileId) -> Result<Video, ProbeError> {
        let path = self.path(id);
        off_thread(move || {
            let (file, size) = folder::open_file(&path)?;
            probe::read(file, size)
        })
        .await
    }

    /// Reads what a file that will have `announced` bytes tells of its video so far.
    ///
    /// # Errors
    /// [`ProbeError`] if it cannot become a video that we know.
    pub async fn first_look(
        &self,
        id: TemporaryFileId,
        announced: u64,
    ) -> Result<FirstLook, ProbeError> {
        let path = self.path(id);
        off_thread(move || {
            let (file, _) = folder::open_file(&path)?;
            probe::first_look(file, announced)
        })
        .await
    }

    /// Deletes the file and makes sure that it is gone; a file that is gone already is no error.
    ///
    /// # Errors
    /// [`MediaError::Io`] if it is still there.
    pub async fn delete(&self, id: TemporaryFileId) -> Result<(), MediaError> {
        self.delete_entry(id.to_string().into()).await
    }

    /// Deletes a stray that [`Self::list`] reported: the entry itself, never what a link points at.
    ///
    /// # Errors
    /// [`MediaError::Io`] if it is still there.
    pub async fn delete_stray(&self, name: &StrayName) -> Result<(), MediaError> {
        self.delete_entry(name.0.clone()).await
    }

    async fn delete_entry(&self, name: OsString) -> Result<(), MediaError> {
        let inner = self.0.clone();
        off_thread(move || {
            let size = folder::size(&inner.owned.dir.join(&name));
            folder::delete(&inner.owned.dir, &name)?;
            if let Ok(Some(size)) = size {
                inner.space.file_deleted(size);
            }
            Ok(())
        })
        .await
        .map_err(MediaError::io("deleting the temporary file"))
    }

    /// Everything in the folder but dotfiles, in no order. Counts anew what is used: other processes may share the folder.
    /// A folder that vanished is made again, empty.
    ///
    /// # Errors
    /// [`MediaError::Io`].
    pub async fn list(&self) -> Result<Vec<Listed>, MediaError> {
        let inner = self.0.clone();
        off_thread(move || inner.list()).await
    }

    /// Whether no living process writes or holds the file, and it was not written after `since`; a file that is not there
    /// is abandoned too.
    ///
    /// # Errors
    /// [`MediaError::Io`].
    pub async fn is_abandoned(
        &self,
        id: TemporaryFileId,
        since: Timestamp,
    ) -> Result<bool, MediaError> {
        let path = self.path(id);
        off_thread(move || writer::is_abandoned(&path, since)).await
    }

    /// How full the folder is, without looking.
    pub fn usage(&self) -> Usage {
        self.0.space.usage()
    }

    /// Tries whether a file can be made in the folder; none is left behind.
    ///
    /// # Errors
    /// [`MediaError::Io`] if not: a disk that turned read-only, a folder that is another's now.
    pub async fn try_writing(&self) -> Result<(), MediaError> {
        let inner = self.0.clone();
        off_thread(move || {
            folder::try_writing(&inner.owned.dir).map_err(MediaError::io("making a file"))
        })
        .await
    }

    /// Bytes that the disk still has for us.
    ///
    /// # Errors
    /// [`MediaError::Io`].
    pub async fn free_bytes(&self) -> Result<u64, MediaError> {
        let inner = self.0.clone();
        off_thread(move || free(&inner.owned.dir)).await
    }
}

impl Inner {
    fn list(&self) -> Result<Vec<Listed>, MediaError> {
        self.owned.remake()?;
        let listed = folder::entries(&self.owned.dir)?;
        let bytes = listed.iter().map(|entry| entry.size).sum();
        self.space.found(listed.len() as u64, bytes);
        Ok(listed)
    }
}

fn free(dir: &Path) -> Result<u64, MediaError> {
    folder::free_bytes(dir).map_err(MediaError::io("measuring the disk"))
}

/// Runs what blocks where it may. Ends with an error only if the runtime shuts down meanwhile.
async fn off_thread<T, E, F>(work: F) -> Result<T, E>
where
    T: Send + 'static,
    E: From<io::Error> + Send + 'static,
    F: FnOnce() -> Result<T, E> + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(io::Error::other(error).into()),
    }
}
