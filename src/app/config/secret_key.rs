//! The key that seals secrets at rest: given by the operator, or made once into the data folder by the first start.

use std::{
    fmt,
    fs::OpenOptions,
    io::{ErrorKind, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rand::RngCore as _;

/// What becomes of a key that is neither given nor in the data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoKey {
    /// It is made.
    Make,
    /// It stays away: whoever asks only looks. Nothing can have been sealed with the stand-in that comes instead.
    Leave,
}

/// The current key and the one before it.
#[derive(Clone)]
pub struct SecretKeys {
    /// Seals and opens.
    pub current: [u8; 32],
    /// Opens only.
    pub previous: Option<[u8; 32]>,
    /// Where the current key lies, unless the settings give it.
    pub file: Option<PathBuf>,
}

impl fmt::Debug for SecretKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKeys")
    }
}

impl SecretKeys {
    /// A stand-in for keys that could not be read; the start ends with that mistake.
    pub(super) const fn none() -> Self {
        Self {
            current: [0; 32],
            previous: None,
            file: None,
        }
    }

    /// The keys as given, or the one in `folder`.
    pub(super) fn read(
        current: Option<&str>,
        previous: Option<&str>,
        folder: &Path,
        without: NoKey,
    ) -> Result<Self, String> {
        Ok(Self {
            current: match current {
                Some(text) => decode(text)
                    .ok_or("SECRET_KEY must be 32 bytes in base64 (openssl rand -base64 32)")?,
                None => kept_in(folder, without)
                    .map_err(|why| format!("SECRET_KEY is not set, and {why}"))?,
            },
            previous: previous
                .map(|text| decode(text).ok_or("SECRET_KEY_PREVIOUS must be 32 bytes in base64"))
                .transpose()?,
            file: current.is_none().then(|| file_in(folder)),
        })
    }
}

/// Where the embedded database lies, or `data` beside the program for any other.
pub(super) fn data_folder(database_url: &str) -> PathBuf {
    database_url
        .strip_prefix("sqlite:")
        .map(|rest| {
            rest.strip_prefix("//")
                .unwrap_or(rest)
                .split('?')
                .next()
                .unwrap_or_default()
        })
        .and_then(|file| Path::new(file).parent())
        .filter(|folder| !folder.as_os_str().is_empty())
        .map_or_else(|| PathBuf::from("data"), Path::to_path_buf)
}

fn decode(text: &str) -> Option<[u8; 32]> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

fn file_in(folder: &Path) -> PathBuf {
    folder.join("secret.key")
}

fn kept_in(folder: &Path, without: NoKey) -> Result<[u8; 32], String> {
    let path = file_in(folder);
    if without == NoKey::Leave && !path.exists() {
        return Ok(drawn());
    }
    let failed =
        |what: &str, error: std::io::Error| format!("{} cannot be {what}: {error}", path.display());
    std::fs::create_dir_all(folder).map_err(|error| failed("made", error))?;
    match OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
    {
        Ok(mut file) => {
            let key = drawn();
            file.write_all(STANDARD.encode(key).as_bytes())
                .and_then(|()| file.sync_all())
                .map_err(|error| failed("written", error))?;
            Ok(key)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let text = std::fs::read_to_string(&path).map_err(|error| failed("read", error))?;
            decode(text.trim())
                .ok_or_else(|| format!("{} does not hold 32 bytes in base64", path.display()))
        }
        Err(error) => Err(failed("made", error)),
    }
}

fn drawn() -> [u8; 32] {
    let mut key = [0; 32];
    rand::rng().fill_bytes(&mut key);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_only_its_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let read = || SecretKeys::read(None, None, folder.path(), NoKey::Make).unwrap();
        let (first, second) = (read(), read());
        assert_eq!(first.current, second.current);
        let mode = std::fs::metadata(folder.path().join("secret.key"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn whoever_only_looks_finds_a_key_and_makes_none() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let look = || SecretKeys::read(None, None, &data, NoKey::Leave).unwrap();
        assert_eq!(look().file, Some(file_in(&data)));
        assert!(!data.exists());
        let made = SecretKeys::read(None, None, &data, NoKey::Make).unwrap();
        assert_eq!(look().current, made.current);
    }

    #[test]
    fn the_data_folder_is_where_the_database_lies() {
        assert_eq!(data_folder("sqlite://data/uploader.db"), Path::new("data"));
        assert_eq!(
            data_folder("sqlite:///var/lib/uploader/x.db?mode=rwc"),
            Path::new("/var/lib/uploader")
        );
        assert_eq!(data_folder("sqlite:x.db"), Path::new("data"));
        assert_eq!(data_folder("postgres://host/db"), Path::new("data"));
    }
}
