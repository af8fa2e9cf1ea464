//! Writes a temporary file block by block, off the async threads: while one block goes to the disk, the next one fills.

use std::{
    fs::{File, TryLockError},
    io,
    os::unix::fs::FileExt as _,
    path::Path,
    sync::Arc,
    thread,
    time::Duration,
};

use bytes::Bytes;
use tokio::task::JoinHandle;

use super::{Inner, MediaError, buffers::BLOCK, folder, free, off_thread};
use crate::domain::{clock::Timestamp, id::TemporaryFileId};

/// How often, and how far apart, an opening writer tries again while the one before it ends.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(10);
/// So long an upload may stand still where no lock can tell that it goes on.
const WITHOUT_LOCKS: Duration = Duration::from_secs(5 * 60);

/// An open temporary file. Dropping it keeps what is on disk; bytes not yet synced are not to be trusted.
#[derive(Debug)]
pub struct Writer {
    media: Arc<Inner>,
    file: Arc<File>,
    /// The folder keeps the name only after a sync of its own; a writer before this one may have gone without.
    is_named: bool,
    position: u64,
    written: u64,
    block: Vec<u8>,
    /// The block that is being written, and where it ends.
    pending: Option<(JoinHandle<io::Result<Vec<u8>>>, u64)>,
    promised: Promised,
}

/// A temporary file that nobody else writes, before it is known from where on it will be written.
#[derive(Debug)]
pub struct Locked {
    media: Arc<Inner>,
    id: TemporaryFileId,
    file: File,
}

impl Locked {
    /// Blocks.
    pub(super) fn open(
        media: Arc<Inner>,
        id: TemporaryFileId,
        create: bool,
    ) -> Result<Self, MediaError> {
        let failed = MediaError::io("opening the temporary file");
        let path = media.owned.dir.join(id.to_string());
        let is_new = folder::size(&path).map_err(failed)?.is_none();
        // Not cut here: a writer before this one may still have the lock.
        let mut options = folder::options();
        options.write(true).create(create).truncate(false);
        let file = match options.open(&path) {
            // Only a folder that vanished keeps a new file from being made.
            Err(error) if create && error.kind() == io::ErrorKind::NotFound => {
                media.owned.remake()?;
                options.open(&path)
            }
            opened => opened,
        }
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => MediaError::Missing(id),
            _ => failed(error),
        })?;
        if is_new {
            media.space.file_made();
        }
        lock(&file, id)?;
        Ok(Self { media, id, file })
    }

    /// Writes from byte `from` on; what lies behind is cut off.
    ///
    /// # Errors
    /// [`MediaError::TooShort`] if the first `from` bytes are not there.
    pub async fn writer(self, from: u64) -> Result<Writer, MediaError> {
        off_thread(move || self.cut(from)).await
    }

    /// Blocks.
    pub(super) fn cut(self, from: u64) -> Result<Writer, MediaError> {
        let failed = MediaError::io("opening the temporary file");
        let size = self.file.metadata().map_err(failed)?.len();
        if size < from {
            return Err(MediaError::TooShort { id: self.id, size });
        }
        self.file.set_len(from).map_err(failed)?;
        self.media.space.cut(size - from);
        Ok(Writer {
            promised: Promised::none(&self.media),
            media: self.media,
            file: Arc::new(self.file),
            is_named: false,
            position: from,
            written: from,
            block: Vec::with_capacity(BLOCK),
            pending: None,
        })
    }
}

impl Writer {
    /// Sets aside what is still to come of a file of `total` bytes.
    ///
    /// # Errors
    /// [`MediaError::DiskFull`] if there is no room for all of it.
    pub async fn expect(&mut self, total: u64) -> Result<(), MediaError> {
        let rest = total.saturating_sub(self.position);
        self.promised = Promised::new(&self.media, rest).await?;
        Ok(())
    }

    /// Takes the next bytes. They are on disk after [`Self::sync`].
    ///
    /// # Errors
    /// [`MediaError::TooLarge`], [`MediaError::DiskFull`] or [`MediaError::Io`]; the writer is of no use afterwards.
    pub async fn write(&mut self, mut bytes: Bytes) -> Result<(), MediaError> {
        let limit = self.media.max_video_bytes;
        let end = self.position.saturating_add(bytes.len() as u64);
        if end > limit {
            return Err(MediaError::TooLarge { limit });
        }
        while !bytes.is_empty() {
            let room = BLOCK - self.block.len();
            let part = bytes.split_to(bytes.len().min(room));
            self.block.extend_from_slice(&part);
            self.position += part.len() as u64;
            if self.block.len() == BLOCK {
                self.send_block().await?;
            }
        }
        Ok(())
    }

    /// Bytes taken so far, from the start of the file.
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// Bytes that a reader finds in the file, from its start; they outlive this process, but not the machine.
    pub const fn written(&self) -> u64 {
        self.written
    }

    /// Keeps the file from being taken for abandoned, also after the writer is gone.
    #[must_use]
    pub fn hold(&self) -> Hold {
        Hold {
            _file: self.file.clone(),
        }
    }

    /// Writes everything taken so far into the file; see [`Self::written`].
    ///
    /// # Errors
    /// As for [`Self::write`].
    pub async fn flush(&mut self) -> Result<(), MediaError> {
        self.send_block().await?;
        self.settle_block().await
    }

