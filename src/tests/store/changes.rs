//! Changes that people and the machine decide outside a lease.

use ai_video_uploader::{
    domain::{
        change::{Change, Field},
        error_code::{ErrorCode, Failure},
        post::Post,
        status::{Actor, IllegalMove, Status},
    },
    store::{StoreError, changes::ChangeError, claims::Lane},
};
use futures::future::join_all;

use super::{database::Database, seed::at};

on_both_databases!(
    a_change_breaks_the_lease,
    a_refusal_writes_nothing,
    a_stranger_finds_nothing,
    a_move_from_elsewhere_is_refused,
    a_move_begins_the_status_anew,
    a_change_without_a_step_leaves_the_due_time,
    a_post_that_needs_a_worker_is_never_left_without,
    one_of_many_decisions_wins,
    a_look_is_asked_for,
    waiting_posts_of_an_account_are_woken,
);

fn to(post: &Post, status: Status) -> Result<Change, IllegalMove> {
    Change::to(post.status, status, Actor::User, "By hand")
}

async fn a_change_breaks_the_lease(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let (lease, _) = db.take(Lane::Transfer, at(0)).await.unwrap();
    let cancelled = db
        .change_post(alice.user.id, post.id, at(1), |post| {
            to(post, Status::Cancelled)
        })
        .await
        .unwrap();
    assert_eq!(
        (cancelled.status, cancelled.version),
        (Status::Cancelled, 2)
    );
    assert_eq!(cancelled.updated_at, at(1));
    assert!(matches!(
        db.heartbeat(&lease, at(60)).await,
        Err(StoreError::LeaseLost)
    ));
    let bytes = vec![Field::DownloadedBytes(1)];
    let written = db.checkpoint(&lease, at(2), bytes).await;
    assert!(matches!(written, Err(StoreError::LeaseLost)));
    let change = Change::to(Status::Queued, Status::Downloading, Actor::System, "").unwrap();
    let settled = db.settle(&lease, at(2), change).await;
    assert!(matches!(settled, Err(StoreError::LeaseLost)));
    assert!(matches!(
        db.release(&lease, at(2)).await,
        Err(StoreError::LeaseLost)
    ));
    assert_eq!(db.post_by_id(post.id).await.unwrap(), Some(cancelled));
    let history = db.history(post.id).await.unwrap();
    assert_eq!(history.last().unwrap().detail, "By hand");
    assert_eq!(history.last().unwrap().actor, Actor::User);
}

async fn a_refusal_writes_nothing(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let (lease, _) = db.take(Lane::Transfer, at(0)).await.unwrap();
    let refused = db
        .change_post(alice.user.id, post.id, at(1), |_| Err("no"))
        .await;
    assert!(matches!(refused, Err(ChangeError::Refused("no"))));
    db.heartbeat(&lease, at(60)).await.unwrap();
    assert_eq!(db.post_by_id(post.id).await.unwrap(), Some(post));
}

async fn a_stranger_finds_nothing(db: &Database) {
    let alice = db.alice().await;
    let mallory = db.mallory().await;
    let post = db.add_post(&alice, at(0)).await;
    let change = db
        .change_post(mallory.user.id, post.id, at(1), |post| {
            to(post, Status::Cancelled)
        })
        .await;
    assert!(matches!(change, Err(ChangeError::NotFound)));
    assert_eq!(db.post_by_id(post.id).await.unwrap(), Some(post));
}

async fn a_move_from_elsewhere_is_refused(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let change = db
        .change_post_as_system(post.id, at(1), |_| {
            Change::to(Status::Sending, Status::Processing, Actor::System, "")
        })
        .await;
    let expected = Status::Sending;
    assert!(matches!(
        change,
        Err(ChangeError::Store(StoreError::OutOfStep { expected: from, is: Status::Queued })) if from == expected
    ));
    assert_eq!(db.post_by_id(post.id).await.unwrap(), Some(post));
}

async fn a_move_begins_the_status_anew(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let failure = Failure::new(ErrorCode::PrivateAddress);
    let failed = db
        .change_post_as_system(post.id, at(1), |post| {
            let change = Change::fail(post.status, Actor::System, failure.clone())?;
            Ok::<_, IllegalMove>(
                change
                    .with(Field::Attempts(4))
                    .with(Field::StatusFetches(2))
                    .with(Field::waiting(ErrorCode::PrivateAddress, at(9))),
            )
        })
        .await
        .unwrap();
    assert_eq!(failed.error, Some(failure));
    assert_eq!((failed.attempts, failed.tiktok.status_fetches), (4, 2));
    let queued = db
        .change_post(alice.user.id, post.id, at(5), |post| {
            to(post, Status::Queued).map(|change| change.run_at(at(5)))
        })
        .await
        .unwrap();
    assert_eq!((queued.attempts, queued.tiktok.status_fetches), (0, 0));
    assert_eq!((queued.error, queued.waiting), (None, None));
    assert_eq!((queued.entered_at, queued.progressed_at), (at(5), at(5)));
    let statuses: Vec<_> = db.history(post.id).await.unwrap();
    let statuses: Vec<_> = statuses.iter().map(|entry| entry.status).collect();
    assert_eq!(statuses, [Status::Queued, Status::Failed, Status::Queued]);
}

