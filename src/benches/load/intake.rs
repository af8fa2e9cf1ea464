//! How many posts are accepted in a second, each of them on the disk before its 202.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use ai_video_uploader::simulator;

use crate::{
    client::Connection,
    figures::{Durations, millis},
    harness::{
        program::{Installation, Process},
        simulated::Member,
    },
    process::Usage,
};

/// Answers that do not count: caches fill, and the client finds its pace.
const WARM_UP: Duration = Duration::from_secs(1);

#[derive(clap::Args)]
pub struct Options {
    /// How many connections at once, one measurement for each.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 64])]
    connections: Vec<usize>,
    /// How long each of them lasts.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// How many people, each with a TikTok account and a key, hand in.
    #[arg(long, default_value_t = 8)]
    people: usize,
    /// Every request has an Idempotency-Key of its own.
    #[arg(long)]
    keyed: bool,
    /// On this PostgreSQL server instead of SQLite.
    #[arg(long)]
    database_url: Option<String>,
}

/// Who asks, and where.
struct Scene {
    place: Installation,
    members: Vec<Member>,
    port: u16,
    keyed: bool,
    /// Every request has another source: nothing is a duplicate.
    next: AtomicU64,
}

pub async fn measure(options: &Options) {
    let settings = [("ROLE", "web"), ("API_RATE_PER_MINUTE", "0")];
    let database = options.database_url.clone();
    let place = Installation::prepare(simulator::Options::default(), database, &settings).await;
    let members = people(&place, options.people).await;
    let port = place.base_url.rsplit(':').next().unwrap().parse().unwrap();
    let mut process = place.start();
    place.until_ready(&mut process).await;
    let scene = Arc::new(Scene {
        place,
        members,
        port,
        keyed: options.keyed,
        next: AtomicU64::new(0),
    });
    for connections in &options.connections {
        run(
            &scene,
            &process,
            *connections,
            Duration::from_secs(options.seconds),
        )
        .await;
    }
    println!("(aim at 64 connections: above 5,000 a second, p99 below 25 ms)");
}

/// People with a connected account and a key each.
pub async fn people(place: &Installation, count: usize) -> Vec<Member> {
    let ctx = place.context().await;
    let creators = place.simulator.world().creators().len();
    let mut members = Vec::new();
    for number in 0..count {
        let email = format!("person-{number}@example.com");
        members.push(place.member(&ctx, &email, number % creators).await);
    }
    ctx.store.close().await;
    members
}

async fn run(scene: &Arc<Scene>, process: &Process, connections: usize, lasting: Duration) {
    let began = Instant::now();
    let from = began + WARM_UP;
    let until = from + lasting;
    let tasks: Vec<_> = (0..connections)
        .map(|number| {
            #[expect(
                clippy::disallowed_methods,
                reason = "a client beside the program, which ends by the clock"
            )]
            tokio::spawn(hand_in(Arc::clone(scene), number, from, until))
        })
        .collect();
    tokio::time::sleep_until(from.into()).await;
    let before = Usage::of(process.id());
    tokio::time::sleep_until(until.into()).await;
    let after = Usage::of(process.id());
    let mut took = Vec::new();
    for task in tasks {
        took.extend(task.await.unwrap());
    }
    let count = u32::try_from(took.len()).unwrap();
    let took = Durations::of(took);
    let used = after.processor.checked_sub(before.processor).unwrap();
    println!(
        "{connections:>3} connections: {:>6.0} accepted a second, p50 {}, p99 {}, longest {}; {:.0} µs of the program's \
         processor time each, {:.0} % of one processor; {:.1} MB resident",
        f64::from(count) / lasting.as_secs_f64(),
        millis(took.percentile(50)),
        millis(took.percentile(99)),
        millis(took.longest()),
        used.as_secs_f64() * 1e6 / f64::from(count.max(1)),
        used.as_secs_f64() / lasting.as_secs_f64() * 100.0,
        crate::start::megabytes(after.resident),
    );
}

/// One connection that hands in one post after the other, and how long each took that counts.
async fn hand_in(scene: Arc<Scene>, number: usize, from: Instant, until: Instant) -> Vec<Duration> {
    let mut connection = Connection::to(scene.port).await;
    let mut took = Vec::new();
    let member = &scene.members[number % scene.members.len()];
    while Instant::now() < until {
        let request = scene.request(member);
        let answer = connection.ask(&request).await.unwrap();
        assert_eq!(
            answer.status,
            202,
            "{}",
            String::from_utf8_lossy(answer.body)
        );
        let began = Instant::now().checked_sub(answer.took).unwrap();
        if began >= from && Instant::now() <= until {
            took.push(answer.took);
        }
    }
    took
}

impl Scene {
    fn request(&self, member: &Member) -> Vec<u8> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let base = self.place.simulator.base_url();
        let body = format!(
            r#"{{"content":"Post number {number} #harbour","platforms":["tiktok"],"video_url":"{base}/samples/clip-{number}.mp4","external_id":"row-{number}"}}"#
        );
        let once = if self.keyed {
            format!("Idempotency-Key: load-{number}\r\n")
        } else {
            String::new()
        };
        format!(
            "POST /webhook/n8n/video-upload HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {}\r\n\
             Content-Type: application/json\r\n{once}Content-Length: {}\r\n\r\n{body}",
            member.key,
            body.len()
        )
        .into_bytes()
    }
}
