//! Several machines at one PostgreSQL: a process for pages and API and some for work, each with a folder of its own. One
//! worker is killed, another stands still past its lease and goes on; then everything that TikTok received is gone over.

mod crew;
mod inspect;
mod live;

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use ai_video_uploader::simulator;
use futures::{StreamExt as _, stream};
use serde_json::json;
use sqlx::{AnyConnection, Connection as _, Row as _};

use self::crew::Crew;
use crate::harness::{
    database::Database,
    program::{Installation, Process, pause},
    simulated::Member,
};

/// Drafts that TikTok lets lie in one inbox.
const DRAFTS: usize = 5;
/// Accounts that get more posts than their inbox takes, so that posts must wait for their owners.
const BUSY: usize = 10;
/// Posts of each of them.
const OF_THE_BUSY: usize = 12;
/// How long everything may take.
const PATIENCE: Duration = Duration::from_secs(30 * 60);
/// So many processes of programs hand in posts at a time.
const SUBMITTERS: usize = 8;

#[derive(clap::Args)]
pub struct Options {
    /// How many posts are handed in.
    #[arg(long, default_value_t = 2000)]
    posts: usize,
    /// How many processes work.
    #[arg(long, default_value_t = 4)]
    workers: usize,
    /// How long one of them stands still, in seconds; 0 lets all of them live, and kills none.
    #[arg(long, default_value_t = 240)]
    frozen: u64,
    /// How many bytes a second the videos come with.
    #[arg(long, default_value_t = 200_000)]
    rate: u64,
}

/// What happens in one run.
pub struct Scene {
    pub place: Installation,
    pub members: Vec<Member>,
    /// The member of each post.
    pub posts: Vec<usize>,
    pub rate: u64,
}

pub async fn measure(options: &Options) {
    let database = Database::postgres().await.expect("a PostgreSQL server");
    let scene = Scene::prepare(options, database.url.clone()).await;
    let mut web = scene.place.start();
    scene.place.until_ready(&mut web).await;
    let began = Instant::now();
    scene.submit_all().await;
    println!(
        "{} posts handed in within {:.1} s",
        options.posts,
        began.elapsed().as_secs_f64()
    );
    let began = Instant::now();
    let mut crew = Crew::start(&scene, options.workers, options.frozen);
    scene.until_done(began, &mut crew, &web).await;
    let took = began.elapsed();
    println!(
        "all delivered by {} workers in {:.1} s: {:.0} posts a minute",
        options.workers,
        took.as_secs_f64(),
        per_minute(options.posts, took)
    );
    crew.tell_processor_time(took, &web);
    crew.until_whole(&scene).await;
    inspect::inspect(&scene, &crew).await;
    live::measure(&scene).await;
    crew.stop().await;
    web.stop().await;
    drop(scene);
    database.discard().await;
}

impl Scene {
    async fn prepare(options: &Options, url: String) -> Self {
        let settings = [("ROLE", "web"), ("API_RATE_PER_MINUTE", "0")];
        let place =
            Installation::prepare(simulator::Options::default(), Some(url), &settings).await;
        let busy = BUSY.min(options.posts / OF_THE_BUSY);
        let others = (options.posts - busy * OF_THE_BUSY).div_ceil(DRAFTS);
        place.simulator.world().add_creators(busy + others);
        let ctx = place.context().await;
        let mut members = Vec::new();
        for number in 0..busy + others {
            let email = format!("person-{number}@example.com");
            members.push(place.member(&ctx, &email, number).await);
        }
        ctx.store.close().await;
        let of_the_busy = (0..busy * OF_THE_BUSY).map(|number| number % busy);
        let of_others = (0..).map(|number| busy + number % others);
        Self {
            place,
            members,
            posts: of_the_busy.chain(of_others).take(options.posts).collect(),
            rate: options.rate,
        }
    }

    /// Each post brings another video.
    pub fn source(&self, post: usize, name: &str) -> String {
        let (base, rate) = (self.place.simulator.base_url(), self.rate);
        format!("{base}/samples/{name}?size={}&rate={rate}", 120_000 + post)
    }

    async fn submit_all(&self) {
        stream::iter(0..self.posts.len())
            .for_each_concurrent(SUBMITTERS, |post| self.submit(post))
            .await;
    }

    pub async fn submit(&self, post: usize) {
        let request = self.place.http.post(self.place.url("/api/posts/video"));
        let body = json!({
            "content": format!("Post number {post}"),
            "platforms": ["tiktok"],
            "video_url": self.source(post, "slow.mp4"),
            "external_id": post.to_string(),
            "auto_approve": true,
        });
        let key = &self.members[self.posts[post]].key;
        let answer = request.header("X-API-Key", key).json(&body).send().await;
        assert_eq!(answer.unwrap().status(), 202);
    }

    /// Lets people post their drafts where others wait for room, until nothing is left to be done.
    async fn until_done(&self, began: Instant, crew: &mut Crew, web: &Process) {
        let mut db = AnyConnection::connect(&self.place.database_url)
            .await
            .unwrap();
        let mut told = Instant::now();
        loop {
            let rows = sqlx::query(
                "select status, count(*) as posts from posts group by status order by 1",
            )
            .fetch_all(&mut db)
            .await
            .unwrap();
            let counts: Vec<(String, i64)> = rows
                .iter()
                .map(|row| (row.get("status"), row.get("posts")))
                .collect();
            let done: i64 = counts
                .iter()
                .filter(|(status, _)| ["in_inbox", "published"].contains(&status.as_str()))
                .map(|(_, posts)| posts)
                .sum();
            let done = usize::try_from(done).unwrap();
            crew.disturb(self, done * 100 / self.posts.len(), began.elapsed());
            if done == self.posts.len() {
                return;
            }
            if told.elapsed() > Duration::from_secs(20) {
                told = Instant::now();
                println!("after {:.0} s: {counts:?}", began.elapsed().as_secs_f64());
            }
            assert!(began.elapsed() < PATIENCE, "{counts:?}\n{}", web.said());
            self.post_drafts(&mut db).await;
            pause(500).await;
        }
    }

    /// The owners of full inboxes post what lies there: of all of whom a post waits for room.
    async fn post_drafts(&self, db: &mut AnyConnection) {
        let sql = "select distinct user_id from posts where status = 'sending' and waiting_code is not null";
        let waiting = sqlx::query(sql).fetch_all(db).await.unwrap();
        let waiting: HashSet<String> = waiting.iter().map(|row| row.get("user_id")).collect();
        let owners = self
            .members
            .iter()
            .filter(|member| waiting.contains(&member.user.id.to_string()))
            .map(|member| member.account.tiktok_user_id.as_str());
        let owners: HashSet<&str> = owners.collect();
        let world = self.place.simulator.world();
        for video in world.videos() {
            if video.stage == simulator::Stage::InInbox && owners.contains(video.open_id.as_str()) {
                let _ = world.tap_post(&video.publish_id, None);
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn per_minute(posts: usize, took: Duration) -> f64 {
    posts as f64 * 60.0 / took.as_secs_f64()
}
