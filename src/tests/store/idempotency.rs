//! Idempotency keys.

use ai_video_uploader::{
    domain::{clock::Timestamp, status::Actor},
    store::{
        StoreError,
        idempotency::{Begun, Reservation, StoredAnswer},
    },
};
use futures::future::join_all;

use super::{
    database::Database,
    seed::{Owner, at},
};

on_both_databases!(
    one_of_a_hundred_is_first,
    an_answer_is_given_again,
    an_abandoned_key_is_free,
    a_request_left_behind_is_taken_over,
    a_key_is_forgotten_after_a_day,
    keys_of_two_programs_do_not_meet,
);

fn answer() -> StoredAnswer {
    StoredAnswer {
        status: 202,
        body: r#"{"id":"1"}"#.to_owned(),
        location: Some("/api/posts/1".to_owned()),
    }
}

async fn begin(db: &Database, owner: &Owner, fingerprint: &str, now: Timestamp) -> Begun {
    db.begin_request(owner.key.id, "key", fingerprint, now)
        .await
        .unwrap()
}

async fn first(db: &Database, owner: &Owner, now: Timestamp) -> Reservation {
    match begin(db, owner, "body", now).await {
        Begun::Fresh(reservation) => reservation,
        other => panic!("{other:?}"),
    }
}

async fn one_of_a_hundred_is_first(db: &Database) {
    let alice = db.alice().await;
    let rush = (0..100).map(|_| begin(db, &alice, "body", at(0)));
    let begun = join_all(rush).await;
    let (fresh, others): (Vec<_>, Vec<_>) = begun
        .into_iter()
        .partition(|begun| matches!(begun, Begun::Fresh(_)));
    assert_eq!(fresh.len(), 1);
    assert!(others.iter().all(|begun| *begun == Begun::InProgress));
}

async fn an_answer_is_given_again(db: &Database) {
    let alice = db.alice().await;
    let reservation = first(db, &alice, at(0)).await;
    assert_eq!(begin(db, &alice, "other", at(1)).await, Begun::Mismatch);
    let post = alice.post(at(1));
    db.insert_post(&post, "", Actor::ApiKey, Some((&reservation, &answer())))
        .await
        .unwrap();
    let day = 24 * 3600 - 1;
    assert_eq!(
        begin(db, &alice, "body", at(day)).await,
        Begun::Replay(answer())
    );
    assert_eq!(begin(db, &alice, "other", at(day)).await, Begun::Mismatch);
}

async fn an_abandoned_key_is_free(db: &Database) {
    let alice = db.alice().await;
    let reservation = first(db, &alice, at(0)).await;
    db.abandon_request(&reservation).await.unwrap();
    let again = first(db, &alice, at(1)).await;
    db.abandon_request(&reservation).await.unwrap();
    assert_eq!(begin(db, &alice, "body", at(2)).await, Begun::InProgress);
    let post = alice.post(at(2));
    db.insert_post(&post, "", Actor::ApiKey, Some((&again, &answer())))
        .await
        .unwrap();
    db.abandon_request(&again).await.unwrap();
    assert_eq!(
        begin(db, &alice, "body", at(3)).await,
        Begun::Replay(answer())
    );
}

async fn a_request_left_behind_is_taken_over(db: &Database) {
    let alice = db.alice().await;
    let slow = first(db, &alice, at(0)).await;
    db.renew_request(&slow, at(10)).await.unwrap();
    assert_eq!(begin(db, &alice, "body", at(24)).await, Begun::InProgress);
    let quick = first(db, &alice, at(25)).await;
    let renewed = db.renew_request(&slow, at(26)).await;
    assert!(matches!(renewed, Err(StoreError::LeaseLost)));
    let late = alice.post(at(92));
    let made = db
        .insert_post(&late, "", Actor::ApiKey, Some((&slow, &answer())))
        .await;
    assert!(matches!(made, Err(StoreError::LeaseLost)));
    assert_eq!(
        db.post_by_id(late.id).await.unwrap(),
        None,
        "never two posts"
    );
    let post = alice.post(at(93));
    db.insert_post(&post, "", Actor::ApiKey, Some((&quick, &answer())))
        .await
        .unwrap();
}

async fn a_key_is_forgotten_after_a_day(db: &Database) {
    let alice = db.alice().await;
    let reservation = first(db, &alice, at(0)).await;
    let post = alice.post(at(0));
    db.insert_post(&post, "", Actor::ApiKey, Some((&reservation, &answer())))
        .await
        .unwrap();
    let day = 24 * 3600;
    assert_eq!(db.purge_requests(at(day - 1)).await.unwrap(), 0);
    first(db, &alice, at(day)).await;
    assert_eq!(
        db.purge_requests(at(day)).await.unwrap(),
        0,
        "it began anew"
    );
    assert_eq!(db.purge_requests(at(2 * day)).await.unwrap(), 1);
}

async fn keys_of_two_programs_do_not_meet(db: &Database) {
    let alice = db.alice().await;
    let mallory = db.mallory().await;
    first(db, &alice, at(0)).await;
    first(db, &mallory, at(0)).await;
}
