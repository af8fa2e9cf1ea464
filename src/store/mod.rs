//! The database: every row the product keeps, on SQLite or PostgreSQL.
//!
//! [`Store`] is the one handle. Each file holds the queries of one kind of row; `dialect` alone knows which database it is.

#![expect(
    clippy::missing_errors_doc,
    reason = "every call can fail with StoreError::Database; other errors are named where they occur"
)]

pub mod acceptances;
pub mod accounts;
pub mod api_keys;
mod apply;
mod backup;
pub mod budgets;
pub mod callbacks;
pub mod changes;
pub mod claims;
mod columns;
pub mod consents;
pub mod counts;
pub mod deletions;
mod dialect;
mod error;
pub mod export;
pub mod figures;
pub mod health;
pub mod history;
pub mod idempotency;
pub mod installation;
pub mod intake;
pub mod live;
pub mod machines;
mod migrations;
mod moving;
pub mod oauth_states;
mod outbox;
mod post_rows;
pub mod posts;
pub mod proof;
pub mod retention;
mod rotation;
pub mod seal;
pub mod sessions;
pub mod temporary_files;
pub mod tiktok_events;
mod tokens;
pub mod uploads;
pub mod users;

use std::{path::PathBuf, sync::Arc};

use sqlx::AnyPool;

use self::{dialect::Dialect, live::Bells, seal::Sealer};
pub use self::{
    error::{Result, StoreError},
    migrations::Schema,
    moving::MovedTable,
};

/// The file that an SQLite URL names; none for any other database.
#[must_use]
pub fn sqlite_file(database_url: &str) -> Option<PathBuf> {
    let is_sqlite = database_url.starts_with("sqlite:");
    let path = is_sqlite.then(|| dialect::sqlite_path(database_url));
    path?.ok().map(PathBuf::from)
}

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    dialect: Dialect,
    sealer: Sealer,
    /// For statements that only read.
    readers: AnyPool,
    /// For statements that write. One connection on SQLite, which has one writer at a time anyway: its queue is fair
    /// and never answers "busy". The same pool as `readers` on PostgreSQL.
    writers: AnyPool,
    bells: Bells,
}

impl Store {
    /// Opens the database at `database_url`; creates an SQLite file and its folder if need be.
    ///
    /// # Errors
    /// If the URL is of no known kind, or the database cannot be reached.
    pub async fn connect(database_url: &str, sealer: Sealer) -> Result<Self> {
        let (dialect, readers, writers) = dialect::open(database_url).await?;
        Ok(Self(Arc::new(Inner {
            dialect,
            sealer,
            readers,
            writers,
            bells: Bells::default(),
        })))
    }

    /// Brings the tables up to date. Several processes may do this at the same time.
    ///
    /// # Errors
    /// If a migration fails, or the database is newer than the program.
    pub async fn migrate(&self) -> Result<()> {
        migrations::run(&self.0.writers).await?;
        self.seal_callback_urls().await
    }

    /// How the tables stand against what this program knows.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn schema(&self) -> Result<Schema> {
        self.ping().await?;
        migrations::schema(self.readers()).await
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// If it gives none.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("select 1").execute(self.readers()).await?;
        Ok(())
    }

    /// Closes every connection, after which nothing works any more.
    pub async fn close(&self) {
        self.close_readers().await;
        dialect::close(&self.0.writers).await;
    }

    async fn close_readers(&self) {
        dialect::close(&self.0.readers).await;
    }

    /// Connections for statements that only read.
    fn readers(&self) -> &AnyPool {
        &self.0.readers
    }

    /// Connections for a single statement that writes.
    fn writers(&self) -> &AnyPool {
        &self.0.writers
    }

    /// A transaction that writes. Never take a second connection while one is open.
    async fn begin(&self) -> Result<sqlx::Transaction<'static, sqlx::Any>> {
        Ok(self.0.writers.begin_with(self.0.dialect.begin()).await?)
    }

    /// What rings after something was committed.
    fn bells(&self) -> &Bells {
        &self.0.bells
    }

    fn dialect(&self) -> Dialect {
        self.0.dialect
    }

    fn sealer(&self) -> &Sealer {
        &self.0.sealer
    }
}
