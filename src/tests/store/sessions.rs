//! Sessions, through the trait that the session layer uses.

use std::{sync::Arc, time::Duration};

use ai_video_uploader::{
    domain::{clock::Timestamp, id::UserId},
    store::sessions::SessionRows,
};
use serde_json::json;
use tower_sessions::{
    SessionStore as _,
    session::{Id, Record},
};

use super::{database::Database, seed::at};
use crate::harness::TestClock;

on_both_databases!(
    a_session_lives_until_its_end,
    two_sessions_never_share_an_id,
    all_sessions_of_a_user_can_be_ended,
    an_ended_session_does_not_come_back,
);

fn rows(db: &Database) -> (SessionRows, TestClock) {
    let clock = TestClock::new();
    clock.set_to(at(0));
    (
        SessionRows::new((**db).clone(), Arc::new(clock.clone())),
        clock,
    )
}

fn record(user: Option<UserId>, end: Timestamp) -> Record {
    let mut record = Record {
        id: Id::default(),
        data: [("flash".to_owned(), json!(["Saved"]))].into(),
        expiry_date: end.to_utc(),
    };
    if let Some(user) = user {
        let login = json!({"user_id": user.to_string(), "auth_hash": [1, 2]});
        record.data.insert("axum-login.data".to_owned(), login);
    }
    record
}

async fn a_session_lives_until_its_end(db: &Database) {
    let (rows, clock) = rows(db);
    let mut record = record(None, at(60));
    rows.create(&mut record).await.unwrap();
    assert_eq!(rows.load(&record.id).await.unwrap(), Some(record.clone()));
    assert_eq!(rows.load(&Id::default()).await.unwrap(), None);
    record.data.insert("more".to_owned(), json!(1));
    record.expiry_date = at(120).to_utc();
    rows.save(&record).await.unwrap();
    clock.advance(Duration::from_secs(119));
    assert_eq!(rows.load(&record.id).await.unwrap(), Some(record.clone()));
    clock.advance(Duration::from_secs(1));
    assert_eq!(rows.load(&record.id).await.unwrap(), None);
    assert_eq!(db.purge_sessions(at(119)).await.unwrap(), 0);
    assert_eq!(db.purge_sessions(at(120)).await.unwrap(), 1);
}

async fn two_sessions_never_share_an_id(db: &Database) {
    let (rows, _) = rows(db);
    let mut first = record(None, at(60));
    rows.create(&mut first).await.unwrap();
    let mut second = record(None, at(60));
    second.id = first.id;
    rows.create(&mut second).await.unwrap();
    assert_ne!(first.id, second.id);
    assert_eq!(rows.load(&second.id).await.unwrap(), Some(second));
}

async fn all_sessions_of_a_user_can_be_ended(db: &Database) {
    let (rows, _) = rows(db);
    let alice = db.ensure_user("alice@example.com", at(0)).await.unwrap();
    let mallory = db.ensure_user("mallory@example.com", at(0)).await.unwrap();
    let mut hers = record(Some(alice.id), at(60));
    let mut theirs = record(Some(mallory.id), at(60));
    let mut later = record(None, at(60));
    for record in [&mut hers, &mut theirs, &mut later] {
        rows.create(record).await.unwrap();
    }
    let signed_in = record(Some(alice.id), at(60));
    later.data = signed_in.data;
    rows.save(&later).await.unwrap();
    assert_eq!(db.end_sessions_of(alice.id).await.unwrap(), 2);
    assert_eq!(rows.load(&hers.id).await.unwrap(), None);
    assert_eq!(rows.load(&later.id).await.unwrap(), None);
    assert!(rows.load(&theirs.id).await.unwrap().is_some());
}

async fn an_ended_session_does_not_come_back(db: &Database) {
    let (rows, _) = rows(db);
    let mut record = record(None, at(60));
    rows.create(&mut record).await.unwrap();
    rows.delete(&record.id).await.unwrap();
    rows.save(&record).await.unwrap();
    assert_eq!(rows.load(&record.id).await.unwrap(), None);
}
