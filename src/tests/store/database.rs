//! A fresh database for one test.

use std::{
    ops::Deref,
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use ai_video_uploader::store::{Store, seal::Sealer};
use sqlx::{Connection as _, Executor as _, postgres::PgConnection};
use tempfile::TempDir;
use tokio::sync::Mutex;
use url::Url;

use super::postgres;

pub const KEY: [u8; 32] = [7; 32];

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
        let url = create_database(server).await;
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

    pub async fn discard(self) {
        self.store.close().await;
        if self.folder.is_none() {
            drop_database(&self.url).await;
        }
    }
}

async fn create_database(server: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    // The server copies its template for one at a time.
    static TURN: Mutex<()> = Mutex::const_new(());

    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("uploader_test_{}_{number}", process::id());
    let _turn = TURN.lock().await;
    let mut admin = PgConnection::connect(server).await.unwrap();
    admin
        .execute(format!("create database {name}").as_str())
        .await
        .unwrap();
    admin.close().await.unwrap();
    let mut url = Url::parse(server).unwrap();
    url.set_path(&name);
    url.into()
}

async fn drop_database(url: &str) {
    let name = Url::parse(url).unwrap().path().trim_matches('/').to_owned();
    let server = postgres::server_url().unwrap();
    let mut admin = PgConnection::connect(server).await.unwrap();
    admin
        .execute(format!("drop database {name} with (force)").as_str())
        .await
        .unwrap();
    admin.close().await.unwrap();
}
