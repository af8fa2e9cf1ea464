//! Many writers at once: everyone gets through, nothing is lost.

use std::time::Duration;

use ai_video_uploader::{
    domain::{
        change::{Change, Field},
        status::Actor,
    },
    store::{Store, seal::Sealer},
};
use futures::future::join_all;
use tokio_util::task::TaskTracker;

use super::{
    database::{Database, KEY},
    seed::at,
};
use crate::harness::statements;

on_both_databases!(
    sixty_four_writers_get_through,
    two_processes_share_a_database,
    readers_are_not_held_up_by_a_writer,
    who_stands_still_in_a_transaction_loses_it,
);

async fn sixty_four_writers_get_through(db: &Database) {
    let alice = db.alice().await;
    let shared = db.add_post(&alice, at(0)).await;
    let rush = (0..64).map(|number| {
        let (alice, shared) = (&alice, &shared);
        async move {
            let post = db.add_post(alice, at(number)).await;
            db.change_post(alice.user.id, shared.id, at(number), |post| {
                let bytes = post.progress.sent_bytes + 1;
                Ok::<_, ()>(Change::stay(Actor::System, None).with(Field::SentBytes(bytes)))
            })
            .await
            .unwrap();
            db.touch_api_key(alice.key.id, at(number)).await.unwrap();
            post.id
        }
    });
    let made = join_all(rush).await;
    assert_eq!(made.len(), 64);
    let shared = db.post_by_id(shared.id).await.unwrap().unwrap();
    assert_eq!((shared.progress.sent_bytes, shared.version), (64, 65));
}

async fn two_processes_share_a_database(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let other = db.connect_again(Sealer::new(KEY, None)).await;
    let stores: [&Store; 2] = [db, &other];
    let rush = (0..40).map(|number| {
        let store = stores[number % 2];
        store.change_post_as_system(post.id, at(1), |post| {
            let bytes = post.progress.sent_bytes + 1;
            Ok::<_, ()>(Change::stay(Actor::System, None).with(Field::SentBytes(bytes)))
        })
    });
    assert!(join_all(rush).await.iter().all(Result::is_ok));
    let post = other.post_by_id(post.id).await.unwrap().unwrap();
    assert_eq!(post.progress.sent_bytes, 40);
    other.close().await;
}

async fn readers_are_not_held_up_by_a_writer(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let changed = db
        .change_post_as_system(post.id, at(1), |before| {
            let handle = tokio::runtime::Handle::current();
            // The row is locked now; a page that shows it must not wait.
            let read = tokio::task::block_in_place(|| handle.block_on(db.post_by_id(before.id)));
            assert_eq!(read.unwrap().as_ref(), Some(before));
            Ok::<_, ()>(Change::stay(Actor::System, None).saying("Looked at"))
        })
        .await
        .unwrap();
    assert_eq!(changed.version, 2);
}

/// A connection that comes back while the database is being closed must not stay open: it would keep the log beside the file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_file_has_no_log_beside_it() {
    for _ in 0..20 {
        let db = Database::sqlite().await;
        let alice = db.alice().await;
        let writers = TaskTracker::new();
        for number in 0..4 {
            let (store, key) = (Store::clone(&db), alice.key.id);
            writers.spawn(async move {
                while store.touch_api_key(key, at(number)).await.is_ok() {
                    tokio::task::yield_now().await;
                }
            });
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
        db.close().await;
        let log = db.folder().unwrap().join("data/uploader.db-wal");
        assert!(!log.exists());
        writers.close();
        writers.wait().await;
        db.discard().await;
    }
}

async fn who_stands_still_in_a_transaction_loses_it(db: &Database) {
    let opened = Store::connect(&db.url, Sealer::new(KEY, None));
    let (store, heard) = statements::heard_in(opened).await;
    store.unwrap().close().await;
    let is_server = db.folder().is_none();
    let bound = "set idle_in_transaction_session_timeout = '30s'";
    assert_eq!(heard.contains(bound), is_server, "{heard:?}");
}
