//! `kill -9` of the program itself, again and again at moments drawn by lot, until every post has arrived: exactly one video
//! each at TikTok, one history, one callback, no temporary file.
//!
//! `KILLS` says how often (6 unless told otherwise), `SEED` which moments. Where a process would have to wait for the lease
//! of its killed predecessor to run out, the test lets it run out, so that the next kill meets moving posts again.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use ai_video_uploader::simulator::{Fault, FaultKind, Lifetimes, Limits, Options, Stage};
use axum::{Json, Router, extract::State, routing::post};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sqlx::{AnyConnection, Connection as _};
use tokio::net::TcpListener;

use crate::harness::program::{Installation, Process, pause};
use crate::{harness::Member, store::database::Database};

const LIFE: [&str; 6] = [
    "queued",
    "downloading",
    "checking",
    "sending",
    "processing",
    "in_inbox",
];
/// Sizes of the videos: in one chunk, and in six of 10 MB.
const SIZES: [u64; 4] = [300_000, 6_000_000, 2_000_000, 65_000_000];
/// Bytes a second that the source sends, so that a download can be met.
const RATE: u64 = 16_000_000;

#[expect(
    clippy::disallowed_methods,
    reason = "tests are set up from the environment"
)]
fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(usual)
}

pub(super) type Told = Arc<Mutex<Vec<Value>>>;

/// Takes callbacks; the second value is its address.
pub(super) async fn receiver() -> (Told, String) {
    let told = Told::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/told", listener.local_addr().unwrap());
    let router = Router::new()
        .route("/told", post(take))
        .with_state(told.clone());
    #[expect(
        clippy::disallowed_methods,
        reason = "a server beside the test, which ends with it"
    )]
    tokio::task::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (told, url)
}

async fn take(State(told): State<Told>, Json(body): Json<Value>) {
    told.lock().unwrap().push(body);
}

struct Scene {
    place: Installation,
    members: Vec<Member>,
    told: Told,
    callback: String,
    /// Id of each accepted post, by its number.
    accepted: BTreeMap<usize, String>,
}

impl Scene {
    async fn start(database_url: Option<String>) -> Self {
        let options = Options {
            limits: Limits {
                init_per_minute: 10_000,
                status_per_minute: 10_000,
                creator_info_per_minute: 10_000,
                pending_shares: 10_000,
                ..Limits::default()
            },
            lifetimes: Lifetimes {
                processing: Duration::from_millis(700),
                ..Lifetimes::default()
            },
            ..Options::default()
        };
        let place = Installation::prepare(options, database_url, &[("DEBUG", "true")]).await;
        let members = place
            .members(&["alice@example.com", "bob@example.com"])
            .await;
        // Slow enough for a kill to meet a chunk, an init and a look on their way.
        for (endpoint, millis) in [("PUT /upload/*", 250), ("POST /v2/*", 60)] {
            let fault = Fault::every(endpoint, FaultKind::Delay { millis });
            place.simulator.world().add_fault(fault);
        }
        let (told, callback) = receiver().await;
        Self {
            place,
            members,
            told,
            callback,
            accepted: BTreeMap::new(),
        }
    }

    fn source(&self, n: usize, name: &str) -> String {
        let size = SIZES[n % SIZES.len()] + n as u64;
        let base = self.place.simulator.base_url();
        format!("{base}/samples/{name}?size={size}&rate={RATE}")
    }

    /// Hands in the `n`-th post, if the process lives long enough; safe to repeat.
    async fn submit(&mut self, n: usize) {
        let request = self.place.http.post(self.place.url("/api/posts/video"));
        let answer = request
            .header("X-API-Key", &self.members[n % self.members.len()].key)
            .header("Idempotency-Key", format!("post-{n}"))
            .timeout(Duration::from_secs(5))
            .json(&json!({
                "content": format!("Post number {n}"),
                "platforms": ["tiktok"],
                "video_url": self.source(n, "slow.mp4"),
                "callback_url": self.callback,
                "auto_approve": true,
            }))
            .send()
            .await;
        let Ok(answer) = answer else { return };
        if answer.status() == 202 {
            let Ok(post) = answer.json::<Value>().await else {
                return;
            };
            let id = post["id"].as_str().unwrap().to_owned();
            let earlier = self.accepted.insert(n, id.clone());
            assert!(
                earlier.is_none_or(|earlier| earlier == id),
                "post {n} was made twice"
            );
        } else {
            // Still under way when its process was killed: the key stays taken until its time is over.
            assert_eq!(answer.status(), 409, "{:?}", answer.text().await);
        }
    }

    /// As if the time of every lease of the killed process were over; those of transfers end with the next start.
    async fn let_leases_run_out(&self) {
        sqlx::any::install_default_drivers();
        let mut db = AnyConnection::connect(&self.place.database_url)
            .await
            .unwrap();
        for statement in [
            "update posts set lease_until = 0 where lease_until is not null \
             and status not in ('queued', 'downloading', 'checking', 'sending')",
            "update callbacks set lease_until = 0, next_at = 0 where next_at is not null",
            "update tiktok_events set lease_until = 0 where handled_at is null",
            "update idempotency_keys set renewed_at = 0 where status is null",
        ] {
            sqlx::query(statement).execute(&mut db).await.unwrap();
        }
        db.close().await.unwrap();
    }

