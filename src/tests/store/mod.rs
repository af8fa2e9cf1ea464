//! The store, each case on SQLite and on PostgreSQL.
//!
//! `database` opens a fresh database for a case, `postgres` runs a server for them, `seed` fills it.

/// Makes a test for each database of every case named: an `async fn(&Database)` of the same module.
macro_rules! on_both_databases {
    ($($case:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                let db = crate::store::database::Database::sqlite().await;
                super::$case(&db).await;
                db.discard().await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                if let Some(db) = crate::store::database::Database::postgres().await {
                    super::$case(&db).await;
                    db.discard().await;
                }
            })+
        }
    };
}

mod accounts;
mod api_keys;
mod budgets;
mod callbacks;
mod changes;
mod claims;
mod concurrency;
mod consents;
pub mod database;
mod deletions;
mod export;
mod figures;
mod idempotency;
mod installation;
mod intake;
mod live;
mod machines;
mod oauth_states;
mod plans;
mod postgres;
mod posts;
mod retention;
mod rotation;
mod secrets;
pub mod seed;
mod sessions;
mod temporary_files;
mod tiktok_events;
mod tokens;
mod uploads;
mod users;
