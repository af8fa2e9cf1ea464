//! The only file that knows which database it is: opening, transactions, row locks.

use std::{path::Path, time::Duration};

use sqlx::{
    AnyPool, Connection as _, Executor as _,
    any::{AnyConnectOptions, AnyPoolOptions},
    error::{DatabaseError, ErrorKind},
};

use super::{Result, StoreError};

/// Readers of one SQLite file; more would only wait for the same processor.
const SQLITE_READERS: u32 = 8;
/// Connections of one process to a PostgreSQL server, which allows 100 in all unless told otherwise.
const POSTGRES_CONNECTIONS: u32 = 20;
/// How long a caller waits for a connection to an SQLite file, which is mostly for its turn to write.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How long a caller waits for a connection to a server. Longer means that the server is gone or drowns in work: people and
/// programs are told so, and workers try again.
const SERVER_WAIT: Duration = Duration::from_secs(5);
/// A process that stands still in a transaction, or whose machine is gone, keeps what it has locked from all others no longer than
/// this. The server's default is for ever.
const SERVER_SETUP: &str = "set idle_in_transaction_session_timeout = '30s'";
/// A connection that was in use so lately is used again without a question.
const TRUSTED_FOR: Duration = Duration::from_secs(1);
/// How often that long a start waits for a server that is not up yet.
const STARTING_WAITS: usize = 12;
/// `busy_timeout` waits for other processes only, such as the command line beside the server: within one process, writers
/// queue for the one connection.
const WRITER_SETUP: &str = "pragma busy_timeout = 30000; pragma journal_mode = wal; \
     pragma synchronous = full; pragma foreign_keys = on";
/// A reader cannot write by mistake and so never meets the lock of the writer.
const READER_SETUP: &str =
    "pragma busy_timeout = 30000; pragma foreign_keys = on; pragma query_only = on";

/// The kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// One file, many readers, one writer.
    Sqlite,
    /// A server.
    Postgres,
}

impl Dialect {
    /// The statement that begins a transaction that writes.
    pub(super) const fn begin(self) -> &'static str {
        match self {
            // A transaction that reads first and writes later could fail with SQLITE_BUSY: take the write lock at once.
            Self::Sqlite => "begin immediate",
            Self::Postgres => "begin",
        }
    }

    /// The statement that lets the transaction wait for something else than the database, for as long as that takes.
    pub(super) const fn waiting(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("set local idle_in_transaction_session_timeout = 0"),
        }
    }

    /// The statement that copies the whole database into the file `$1` while it is in use; none if others do that.
    pub(super) const fn copying(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => Some("vacuum into $1"),
            Self::Postgres => None,
        }
    }

    /// The statement that brings everything into the one file; none if there is no file.
    pub(super) const fn folding(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => Some("pragma wal_checkpoint(truncate)"),
            Self::Postgres => None,
        }
    }

    /// The statement that looks through the whole file and answers `ok`; none if there is no file.
    pub(super) const fn examining(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => Some("pragma integrity_check(1)"),
            Self::Postgres => None,
        }
    }

    /// The end of a `select` that keeps its rows from others until the transaction ends.
    pub(super) const fn locking(self) -> &'static str {
        match self {
            Self::Sqlite => "", // The whole file is locked.
            Self::Postgres => " for no key update",
        }
    }

    /// The end of a `select` that takes the first row that nobody else is taking.
    ///
    /// The statement around it repeats the conditions, so that a row changed in between is not taken either.
    pub(super) const fn claiming(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " for update skip locked",
        }
    }
}

/// Opens `database_url`: what it is, connections to read, connections to write.
pub(super) async fn open(database_url: &str) -> Result<(Dialect, AnyPool, AnyPool)> {
    sqlx::any::install_default_drivers();
    match database_url.split_once(':').map(|(scheme, _)| scheme) {
        Some("sqlite") => open_sqlite(database_url).await,
        Some("postgres" | "postgresql") => open_postgres(database_url).await,
        _ => Err(unusable(
            "DATABASE_URL must begin with sqlite:// or postgres://",
        )),
    }
}

async fn open_sqlite(database_url: &str) -> Result<(Dialect, AnyPool, AnyPool)> {
    let path = sqlite_path(database_url)?;
    create_file(Path::new(&path)).map_err(|error| unusable(format!("{path}: {error}")))?;
    let writers = sqlite_pool(database_url, WRITER_SETUP, 1).await?;
    let readers = sqlite_pool(database_url, READER_SETUP, SQLITE_READERS).await?;
    Ok((Dialect::Sqlite, readers, writers))
}

