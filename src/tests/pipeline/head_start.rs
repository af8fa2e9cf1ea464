//! Chunks that go out while the rest comes in: the last one waits for the check, and faults end nothing but the head start.

use std::{sync::Arc, time::Duration};

use ai_video_uploader::{
    domain::{error_code::ErrorCode, id::PostId, post::Post, status::Status},
    pipeline::Effects,
    service::Settings,
    simulator::{Fault, FaultKind, Options},
};
use bytes::Bytes;
use tokio::sync::Notify;

use super::{rig::Rig, source::Answer, videos};

const INIT: &str = "POST /v2/post/publish/inbox/video/init/";
const PUT: &str = "PUT /upload/";
const CHUNK: u64 = 10_000_000;
/// So much comes before the gate: three whole chunks are counted as here, a fourth is not.
const BEFORE_THE_GATE: usize = 36_000_000;

/// A source that holds back the end of the video until the gate is opened.
async fn gated(video: Bytes) -> (Rig, Arc<Notify>) {
    gated_behind(BEFORE_THE_GATE, video).await
}

async fn gated_behind(bytes: usize, video: Bytes) -> (Rig, Arc<Notify>) {
    let rig = Rig::start_with(video, Options::default(), Settings::default()).await;
    let gate = Arc::new(Notify::new());
    rig.source.next([Answer::Gate(bytes, Arc::clone(&gate))]);
    (rig, gate)
}

/// Works until `wanted`, then opens the gate and works on to the end.
async fn opened_when(rig: &Rig, gate: &Notify, id: PostId, wanted: impl Fn(&Post) -> bool) -> Post {
    let (post, ()) = tokio::join!(rig.run_to_rest(id), async {
        while !wanted(&rig.post(id).await) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        gate.notify_one();
    });
    post
}

#[tokio::test]
async fn chunks_go_out_while_the_rest_comes_in() {
    let (rig, gate) = gated(videos::large()).await;
    let id = rig.submit().await;
    let post = opened_when(&rig, &gate, id, |post| {
        post.status == Status::Downloading && post.progress.sent_bytes == 3 * CHUNK
    })
    .await;
    assert_eq!(post.status, Status::InInbox, "{post:#?}");
    rig.only_video();
    rig.assert_no_file();
    assert_eq!(rig.world().calls(INIT), 1);
    assert_eq!(rig.world().calls(PUT), 6, "no chunk goes out twice");
}

#[tokio::test]
async fn a_bad_video_is_never_complete_at_tiktok() {
    let (rig, gate) = gated(videos::large_and_too_narrow()).await;
    let id = rig.submit().await;
    let post = opened_when(&rig, &gate, id, |post| {
        post.progress.sent_bytes == 3 * CHUNK
    })
    .await;
    assert_eq!(post.status, Status::Failed);
    let failure = post.error.unwrap();
    assert_eq!(failure.code, ErrorCode::VideoDimensions, "{failure:?}");
    assert!(rig.world().calls(PUT) < 6);
    assert!(rig.world().received_videos().is_empty());
    rig.assert_no_file();
}

#[tokio::test]
async fn nothing_is_begun_for_what_shows_early_that_it_is_no_good() {
    let bytes: Bytes = vec![0; 64_000_001].into();
    let rig = Rig::start_with(bytes, Options::default(), Settings::default()).await;
    let id = rig.submit().await;
    assert_eq!(rig.run_to_rest(id).await.status, Status::Failed);
    assert_eq!(rig.world().calls(INIT), 0);
}

#[tokio::test]
async fn nothing_goes_out_before_a_human_said_so() {
    let rig = Rig::start_with(videos::large(), Options::default(), Settings::default()).await;
    let id = rig.submit_for_review().await;
    assert_eq!(rig.run_to_rest(id).await.status, Status::NeedsReview);
    assert_eq!(rig.world().calls(INIT), 0);
}

#[tokio::test]
async fn a_source_of_unknown_length_is_fetched_first() {
    let rig = Rig::start_with(videos::large(), Options::default(), Settings::default()).await;
    rig.source.always(Answer::Chunked);
    let effects = Effects::stop_after(usize::MAX);
    let id = rig.submit().await;
    Box::pin(rig.dying_worker(&effects).run_until_idle())
        .await
        .unwrap();
    assert_eq!(rig.run_to_rest(id).await.status, Status::InInbox);
    let seen = effects.seen();
    let place = |name| seen.iter().position(|it| *it == name);
    assert!(
        place("temporary file complete") < place("publish begun"),
        "{seen:?}"
    );
    assert_eq!(place("chunk sent ahead"), None);
}

#[tokio::test]
async fn a_chunk_that_breaks_is_sent_again_when_more_has_come() {
    let (rig, gate) = gated(videos::large()).await;
    rig.world()
        .add_fault(Fault::nth(PUT, 1, FaultKind::LostReply));
    let id = rig.submit().await;
    let post = opened_when(&rig, &gate, id, |post| {
        post.progress.sent_bytes == 3 * CHUNK
    })
    .await;
    assert_eq!(post.status, Status::InInbox, "{post:#?}");
    assert_eq!(rig.world().calls(INIT), 1);
    rig.only_video();
}

