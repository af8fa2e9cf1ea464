//! A disk that is full for real: a small one is mounted under the temporary folder of a worker.

use ai_video_uploader::domain::{error_code::ErrorCode, id::PostId, status::Status};

use crate::harness::program::Installation;
use crate::{
    harness::ALICE,
    pipeline::{
        source::{Answer, Source},
        videos,
    },
};

const DISK: u64 = 6 * 1024 * 1024;

#[expect(
    clippy::print_stderr,
    reason = "a skipped test must not look like a passed one"
)]
fn skipped() {
    eprintln!("SKIPPED: no disk can be mounted here, a full one is tried elsewhere only");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_fails_the_post_that_does_not_fit_and_no_other() {
    // As far as the quota goes, there would be room.
    let installation = Installation::of_a_worker().await;
    let alice = installation.members(&[ALICE]).await.remove(0);
    let Some(process) = installation.start_on_small_disk(DISK) else {
        return skipped();
    };
    let too_large = videos::padded(9_000_000);
    let announced = Source::start(too_large.clone()).await;
    let silent = Source::start(too_large).await;
    silent.always(Answer::Chunked);
    let fits = Source::start(videos::padded(1_500_000)).await;
    let mut hopeless = Vec::new();
    let mut fitting = Vec::new();
    // Whoever begins while one of unknown length has taken the last byte is refused as well, so these come by themselves.
    for _ in 0..2 {
        let id = installation.submit(&alice, &silent.url).await;
        fails(&installation, id).await;
    }
    for _ in 0..2 {
        fitting.push(installation.submit(&alice, &fits.url).await);
        hopeless.push(installation.submit(&alice, &announced.url).await);
    }
    for id in hopeless {
        fails(&installation, id).await;
    }
    for id in fitting {
        let post = installation
            .until(id, |post| post.status.is_terminal())
            .await;
        assert_eq!(post.status, Status::InInbox, "{post:#?}");
    }
    assert_eq!(
        process.files(&installation.temp_dir()),
        Vec::<String>::new()
    );
    assert_eq!(installation.simulator.world().received_videos().len(), 2);
}

/// The post fails for want of room, can be tried again, and leaves nothing on the disk.
async fn fails(installation: &Installation, id: PostId) {
    let post = installation
        .until(id, |post| post.status == Status::Failed)
        .await;
    let failure = post.error.unwrap();
    assert_eq!(failure.code, ErrorCode::DiskFull, "{failure:?}");
    assert!(failure.code.entry().retryable);
    installation
        .until_deleted(post.temporary_file.unwrap())
        .await;
}