async fn sqlite_pool(database_url: &str, setup: &'static str, size: u32) -> Result<AnyPool> {
    Ok(AnyPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(LONGEST_WAIT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                connection.execute(setup).await?;
                Ok(())
            })
        })
        .connect_with(options(database_url)?)
        .await?)
}

async fn open_postgres(database_url: &str) -> Result<(Dialect, AnyPool, AnyPool)> {
    let options = options(database_url)?;
    let mut waits = 1..STARTING_WAITS;
    let pool = loop {
        let pool = AnyPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(SERVER_WAIT)
            .test_before_acquire(false)
            .before_acquire(|connection, used| {
                Box::pin(async move {
                    // The server may have been started anew since. To ask before each statement would double its way.
                    if used.idle_for > TRUSTED_FOR {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .after_connect(|connection, _| {
                Box::pin(async move {
                    connection.execute(SERVER_SETUP).await?;
                    Ok(())
                })
            })
            .connect_with(options.clone())
            .await;
        match pool {
            Err(sqlx::Error::PoolTimedOut) if waits.next().is_some() => {
                tracing::info!("waiting for the database server");
            }
            pool => break pool?,
        }
    };
    Ok((Dialect::Postgres, pool.clone(), pool))
}

/// Closes every connection of a pool. One that is given back at that moment may still find the pool open and come to rest in
/// it after all others were closed: it would keep the log beside an SQLite file.
pub(super) async fn close(pool: &AnyPool) {
    for _ in 0..100 {
        pool.close().await;
        if pool.size() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tracing::warn!("a connection to the database was not closed");
}

/// Whether the question has an answer other than null in an SQLite file as it is, without the log beside it. A file that
/// cannot be read so, or knows no such table, says no.
pub(super) async fn read_file_alone(file: &Path, question: &str) -> bool {
    let Some(path) = file.to_str() else {
        return false;
    };
    sqlx::any::install_default_drivers();
    // `immutable` makes SQLite look at nothing but the file.
    let url = format!("sqlite://{path}?mode=ro&immutable=true");
    let Ok(mut connection) = sqlx::AnyConnection::connect(&url).await else {
        return false;
    };
    let row = sqlx::query(question).fetch_optional(&mut connection).await;
    let _ = connection.close().await;
    row.is_ok_and(|row| {
        row.is_some_and(|row| {
            sqlx::Row::try_get::<Option<i64>, _>(&row, 0).is_ok_and(|value| value.is_some())
        })
    })
}

fn options(database_url: &str) -> Result<AnyConnectOptions> {
    database_url
        .parse()
        .map_err(|error: sqlx::Error| unusable(error.to_string()))
}

/// The file that `sqlite://path?…` names.
pub(super) fn sqlite_path(database_url: &str) -> Result<String> {
    let rest = database_url
        .trim_start_matches("sqlite:")
        .trim_start_matches("//");
    let path = rest.split('?').next().unwrap_or_default();
    if path.is_empty() || path == ":memory:" || rest.contains("mode=memory") {
        return Err(unusable("DATABASE_URL must name a file for SQLite"));
    }
    Ok(path.to_owned())
}

/// Makes the file and its folder, readable for the owner alone.
fn create_file(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};

    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
    }
    std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)
        .map(drop)
}

/// Whether the database refuses the values, or the order in which several wanted the same rows: nothing speaks against others.
pub(super) fn refuses(error: &dyn DatabaseError) -> bool {
    // PostgreSQL's classes: data exception, and transaction rollback (deadlocks among them).
    let is_of_class = |code: &str| code.len() == 5 && matches!(code.get(..2), Some("22" | "40"));
    !matches!(error.kind(), ErrorKind::Other) || error.code().is_some_and(|code| is_of_class(&code))
}

/// Whether there is no connection to be had, or the one that there was is gone.
pub(super) fn is_out_of_reach(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        // So ends a connection to a proxy that has no server behind it.
        | sqlx::Error::Protocol(_) => true,
        // PostgreSQL: the class of connections, too many of them, and a server that stops or starts.
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            code.len() == 5
                && (code.starts_with("08") || code.starts_with("57P") || code == "53300")
        }),
        _ => false,
    }
}

fn unusable(reason: impl Into<String>) -> StoreError {
    StoreError::Unusable(reason.into())
}
