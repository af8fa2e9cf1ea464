//! `backup` and `restore`: a copy of the embedded database while the server works, and the way back.

use std::{
    fs::{File, OpenOptions},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use secrecy::ExposeSecret as _;

use super::{config::Config, connect, connect_to, in_use, telemetry::say};
use crate::{
    domain::clock::{Clock as _, SystemClock, Timestamp},
    service::restored::{self, Settled},
    store::{Store, StoreError, sqlite_file},
};

const WITH_PG_DUMP: &str = "\
this database is PostgreSQL, which has tools of its own:
  pg_dump --format=custom --file=uploader.dump \"$DATABASE_URL\"
and the way back, into an empty database, with every server stopped:
  pg_restore --no-owner --dbname=\"$DATABASE_URL\" uploader.dump
  ai-video-uploader migrate --restored";

/// Writes a copy into `file`, closed to others, while servers go on working.
///
/// # Errors
/// When there is such a file, the database is no file, or it cannot be copied.
pub async fn back_up(config: &Config, file: &Path) -> anyhow::Result<()> {
    let Some(database) = sqlite_file(config.database_url.expose_secret()) else {
        bail!("{WITH_PG_DUMP}");
    };
    if !database.exists() {
        bail!("there is no database at {}", database.display());
    }
    if file.exists() {
        bail!("{} is there already; name another file", file.display());
    }
    let unfinished = beside(file, ".unfinished")?;
    make_private(&unfinished)?;
    let copied = copy(config, &unfinished).await;
    let posts = match copied {
        Ok(posts) => posts,
        Err(error) => {
            let _ = remove(&unfinished);
            return Err(error);
        }
    };
    put_in_place(&unfinished, file)?;
    let size = std::fs::metadata(file)?.len();
    say(format_args!(
        "{} written: {posts} posts, {size} bytes, readable by you alone.",
        file.display()
    ))?;
    say(match &config.secret_keys.file {
        Some(key) => format!(
            "It holds sealed tokens. Keep a copy of {} too, in another place: without it they cannot be read.",
            key.display()
        ),
        None => "It holds sealed tokens. Keep SECRET_KEY too, in another place: without it they cannot be read.".to_owned(),
    })?;
    say(
        "Videos are not in it: they live a day at the most. The way back: ai-video-uploader restore FILE",
    )?;
    Ok(())
}

async fn copy(config: &Config, file: &Path) -> anyhow::Result<u64> {
    let store = connect(config).await?;
    let now = SystemClock.now();
    let copied = store.copy_into(file).await;
    store.close().await;
    copied.context("the database cannot be copied")?;
    let copy = connect_to(config, &url_of(file)?).await?;
    copy.examine().await.context("the copy is not sound")?;
    // A backup of an older program's database has no place for the mark yet.
    copy.migrate().await?;
    copy.mark_backed_up(Some(now)).await?;
    let posts = copy.count_all_posts().await?.values().sum();
    copy.close_whole().await?;
    Ok(posts)
}

/// Puts the backup `file` where `DATABASE_URL` points, after a look through it. An older database there is kept beside it, if
/// `replace` allows that.
///
/// # Errors
/// When a server works there, the backup is broken, newer than the program or sealed with another key, or a database is in
/// the way.
pub async fn restore(config: &Config, file: &Path, replace: bool) -> anyhow::Result<()> {
    let Some(database) = sqlite_file(config.database_url.expose_secret()) else {
        bail!("{WITH_PG_DUMP}");
    };
    let _alone = in_use::alone(config)?;
    if database.exists() && !replace {
        bail!(
            "there is a database at {}; with --replace it is kept beside the restored one",
            database.display()
        );
    }
    let log = beside(file, "-wal")?;
    if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        bail!(
            "{} is no backup but a database in use: make one with `backup`",
            file.display()
        );
    }
    let unfinished = beside(&database, ".restoring")?;
    remove(&unfinished)?;
    // The copy is closed to others even if the backup is not.
    std::io::copy(
        &mut File::open(file).with_context(|| format!("{} cannot be read", file.display()))?,
        &mut make_private(&unfinished)?,
    )
    .with_context(|| format!("{} cannot be copied", file.display()))?;
    let (settled, posts) = match look_through(config, &unfinished, written(file)).await {
        Ok(found) => found,
        Err(error) => {
            remove(&unfinished)?;
            return Err(error);
        }
    };
    if let Some(former) = set_aside(&database)? {
        say(format_args!(
            "The database that was there: {}",
            former.display()
        ))?;
    }
    put_in_place(&unfinished, &database)?;
    say(format_args!(
        "{} restored: {posts} posts.",
        database.display()
    ))?;
    tell(&settled)?;
    say(
        "Look through `keys list`: keys that were revoked since work again, and people who deleted their account since are back. \
         Then start the server.",
    )?;
    Ok(())
}

