//! Files on machines that are gone, and a temporary folder that was wiped.

use std::time::Duration;

use ai_video_uploader::{
    app::{config::Role, serve},
    domain::{
        change::{Change, Field},
        chunk::Plan,
        id::PostId,
        post::Post,
        publish::Delivery,
        status::{Actor, IllegalMove, Status},
    },
    media::Media,
    pipeline::{Effects, Lane, Worker},
    service::{Context, Everything, Heartbeat, Settings, health},
    simulator::{Fault, FaultKind, Options},
};
use bytes::Bytes;

use super::{rig::Rig, source::Answer, videos};

/// So many minutes, each with a round.
async fn go_round(rig: &Rig, worker: &Worker, minutes: u32) {
    for _ in 0..minutes {
        rig.clock.advance(Duration::from_secs(60));
        worker.sweep().await.unwrap();
    }
}

#[tokio::test]
async fn a_wiped_folder_is_another_machine_and_urls_are_fetched_again() {
    let mut rig = Rig::start().await;
    let id = rig.submit_for_review().await;
    rig.run_to_rest(id).await;
    rig.worker().sweep().await.unwrap();
    let before = rig.ctx.media.machine().to_owned();

    rig.wipe_folder();
    rig.restart().await;
    assert_ne!(rig.ctx.media.machine(), before);
    let worker = rig.worker();
    worker.sweep().await.unwrap();
    rig.run().await;
    assert_eq!(
        rig.post(id).await.status,
        Status::NeedsReview,
        "it may come back"
    );

    go_round(&rig, &worker, 4).await;
    assert_eq!(rig.post(id).await.status, Status::Queued);
    let post = rig.run_to_rest(id).await;
    assert_eq!(post.status, Status::NeedsReview);
    assert_eq!(rig.source.ranges().len(), 2);
    assert_eq!(rig.files().len(), 1);

    // Two days later nobody expects the old machine to prove anything.
    rig.clock.advance(Duration::from_secs(49 * 3600));
    go_round(&rig, &worker, 4).await;
    let silent = rig
        .ctx
        .store
        .files_of_silent_machines(rig.ctx.now())
        .await
        .unwrap();
    assert!(silent.is_empty(), "{silent:?}");
    rig.assert_no_file();
}

#[tokio::test]
async fn who_was_away_does_not_judge_others() {
    let mut rig = Rig::start().await;
    let id = rig.submit_for_review().await;
    rig.run_to_rest(id).await;
    rig.worker().sweep().await.unwrap();
    rig.wipe_folder();
    rig.restart().await;
    let worker = rig.worker();
    go_round(&rig, &worker, 2).await;
    // The database was away for everybody.
    rig.clock.advance(Duration::from_secs(20 * 60));
    go_round(&rig, &worker, 3).await;
    assert_eq!(rig.post(id).await.status, Status::NeedsReview);
    go_round(&rig, &worker, 1).await;
    assert_eq!(rig.post(id).await.status, Status::Queued);
}

#[tokio::test]
async fn what_tiktok_works_on_is_followed_without_its_file() {
    let mut rig = Rig::start().await;
    let id = rig.submit().await;
    while rig.post(id).await.status != Status::Processing {
        rig.worker().run_one(Lane::Transfer).await.unwrap();
    }
    rig.worker().sweep().await.unwrap();
    rig.wipe_folder();
    rig.restart().await;
    go_round(&rig, &rig.worker(), 5).await;
    assert_eq!(rig.run_to_rest(id).await.status, Status::InInbox);
    rig.only_video();
}

/// A post of which only the last chunk was cut off on its way, on a machine that is gone by now.
async fn cut_off(video: Bytes, source: Option<Answer>) -> (Rig, PostId) {
    let chunks = Plan::new(video.len() as u64).unwrap().count();
    let mut rig = Rig::start_with(video, Options::default(), Settings::default()).await;
    if let Some(answer) = source {
        rig.source.always(answer);
    }
    rig.world().add_fault(Fault {
        skip: chunks - 1,
        times: Some(1),
        ..Fault::every("PUT /upload/", FaultKind::CutAfter { bytes: 1000 })
    });
    let id = rig.submit().await;
    while !rig.post(id).await.tiktok.last_chunk_started {
        assert!(rig.worker().run_one(Lane::Transfer).await.unwrap());
    }
    assert_eq!(rig.post(id).await.status, Status::Sending);
    rig.worker().sweep().await.unwrap();
    rig.wipe_folder();
    rig.restart().await;
    (rig, id)
}

