//! The pipeline is killed after its n-th side effect, for every n, started anew and finished: one video at TikTok, with
//! the right checksum, one history, no file, and one callback (told once or more, under one id).

use std::{collections::HashSet, time::Duration};

use ai_video_uploader::{
    domain::{id::PostId, post::Post, status::Status},
    pipeline::Effects,
    service::Settings,
    simulator::Options,
};
use bytes::Bytes;

use super::{
    callbacks::{Receiver, submit},
    rig::Rig,
    source::Answer,
    videos,
};
use crate::store::database::Database;

const CHUNK: &str = "chunk sent";
const AHEAD: &str = "chunk sent ahead";
const LIFE: [Status; 6] = [
    Status::Queued,
    Status::Downloading,
    Status::Checking,
    Status::Sending,
    Status::Processing,
    Status::InInbox,
];

/// Kills at the `n`-th effect and says which one it was; none if there are fewer.
async fn dies_and_finishes(
    database: Database,
    video: Bytes,
    source: &Answer,
    n: usize,
) -> Option<&'static str> {
    let (receiver, url) = Receiver::start(&[]).await;
    let mut rig = Rig::start_on(database, video, Options::default(), Settings::default()).await;
    rig.source.always(source.clone());
    let (id, _) = submit(&rig, &url).await;
    let effects = Effects::stop_after(n);
    let died = tokio::select! {
        () = effects.stopped() => effects.seen().last().copied(),
        () = first_life(&rig, id, &effects) => None,
    };

    rig.restart().await;
    rig.clock.advance(Duration::from_secs(46));
    Box::pin(rig.worker().sweep()).await.unwrap();
    let post = rig.run_to_rest(id).await;
    // A callback that was under way is told again when its time is over.
    rig.clock.advance(Duration::from_secs(61));
    rig.run().await;
    Box::pin(rig.worker().sweep()).await.unwrap();

    inspect(&rig, &post, &receiver, &format!("killed at {n}, {died:?}")).await;
    rig.end().await;
    died
}

async fn first_life(rig: &Rig, id: PostId, effects: &Effects) {
    let doomed = rig.dying_worker(effects);
    Box::pin(doomed.sweep()).await.unwrap();
    loop {
        Box::pin(doomed.run_until_idle()).await.unwrap();
        if rig.post(id).await.status == Status::InInbox {
            return;
        }
        rig.clock.advance(Duration::from_secs(5));
        rig.world().settle();
    }
}

async fn inspect(rig: &Rig, post: &Post, receiver: &Receiver, at: &str) {
    assert_eq!(post.status, Status::InInbox, "{at}: {post:#?}");
    rig.only_video();
    rig.assert_no_file();
    assert_eq!(rig.path(post.id).await, LIFE, "{at}");
    let store = &rig.ctx.store;
    let present = store.present_files(rig.ctx.media.machine()).await.unwrap();
    assert!(present.is_empty(), "{at}: {present:?}");
    let file = store
        .find_temporary_file(post.temporary_file.unwrap())
        .await;
    assert!(file.unwrap().unwrap().deleted_at.is_some(), "{at}");

    let told = receiver.bodies();
    let ids: HashSet<String> = told
        .iter()
        .map(|body| body["event_id"].to_string())
        .collect();
    assert_eq!(ids.len(), 1, "{at}: {told:#?}");
    assert!(
        told.iter().all(|body| body["event"] == "in_inbox"),
        "{at}: {told:#?}"
    );
    let callbacks = store.callbacks_of(post.id).await.unwrap();
    assert!(callbacks[0].0.delivered_at.is_some(), "{at}");
}

/// The effects killed at, in order; empty if there is no such database.
async fn every_effect(postgres: bool, video: Bytes, source: Answer) -> Vec<&'static str> {
    let mut killed_at = Vec::new();
    loop {
        let database = if postgres {
            Database::postgres().await
        } else {
            Some(Database::sqlite().await)
        };
        let Some(database) = database else {
            return killed_at;
        };
        let n = killed_at.len() + 1;
        match Box::pin(dies_and_finishes(database, video.clone(), &source, n)).await {
            Some(effect) => killed_at.push(effect),
            None => return killed_at,
        }
    }
}

fn assert_complete(killed_at: &[&str]) {
    for effect in [
        "claimed",
        "temporary file recorded",
        "temporary file opened",
        "checkpoint",
        "temporary file complete",
        "publish begun",
        "last chunk sent",
        "status fetched",
        "settled",
        "temporary file deleted",
        "deletion recorded",
        "callback sent",
        "callback recorded",
    ] {
        assert!(
            killed_at.contains(&effect),
            "{effect} is missing: {killed_at:?}"
        );
    }
}

#[tokio::test]
async fn one_chunk_survives_every_kill() {
    assert_complete(&every_effect(false, videos::small(), Answer::Properly).await);
}

#[tokio::test]
async fn one_chunk_survives_every_kill_on_postgres() {
    let killed_at = every_effect(true, videos::small(), Answer::Properly).await;
    if !killed_at.is_empty() {
        assert_complete(&killed_at);
    }
}

#[tokio::test]
async fn many_chunks_survive_every_kill() {
    // Of a length that is not told, and so one after the other.
    let killed_at = every_effect(false, videos::large(), Answer::Chunked).await;
    assert_complete(&killed_at);
    assert_eq!(killed_at.iter().filter(|it| **it == CHUNK).count(), 5);
}

#[tokio::test]
async fn chunks_ahead_of_the_download_survive_every_kill() {
    let killed_at = every_effect(false, videos::large(), Answer::Properly).await;
    assert_complete(&killed_at);
    // Which effect is the n-th differs from life to life: both sides work at once.
    assert!(killed_at.contains(&AHEAD), "{killed_at:?}");
}

#[tokio::test]
async fn chunks_ahead_of_the_download_survive_every_kill_on_postgres() {
    let killed_at = every_effect(true, videos::large(), Answer::Properly).await;
    if !killed_at.is_empty() {
        assert_complete(&killed_at);
        assert!(killed_at.contains(&AHEAD), "{killed_at:?}");
    }
}
