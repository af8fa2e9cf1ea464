//! The pipeline is killed after its n-th side effect, for every n, started anew and finished: one video at TikTok, with
//! the right checksum, one history, no file, and one callback (told once or more, under one id).

use std::{collections::HashSet, time::Duration};

use ai_video_uploader::{
    domain::{id::PostId, post::Post, status::Status},
    pipeline::Effects,
    service::Settings,
    simulator::{Fault, FaultKind, Options},
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

/// What happens to the post besides the kill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weather {
    /// Chunks go out while the rest still comes in.
    Fair,
    /// The length is not told, so that one comes after the other.
    Untold,
    /// Every other side breaks off once, so that each call is made again.
    Foul,
}

impl Weather {
    /// What the receiver of callbacks answers, in order.
    const fn answers(self) -> &'static [u16] {
        match self {
            Self::Fair | Self::Untold => &[],
            Self::Foul => &[404],
        }
    }

    fn begin(self, rig: &Rig) {
        match self {
            Self::Fair => return,
            Self::Untold => return rig.source.always(Answer::Chunked),
            Self::Foul => {}
        }
        rig.source
            .next([Answer::CutAfter(20_000_000), Answer::Status(503)]);
        let world = rig.world();
        let broken = || FaultKind::Status {
            status: 502,
            body: String::new(),
        };
        world.break_next(
            "POST /v2/post/publish/inbox/video/init/",
            FaultKind::LostReply,
        );
        world.add_fault(Fault::nth("PUT /upload/", 2, FaultKind::LostReply));
        world.add_fault(Fault::nth("PUT /upload/", 4, broken()));
        world.add_fault(Fault::nth(
            "POST /v2/post/publish/status/fetch/",
            2,
            broken(),
        ));
    }
}

/// Kills at the `n`-th effect and says which one it was; none if there are fewer.
async fn dies_and_finishes(
    database: Database,
    video: Bytes,
    weather: Weather,
    n: usize,
) -> Option<&'static str> {
    let (receiver, url) = Receiver::start(weather.answers()).await;
    let mut rig = Rig::start_on(database, video, Options::default(), Settings::default()).await;
    weather.begin(&rig);
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
    // A callback that was under way is told again when its time is over, and once more if it was not taken.
    for _ in 0..2 {
        rig.clock.advance(Duration::from_secs(61));
        rig.run().await;
    }
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
async fn every_effect(postgres: bool, video: Bytes, weather: Weather) -> Vec<&'static str> {
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
        match Box::pin(dies_and_finishes(database, video.clone(), weather, n)).await {
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

/// Says on the test's output how many kills there were.
#[expect(clippy::print_stderr, reason = "the number is asked for")]
fn count(name: &str, killed_at: &[&str]) {
    eprintln!("{name}: killed after each of {} effects", killed_at.len());
}

async fn one_chunk(postgres: bool) {
    let killed_at = every_effect(postgres, videos::small(), Weather::Fair).await;
    if postgres && killed_at.is_empty() {
        return;
    }
    count("one chunk", &killed_at);
    assert_complete(&killed_at);
}

async fn many_chunks(postgres: bool, weather: Weather) {
    let killed_at = every_effect(postgres, videos::large(), weather).await;
    if postgres && killed_at.is_empty() {
        return;
    }
    count("six chunks", &killed_at);
    let times = |effect| killed_at.iter().filter(|it| **it == effect).count();
    if weather == Weather::Untold {
        assert_complete(&killed_at);
        // Each chunk but the last is followed by a checkpoint of its own.
        assert_eq!(times(CHUNK), 5, "{killed_at:?}");
    } else {
        // Both sides work at once: which effect is the n-th differs from life to life, and one may be met by none.
        assert!(killed_at.len() > 30, "{killed_at:?}");
        assert!(times(AHEAD) + times(CHUNK) > 0, "{killed_at:?}");
    }
}

#[tokio::test]
async fn one_chunk_survives_every_kill() {
    one_chunk(false).await;
}

#[tokio::test]
async fn one_chunk_survives_every_kill_on_postgres() {
    one_chunk(true).await;
}

#[tokio::test]
async fn many_chunks_survive_every_kill() {
    many_chunks(false, Weather::Untold).await;
}

#[tokio::test]
async fn many_chunks_survive_every_kill_on_postgres() {
    many_chunks(true, Weather::Untold).await;
}

#[tokio::test]
async fn chunks_ahead_of_the_download_survive_every_kill() {
    many_chunks(false, Weather::Fair).await;
}

#[tokio::test]
async fn chunks_ahead_of_the_download_survive_every_kill_on_postgres() {
    many_chunks(true, Weather::Fair).await;
}

#[tokio::test]
async fn many_chunks_survive_every_kill_while_everything_else_breaks_too() {
    many_chunks(false, Weather::Foul).await;
}