#[tokio::test]
async fn what_tiktok_waits_for_is_fetched_again_for_the_same_publish() {
    for video in [videos::small(), videos::large()] {
        let (rig, id) = cut_off(video, None).await;
        go_round(&rig, &rig.worker(), 5).await;
        let post = rig.run_to_rest(id).await;
        assert_eq!(post.status, Status::InInbox, "{post:#?}");
        rig.only_video();
        assert_eq!(rig.world().videos().len(), 1, "one publish");
        assert_eq!(rig.source.ranges().len(), 2);
        rig.assert_no_file();
    }
}

#[tokio::test]
async fn a_break_while_it_is_fetched_again_is_gone_on_from() {
    let (rig, id) = cut_off(videos::large(), None).await;
    rig.source.next([Answer::CutAfter(7_000_000)]);
    go_round(&rig, &rig.worker(), 5).await;
    let post = rig.run_to_rest(id).await;
    assert_eq!(post.status, Status::InInbox, "{post:#?}");
    rig.only_video();
    assert_eq!(rig.world().videos().len(), 1, "one publish");
    assert!(rig.source.ranges()[2].is_some());
    let path = rig.path(id).await;
    assert_eq!(path.iter().filter(|it| **it == Status::Sending).count(), 1);
    rig.assert_no_file();
}

/// Only TikTok, or a person, can say what becomes of it.
async fn is_left_alone(rig: &Rig, id: PostId) {
    rig.run().await;
    let post = rig.post(id).await;
    assert_eq!(post.status, Status::Unconfirmed, "{post:#?}");
    assert_eq!(rig.world().videos().len(), 1);
    assert!(rig.world().received_videos().is_empty());
}

#[tokio::test]
async fn another_video_never_follows_into_a_begun_publish() {
    let mut as_long = videos::small().to_vec();
    as_long[4000] ^= 1;
    for other in [videos::large(), as_long.into()] {
        let (rig, id) = cut_off(videos::small(), None).await;
        rig.source.change(other);
        go_round(&rig, &rig.worker(), 5).await;
        is_left_alone(&rig, id).await;
    }
}

#[tokio::test]
async fn a_direct_post_gets_nothing_that_nobody_has_seen() {
    let (rig, id) = cut_off(videos::small(), None).await;
    let now = rig.ctx.now();
    let directly = |_: &Post| {
        let change = Change::stay(Actor::System, Some(now));
        Ok::<_, IllegalMove>(change.with(Field::Delivery(Delivery::Direct)))
    };
    let store = &rig.ctx.store;
    store
        .change_post_as_system(id, now, directly)
        .await
        .unwrap();
    go_round(&rig, &rig.worker(), 5).await;
    is_left_alone(&rig, id).await;
    assert_eq!(rig.source.ranges().len(), 1);
}

#[tokio::test]
async fn who_dies_while_it_is_fetched_again_leaves_it_to_the_next() {
    let mut killed_at = Vec::new();
    for n in 1.. {
        let (mut rig, id) = cut_off(videos::small(), None).await;
        go_round(&rig, &rig.worker(), 5).await;
        let effects = Effects::stop_after(n);
        let doomed = rig.dying_worker(&effects);
        tokio::select! {
            () = effects.stopped() => killed_at.extend(effects.seen().last().copied()),
            ended = doomed.run_until_idle() => {
                ended.unwrap();
                break;
            }
        }
        rig.restart().await;
        rig.clock.advance(Duration::from_secs(46));
        let post = rig.run_to_rest(id).await;
        assert_eq!(post.status, Status::InInbox, "killed at {n}: {post:#?}");
        rig.only_video();
        assert_eq!(rig.world().videos().len(), 1, "killed at {n}");
    }
    for point in ["temporary file recorded", "temporary file complete"] {
        assert!(killed_at.contains(&point), "{killed_at:?}");
    }
}

#[tokio::test]
async fn a_source_that_is_gone_ends_nothing_that_tiktok_may_have() {
    let (rig, id) = cut_off(videos::small(), None).await;
    rig.source.always(Answer::Status(404));
    go_round(&rig, &rig.worker(), 5).await;
    is_left_alone(&rig, id).await;
}

#[tokio::test]
async fn nothing_follows_once_the_address_is_over() {
    let (rig, id) = cut_off(videos::small(), None).await;
    rig.clock.advance(Duration::from_secs(3600));
    go_round(&rig, &rig.worker(), 5).await;
    is_left_alone(&rig, id).await;
    assert_eq!(rig.source.ranges().len(), 1);
}

