//! Two workers, one post; a worker that dies, hangs or is told to stop.

use std::time::Duration;

use ai_video_uploader::{
    domain::{
        change::Change,
        status::{Actor, IllegalMove, Status},
    },
    pipeline::{Effects, Lane, Worker},
    service::Settings,
    simulator::{FaultKind, Options},
    store::tiktok_events::TikTokEvent,
};

use super::{rig::Rig, source::Answer, videos};

#[tokio::test]
async fn a_post_that_is_held_is_not_taken_by_another() {
    let rig = Rig::start().await;
    rig.submit().await;
    let effects = Effects::stop_after(1);
    let doomed = rig.dying_worker(&effects);
    tokio::select! {
        () = effects.stopped() => {}
        ended = doomed.run_one(Lane::Transfer) => panic!("{ended:?}"),
    }
    assert_eq!(effects.seen(), ["claimed"]);
    assert!(!rig.worker().run_one(Lane::Transfer).await.unwrap());
    rig.clock.advance(Duration::from_secs(46));
    assert!(rig.worker().run_one(Lane::Transfer).await.unwrap());
}

#[tokio::test]
async fn a_frozen_worker_that_comes_back_changes_nothing() {
    let rig = Rig::start().await;
    let id = rig.submit().await;
    rig.worker().run_one(Lane::Transfer).await.unwrap();
    rig.source.next([Answer::CutAfter(1000)]);
    // The first worker is in the middle of its download while the second does the whole job.
    rig.world().settle();
    let slow = Worker::new(rig.ctx.clone(), "slow").with_effects(Effects::stop_after(2));
    let mut frozen = Box::pin(slow.run_one(Lane::Transfer));
    tokio::select! {
        _ = &mut frozen => panic!("it was to freeze"),
        () = tokio::time::sleep(Duration::from_millis(300)) => {}
    }
    rig.clock.advance(Duration::from_secs(46));
    let post = rig.run_to_rest(id).await;
    assert_eq!(post.status, Status::InInbox);
    drop(frozen);
    rig.only_video();
    rig.worker().sweep().await.unwrap();
    rig.assert_no_file();
}

#[tokio::test]
async fn a_cancelled_post_stops_at_its_next_checkpoint() {
    let rig = Rig::start_with(videos::large(), Options::default(), Settings::default()).await;
    let id = rig.submit().await;
    let worker = rig.worker();
    worker.run_one(Lane::Transfer).await.unwrap();
    let cancel = async {
        while rig.post(id).await.progress.downloaded_bytes == 0 {
            tokio::task::yield_now().await;
        }
        let now = rig.ctx.now();
        rig.ctx
            .store
            .change_post(rig.user.id, id, now, |post| {
                Change::to(post.status, Status::Cancelled, Actor::User, "Cancelled.")
            })
            .await
            .map_err(|_: ai_video_uploader::store::changes::ChangeError<IllegalMove>| ())
            .unwrap();
    };
    let (ran, ()) = tokio::join!(worker.run_one(Lane::Transfer), cancel);
    assert!(ran.unwrap());
    assert_eq!(rig.post(id).await.status, Status::Cancelled);
    rig.worker().sweep().await.unwrap();
    rig.assert_no_file();
}

#[tokio::test]
async fn a_stop_drains_and_the_next_start_goes_on() {
    let mut rig = Rig::start_with(videos::large(), Options::default(), Settings::default()).await;
    rig.world()
        .add_fault(ai_video_uploader::simulator::Fault::every(
            "PUT /upload/",
            FaultKind::Delay { millis: 200 },
        ));
    let id = rig.submit().await;
    let worker = rig.worker();
    let stop = async {
        while rig.post(id).await.progress.sent_bytes == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        rig.ctx.stop.cancel();
    };
    tokio::join!(worker.run(), stop);
    let stopped = rig.post(id).await;
    // Its first chunks go out while the rest comes in.
    assert!(
        matches!(stopped.status, Status::Checking | Status::Sending),
        "{}",
        stopped.status
    );
    assert!(stopped.progress.sent_bytes > 0);

    rig.world().clear_faults();
    rig.restart().await;
    // No lease is left to wait for.
    assert_eq!(rig.run_to_rest(id).await.status, Status::InInbox);
    rig.only_video();
    assert_eq!(rig.world().videos().len(), 1);
    assert_eq!(rig.source.ranges().len(), 1);
    rig.assert_no_file();
}

