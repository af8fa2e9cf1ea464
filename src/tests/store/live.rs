//! What open pages ask: what changed lately, whose session lasts, which files are held.

use std::{sync::Arc, time::Duration};

use ai_video_uploader::{
    domain::{
        change::{Change, Field},
        status::{Actor, IllegalMove, Status},
    },
    store::{
        live::Held,
        sessions::{SessionKey, SessionRows},
    },
};
use serde_json::json;
use tokio::time::timeout;
use tower_sessions::{
    SessionStore as _,
    session::{Id, Record},
};

use super::{database::Database, seed::at};
use crate::harness::TestClock;

on_both_databases!(
    changes_are_found_by_their_time,
    the_mark_differs_after_any_change,
    a_change_rings_the_bell,
    held_files_are_those_of_posts,
    a_session_lasts_until_its_end,
);

async fn changes_are_found_by_their_time(db: &Database) {
    let alice = db.alice().await;
    let mallory = db.mallory().await;
    let old = db.add_post(&alice, at(0)).await;
    let new = db.add_post(&mallory, at(5)).await;
    let since = async |seconds| {
        let posts = db.posts_changed_since(at(seconds)).await.unwrap();
        let mut ids: Vec<_> = posts.into_iter().map(|post| post.id).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(since(0).await, [old.id, new.id]);
    assert_eq!(since(5).await, [new.id], "the very moment counts");
    assert!(since(6).await.is_empty());
    db.lead(old.id, &[Status::Downloading], at(9)).await;
    assert_eq!(since(6).await, [old.id]);
}

async fn the_mark_differs_after_any_change(db: &Database) {
    let alice = db.alice().await;
    let mallory = db.mallory().await;
    let mark = async |seconds| db.posts_mark(alice.user.id, at(seconds)).await.unwrap();
    let empty = mark(0).await;
    let post = db.add_post(&alice, at(0)).await;
    let accepted = mark(0).await;
    assert_ne!(empty, accepted);
    db.add_post(&mallory, at(0)).await;
    assert_eq!(mark(60).await, accepted, "of others nothing is said");

    db.lead(post.id, &[Status::Downloading], at(1)).await;
    let moved = mark(60).await;
    assert_ne!(moved, accepted);
    db.change_post_as_system(post.id, at(2), |_| {
        let change = Change::stay(Actor::System, Some(at(2)));
        Ok::<_, IllegalMove>(change.with(Field::DownloadedBytes(9)))
    })
    .await
    .unwrap();
    let counted = mark(60).await;
    assert_ne!(counted, moved);

    let file = alice.file(None, at(3));
    db.insert_temporary_file(&file).await.unwrap();
    db.change_post_as_system(post.id, at(3), |_| {
        let change = Change::stay(Actor::System, Some(at(3)));
        Ok::<_, IllegalMove>(change.with(Field::TemporaryFile(Some(file.id))))
    })
    .await
    .unwrap();
    let before = mark(60).await;
    db.mark_file_deleted(file.id, at(4)).await.unwrap();
    let deleted = mark(60).await;
    assert_ne!(before, deleted, "the page tells when the file was deleted");
    db.mark_file_deleted(file.id, at(5)).await.unwrap();
    assert_eq!(mark(60).await, deleted, "the first proof stays");
}

async fn a_change_rings_the_bell(db: &Database) {
    let alice = db.alice().await;
    let rings = || timeout(Duration::from_secs(20), db.post_changed());
    let post = db.add_post(&alice, at(0)).await;
    rings().await.expect("a new post");
    db.lead(post.id, &[Status::Downloading], at(1)).await;
    rings().await.expect("a change");
}

async fn held_files_are_those_of_posts(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let held = alice.file(Some(post.id), at(0));
    let upload = alice.file(None, at(1));
    let gone = alice.file(Some(post.id), at(2));
    for file in [&held, &upload, &gone] {
        db.insert_temporary_file(file).await.unwrap();
    }
    db.mark_file_deleted(gone.id, at(3)).await.unwrap();
    let expected = Held {
        file: held.id,
        user: alice.user.id,
        until: held.held_until,
    };
    assert_eq!(db.held_files().await.unwrap(), [expected]);
}

async fn a_session_lasts_until_its_end(db: &Database) {
    let clock = TestClock::new();
    clock.set_to(at(0));
    let rows = SessionRows::new((**db).clone(), Arc::new(clock));
    let alice = db.alice().await;
    let mut keys = Vec::new();
    for seconds in [60, 120] {
        let login = json!({"user_id": alice.user.id.to_string()});
        let mut record = Record {
            id: Id::default(),
            data: [("axum-login.data".to_owned(), login)].into(),
            expiry_date: at(seconds).to_utc(),
        };
        rows.create(&mut record).await.unwrap();
        keys.push(SessionKey::of(record.id));
    }
    let unknown = SessionKey::of(Id::default());
    let asked = [keys[0].clone(), keys[1].clone(), unknown];
    let lasting = async |seconds| db.lasting_sessions(&asked, at(seconds)).await.unwrap();
    assert_eq!(lasting(0).await.len(), 2);
    assert_eq!(lasting(60).await, [keys[1].clone()].into());
    db.end_sessions_of(alice.user.id).await.unwrap();
    timeout(Duration::from_secs(20), db.session_ended())
        .await
        .expect("it rings");
    assert!(lasting(0).await.is_empty());
    assert!(db.lasting_sessions(&[], at(0)).await.unwrap().is_empty());
}
