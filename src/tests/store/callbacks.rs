//! The outbox of callbacks.

use ai_video_uploader::{
    domain::{
        post::Post,
        secret::ExposeSecret as _,
        status::{Actor, Status},
    },
    store::{StoreError, callbacks::Attempt},
};
use futures::future::join_all;
use serde_json::Value;
use sqlx::{AnyConnection, Connection as _, Row as _};

use super::{
    database::Database,
    seed::{WORKER, at},
};

on_both_databases!(
    only_what_callers_want_to_hear_is_announced,
    every_end_is_announced_but_a_cancelled_one,
    a_post_without_a_callback_url_tells_nobody,
    one_worker_delivers_a_callback,
    tries_are_kept,
    a_person_sends_again,
    a_wish_during_a_try_is_not_lost,
    a_worker_that_was_frozen_writes_nothing_over_a_newer_try,
    an_address_that_was_left_readable_is_sealed_at_the_next_start,
);

async fn held_post(db: &Database) -> (super::seed::Owner, Post) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let way = [Status::Downloading, Status::Checking, Status::NeedsReview];
    let post = db.lead(post.id, &way, at(1)).await;
    (alice, post)
}

fn attempt(second: i64, status: Option<u16>) -> Attempt {
    Attempt {
        at: at(second),
        status,
        error: status.is_none().then(|| "connection refused".to_owned()),
        duration_ms: 12,
    }
}

async fn only_what_callers_want_to_hear_is_announced(db: &Database) {
    let (alice, post) = held_post(db).await;
    let way = [
        Status::Sending,
        Status::Processing,
        Status::InInbox,
        Status::Published,
    ];
    db.lead(post.id, &way, at(2)).await;
    let told = db.callbacks_of(post.id).await.unwrap();
    let events: Vec<_> = told
        .iter()
        .map(|(callback, _)| callback.event.as_str())
        .collect();
    assert_eq!(events, ["needs_review", "in_inbox", "published"]);
    let (first, tries) = &told[0];
    let url = db.callback_url(post.id).await.unwrap().unwrap();
    assert_eq!(
        url.expose_secret(),
        "https://n8n.example/wait?signature=a%2Fb"
    );
    assert_eq!((first.post_id, first.user_id), (post.id, alice.user.id));
    assert_eq!(first.api_key_id, Some(alice.key.id));
    assert_eq!(
        (first.created_at, first.next_at, tries.len()),
        (at(1), Some(at(1)), 0)
    );
    let payload: Value = serde_json::from_str(&first.payload).unwrap();
    assert_eq!(payload["status"], "needs_review");
    assert_eq!(payload["id"], post.id.to_string());
    assert_eq!(payload["status_url"], format!("/api/posts/{}", post.id));
    assert_eq!(payload["account"]["username"], "alice.cooks");
    assert_eq!(payload["metadata"]["sheet"], 7);
}

async fn every_end_is_announced_but_a_cancelled_one(db: &Database) {
    use Status::{
        Cancelled, Checking, Downloading, Expired, Failed, InInbox, NeedsReview, Processing,
        Published, Rejected, Sending, Unconfirmed,
    };
    let alice = db.alice().await;
    for (way, wanted) in [
        (
            &[Downloading, Checking, NeedsReview, Rejected][..],
            &["needs_review", "rejected"][..],
        ),
        (
            &[Downloading, Checking, NeedsReview, Expired],
            &["needs_review", "expired"],
        ),
        (&[Failed], &["failed"]),
        (
            &[
                Downloading,
                Checking,
                Sending,
                Unconfirmed,
                InInbox,
                Published,
            ],
            &["unconfirmed", "in_inbox", "published"],
        ),
        (
            &[Downloading, Checking, Sending, Processing, Published],
            &["published"],
        ),
        (&[Cancelled], &[]),
    ] {
        let post = db.add_post(&alice, at(0)).await;
        db.lead(post.id, way, at(1)).await;
        let told = db.callbacks_of(post.id).await.unwrap();
        let events: Vec<_> = told
            .iter()
            .map(|(callback, _)| callback.event.as_str())
            .collect();
        assert_eq!(events, wanted, "{way:?}");
    }
}

async fn a_post_without_a_callback_url_tells_nobody(db: &Database) {
    let alice = db.alice().await;
    let mut post = alice.post(at(0));
    post.callback_url = None;
    db.insert_post(&post, "", Actor::User, None).await.unwrap();
    db.lead(post.id, &[Status::Failed], at(1)).await;
    assert!(db.callbacks_of(post.id).await.unwrap().is_empty());
}

async fn one_worker_delivers_a_callback(db: &Database) {
    let (_, post) = held_post(db).await;
    assert!(
        db.claim_callback(WORKER, at(0), at(30))
            .await
            .unwrap()
            .is_none()
    );
    let rush = (0..16).map(|_| db.claim_callback(WORKER, at(1), at(30)));
    let claimed = join_all(rush).await;
    let claimed: Vec<_> = claimed.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(claimed.len(), 1);
    assert_eq!(claimed[0].post_id, post.id);
    let after_a_crash = db.claim_callback("worker-2", at(30), at(60)).await;
    assert_eq!(after_a_crash.unwrap().unwrap().id, claimed[0].id);
}

