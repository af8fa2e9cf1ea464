//! Claims: who may work on a post, and what its writes do.

use std::collections::HashSet;

use ai_video_uploader::{
    domain::{
        change::{Change, Field},
        id::PostId,
        status::{Actor, Status},
    },
    store::{
        StoreError,
        claims::{Lane, Share},
    },
};
use futures::future::join_all;

use super::{
    database::Database,
    seed::{LEASE, MACHINE, WORKER, at},
};

on_both_databases!(
    the_longest_due_comes_first,
    each_lane_has_its_posts,
    no_two_workers_get_the_same_post,
    who_has_enough_going_on_is_passed_over,
    a_lease_that_ran_out_is_taken_over,
    a_late_worker_may_finish_if_nobody_came,
    progress_is_written_and_the_due_time_stays,
    progress_begins_the_tries_anew,
    polling_changes_no_version,
    a_settled_post_is_free,
    who_advances_keeps_the_lease,
    what_a_killed_process_held_is_taken_back,
    the_queue_is_measured,
);

async fn the_longest_due_comes_first(db: &Database) {
    let alice = db.alice().await;
    let late = db.add_post(&alice, at(20)).await;
    let early = db.add_post(&alice, at(10)).await;
    assert!(db.take(Lane::Transfer, at(9)).await.is_none());
    let (lease, first) = db.take(Lane::Transfer, at(30)).await.unwrap();
    assert_eq!((lease.post_id(), first.id), (early.id, early.id));
    assert_eq!((lease.worker(), lease.fence()), (WORKER, 1));
    let (_, second) = db.take(Lane::Transfer, at(30)).await.unwrap();
    assert_eq!(second.id, late.id);
    assert!(db.take(Lane::Transfer, at(30)).await.is_none());
}

async fn each_lane_has_its_posts(db: &Database) {
    let alice = db.alice().await;
    let mut lanes = Vec::new();
    for way in [
        &[][..],
        &[Status::Downloading],
        &[Status::Downloading, Status::Checking],
        &[Status::Sending],
        &[Status::Sending, Status::Processing],
        &[Status::Sending, Status::Unconfirmed],
        &[Status::Sending, Status::Processing, Status::InInbox],
        &[Status::Cancelled],
        &[Status::Failed],
    ] {
        let post = db.add_post(&alice, at(0)).await;
        let status = db.lead(post.id, way, at(0)).await.status;
        let lane = [Lane::Transfer, Lane::Follow];
        let mut found = None;
        for lane in lane {
            if let Some((lease, _)) = db.take(lane, at(0)).await {
                assert_eq!(lease.post_id(), post.id);
                found = Some(lane);
            }
        }
        lanes.push((status, found));
    }
    let transfer = Some(Lane::Transfer);
    let follow = Some(Lane::Follow);
    assert_eq!(
        lanes,
        [
            (Status::Queued, transfer),
            (Status::Downloading, transfer),
            (Status::Checking, transfer),
            (Status::Sending, transfer),
            (Status::Processing, follow),
            (Status::Unconfirmed, follow),
            (Status::InInbox, follow),
            (Status::Cancelled, None),
            (Status::Failed, None),
        ]
    );
}

async fn no_two_workers_get_the_same_post(db: &Database) {
    let alice = db.alice().await;
    for _ in 0..30 {
        db.add_post(&alice, at(0)).await;
    }
    let worker = |name: &'static str| async move {
        let mut mine = Vec::new();
        while let Some((lease, _)) = db
            .claim(Lane::Transfer, name, MACHINE, at(1), LEASE)
            .await
            .unwrap()
        {
            mine.push(lease.post_id());
        }
        mine
    };
    let names = ["one", "two", "three", "four"];
    let claimed = join_all(names.map(worker)).await;
    let all: Vec<PostId> = claimed.into_iter().flatten().collect();
    let distinct: HashSet<_> = all.iter().collect();
    assert_eq!((all.len(), distinct.len()), (30, 30));
}

async fn who_has_enough_going_on_is_passed_over(db: &Database) {
    let (alice, mallory) = (db.alice().await, db.mallory().await);
    for due in 0..5 {
        db.add_post(&mallory, at(due)).await;
    }
    db.add_post(&alice, at(9)).await;
    let of = async |share| {
        let claimed = db.claim_share(Lane::Transfer, share, WORKER, MACHINE, at(10), LEASE);
        claimed.await.unwrap().map(|(_, post)| post.user_id)
    };
    assert_eq!(of(Share::Anyone).await, Some(mallory.user.id));
    assert_eq!(of(Share::NotOf(mallory.user.id)).await, Some(alice.user.id));
    assert_eq!(of(Share::NotOf(mallory.user.id)).await, None);
    assert_eq!(of(Share::NotOf(alice.user.id)).await, Some(mallory.user.id));
}

