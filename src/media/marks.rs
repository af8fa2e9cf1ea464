//! Small facts that belong to the temporary folder itself, such as whose it is.
//!
//! They are extended attributes of the folder (xattr(7)), so that nothing but videos lies in it; where the file system has
//! no such attributes they are dotfiles. Everything here blocks.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use rustix::{
    fs::{XattrFlags, getxattr, setxattr},
    io::Errno,
};

use super::folder::options;

/// The longest mark in bytes.
const LONGEST: usize = 64;

/// The mark of that name; none if it was never set.
pub(super) fn read(dir: &Path, name: &str) -> io::Result<Option<String>> {
    let mut buffer = [0; LONGEST];
    let text = match getxattr(dir, attribute(name), &mut buffer) {
        Ok(length) => String::from_utf8_lossy(&buffer[..length.min(LONGEST)]).into_owned(),
        Err(Errno::NODATA | Errno::NOTSUP | Errno::PERM) => {
            match fs::read_to_string(file(dir, name)) {
                Ok(text) => text,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            }
        }
        Err(error) => return Err(error.into()),
    };
    let mark = text.trim();
    let is_mark = (1..=LONGEST).contains(&mark.len())
        && mark.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if is_mark {
        return Ok(Some(mark.to_owned()));
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidData,
        format!("the mark \"{name}\" of the folder is damaged"),
    ))
}

/// Sets the mark of that name unless it is set; of two processes that start together, one wins.
pub(super) fn set_once(dir: &Path, name: &str, mark: &str) -> io::Result<()> {
    match setxattr(dir, attribute(name), mark.as_bytes(), XattrFlags::CREATE) {
        Ok(()) | Err(Errno::EXIST) => Ok(()),
        Err(Errno::NOTSUP | Errno::PERM | Errno::NOSPC) => write_once(dir, name, mark),
        Err(error) => Err(error.into()),
    }
}

/// Sets the mark of that name, whatever it was.
pub(super) fn replace(dir: &Path, name: &str, mark: &str) -> io::Result<()> {
    match setxattr(dir, attribute(name), mark.as_bytes(), XattrFlags::empty()) {
        Ok(()) => Ok(()),
        Err(Errno::NOTSUP | Errno::PERM | Errno::NOSPC) => match fs::remove_file(file(dir, name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => write_once(dir, name, mark),
        },
        Err(error) => Err(error.into()),
    }
}

/// A hard link puts the whole file in place at once.
fn write_once(dir: &Path, name: &str, mark: &str) -> io::Result<()> {
    let draft = dir.join(format!(".{name}.{:016x}", rand::random::<u64>()));
    let mut written = options().write(true).create_new(true).open(&draft)?;
    writeln!(written, "{mark}")?;
    written.sync_all()?;
    let linked = fs::hard_link(&draft, file(dir, name));
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn attribute(name: &str) -> String {
    format!("user.ai-video-uploader.{name}")
}

fn file(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!(".{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_set_once() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path(), "machine").unwrap(), None);
        set_once(folder.path(), "machine", "first").unwrap();
        set_once(folder.path(), "machine", "second").unwrap();
        assert_eq!(
            read(folder.path(), "machine").unwrap().as_deref(),
            Some("first")
        );
    }

    #[test]
    fn a_file_serves_where_there_are_no_attributes() {
        let folder = tempfile::tempdir().unwrap();
        write_once(folder.path(), "machine", "first").unwrap();
        write_once(folder.path(), "machine", "second").unwrap();
        assert_eq!(
            read(folder.path(), "machine").unwrap().as_deref(),
            Some("first")
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_damaged_mark_is_said_to_be_one() {
        let folder = tempfile::tempdir().unwrap();
        set_once(folder.path(), "machine", "../elsewhere").unwrap();
        assert!(read(folder.path(), "machine").is_err());
    }
}