async fn tries_are_kept(db: &Database) {
    let (_, post) = held_post(db).await;
    let callback = db
        .claim_callback(WORKER, at(1), at(30))
        .await
        .unwrap()
        .unwrap();
    let (failed, worked) = (attempt(2, None), attempt(10, Some(204)));
    db.record_attempt(&callback, &failed, Some(at(10)), false)
        .await
        .unwrap();
    assert!(
        db.claim_callback(WORKER, at(9), at(30))
            .await
            .unwrap()
            .is_none()
    );
    let again = db
        .claim_callback(WORKER, at(10), at(30))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((again.id, again.attempts), (callback.id, 1));
    db.record_attempt(&again, &worked, None, true)
        .await
        .unwrap();
    assert!(
        db.claim_callback(WORKER, at(999), at(1030))
            .await
            .unwrap()
            .is_none()
    );
    let told = db.callbacks_of(post.id).await.unwrap();
    assert_eq!(told[0].0.delivered_at, Some(at(10)));
    assert_eq!((told[0].0.attempts, told[0].0.next_at), (2, None));
    assert_eq!(told[0].1, [failed, worked]);
}

async fn a_person_sends_again(db: &Database) {
    let (alice, post) = held_post(db).await;
    let mallory = db.mallory().await;
    let callback = db
        .claim_callback(WORKER, at(1), at(30))
        .await
        .unwrap()
        .unwrap();
    db.record_attempt(&callback, &attempt(1, Some(500)), None, false)
        .await
        .unwrap();
    assert!(
        !db.resend_callback(mallory.user.id, callback.id, at(5))
            .await
            .unwrap()
    );
    assert!(
        db.claim_callback(WORKER, at(5), at(30))
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        db.resend_callback(alice.user.id, callback.id, at(6))
            .await
            .unwrap()
    );
    let again = db.claim_callback(WORKER, at(6), at(30)).await.unwrap();
    let again = again.unwrap();
    assert_eq!(again.id, callback.id);
    db.lead(post.id, &[Status::Rejected], at(7)).await;
    db.delete_user(alice.user.id).await.unwrap();
    let gone = db
        .record_attempt(&again, &attempt(8, Some(200)), None, true)
        .await;
    assert!(matches!(gone, Err(StoreError::LeaseLost)), "{gone:?}");
}

async fn a_wish_during_a_try_is_not_lost(db: &Database) {
    let (alice, post) = held_post(db).await;
    // Pressed at the very moment that the try was due at, and later.
    for (second, pressed) in [(1, 1), (20, 21)] {
        let running = db
            .claim_callback(WORKER, at(second), at(second + 10))
            .await
            .unwrap()
            .unwrap();
        assert!(
            db.resend_callback(alice.user.id, running.id, at(pressed))
                .await
                .unwrap()
        );
        db.record_attempt(&running, &attempt(second, Some(200)), None, true)
            .await
            .unwrap();
        let told = db.callbacks_of(post.id).await.unwrap();
        assert!(told[0].0.next_at.is_some(), "asked for at {pressed}");
    }
    let again = db.claim_callback(WORKER, at(22), at(30)).await.unwrap();
    let again = again.unwrap();
    db.record_attempt(&again, &attempt(22, Some(200)), None, true)
        .await
        .unwrap();
    let told = db.callbacks_of(post.id).await.unwrap();
    assert_eq!((told[0].0.next_at, told[0].1.len()), (None, 3));
}

async fn a_worker_that_was_frozen_writes_nothing_over_a_newer_try(db: &Database) {
    let (_, post) = held_post(db).await;
    let claim = async |name, from, until| {
        let claimed = db.claim_callback(name, at(from), at(until)).await;
        claimed.unwrap().unwrap()
    };
    let frozen = claim(WORKER, 1, 30).await;
    // Under the same name, too: a worker may meet itself.
    let newer = claim(WORKER, 31, 60).await;
    let late = db
        .record_attempt(&frozen, &attempt(40, Some(500)), Some(at(45)), false)
        .await;
    assert!(matches!(late, Err(StoreError::LeaseLost)), "{late:?}");
    let told = db.callbacks_of(post.id).await.unwrap();
    assert_eq!((told[0].0.lease_until, told[0].1.len()), (Some(at(60)), 0));
    db.record_attempt(&newer, &attempt(41, Some(200)), None, true)
        .await
        .unwrap();
    let late = db
        .record_attempt(&frozen, &attempt(50, Some(500)), Some(at(55)), false)
        .await;
    assert!(matches!(late, Err(StoreError::LeaseLost)), "{late:?}");
    let told = db.callbacks_of(post.id).await.unwrap();
    assert_eq!(told[0].1, [attempt(41, Some(200))]);
    assert_eq!((told[0].0.next_at, told[0].0.attempts), (None, 1));
}

async fn an_address_that_was_left_readable_is_sealed_at_the_next_start(db: &Database) {
    const READABLE: &str = "https://n8n.example/wait?signature=canary-Wq3";
    let (_, post) = held_post(db).await;
    let mut database = AnyConnection::connect(&db.url).await.unwrap();
    sqlx::query("update posts set callback_url = $1")
        .bind(READABLE)
        .execute(&mut database)
        .await
        .unwrap();
    db.migrate().await.unwrap();
    let kept = sqlx::query("select callback_url from posts")
        .fetch_one(&mut database)
        .await
        .unwrap();
    let kept: String = kept.get(0);
    assert!(!kept.contains("canary"), "{kept}");
    let url = db.callback_url(post.id).await.unwrap().unwrap();
    assert_eq!(url.expose_secret(), READABLE);
    database.close().await.unwrap();
}
