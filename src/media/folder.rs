//! The temporary folder as the file system sees it; everything here blocks.

use std::{
    ffi::{OsStr, OsString},
    fs::{self, File, Metadata, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    time::UNIX_EPOCH,
};

use rustix::fs::OFlags;

use super::{Listed, MediaError, Name, StrayName};
use crate::domain::{clock::Timestamp, id::TemporaryFileId};

/// What a fresh volume may hold although nobody put it there.
const OF_THE_VOLUME: &str = "lost+found";

/// Opening never follows a link, never waits on a pipe, and makes files for us alone.
pub(super) fn options() -> OpenOptions {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
    let mut options = OpenOptions::new();
    options.mode(0o600).custom_flags(flags.cast_signed());
    options
}

/// Opens a regular file for reading, and tells its size.
pub(super) fn open_file(path: &Path) -> io::Result<(File, u64)> {
    let file = options().read(true).open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    Ok((file, metadata.len()))
}

/// Bytes of the entry at `path`; none if there is no regular file.
pub(super) fn size(path: &Path) -> io::Result<Option<u64>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(metadata.is_file().then_some(metadata.len())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Everything but dotfiles and the volume's own.
pub(super) fn entries(dir: &Path) -> Result<Vec<Listed>, MediaError> {
    let failed = MediaError::io("listing the temporary folder");
    let mut listed = Vec::new();
    for entry in fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") || name == OF_THE_VOLUME {
            continue;
        }
        // Gone since: somebody else deleted it.
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        listed.push(Listed {
            name: named(name, metadata.is_file()),
            size: metadata.len(),
            modified: modified(&metadata).map_err(failed)?,
        });
    }
    Ok(listed)
}

/// When the file was last written, by the machine's own clock.
pub(super) fn modified(metadata: &Metadata) -> io::Result<Timestamp> {
    let since_epoch = metadata.modified()?.duration_since(UNIX_EPOCH);
    Ok(Timestamp::default() + since_epoch.unwrap_or_default())
}

/// An id is ours only in the one form that we write.
fn named(name: OsString, is_file: bool) -> Name {
    let id = name
        .to_str()
        .filter(|_| is_file)
        .and_then(|text| text.parse::<TemporaryFileId>().ok())
        .filter(|id| name == *id.to_string());
    id.map_or(Name::Stray(StrayName(name)), Name::File)
}

/// Deletes the entry, whatever it is, and looks that it is gone. Gone already is fine.
pub(super) fn delete(dir: &Path, name: &OsStr) -> io::Result<()> {
    let path = dir.join(name);
    let is_dir = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir());
    let deleted = if is_dir {
        fs::remove_dir_all(&path)
    } else {
        fs::remove_file(&path)
    };
    match deleted {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => sync(dir),
    }
    match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(_) => Err(io::Error::other("it is still there")),
    }
}

/// Makes names that came and went survive a power cut. Not every file system can, and none loses bytes by it.
pub(super) fn sync(dir: &Path) {
    if let Err(error) = File::open(dir).and_then(|dir| dir.sync_all()) {
        tracing::debug!(%error, "the temporary folder cannot be synced");
    }
}

/// Bytes that the disk still has for us.
pub(super) fn free_bytes(dir: &Path) -> io::Result<u64> {
    let disk = rustix::fs::statvfs(dir)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Makes a file without a name, where the file system can, and lets it go.
pub(super) fn try_writing(dir: &Path) -> io::Result<()> {
    tempfile::tempfile_in(dir).map(drop)
}
