//! Everything that the database holds, row by row, to tell whether a stranger changed anything.

use std::collections::BTreeSet;

use sqlx::{Connection as _, SqliteConnection};

use crate::harness::TestApp;

/// Tables that every request, or the passing of time, may write.
const RESTLESS: &[&str] = &[
    "sessions",
    "oauth_states",
    "machines",
    "deleted_files",
    "_sqlx_migrations",
];

/// Every row as text, but for those that name `except`.
pub async fn rows(app: &TestApp, except: &str) -> BTreeSet<String> {
    let mut db = SqliteConnection::connect(&app.database_url())
        .await
        .unwrap();
    let tables: Vec<String> = sqlx::query_scalar(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'",
    )
    .fetch_all(&mut db)
    .await
    .unwrap();
    let mut found = BTreeSet::new();
    for table in tables
        .iter()
        .filter(|name| !RESTLESS.contains(&name.as_str()))
    {
        let read = read(&mut db, table).await;
        found.extend(read.into_iter().map(|row| format!("{table}: {row}")));
    }
    found.retain(|row| !row.contains(except));
    found
}

/// Fails if `after` has not exactly the rows of `before`.
pub fn assert_unchanged(before: &BTreeSet<String>, after: &BTreeSet<String>) {
    let gone: Vec<_> = before.difference(after).collect();
    let new: Vec<_> = after.difference(before).collect();
    assert!(
        gone.is_empty() && new.is_empty(),
        "gone: {gone:#?}\nnew: {new:#?}"
    );
}

/// The rows of one table as text.
pub async fn rows_of(app: &TestApp, table: &str) -> Vec<String> {
    let mut db = SqliteConnection::connect(&app.database_url())
        .await
        .unwrap();
    read(&mut db, table).await
}

async fn read(db: &mut SqliteConnection, table: &str) -> Vec<String> {
    let columns: Vec<String> =
        sqlx::query_scalar(&format!("select name from pragma_table_info('{table}')"))
            .fetch_all(&mut *db)
            .await
            .unwrap();
    let quoted: Vec<String> = columns
        .iter()
        .map(|name| format!("quote(\"{name}\")"))
        .collect();
    let sql = format!("select {} from \"{table}\"", quoted.join(" || ', ' || "));
    sqlx::query_scalar(&sql).fetch_all(db).await.unwrap()
}