    /// Brings everything taken so far to the disk; call it before a checkpoint.
    ///
    /// # Errors
    /// As for [`Self::write`].
    pub async fn sync(&mut self) -> Result<(), MediaError> {
        self.flush().await?;
        let (file, media, is_named) = (self.file.clone(), self.media.clone(), self.is_named);
        off_thread(move || {
            file.sync_data()?;
            if !is_named {
                folder::sync(&media.owned.dir);
            }
            Ok(())
        })
        .await
        .map_err(MediaError::io("syncing the temporary file"))?;
        self.is_named = true;
        Ok(())
    }

    /// Brings everything to the disk, closes the file and returns its size.
    ///
    /// # Errors
    /// As for [`Self::write`].
    pub async fn finish(mut self) -> Result<u64, MediaError> {
        self.sync().await?;
        Ok(self.position)
    }

    /// Starts to write the block, as soon as the one before it is written.
    async fn send_block(&mut self) -> Result<(), MediaError> {
        self.settle_block().await?;
        if self.block.is_empty() {
            return Ok(());
        }
        let bytes = self.block.len() as u64;
        let reserved = Reserved::new(&self.media, bytes, &mut self.promised).await?;
        let at = self.position - bytes;
        let file = self.file.clone();
        let mut block = std::mem::take(&mut self.block);
        let writing = tokio::task::spawn_blocking(move || {
            file.write_all_at(&block, at)?;
            reserved.written();
            // The lock goes with the last handle of the file: not before this block is down.
            drop(file);
            block.clear();
            Ok(block)
        });
        self.pending = Some((writing, self.position));
        Ok(())
    }

    async fn settle_block(&mut self) -> Result<(), MediaError> {
        let Some((pending, end)) = &mut self.pending else {
            return Ok(());
        };
        let (written, end) = (pending.await, *end);
        self.pending = None;
        let block = written
            .map_err(io::Error::other)
            .flatten()
            .map_err(MediaError::io("writing the temporary file"))?;
        self.written = end;
        if self.block.is_empty() {
            self.block = block;
        }
        Ok(())
    }
}

/// Says to every process, by the lock of the writer it came from, that someone still wants the file.
#[derive(Debug)]
pub struct Hold {
    _file: Arc<File>,
}

/// Whether nobody has the file open for writing or holds it, and nobody wrote to it after `since`.
/// One that is not there is abandoned. Blocks.
pub(super) fn is_abandoned(path: &Path, mut since: Timestamp) -> Result<bool, MediaError> {
    let failed = MediaError::io("looking whether the temporary file is abandoned");
    let file = match folder::open_file(path) {
        Ok((file, _)) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(failed(error)),
    };
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => return Ok(false),
        // A file system without locks: only time tells.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
            since = since - WITHOUT_LOCKS;
        }
        Err(TryLockError::Error(error)) => return Err(failed(error)),
        Ok(()) => {}
    }
    let metadata = file.metadata().map_err(failed)?;
    Ok(folder::modified(&metadata).map_err(failed)? <= since)
}

/// One writer at a time, in whichever process: a block that an abandoned writer still had on its way would land in our bytes.
fn lock(file: &File, id: TemporaryFileId) -> Result<(), MediaError> {
    for _ in 0..TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            // A file system without locks.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                return Ok(());
            }
            Err(TryLockError::Error(error)) => {
                return Err(MediaError::io("locking the temporary file")(error));
            }
            Ok(()) => return Ok(()),
        }
    }
    Err(MediaError::Busy(id))
}

/// Asks `room` with the bytes that the disk has; once more after a look into the folder if the answer is no: another
/// process may have deleted files since the last one.
async fn find_room(
    media: &Arc<Inner>,
    room: impl Fn(&Inner, u64) -> bool + Send + 'static,
) -> Result<(), MediaError> {
    let media = media.clone();
    off_thread(move || {
        if room(&media, free(&media.owned.dir)?) {
            return Ok(());
        }
        media.list()?;
        if room(&media, free(&media.owned.dir)?) {
            Ok(())
        } else {
            Err(MediaError::DiskFull)
        }
    })
    .await
}

/// Bytes set aside for the rest of a file; what is left of them is given back.
#[derive(Debug)]
struct Promised {
    media: Arc<Inner>,
    left: u64,
}

impl Promised {
    fn none(media: &Arc<Inner>) -> Self {
        Self {
            media: media.clone(),
            left: 0,
        }
    }

    async fn new(media: &Arc<Inner>, bytes: u64) -> Result<Self, MediaError> {
        find_room(media, move |media, free| media.space.promise(bytes, free)).await?;
        Ok(Self {
            media: media.clone(),
            left: bytes,
        })
    }

    /// Whether `bytes` were promised; they are on their way then.
    fn keep(&mut self, bytes: u64) -> bool {
        let is_promised = bytes <= self.left;
        if is_promised {
            self.left -= bytes;
            self.media.space.keep_promise(bytes);
        }
        is_promised
    }
}

impl Drop for Promised {
    fn drop(&mut self) {
        self.media.space.break_promise(self.left);
    }
}

/// Bytes set aside for one block; given back unless they were written.
struct Reserved {
    media: Arc<Inner>,
    bytes: u64,
    is_written: bool,
}

impl Reserved {
    async fn new(
        media: &Arc<Inner>,
        bytes: u64,
        promised: &mut Promised,
    ) -> Result<Self, MediaError> {
        if !promised.keep(bytes) {
            find_room(media, move |media, free| media.space.reserve(bytes, free)).await?;
        }
        Ok(Self {
            media: media.clone(),
            bytes,
            is_written: false,
        })
    }

    fn written(mut self) {
        self.is_written = true;
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        self.media.space.settle(self.bytes, self.is_written);
    }
}