async fn a_change_without_a_step_leaves_the_due_time(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let (lease, _) = db.take(Lane::Transfer, at(0)).await.unwrap();
    db.release(&lease, at(100)).await.unwrap();
    let caption = Field::Caption("Better".to_owned());
    let edited = db
        .change_post(alice.user.id, post.id, at(1), |_| {
            Ok::<_, ()>(Change::stay(Actor::User, None).with(caption))
        })
        .await
        .unwrap();
    assert_eq!((edited.caption.as_str(), edited.version), ("Better", 2));
    assert_eq!(
        db.history(post.id).await.unwrap().len(),
        1,
        "nothing to tell"
    );
    assert!(db.take(Lane::Transfer, at(99)).await.is_none());
    assert!(db.take(Lane::Transfer, at(100)).await.is_some());
}

async fn a_post_that_needs_a_worker_is_never_left_without(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    db.lead(post.id, &[Status::Failed], at(1)).await;
    assert!(db.take(Lane::Transfer, at(1)).await.is_none());
    db.change_post(alice.user.id, post.id, at(2), |post| {
        to(post, Status::Queued)
    })
    .await
    .unwrap();
    assert!(db.take(Lane::Transfer, at(2)).await.is_some());
}

async fn one_of_many_decisions_wins(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let (post_id, user) = (post.id, alice.user.id);
    db.lead(
        post_id,
        &[Status::Downloading, Status::Checking, Status::NeedsReview],
        at(1),
    )
    .await;
    let rush = (0..16).map(|number| {
        let status = [Status::Rejected, Status::Sending][number % 2];
        db.change_post(user, post_id, at(2), move |post| {
            Change::to(post.status, status, Actor::User, "")
        })
    });
    let decided = join_all(rush).await;
    let (won, refused): (Vec<_>, Vec<_>) = decided.into_iter().partition(Result::is_ok);
    assert!(
        (1..=2).contains(&won.len()),
        "sending may still be cancelled, never rejected"
    );
    assert_eq!(won.len(), 1);
    assert!(
        refused
            .iter()
            .all(|refused| matches!(refused, Err(ChangeError::Refused(_))))
    );
    assert_eq!(db.history(post_id).await.unwrap().len(), 5);
}

async fn a_look_is_asked_for(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let way = [Status::Downloading, Status::Sending, Status::Processing];
    db.lead(post.id, &way, at(1)).await;
    let (lease, _) = db.take(Lane::Follow, at(1)).await.unwrap();
    let stay = Change::stay(Actor::TikTok, Some(at(100)));
    let before = db.settle(&lease, at(1), stay).await.unwrap();
    assert!(db.take(Lane::Follow, at(50)).await.is_none());
    db.wake_post(post.id, at(50)).await.unwrap();
    let (lease, after) = db.take(Lane::Follow, at(50)).await.unwrap();
    assert_eq!(after.version, before.version);
    db.wake_post(post.id, at(51)).await.unwrap();
    let stay = Change::stay(Actor::TikTok, Some(at(100)));
    db.settle(&lease, at(52), stay).await.unwrap();
    let again = db.take(Lane::Follow, at(52)).await;
    let (lease, _) = again.expect("asked for while a worker held it");
    let stay = Change::stay(Actor::TikTok, Some(at(100)));
    db.settle(&lease, at(53), stay).await.unwrap();
    assert!(
        db.take(Lane::Follow, at(99)).await.is_none(),
        "asked for once"
    );
    let delivered = [Status::InInbox];
    db.lead(post.id, &delivered, at(99)).await;
    let (lease, _) = db.take(Lane::Follow, at(99)).await.unwrap();
    db.settle(&lease, at(99), Change::stay(Actor::System, None))
        .await
        .unwrap();
    assert!(
        db.take(Lane::Follow, at(999)).await.is_none(),
        "no longer followed"
    );
    db.wake_post(post.id, at(1000)).await.unwrap();
    assert!(db.take(Lane::Follow, at(1000)).await.is_some());
}

async fn waiting_posts_of_an_account_are_woken(db: &Database) {
    let alice = db.alice().await;
    let mallory = db.mallory().await;
    let mut posts = Vec::new();
    for owner in [&alice, &alice, &mallory] {
        let post = db.add_post(owner, at(0)).await;
        db.lead(post.id, &[Status::Sending], at(0)).await;
        posts.push(post);
    }
    for waits in [&posts[0], &posts[2]] {
        db.change_post_as_system(waits.id, at(1), |_| {
            let stay = Change::stay(Actor::System, Some(at(500)));
            Ok::<_, ()>(stay.with(Field::waiting(ErrorCode::PrivateAddress, at(500))))
        })
        .await
        .unwrap();
    }
    let (_, first) = db.take(Lane::Transfer, at(1)).await.unwrap();
    assert_eq!(first.id, posts[1].id);
    assert!(db.take(Lane::Transfer, at(1)).await.is_none());
    db.wake_waiting(alice.account.id, at(2)).await.unwrap();
    let (_, woken) = db.take(Lane::Transfer, at(2)).await.unwrap();
    assert_eq!(woken.id, posts[0].id);
    assert!(
        woken.waiting.is_some(),
        "the worker decides what becomes of it"
    );
    assert!(db.take(Lane::Transfer, at(2)).await.is_none());
}
