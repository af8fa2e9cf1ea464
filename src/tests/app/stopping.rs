//! SIGTERM: the process goes soon, everything that was reached stays, and the next one goes on from there. After SIGKILL the
//! next one does not wait for leases that nobody keeps any more.

use std::time::Duration;

use ai_video_uploader::{
    domain::status::Status,
    simulator::{Fault, FaultKind},
};
use sha2::{Digest as _, Sha256};

use crate::harness::program::Installation;
use crate::{
    harness::ALICE,
    pipeline::{
        source::{Answer, Source},
        videos,
    },
};

/// A transfer that does not come to its next checkpoint is given up after 15 seconds; a little more for the rest.
const LIMIT: Duration = Duration::from_secs(20);
const PUT: &str = "PUT /upload/";
const TAKEN_BACK: &str = "going on with what a killed process held";

fn delayed(chunk: u64, seconds: u64) -> Fault {
    let kind = FaultKind::Delay {
        millis: seconds * 1000,
    };
    Fault::nth(PUT, chunk, kind)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_start_goes_on_where_each_stop_left_off() {
    let video = videos::large();
    let installation = Installation::of_a_worker().await;
    let alice = installation.members(&[ALICE]).await.remove(0);
    let world = installation.simulator.world();
    let source = Source::start(video.clone()).await;
    source.next([Answer::Stall(19_000_000)]);
    let id = installation.submit(&alice, &source.url).await;

    // In the middle of the download, which would never end. One chunk has gone ahead.
    let process = installation.start();
    installation
        .until(id, |post| {
            let progress = post.progress;
            progress.downloaded_bytes >= 16_000_000 && progress.sent_bytes == 10_000_000
        })
        .await;
    let ended = process.stop().await;
    assert!(ended.well, "{}", ended.said);
    assert!(ended.took < Duration::from_secs(5), "{:?}", ended.took);
    let post = installation.post(id).await;
    assert_eq!(post.status, Status::Downloading);
    let kept = post.progress.downloaded_bytes;
    assert!((16_000_000..=19_000_000).contains(&kept), "{kept}");

    // In the middle of a chunk: it is waited for.
    world.add_fault(delayed(2, 6));
    let process = installation.start();
    installation
        .until(id, |post| post.progress.sent_bytes == 20_000_000)
        .await;
    assert_eq!(source.ranges(), [None, Some(format!("bytes={kept}-"))]);
    let ended = process.stop().await;
    assert!(ended.well, "{}", ended.said);
    assert!(ended.took < LIMIT, "{:?}", ended.took);
    let post = installation.post(id).await;
    let sent = post.progress.sent_bytes;
    match post.status {
        Status::Checking | Status::Sending => assert_eq!(sent, 30_000_000, "the chunk is counted"),
        // The last bytes were on the disk and not yet counted: a chunk that had a head start is asked for later.
        Status::Downloading => assert!([20_000_000, 30_000_000].contains(&sent), "{sent}"),
        status => panic!("{status}"),
    }

    // In the middle of a chunk that takes for ever: it is left behind.
    world.add_fault(delayed(2, 600));
    let process = installation.start();
    installation
        .until(id, |post| post.progress.sent_bytes > sent)
        .await;
    let ended = process.stop().await;
    assert!(ended.well, "{}", ended.said);
    assert!(ended.took < LIMIT, "{:?}", ended.took);

    world.clear_faults();
    let process = installation.start();
    installation
        .until(id, |post| post.status == Status::InInbox)
        .await;
    let received = world.received_videos();
    assert_eq!(received.len(), 1, "{received:#?}");
    let sha256 = hex::encode(Sha256::digest(&video));
    assert_eq!(received[0].sha256.as_deref(), Some(sha256.as_str()));
    assert_eq!(world.videos().len(), 1, "no second publish");
    let way = [
        Status::Queued,
        Status::Downloading,
        Status::Checking,
        Status::Sending,
        Status::Processing,
        Status::InInbox,
    ];
    assert_eq!(installation.path(id).await, way);
    let ended = process.stop().await;
    assert!(ended.well, "{}", ended.said);
    assert_eq!(installation.files(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_start_after_a_kill_waits_for_no_lease() {
    let installation = Installation::of_a_worker().await;
    let alice = installation.members(&[ALICE]).await.remove(0);
    let source = Source::start(videos::large()).await;
    source.next([Answer::Stall(20_000_000)]);
    let id = installation.submit(&alice, &source.url).await;
    let process = installation.start();
    installation
        .until(id, |post| post.progress.downloaded_bytes >= 16_000_000)
        .await;
    let said = process.kill();
    assert!(!said.contains(TAKEN_BACK), "{said}");

    let process = installation.start();
    installation
        .until(id, |post| post.status == Status::InInbox)
        .await;
    assert!(process.said().contains(TAKEN_BACK), "{}", process.said());
    assert_eq!(installation.simulator.world().videos().len(), 1);
    let ended = process.stop().await;
    assert!(ended.well, "{}", ended.said);
    assert_eq!(installation.files(), Vec::<String>::new());
}