async fn who_advances_keeps_the_lease(db: &Database) {
    let alice = db.alice().await;
    db.add_post(&alice, at(0)).await;
    let (lease, post) = db.take(Lane::Transfer, at(1)).await.unwrap();
    let onward = |from: Status, to: Status| {
        let change = Change::to(from, to, Actor::System, "On.").unwrap();
        change.run_at(at(1))
    };
    let first = onward(post.status, Status::Downloading);
    let until = at(2) + LEASE;
    let post = db.advance(&lease, at(2), first, until).await.unwrap();
    assert_eq!(post.status, Status::Downloading);
    let almost = until - std::time::Duration::from_millis(1);
    assert!(db.take(Lane::Transfer, almost).await.is_none());
    let (other, _) = db.take(Lane::Transfer, until).await.unwrap();
    let late = || onward(post.status, Status::Checking);
    let refused = db.advance(&lease, until, late(), until + LEASE).await;
    assert!(matches!(refused, Err(StoreError::LeaseLost)), "{refused:?}");
    let settled = db.settle(&other, until, late()).await.unwrap();
    assert_eq!(settled.status, Status::Checking);
    assert!(db.take(Lane::Transfer, until).await.is_some());
}

async fn a_lease_that_ran_out_is_taken_over(db: &Database) {
    let alice = db.alice().await;
    db.add_post(&alice, at(0)).await;
    let (old, _) = db.take(Lane::Transfer, at(0)).await.unwrap();
    db.heartbeat(&old, at(40)).await.unwrap();
    assert!(db.take(Lane::Transfer, at(39)).await.is_none());
    let other = db.claim(Lane::Transfer, "worker-2", MACHINE, at(40), LEASE);
    let (new, _) = other.await.unwrap().unwrap();
    assert!(new.fence() > old.fence());
    let beat = db.heartbeat(&old, at(90)).await;
    assert!(matches!(beat, Err(StoreError::LeaseLost)));
    let written = db.checkpoint(&old, at(41), vec![Field::SentBytes(1)]).await;
    assert!(matches!(written, Err(StoreError::LeaseLost)));
    let move_on = Change::to(Status::Queued, Status::Downloading, Actor::System, "");
    let settled = db.settle(&old, at(41), move_on.unwrap()).await;
    assert!(matches!(settled, Err(StoreError::LeaseLost)));
    assert!(matches!(
        db.release(&old, at(41)).await,
        Err(StoreError::LeaseLost)
    ));
    db.heartbeat(&new, at(90)).await.unwrap();
}

async fn a_late_worker_may_finish_if_nobody_came(db: &Database) {
    let alice = db.alice().await;
    db.add_post(&alice, at(0)).await;
    let (lease, post) = db.take(Lane::Transfer, at(0)).await.unwrap();
    let change = Change::to(post.status, Status::Downloading, Actor::System, "").unwrap();
    let settled = db.settle(&lease, at(300), change.run_at(at(300))).await;
    assert_eq!(settled.unwrap().status, Status::Downloading);
}

async fn progress_is_written_and_the_due_time_stays(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let (lease, _) = db.take(Lane::Transfer, at(5)).await.unwrap();
    let written = db
        .checkpoint(&lease, at(6), vec![Field::DownloadedBytes(100)])
        .await
        .unwrap();
    assert_eq!((written.version, written.updated_at), (2, at(6)));
    assert_eq!(db.post_by_id(post.id).await.unwrap(), Some(written.clone()));
    assert!(
        db.take(Lane::Transfer, at(34)).await.is_none(),
        "still leased"
    );
    let (_, taken) = db.take(Lane::Transfer, at(35)).await.unwrap();
    assert_eq!(taken.progress.downloaded_bytes, 100);
}

async fn progress_begins_the_tries_anew(db: &Database) {
    let alice = db.alice().await;
    db.add_post(&alice, at(0)).await;
    let (lease, _) = db.take(Lane::Transfer, at(0)).await.unwrap();
    let set = |second: i64, field: Field| {
        let lease = lease.clone();
        async move {
            let written = db
                .checkpoint(&lease, at(second), vec![field])
                .await
                .unwrap();
            (written.attempts, written.progressed_at)
        }
    };
    assert_eq!(set(1, Field::Attempts(2)).await, (2, at(0)));
    assert_eq!(set(2, Field::DownloadedBytes(10)).await, (0, at(2)));
    assert_eq!(set(3, Field::Attempts(2)).await, (2, at(2)));
    assert_eq!(set(4, Field::DownloadedBytes(10)).await, (2, at(2)));
    assert_eq!(
        set(5, Field::DownloadedBytes(4)).await,
        (2, at(2)),
        "begun anew is no progress"
    );
    assert_eq!(set(6, Field::SentBytes(1)).await, (0, at(6)));
}

