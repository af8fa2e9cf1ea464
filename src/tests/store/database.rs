//! A fresh database for one test.

use std::{
    collections::BTreeMap,
    ops::Deref,
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use ai_video_uploader::store::{Store, seal::Sealer};
use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _, postgres::PgConnection};
use tempfile::TempDir;
use url::Url;

use super::postgres;

pub const KEY: [u8; 32] = [7; 32];
/// The parameter of a PostgreSQL URL that names where its tables are.
const SCHEMA: &str = "options[search_path]";

/// A migrated database; behaves like its store.
pub struct Database {
    store: Store,
    pub url: String,
    folder: Option<TempDir>,
}

impl Deref for Database {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Database {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/uploader.db");
        let url = format!("sqlite://{}", path.display());
        Self::open(url, Some(folder)).await
    }

    /// None if there is no server.
    pub async fn postgres() -> Option<Self> {
        let server = postgres::server_url()?;
        let url = create_schema(server).await;
        Some(Self::open(url, None).await)
    }

    async fn open(url: String, folder: Option<TempDir>) -> Self {
        let store = Store::connect(&url, Sealer::new(KEY, None)).await.unwrap();
        store.migrate().await.unwrap();
        Self { store, url, folder }
    }

    /// A second process that uses the same database.
    pub async fn connect_again(&self, sealer: Sealer) -> Store {
        Store::connect(&self.url, sealer).await.unwrap()
    }

    pub fn folder(&self) -> Option<&std::path::Path> {
        self.folder.as_ref().map(TempDir::path)
    }

    /// Fails if what is added up with each change is not what there is.
    pub async fn discard(self) {
        self.store.close().await;
        assert_eq!(differences(&self.url).await, Vec::<String>::new());
        if self.folder.is_none() {
            drop_schema(&self.url).await;
        }
    }
}

/// The counts that are not what counting finds.
async fn differences(url: &str) -> Vec<String> {
    let mut db = AnyConnection::connect(url).await.unwrap();
    let mut wrong = Vec::new();
    for (kept, counted) in [
        (
            "select user_id || ' ' || status, posts from resting_posts where posts <> 0",
            "select user_id || ' ' || status, count(*) from posts where status in ('in_inbox', 'published', \
             'unconfirmed', 'failed', 'rejected', 'cancelled', 'expired') group by user_id, status",
        ),
        (
            "select machine, files from deleted_files where files <> 0",
            "select machine, count(*) from temporary_files where deleted_at is not null group by machine",
        ),
    ] {
        let (kept, counted) = (pairs(&mut db, kept).await, pairs(&mut db, counted).await);
        if kept != counted {
            wrong.push(format!("kept {kept:?}, counted {counted:?}"));
        }
    }
    db.close().await.unwrap();
    wrong
}

async fn pairs(db: &mut AnyConnection, question: &str) -> BTreeMap<String, i64> {
    let rows = db.fetch_all(question).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// A schema of its own is as good as a database of its own, and made ten times faster.
async fn create_schema(server: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);

    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("uploader_test_{}_{number}", process::id());
    administer(&format!("create schema {name}")).await;
    let mut url = Url::parse(server).unwrap();
    url.query_pairs_mut().append_pair(SCHEMA, &name);
    url.into()
}

async fn drop_schema(url: &str) {
    let url = Url::parse(url).unwrap();
    let (_, name) = url.query_pairs().find(|(key, _)| key == SCHEMA).unwrap();
    administer(&format!("drop schema {name} cascade")).await;
}

async fn administer(statement: &str) {
    let server = postgres::server_url().unwrap();
    let mut admin = PgConnection::connect(server).await.unwrap();
    admin.execute(statement).await.unwrap();
    admin.close().await.unwrap();
}