#[tokio::test]
async fn a_full_inbox_hurts_only_the_sending() {
    let (rig, gate) = gated(videos::large()).await;
    rig.world().break_next(
        INIT,
        FaultKind::Code {
            code: "spam_risk_too_many_pending_share".into(),
        },
    );
    let id = rig.submit().await;
    gate.notify_one();
    rig.run().await;
    let post = rig.post(id).await;
    assert_eq!(post.status, Status::Sending);
    assert_eq!(post.waiting.unwrap().code, ErrorCode::TiktokInboxFull);
    assert_eq!(post.progress.downloaded_bytes, 64_000_001);
}

#[tokio::test]
async fn what_was_sent_of_another_version_of_the_video_is_forgotten() {
    let (mut rig, _closed) = gated(videos::large()).await;
    let id = rig.submit().await;
    let worker = rig.worker();
    tokio::select! {
        ended = Box::pin(worker.run_until_idle()) => panic!("{ended:?}"),
        () = async {
            while rig.post(id).await.progress.sent_bytes < 2 * CHUNK {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        } => {}
    }
    let another = videos::padded(70_000_000);
    rig.source.change(another.clone());
    rig.video = another;
    rig.restart().await;
    rig.clock.advance(Duration::from_secs(46));
    let post = rig.run_to_rest(id).await;
    assert_eq!(post.status, Status::InInbox, "{post:#?}");
    assert_eq!(rig.world().calls(INIT), 2);
    rig.only_video();
}

#[tokio::test]
async fn the_head_start_outlives_any_number_of_faults_with_chunks_between_them() {
    let (rig, gate) = gated_behind(86_000_000, videos::padded(95_000_000)).await;
    for n in [1, 3, 5, 7, 9] {
        let unavailable = FaultKind::Status {
            status: 503,
            body: String::new(),
        };
        rig.world().add_fault(Fault::nth(PUT, n, unavailable));
    }
    let id = rig.submit().await;
    let post = opened_when(&rig, &gate, id, |post| {
        post.status == Status::Downloading && post.progress.sent_bytes == 8 * CHUNK
    })
    .await;
    assert_eq!(post.status, Status::InInbox, "{post:#?}");
    assert_eq!(rig.world().calls(INIT), 1);
    assert_eq!(rig.world().calls(PUT), 9 + 5);
    rig.only_video();
}

#[tokio::test]
async fn a_fast_download_does_not_wait_for_the_disk() {
    let (rig, gate) = gated(videos::large()).await;
    let id = rig.submit().await;
    let boot = rig.ctx.media.boot().map(str::to_owned);
    let post = opened_when(&rig, &gate, id, |post| {
        post.progress.sent_bytes == 3 * CHUNK && post.unsynced_boot == boot
    })
    .await;
    assert_eq!(post.status, Status::InInbox, "{post:#?}");
    assert_eq!(post.unsynced_boot, boot);
    let held = rig.submit_for_review().await;
    assert_eq!(
        rig.run_to_rest(held).await.unsynced_boot,
        None,
        "it must outlive the machine"
    );
}

#[tokio::test]
async fn what_only_the_memory_had_is_fetched_again_after_a_power_cut() {
    for wanted in [Status::Downloading, Status::Sending] {
        let (mut rig, gate) = gated(videos::large()).await;
        if wanted == Status::Sending {
            gate.notify_one();
            rig.world()
                .add_fault(Fault::every(PUT, FaultKind::Delay { millis: 100 }));
        }
        let id = rig.submit().await;
        let worker = rig.worker();
        tokio::select! {
            ended = Box::pin(worker.run_until_idle()) => panic!("{ended:?}"),
            () = async {
                loop {
                    let post = rig.post(id).await;
                    let moves = post.status == wanted && post.progress.sent_bytes >= CHUNK;
                    if moves && post.unsynced_boot.is_some() {
                        return;
                    }
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            } => {}
        }
        // What the disk never got reads as zeros.
        let file = rig.post(id).await.temporary_file.unwrap();
        let path = rig.ctx.media.path(file);
        let length = std::fs::metadata(&path).unwrap().len();
        let torn = std::fs::File::options().write(true).open(&path).unwrap();
        torn.set_len(1_000_000).unwrap();
        torn.set_len(length).unwrap();
        rig.lose_power(id).await;
        rig.restart().await;
        rig.clock.advance(Duration::from_secs(46));
        let post = rig.run_to_rest(id).await;
        assert_eq!(post.status, Status::InInbox, "{wanted}: {post:#?}");
        assert_eq!(rig.source.ranges(), [None, None], "{wanted}");
        rig.only_video();
    }
}

#[tokio::test]
async fn what_has_to_wait_is_brought_to_the_disk() {
    let (rig, gate) = gated(videos::large()).await;
    gate.notify_one();
    let refused = FaultKind::Code {
        code: "spam_risk_too_many_pending_share".into(),
    };
    rig.world().add_fault(Fault::once(INIT, refused));
    let id = rig.submit().await;
    rig.run().await;
    let post = rig.post(id).await;
    assert!(post.waiting.is_some(), "{post:#?}");
    assert_eq!(post.unsynced_boot.as_deref(), rig.ctx.media.boot());
    rig.worker().sweep().await.unwrap();
    let swept = rig.post(id).await;
    assert_eq!(swept.unsynced_boot, None);
    assert_eq!(swept.updated_at, post.updated_at, "nobody sees a change");
    rig.run_for(Duration::from_secs(3660), Duration::from_secs(60))
        .await;
    assert_eq!(rig.post(id).await.status, Status::InInbox);
    rig.only_video();
    rig.assert_no_file();
}