    async fn post(&self, n: usize) -> Value {
        let path = format!("/api/posts/{}", self.accepted[&n]);
        let request = self.place.http.get(self.place.url(&path));
        let key = &self.members[n % self.members.len()].key;
        let answer = request.header("X-API-Key", key).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.json().await.unwrap()
    }

    /// Waits until every post has arrived and nothing is left to be done.
    async fn finish(&mut self, posts: usize, process: &mut Process) {
        let patience = Instant::now() + Duration::from_secs(180);
        loop {
            assert!(Instant::now() < patience, "{}", process.said());
            let mut open = Vec::new();
            for n in 0..posts {
                if self.accepted.contains_key(&n) {
                    let post = self.post(n).await;
                    if post["status"] != "in_inbox" {
                        assert_ne!(post["is_terminal"], true, "{post:#}");
                        open.push(format!("{n}: {}", post["status"]));
                    }
                } else {
                    self.submit(n).await;
                    open.push(format!("{n}: not accepted"));
                }
            }
            let told: BTreeSet<_> = self
                .told
                .lock()
                .unwrap()
                .iter()
                .map(|body| body["id"].to_string())
                .collect();
            if open.is_empty() && told.len() == posts && self.place.files().is_empty() {
                return;
            }
            pause(200).await;
        }
    }

    async fn inspect(&self, posts: usize) {
        let mut videos: HashMap<String, Vec<_>> = HashMap::new();
        for video in self.place.simulator.world().videos() {
            if let Some(sha256) = &video.sha256 {
                videos.entry(sha256.clone()).or_default().push(video);
            }
        }
        for n in 0..posts {
            let source = self.source(n, "padded.mp4");
            let bytes = self
                .place
                .http
                .get(source)
                .send()
                .await
                .unwrap()
                .bytes()
                .await
                .unwrap();
            let sha256 = hex::encode(Sha256::digest(&bytes));
            let arrived = videos.remove(&sha256).unwrap_or_default();
            assert_eq!(arrived.len(), 1, "post {n}: {arrived:#?}");
            assert_eq!(arrived[0].stage, Stage::InInbox, "post {n}");
            let post = self.post(n).await;
            assert_eq!(post["tiktok"]["publish_id"], arrived[0].publish_id.as_str());
            assert!(!post["temporary_file"]["deleted_at"].is_null(), "{post:#}");
            let mut history: Vec<_> = post["history"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| entry["status"].as_str().unwrap())
                .collect();
            history.dedup();
            assert_eq!(history, LIFE, "post {n}: {post:#}");
            let told = self.told.lock().unwrap();
            let of_it: Vec<_> = told
                .iter()
                .filter(|body| body["id"] == post["id"])
                .collect();
            let ids: BTreeSet<_> = of_it
                .iter()
                .map(|body| body["event_id"].to_string())
                .collect();
            assert_eq!(
                ids.len(),
                1,
                "post {n} was told as different events: {of_it:#?}"
            );
            assert!(of_it.iter().all(|body| body["event"] == "in_inbox"));
        }
        assert!(videos.is_empty(), "videos of nobody: {videos:#?}");
        assert_eq!(self.place.files(), Vec::<String>::new());
    }
}

async fn survives(database_url: Option<String>) {
    let kills = number("KILLS", 6);
    let mut lots = StdRng::seed_from_u64(number("SEED", 20_261_123));
    let posts = usize::try_from(kills.clamp(4, 10)).unwrap();
    let mut scene = Scene::start(database_url).await;
    for n in 0..kills {
        let mut process = scene.place.start();
        // A start that is killed before it answers is a start, too.
        let wait = lots.random_range(50..2500);
        let life = async {
            scene.place.until_ready(&mut process).await;
        };
        let ready = tokio::time::timeout(Duration::from_millis(wait), life).await;
        let next = usize::try_from(n).unwrap() % posts;
        if ready.is_ok() {
            let more = lots.random_range(0..2000);
            let _ = tokio::time::timeout(Duration::from_millis(more), scene.submit(next)).await;
            pause(lots.random_range(0..1500)).await;
        }
        let said = process.kill();
        assert!(!said.contains("panicked"), "{said}");
        scene.let_leases_run_out().await;
    }
    let mut process = scene.place.start();
    scene.place.until_ready(&mut process).await;
    scene.finish(posts, &mut process).await;
    scene.inspect(posts).await;
    let ended = process.stop().await;
    let well = ended.well && !ended.said.contains("panicked");
    assert!(well, "{}", ended.said);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_survives_kill_9_again_and_again() {
    Box::pin(survives(None)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_survives_kill_9_on_postgres() {
    if let Some(database) = Database::postgres().await {
        Box::pin(survives(Some(database.url.clone()))).await;
        database.discard().await;
    }
}
