//! The temporary folder as the file system sees it; everything here blocks.

use std::{
    ffi::{OsStr, OsString},
    fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use rustix::fs::OFlags;

use super::{Listed, MediaError, Name, StrayName};
use crate::domain::{clock::Timestamp, id::TemporaryFileId};

/// Holds the machine's name. Dotfiles are no temporary files and no strays.
const MACHINE: &str = ".machine";
/// Holds the id of the installation that the folder belongs to.
const INSTALLATION: &str = ".installation";
/// What a fresh volume may hold although nobody put it there.
const OF_THE_VOLUME: &str = "lost+found";

/// Makes the folder ours: mode 0700, with our id in [`INSTALLATION`] and a name in [`MACHINE`]. Returns its real path and
/// that name. A folder with a machine but no installation yet is one of ours from former versions.
pub(super) fn open(dir: &Path, installation: &str) -> Result<(PathBuf, String), MediaError> {
    make(dir)?;
    let dir = dir
        .canonicalize()
        .map_err(MediaError::io("making the temporary folder"))?;
    let owner = read_mark(&dir, INSTALLATION)?;
    // Its files are strays to us, and would be swept.
    if owner.as_ref().is_some_and(|owner| owner != installation) {
        return Err(MediaError::FolderOfAnother(dir));
    }
    // A folder that we did not make may be anyone's; what lies in it would be swept as well.
    if owner.is_none() && read_mark(&dir, MACHINE)?.is_none() && !entries(&dir)?.is_empty() {
        return Err(MediaError::FolderInUse(dir));
    }
    restrict(&dir)?;
    if mark(&dir, INSTALLATION, installation)? != installation {
        return Err(MediaError::FolderOfAnother(dir));
    }
    let machine = mark(&dir, MACHINE, &format!("{:016x}", rand::random::<u64>()))?;
    Ok((dir, machine))
}

/// Makes the folder again if it vanished under a running process, for the same installation and `machine`: its files are
/// lost, not moved.
pub(super) fn remake(dir: &Path, installation: &str, machine: &str) -> Result<(), MediaError> {
    if dir.is_dir() {
        return Ok(());
    }
    tracing::error!(folder = %dir.display(), "the temporary folder was gone with all its files; it is made again");
    make(dir)?;
    if mark(dir, INSTALLATION, installation)? != installation {
        return Err(MediaError::FolderOfAnother(dir.to_owned()));
    }
    mark(dir, MACHINE, machine).map(drop)
}

fn make(dir: &Path) -> Result<(), MediaError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .map_err(MediaError::io("making the temporary folder"))
}

fn restrict(dir: &Path) -> Result<(), MediaError> {
    let failed = MediaError::io("closing the temporary folder to others");
    let mode = fs::metadata(dir).map_err(failed)?.permissions().mode();
    let of_others = mode & 0o077;
    if of_others == 0 {
        return Ok(());
    }
    fs::set_permissions(dir, Permissions::from_mode(0o700)).map_err(failed)
}

fn read_mark(dir: &Path, mark: &str) -> Result<Option<String>, MediaError> {
    let failed = MediaError::io("reading whose the temporary folder is");
    let text = match fs::read_to_string(dir.join(mark)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let name = text.trim();
    let is_name = (1..=64).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !is_name {
        return Err(failed(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("the file {mark} holds no name; delete it"),
        )));
    }
    Ok(Some(name.to_owned()))
}

/// What the file `mark` says, which is `name` if there was no such file yet.
fn mark(dir: &Path, mark: &str, name: &str) -> Result<String, MediaError> {
    let failed = MediaError::io("marking whose the temporary folder is");
    if let Some(name) = read_mark(dir, mark)? {
        return Ok(name);
    }
    put_mark(dir, mark, name).map_err(failed)?;
    read_mark(dir, mark)?.ok_or_else(|| failed(io::ErrorKind::NotFound.into()))
}

/// A hard link puts the whole file in place at once: of two processes that start together, one wins and both read its name.
fn put_mark(dir: &Path, mark: &str, name: &str) -> io::Result<()> {
    let draft = dir.join(format!("{mark}.{:016x}", rand::random::<u64>()));
    let mut file = options().write(true).create_new(true).open(&draft)?;
    writeln!(file, "{name}")?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, dir.join(mark));
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

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