/// Settles a database that was restored by other means, such as `pg_restore` or a snapshot of the disk.
///
/// # Errors
/// When the database cannot be used.
pub async fn settle(store: &Store) -> anyhow::Result<()> {
    let now = SystemClock.now();
    let made = store.backed_up_at().await?.unwrap_or(now);
    let settled = restored::settle(store, made, now)
        .await
        .context("not every post was settled; repeat it")?;
    tell(&settled)
}

/// Makes a copy ready to work: sound, up to date, open to our key, nothing in it that would be sent by itself.
async fn look_through(
    config: &Config,
    file: &Path,
    written: Timestamp,
) -> anyhow::Result<(Settled, u64)> {
    let url = url_of(file)?;
    if !Store::can_be_read(file).await {
        bail!("the backup is broken: its tables cannot be read");
    }
    let store = connect_to(config, &url)
        .await
        .context("the backup cannot be opened")?;
    store.examine().await.context("the backup is broken")?;
    if store.schema().await?.unknown > 0 {
        bail!("the backup was made by a newer program: use that one");
    }
    store.migrate().await?;
    match store.reseal().await {
        Err(StoreError::Sealed(error)) => bail!(
            "{error}. {}",
            match &config.secret_keys.file {
                Some(key) => format!("Put the key of the backup's time into {}", key.display()),
                None => "Set SECRET_KEY to the key of the backup's time".to_owned(),
            }
        ),
        other => other?,
    };
    let made = store.backed_up_at().await?.unwrap_or(written);
    let settled = restored::settle(&store, made, SystemClock.now()).await?;
    // A copy of what was moved elsewhere works again: somebody wants it to.
    store.mark_moved(None).await?;
    let posts = store.count_all_posts().await?.values().sum();
    store.close_whole().await?;
    Ok((settled, posts))
}

fn tell(settled: &Settled) -> anyhow::Result<()> {
    say("What happened since the backup is not known, so nothing in it is sent by itself:")?;
    for (count, what) in [
        (
            settled.unconfirmed,
            "were being sent: TikTok is asked what became of them (unconfirmed)",
        ),
        (
            settled.failed,
            "would have been sent: failed (restored_from_backup), until a person says “Send again”",
        ),
        (
            settled.barred,
            "had failed before: only a person sends them again",
        ),
        (settled.held, "wait for a person's decision, with a note"),
        (settled.sessions, "sessions ended: people sign in again"),
    ] {
        say(format_args!("  {count:>6}  {what}"))?;
    }
    Ok(())
}

/// When `file` was last written.
fn written(file: &Path) -> Timestamp {
    let since = std::fs::metadata(file)
        .and_then(|data| data.modified())
        .ok()
        .and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    since.map_or_else(|| SystemClock.now(), |since| Timestamp::default() + since)
}

/// `file` with more at the end of its name.
fn beside(file: &Path, end: &str) -> anyhow::Result<PathBuf> {
    let mut name = file
        .file_name()
        .with_context(|| format!("{} names no file", file.display()))?
        .to_owned();
    name.push(end);
    Ok(file.with_file_name(name))
}

/// The URL of an SQLite file.
fn url_of(file: &Path) -> anyhow::Result<String> {
    let path = file.to_str().context("the file's name is not text")?;
    if path.contains(['?', '%', '#']) {
        bail!("{path}: use a name without ?, % and #");
    }
    Ok(format!("sqlite://{path}"))
}

fn make_private(file: &Path) -> anyhow::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .with_context(|| format!("{} cannot be made", file.display()))
}

/// Gives a finished file its name, once all of it is on the disk.
fn put_in_place(from: &Path, to: &Path) -> anyhow::Result<()> {
    File::open(from)?.sync_all()?;
    std::fs::rename(from, to).with_context(|| format!("{} cannot be made", to.display()))?;
    let folder = to
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// Renames the database and what belongs to it; the new name, if anything was there. A log without its database is put away
/// as well: SQLite would replay it over whatever has the database's name.
fn set_aside(database: &Path) -> anyhow::Result<Option<PathBuf>> {
    let former = beside(
        database,
        &format!(".before-{}", SystemClock.now().as_seconds()),
    )?;
    let mut any = false;
    for part in ["-wal", "-shm", ""] {
        let from = beside(database, part)?;
        if from.exists() {
            std::fs::rename(&from, beside(&former, part)?)?;
            any = true;
        }
    }
    Ok(any.then_some(former))
}

fn remove(file: &Path) -> anyhow::Result<()> {
    for part in ["", "-wal", "-shm"] {
        match std::fs::remove_file(beside(file, part)?) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}