#[tokio::test]
async fn nor_does_one_that_cannot_be_told_from_another() {
    let (rig, id) = cut_off(videos::small(), Some(Answer::Chunked)).await;
    go_round(&rig, &rig.worker(), 5).await;
    is_left_alone(&rig, id).await;
}

#[tokio::test]
async fn a_folder_that_vanishes_is_made_again_and_retention_goes_on() {
    let rig = Rig::start().await;
    let held = rig.submit_for_review().await;
    rig.run_to_rest(held).await;

    rig.wipe_folder();
    rig.clock.advance(Duration::from_secs(24 * 3600 + 1));
    rig.worker().sweep().await.unwrap();
    assert_eq!(rig.post(held).await.status, Status::Expired);
    rig.assert_no_file();
    let installation = rig.ctx.store.installation().await.unwrap();
    let again = Media::open(rig.ctx.media.dir(), &installation, None, 1).await;
    assert_eq!(again.unwrap().machine(), rig.ctx.media.machine());

    // The next video does not wait for a sweep.
    rig.wipe_folder();
    let next = rig.submit().await;
    assert_eq!(rig.run_to_rest(next).await.status, Status::InInbox);
    rig.only_video();
}

#[tokio::test]
async fn a_process_for_pages_alone_sweeps_and_is_seen_alive() {
    let rig = Rig::start().await;
    let id = rig.submit_for_review().await;
    rig.run_to_rest(id).await;
    rig.clock.advance(Duration::from_secs(24 * 3600 + 1));
    let seen = async {
        while rig.post(id).await.status != Status::Expired || !rig.files().is_empty() {
            tokio::task::yield_now().await;
        }
        let silent = rig.ctx.store.files_of_silent_machines(rig.ctx.now()).await;
        assert_eq!(silent.unwrap(), []);
        let waiting = rig.submit().await;
        rig.ctx.wake_workers();
        assert_eq!(rig.post(waiting).await.status, Status::Queued);
        let worker = health::look(&rig.ctx).await.checks.worker;
        assert!(worker.detail.starts_with("no worker"), "{}", worker.detail);
        assert_eq!(rig.ctx.heartbeat.last(), None);
        rig.ctx.stop.cancel();
    };
    let served = serve::run_until_stopped(rig.ctx.clone(), Role::Web, None);
    let both = Box::pin(async { tokio::join!(served, seen).0 });
    let ended = tokio::time::timeout(Duration::from_secs(30), both).await;
    ended.unwrap().unwrap();
}

#[tokio::test]
async fn a_worker_is_seen_by_a_process_without_one() {
    let rig = Rig::start().await;
    let pages = Context::new(Everything {
        heartbeat: Heartbeat::default(),
        ..(*rig.ctx).clone()
    });
    let seen = async {
        while !health::look(&pages).await.checks.worker.ok {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let own = health::look(&rig.ctx).await.checks.worker.detail;
        assert!(own.starts_with("last went round"), "{own}");
        rig.ctx.stop.cancel();
    };
    let served = serve::run_until_stopped(rig.ctx.clone(), Role::Worker, None);
    let both = Box::pin(async { tokio::join!(served, seen).0 });
    let ended = tokio::time::timeout(Duration::from_secs(30), both).await;
    ended.unwrap().unwrap();
}

#[tokio::test]
async fn a_video_at_a_process_for_pages_is_worked_on_there_if_no_worker_comes() {
    let rig = Rig::start().await;
    let id = rig.submit().await;
    while rig.post(id).await.status != Status::Checking {
        rig.worker().run_one(Lane::Transfer).await.unwrap();
    }
    let seen = async {
        rig.ctx.wake_workers();
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(
            rig.post(id).await.status,
            Status::Checking,
            "a worker may come"
        );
        while rig.post(id).await.status != Status::InInbox {
            rig.clock.advance(Duration::from_secs(21));
            rig.world().settle();
            rig.ctx.wake_workers();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        rig.ctx.stop.cancel();
    };
    let served = serve::run_until_stopped(rig.ctx.clone(), Role::Web, None);
    let both = Box::pin(async { tokio::join!(served, seen).0 });
    let ended = tokio::time::timeout(Duration::from_secs(30), both).await;
    ended.unwrap().unwrap();
    rig.only_video();
}
