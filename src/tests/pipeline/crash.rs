//! The pipeline is killed after its n-th side effect, for every n, started anew and finished: one video at TikTok, with
//! the right checksum, one history, no file.

use std::time::Duration;

use ai_video_uploader::{
    domain::status::Status, pipeline::Effects, service::Settings, simulator::Options,
};
use bytes::Bytes;

use super::{rig::Rig, videos};

/// Kills at the `n`-th effect. False if there are fewer.
async fn dies_and_finishes(video: Bytes, n: usize) -> Option<&'static str> {
    let mut rig = Rig::start_with(video, Options::default(), Settings::default()).await;
    let id = rig.submit().await;
    let effects = Effects::stop_after(n);
    let doomed = rig.dying_worker(&effects);
    let first_life = async {
        loop {
            Box::pin(doomed.run_until_idle()).await.unwrap();
            if rig.post(id).await.status == Status::InInbox {
                return;
            }
            rig.clock.advance(Duration::from_secs(5));
            rig.world().settle();
        }
    };
    let died = tokio::select! {
        () = effects.stopped() => effects.seen().last().copied(),
        () = first_life => None,
    };
    let at = format!("killed at {n}: {died:?}");

    rig.restart().await;
    rig.clock.advance(Duration::from_secs(46));
    Box::pin(rig.worker().sweep()).await.unwrap();
    let post = rig.run_to_rest(id).await;
    rig.worker().sweep().await.unwrap();

    assert_eq!(post.status, Status::InInbox, "{at}: {post:#?}");
    rig.only_video();
    rig.assert_no_file();
    assert_eq!(
        rig.path(id).await,
        [
            Status::Queued,
            Status::Downloading,
            Status::Checking,
            Status::Sending,
            Status::Processing,
            Status::InInbox
        ],
        "{at}"
    );
    let file = rig
        .ctx
        .store
        .find_temporary_file(post.temporary_file.unwrap())
        .await
        .unwrap()
        .unwrap();
    assert!(file.deleted_at.is_some(), "{at}");
    assert!(
        rig.ctx
            .store
            .present_files(rig.ctx.media.machine())
            .await
            .unwrap()
            .is_empty(),
        "{at}"
    );
    died
}

async fn every_effect(video: Bytes) -> Vec<&'static str> {
    let mut killed_at = Vec::new();
    while let Some(effect) = dies_and_finishes(video.clone(), killed_at.len() + 1).await {
        killed_at.push(effect);
    }
    killed_at
}

#[tokio::test]
async fn one_chunk_survives_a_kill_after_every_effect() {
    let killed_at = every_effect(videos::small()).await;
    for effect in [
        "claimed",
        "temporary file recorded",
        "temporary file opened",
        "temporary file complete",
        "publish begun",
        "checkpoint",
        "last chunk sent",
        "status fetched",
        "settled",
        "temporary file deleted",
        "deletion recorded",
    ] {
        assert!(
            killed_at.contains(&effect),
            "{effect} is missing: {killed_at:?}"
        );
    }
}

#[tokio::test]
async fn many_chunks_survive_a_kill_after_every_effect() {
    let killed_at = every_effect(videos::large()).await;
    assert_eq!(
        killed_at
            .iter()
            .filter(|effect| **effect == "chunk sent")
            .count(),
        5
    );
}