async fn polling_changes_no_version(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let way = [Status::Sending, Status::Processing];
    let before = db.lead(post.id, &way, at(1)).await;
    let (lease, _) = db.take(Lane::Follow, at(2)).await.unwrap();
    let polled = Change::stay(Actor::TikTok, Some(at(9))).with(Field::StatusFetches(1));
    let after = db.settle(&lease, at(2), polled).await.unwrap();
    assert_eq!(after.tiktok.status_fetches, 1);
    assert_eq!(
        (after.version, after.updated_at),
        (before.version, before.updated_at)
    );
    let (lease, _) = db.take(Lane::Follow, at(9)).await.unwrap();
    let seen = Field::TikTokStatus(Some("PROCESSING_UPLOAD".to_owned()));
    let polled = Change::stay(Actor::TikTok, Some(at(19))).with(seen);
    let after = db.settle(&lease, at(9), polled).await.unwrap();
    assert_eq!(
        (after.version, after.updated_at),
        (before.version + 1, at(9))
    );
}

async fn a_settled_post_is_free(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let (lease, _) = db.take(Lane::Transfer, at(0)).await.unwrap();
    let change = Change::to(
        Status::Queued,
        Status::Downloading,
        Actor::System,
        "Fetching",
    )
    .unwrap();
    let settled = db
        .settle(&lease, at(1), change.run_at(at(10)))
        .await
        .unwrap();
    assert_eq!(
        (settled.status, settled.entered_at),
        (Status::Downloading, at(1))
    );
    let history = db.history(post.id).await.unwrap();
    assert_eq!(history[1].detail, "Fetching");
    assert!(matches!(
        db.heartbeat(&lease, at(90)).await,
        Err(StoreError::LeaseLost)
    ));
    assert!(db.take(Lane::Transfer, at(9)).await.is_none());
    let (lease, _) = db.take(Lane::Transfer, at(10)).await.unwrap();
    db.release(&lease, at(20)).await.unwrap();
    assert!(db.take(Lane::Transfer, at(19)).await.is_none());
    assert!(db.take(Lane::Transfer, at(20)).await.is_some());
}

async fn what_a_killed_process_held_is_taken_back(db: &Database) {
    let alice = db.alice().await;
    for second in [0, 1] {
        db.add_post(&alice, at(second)).await;
    }
    let mut leases = Vec::new();
    for worker in ["killed-1-ab", "killed2-1-ab"] {
        let claimed = db
            .claim(Lane::Transfer, worker, MACHINE, at(2), LEASE)
            .await;
        leases.push(claimed.unwrap().unwrap().0);
    }
    assert_eq!(db.take_back("killed").await.unwrap(), 1);
    assert_eq!(db.take_back("killed").await.unwrap(), 0);
    let (lease, _) = db.take(Lane::Transfer, at(2)).await.unwrap();
    assert_eq!(lease.post_id(), leases[0].post_id());
    assert!(matches!(
        db.heartbeat(&leases[0], at(9)).await,
        Err(StoreError::LeaseLost)
    ));
    db.heartbeat(&leases[1], at(9)).await.unwrap();
}

async fn the_queue_is_measured(db: &Database) {
    let alice = db.alice().await;
    let empty = db.queue_state(at(0)).await.unwrap();
    assert_eq!((empty.runnable, empty.oldest_runnable_at), (0, None));
    for second in [10, 20, 30] {
        db.add_post(&alice, at(second)).await;
    }
    let followed = db.add_post(&alice, at(5)).await;
    db.lead(followed.id, &[Status::Sending, Status::Processing], at(15))
        .await;
    let state = db.queue_state(at(20)).await.unwrap();
    assert_eq!(
        (state.runnable, state.oldest_runnable_at),
        (3, Some(at(10)))
    );
    db.take(Lane::Transfer, at(20)).await.unwrap();
    let state = db.queue_state(at(20)).await.unwrap();
    assert_eq!(
        (state.runnable, state.oldest_runnable_at),
        (2, Some(at(15)))
    );
}
