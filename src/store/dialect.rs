//! The only file that knows which database it is: opening, transactions, row locks.

use sqlx::AnyPool;

use super::{Result, StoreError};

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
}

#[expect(clippy::unused_async, reason = "filled in with the pools")]
pub(super) async fn open(database_url: &str) -> Result<(Dialect, AnyPool, AnyPool)> {
    let _ = (Dialect::Sqlite, Dialect::Postgres);
    Err(StoreError::Unusable(database_url.to_owned()))
}
