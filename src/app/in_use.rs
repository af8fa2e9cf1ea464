//! Whether a server works with the embedded database: a lock beside the file, which goes with the process however it ends.

use std::{
    fs::{File, OpenOptions},
    os::unix::fs::OpenOptionsExt as _,
};

use anyhow::{Context as _, bail};
use secrecy::ExposeSecret as _;

use super::config::Config;
use crate::store::sqlite_file;

/// As long as this lives, the database is in use.
#[derive(Debug)]
pub(super) struct InUse {
    _lock: Option<File>,
}

/// Takes part in the use of the database, beside other servers.
pub(super) fn share(config: &Config) -> anyhow::Result<InUse> {
    let lock = open(config)?;
    if let Some(lock) = &lock
        && lock.try_lock_shared().is_err()
    {
        bail!("the database is being restored or moved just now; start when that is done");
    }
    Ok(InUse { _lock: lock })
}

/// Takes the database for oneself.
///
/// # Errors
/// When a server works with it.
pub(super) fn alone(config: &Config) -> anyhow::Result<InUse> {
    let lock = open(config)?;
    if let Some(lock) = &lock
        && lock.try_lock().is_err()
    {
        bail!("a server works with this database: stop it first");
    }
    Ok(InUse { _lock: lock })
}

/// None for a database that is no file.
fn open(config: &Config) -> anyhow::Result<Option<File>> {
    let Some(mut path) = sqlite_file(config.database_url.expose_secret()) else {
        return Ok(None);
    };
    path.as_mut_os_string().push(".lock");
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(&path)
        .map(Some)
        .with_context(|| format!("{} cannot be opened", path.display()))
}