#[tokio::test]
async fn a_running_worker_is_woken_and_does_many_at_once() {
    let rig = Rig::start().await;
    let worker = rig.worker();
    let work = async {
        let mut ids = Vec::new();
        for _ in 0..4 {
            ids.push(rig.submit().await);
            rig.ctx.wake_workers();
        }
        for id in ids {
            while rig.post(id).await.status != Status::InInbox {
                tokio::time::sleep(Duration::from_millis(20)).await;
                rig.clock.advance(Duration::from_millis(500));
                rig.world().finish_processing();
            }
        }
        rig.ctx.stop.cancel();
    };
    tokio::join!(worker.run(), work);
    assert_eq!(rig.world().received_videos().len(), 4);
    rig.assert_no_file();
}

#[tokio::test]
async fn what_was_begun_is_sent_before_more_is_fetched() {
    let settings = Settings {
        concurrent_transfers: 1,
        ..Settings::default()
    };
    let rig = Rig::start_with(videos::small(), Options::default(), settings).await;
    rig.source.next([Answer::Properly, Answer::Stall(100)]);
    let first = rig.submit().await;
    rig.clock.advance(Duration::from_secs(1));
    let second = rig.submit().await;
    // From its first step on the other one has been due for longer.
    rig.clock.advance(Duration::from_secs(1));
    let worker = rig.worker();
    let work = async {
        while rig.source.ranges().len() < 2 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(rig.post(first).await.status, Status::Processing);
        assert_eq!(rig.post(second).await.status, Status::Downloading);
        rig.ctx.stop.cancel();
    };
    let both = Box::pin(async { tokio::join!(worker.run(), work) });
    let ended = tokio::time::timeout(Duration::from_secs(30), both).await;
    assert!(ended.is_ok());
}

#[tokio::test]
async fn a_panic_outside_a_step_does_not_end_a_slot() {
    let rig = Rig::start().await;
    let effects = Effects::panic_after(1);
    let worker = rig.worker().with_effects(effects.clone());
    let work = async {
        for n in 1..=2 {
            let event = TikTokEvent {
                event: "something.new".into(),
                tiktok_user_id: rig.account.tiktok_user_id.clone(),
                publish_id: None,
                post_id: None,
                reason: Some(n.to_string()),
                created_at: rig.ctx.now(),
                raw: n.to_string(),
            };
            let now = rig.ctx.now();
            rig.ctx.store.store_event(&event, now).await.unwrap();
            while effects.seen().len() < n {
                rig.ctx.wake_workers();
                tokio::task::yield_now().await;
            }
        }
        rig.ctx.stop.cancel();
    };
    let both = Box::pin(async { tokio::join!(worker.run(), work) });
    let ended = tokio::time::timeout(Duration::from_secs(30), both).await;
    assert!(ended.is_ok(), "the slot is gone");
    assert_eq!(effects.seen(), ["webhook acted on"; 2]);
}

#[tokio::test]
async fn a_panic_costs_a_pause_not_the_worker() {
    for n in 2..12 {
        let rig = Rig::start().await;
        let id = rig.submit().await;
        let effects = Effects::panic_after(n);
        let worker = rig.worker().with_effects(effects.clone());
        for _ in 0..20 {
            // Effects outside a step are the worker's own: the task dies there, and its lease runs out.
            let run = std::panic::AssertUnwindSafe(Box::pin(worker.run_until_idle()));
            let _ = futures::FutureExt::catch_unwind(run).await;
            rig.clock.advance(Duration::from_secs(10));
            rig.world().settle();
        }
        let seen = effects.seen();
        assert_eq!(
            rig.post(id).await.status,
            Status::InInbox,
            "at {n}: {seen:?}"
        );
        rig.only_video();
        rig.worker().sweep().await.unwrap();
        rig.assert_no_file();
    }
}

#[tokio::test]
async fn a_file_that_a_frozen_worker_still_has_open_is_left_to_it() {
    let rig = Rig::start().await;
    rig.source.next([Answer::CutAfter(100_000)]);
    let id = rig.submit().await;
    rig.run().await;
    let kept = rig.post(id).await.temporary_file.unwrap();
    let frozen = rig.ctx.media.lock(kept).await.unwrap();

    let post = rig.run_to_rest(id).await;
    assert_eq!(post.status, Status::InInbox, "{post:#?}");
    assert_ne!(post.temporary_file, Some(kept));
    rig.only_video();
    drop(frozen);
    rig.worker().sweep().await.unwrap();
    rig.assert_no_file();
}
