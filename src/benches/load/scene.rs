//! The program beside a simulator that only counts and hashes what it gets, and posts on their way through it.

use std::time::{Duration, Instant};

use ai_video_uploader::simulator::{Limits, Options, Video};
use serde_json::{Value, json};

use crate::{
    harness::{
        program::{Installation, Process, pause},
        simulated::Member,
    },
    process::Usage,
};

/// What the simulator keeps of the two ends of a video, where its index lies: its disk is not what is measured.
const KEPT: u64 = 1_000_000;
/// How often to look.
const GLANCE: u64 = 5;
/// How long a video may take.
const PATIENCE: Duration = Duration::from_secs(900);
/// Most posts of one TikTok account: no more drafts fit into an inbox.
pub const POSTS_EACH: usize = 5;

pub struct Scene {
    pub place: Installation,
    pub members: Vec<Member>,
    pub process: Option<Process>,
}

impl Scene {
    /// `upload_rate` in bytes a second, for all uploads together.
    pub async fn start(upload_rate: Option<u64>, settings: &[(&str, &str)]) -> Self {
        let options = Options {
            upload_rate,
            kept_bytes: Some(KEPT),
            limits: Limits {
                video_bytes: 10_000_000_000,
                ..Limits::default()
            },
            ..Options::default()
        };
        let usual = [
            ("TEMP_QUOTA_BYTES", "20000000000"),
            ("CONCURRENT_TRANSFERS", "10"),
        ];
        let settings: Vec<_> = usual.iter().chain(settings).copied().collect();
        let place = Installation::prepare(options, None, &settings).await;
        let members = place
            .members(&["alice@example.com", "bob@example.com"])
            .await;
        let mut process = place.start();
        place.until_ready(&mut process).await;
        Self {
            place,
            members,
            process: Some(process),
        }
    }

    /// What the program holds and has used.
    pub fn usage(&self) -> Usage {
        Usage::of(self.id())
    }

    /// The id of the program's process.
    pub fn id(&self) -> u32 {
        self.process.as_ref().unwrap().id()
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.process.take().unwrap().kill();
    }

    /// Hands in the `n`-th post, which no human holds up.
    pub async fn submit(&self, n: usize, video_url: &str) {
        let key = &self.members[n / POSTS_EACH].key;
        let request = self.place.http.post(self.place.url("/api/posts/video"));
        let answer = request
            .header("X-API-Key", key)
            .json(&json!({
                "content": format!("Post number {n}"),
                "platforms": ["tiktok"],
                "video_url": video_url,
                "auto_approve": true,
            }))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 202, "{:?}", answer.text().await);
    }

    /// Waits until TikTok has every byte of so many videos.
    pub async fn until_arrived(&self, videos: usize) -> Vec<Video> {
        let began = Instant::now();
        loop {
            let arrived = self.place.simulator.world().received_videos();
            if arrived.len() >= videos {
                return arrived;
            }
            if began.elapsed() > PATIENCE {
                let said = self.process.as_ref().map(Process::said);
                panic!("{:#?}\n{said:?}", self.posts().await);
            }
            pause(GLANCE).await;
        }
    }

    /// Bytes that TikTok has, of all videos together.
    pub fn received(&self) -> u64 {
        let videos = self.place.simulator.world().videos();
        videos.iter().map(|video| video.received).sum()
    }

    /// Waits until TikTok has so many bytes.
    pub async fn until_received(&self, bytes: u64) {
        while self.received() < bytes {
            pause(GLANCE).await;
        }
    }

    async fn posts(&self) -> Value {
        let request = self.place.http.get(self.place.url("/api/posts"));
        let answer = request.header("X-API-Key", &self.members[0].key);
        answer.send().await.unwrap().json().await.unwrap()
    }
}
