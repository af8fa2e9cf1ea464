//! Database, data folder, temporary folder: there, up to date, roomy, and closed to others.

use std::{
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use secrecy::ExposeSecret as _;

use super::{Config, Finding};
use crate::{
    app::{SEALED_BY_OTHERS, UNSEALING, connect, temp_dir},
    store::{self, Schema, Store, installation},
};

/// With less than this free, in bytes, hardly any video fits.
const HARDLY_ANY: u64 = 500_000_000;

/// The findings, and as what this installation names itself to others, if there is one yet.
pub(super) async fn look(config: &Config) -> (Vec<Finding>, Option<String>) {
    let mut findings = Vec::new();
    let id = database(config, &mut findings).await;
    findings.extend(modes(config));
    findings.extend(folder(config, id.as_deref()));
    (findings, id.as_deref().map(installation::public_name))
}

async fn database(config: &Config, findings: &mut Vec<Finding>) -> Option<String> {
    let url = config.database_url.expose_secret();
    if let Some(file) = store::sqlite_file(url)
        && !file.exists()
    {
        findings.push(Finding::info(format!(
            "There is no database yet; the first start makes {}.",
            file.display()
        )));
        return None;
    }
    let store = match connect(config).await {
        Ok(store) => store,
        Err(error) => {
            findings.push(Finding::fix(
                format!("{error:#}"),
                "Check DATABASE_URL: address, user, password, and who may write the file.",
            ));
            return None;
        }
    };
    let schema = store.schema().await;
    let mut id = None;
    findings.push(match schema {
        Ok(Schema {
            pending: 0,
            unknown: 0,
        }) => match store.installation().await {
            Ok(found) => {
                id = Some(found);
                Finding::ok("The database answers, can be written, and is up to date.")
            }
            Err(error) => Finding::fix(
                format!("The database cannot be written: {error}."),
                "Check who owns the file, or what the user of DATABASE_URL may do.",
            ),
        },
        Ok(Schema {
            unknown: 0,
            pending,
        }) => Finding::warn(
            format!("The database answers; {pending} migrations are still to come."),
            "The next start takes them, or `migrate` does beforehand. Make a backup first.",
        ),
        Ok(Schema { unknown, .. }) => Finding::fix(
            format!("The database is newer than this program by {unknown} migrations."),
            "Use the newer program, or restore the backup made before the upgrade.",
        ),
        Err(error) => Finding::fix(
            format!("The database does not answer: {error}."),
            "Check DATABASE_URL and that the server runs.",
        ),
    });
    // A start with SECRET_KEY_PREVIOUS seals anew, so nothing is wrong then. Tables that are still to come have no secrets.
    if id.is_some() && config.secret_keys.previous.is_none() {
        findings.extend(sealing(&store).await);
    }
    store.close().await;
    id
}

/// Whether `SECRET_KEY` opens what is in the database.
async fn sealing(store: &Store) -> Option<Finding> {
    match store.is_sealed_by_others().await {
        Ok(false) => None,
        Ok(true) => Some(Finding::fix(
            format!("{SEALED_BY_OTHERS}."),
            format!("{UNSEALING}."),
        )),
        Err(error) => Some(Finding::fix(
            format!("The secrets in the database cannot be looked at: {error}."),
            "Check the database and who may read it.",
        )),
    }
}

/// Who else may read what only we may.
fn modes(config: &Config) -> Vec<Finding> {
    let url = config.database_url.expose_secret();
    let mut private: Vec<(PathBuf, u32)> = Vec::new();
    if let Some(file) = store::sqlite_file(url) {
        private.push((file, 0o600));
    }
    if let Some(file) = &config.secret_keys.file {
        private.push((file.clone(), 0o600));
    }
    let mut findings = Vec::new();
    for (path, wanted) in private {
        findings.extend(mode(&path, wanted));
    }
    if let Some(file) = &config.secret_keys.file {
        let place = file.display();
        findings.push(Finding::info(if file.exists() {
            format!("SECRET_KEY lies in {place}: keep a copy apart from the backups; without it sealed tokens cannot be read.")
        } else {
            format!("SECRET_KEY is not set and not made yet; the first start makes {place}.")
        }));
    }
    findings
}

fn mode(path: &Path, wanted: u32) -> Option<Finding> {
    let is = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    Some(if is & !wanted == 0 {
        Finding::ok(format!(
            "{} is closed to others ({is:03o}).",
            path.display()
        ))
    } else {
        Finding::warn(
            format!(
                "{} can be used by others: its mode is {is:03o}.",
                path.display()
            ),
            format!("chmod {wanted:o} {}", path.display()),
        )
    })
}

fn folder(config: &Config, installation: Option<&str>) -> Vec<Finding> {
    let dir = temp_dir::chosen(config, installation);
    let mut findings = Vec::new();
    findings.extend(mode(&dir, 0o700));
    // Nothing is made here: a folder that is not there yet will be made in the first one above it that is.
    let Some(there) = dir.ancestors().find(|path| path.is_dir()) else {
        return findings;
    };
    if let Err(error) = tempfile::tempfile_in(there) {
        findings.push(Finding::fix(
            format!("TEMP_DIR {} cannot be written: {error}.", dir.display()),
            "Give it to the user that runs the service, or set TEMP_DIR to another folder.",
        ));
        return findings;
    }
    match rustix::fs::statvfs(there) {
        Ok(disk) => findings.extend(room(config, &dir, disk.f_bavail * disk.f_frsize)),
        Err(error) => findings.push(Finding::warn(
            format!(
                "The free space of {} cannot be read: {error}.",
                there.display()
            ),
            "Look with df.",
        )),
    }
    findings
}

fn room(config: &Config, dir: &Path, free: u64) -> Vec<Finding> {
    let used: u64 = std::fs::read_dir(dir)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.metadata().ok())
        .map(|entry| entry.len())
        .sum();
    let quota = config.temp_quota_bytes.unwrap_or(used + free / 5 * 4);
    let place = format!("TEMP_DIR {}", dir.display());
    let mut findings = vec![if free < HARDLY_ANY {
        Finding::fix(
            format!("{place} has only {} free.", size(free)),
            "Make room, or set TEMP_DIR to a larger disk.",
        )
    } else if free.min(quota.saturating_sub(used)) < config.max_video_bytes {
        Finding::warn(
            format!(
                "{place}: {} free, {} of {} in use; the largest video allowed has {}.",
                size(free),
                size(used),
                size(quota),
                size(config.max_video_bytes)
            ),
            "Make room or raise TEMP_QUOTA_BYTES, or lower MAX_VIDEO_BYTES. Until then such a video fails with disk_full.",
        )
    } else {
        Finding::ok(format!(
            "{place}: {} free, {} of {} in use.",
            size(free),
            size(used),
            size(quota)
        ))
    }];
    if quota > used + free {
        findings.push(Finding::warn(
            format!(
                "TEMP_QUOTA_BYTES ({}) is more than the disk has.",
                size(quota)
            ),
            "Lower it, so that other programs on this disk are not starved.",
        ));
    }
    findings
}

/// Bytes for people.
fn size(bytes: u64) -> String {
    let (unit, name) = if bytes >= 1_000_000_000 {
        (100_000_000, "GB")
    } else {
        (100_000, "MB")
    };
    let tenths = bytes / unit;
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}
