//! Whose the temporary folder is: one installation's, on one machine (or on several that share the volume).
//!
//! What lies in a folder of ours and is unknown to our database is swept, so nothing is done in a folder of anybody else.
//! Everything here blocks.

use std::{
    fs::{self, DirBuilder, File, Permissions},
    io,
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use super::{MediaError, folder::entries, marks};

/// The mark with the id of the installation.
const INSTALLATION: &str = "installation";
/// The mark with the machine's name.
const MACHINE: &str = "machine";

/// The mark with the boot of the one host that uses the folder, or that there are several.
const BOOT_MARK: &str = "boot";
/// What that mark says then: no boot is called so.
const SEVERAL: &str = "several";

/// Where Linux says which boot of the machine this is.
const BOOT: &str = "/proc/sys/kernel/random/boot_id";

/// A folder that is ours for as long as this value lives.
#[derive(Debug)]
pub(super) struct Owned {
    /// The real path.
    pub(super) dir: PathBuf,
    /// The name of whoever holds the files.
    pub(super) machine: String,
    /// Whether no other process had the folder open: whoever worked here before is gone.
    pub(super) was_unused: bool,
    installation: String,
    /// Locked together with every other process of this installation.
    _in_use: File,
}

/// Makes the folder ours: mode 0700, with our id and a machine's name as marks.
///
/// A folder of another installation is taken over only if it is empty and no process uses it.
pub(super) fn open(dir: &Path, installation: &str) -> Result<Owned, MediaError> {
    make(dir)?;
    let failed = MediaError::io("opening the temporary folder");
    let dir = dir.canonicalize().map_err(failed)?;
    let in_use = File::open(&dir).map_err(failed)?;
    let empty = entries(&dir)?.is_empty();
    let owner = marks::read(&dir, INSTALLATION).map_err(failed)?;
    match owner {
        None if !empty => return Err(MediaError::FolderInUse(dir)),
        Some(owner) if owner != installation => {
            if !empty || in_use.try_lock().is_err() {
                return Err(MediaError::FolderOfAnother(dir));
            }
            marks::replace(&dir, INSTALLATION, installation).map_err(failed)?;
        }
        _ => {}
    }
    let was_unused = in_use.try_lock().is_ok();
    mark_boot(&dir, was_unused).map_err(failed)?;
    in_use.lock_shared().map_err(failed)?;
    restrict(&dir)?;
    if mark(&dir, INSTALLATION, installation)? != installation {
        return Err(MediaError::FolderOfAnother(dir));
    }
    let machine = mark(&dir, MACHINE, &format!("{:016x}", rand::random::<u64>()))?;
    Ok(Owned {
        dir,
        machine,
        was_unused,
        installation: installation.to_owned(),
        _in_use: in_use,
    })
}

/// Which boot of the machine this is; none where the system does not say.
pub(super) fn boot() -> Option<String> {
    let id = fs::read_to_string(BOOT).ok()?;
    Some(id.trim().to_owned()).filter(|id| !id.is_empty())
}

/// Notes whether all who use the folder are on one host, between two starts of it.
fn mark_boot(dir: &Path, was_unused: bool) -> io::Result<()> {
    let boot = boot();
    let marked = marks::read(dir, BOOT_MARK)?;
    match boot {
        Some(boot) if marked.as_ref() == Some(&boot) => Ok(()),
        Some(boot) if was_unused => marks::replace(dir, BOOT_MARK, &boot),
        _ => marks::replace(dir, BOOT_MARK, SEVERAL),
    }
}

impl Owned {
    /// The boot of this host, if no other one uses the folder: only then does everybody know what its memory holds.
    pub(super) fn only_boot(&self) -> Option<String> {
        let marked = marks::read(&self.dir, BOOT_MARK).ok().flatten();
        boot().filter(|boot| marked.as_ref() == Some(boot))
    }

    /// Makes the folder again if it vanished under a running process: its files are lost, not moved.
    pub(super) fn remake(&self) -> Result<(), MediaError> {
        if self.dir.is_dir() {
            return Ok(());
        }
        tracing::error!(folder = %self.dir.display(), "the temporary folder was gone with all its files; it is made again");
        make(&self.dir)?;
        mark(&self.dir, INSTALLATION, &self.installation)?;
        mark(&self.dir, MACHINE, &self.machine).map(drop)
    }
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

/// What the mark says, which is `value` if it was not set yet.
fn mark(dir: &Path, name: &str, value: &str) -> Result<String, MediaError> {
    let failed = MediaError::io("marking whose the temporary folder is");
    marks::set_once(dir, name, value).map_err(failed)?;
    let set = marks::read(dir, name).map_err(failed)?;
    set.ok_or_else(|| failed(io::ErrorKind::NotFound.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_stay_in_memory_only_where_no_other_host_sees_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let first = open(folder.path(), "installation").unwrap();
        assert!(first.was_unused);
        assert_eq!(first.only_boot(), boot());
        let beside = open(folder.path(), "installation").unwrap();
        assert!(!beside.was_unused);
        assert_eq!(first.only_boot(), boot());
        // The boot that another host left, which still works here.
        marks::replace(folder.path(), BOOT_MARK, "of-another-host").unwrap();
        let third = open(folder.path(), "installation").unwrap();
        for all in [&first, &beside, &third] {
            assert_eq!(all.only_boot(), None);
        }
        drop((first, beside, third));
        let again = open(folder.path(), "installation").unwrap();
        assert_eq!(again.only_boot(), boot(), "nobody else is here any more");
    }
}
