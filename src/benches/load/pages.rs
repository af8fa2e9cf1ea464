//! The drafts page with fifty rows: how many a second, how fast alone, and how large.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use ai_video_uploader::{
    domain::{
        change::{Change, Field},
        clock::Timestamp,
        id::{PostId, TemporaryFileId},
        post::{NewPost, Origin, Post},
        source::Source,
        status::{
            Actor,
            Status::{Checking, Downloading, NeedsReview},
        },
        temporary_file::TemporaryFile,
    },
    service::Context,
    simulator,
};

use crate::{
    client::{Connection, header},
    figures::{Durations, millis},
    harness::{
        program::{Installation, Process},
        simulated::Member,
    },
    process::Usage,
    visitors,
};

const WARM_UP: Duration = Duration::from_secs(1);
/// How often the page is asked for alone.
const ALONE: usize = 200;

#[derive(clap::Args)]
pub struct Options {
    /// Drafts on the page.
    #[arg(long, default_value_t = 50)]
    rows: usize,
    /// How many connections at once.
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// How long each measurement lasts.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
}

pub async fn measure(options: &Options) {
    let settings = [("ROLE", "web")];
    let place = Installation::prepare(simulator::Options::default(), None, &settings).await;
    let ctx = place.context().await;
    let member = place.member(&ctx, "alice@example.com", 0).await;
    for number in 0..options.rows {
        draft(&ctx, &member, number).await;
    }
    let cookie = visitors::cookie(&ctx, &member.user).await;
    ctx.store.close().await;
    let port = place.base_url.rsplit(':').next().unwrap().parse().unwrap();
    let mut process = place.start();
    place.until_ready(&mut process).await;
    for (name, encoding) in [
        ("as it is", ""),
        ("gzip", "gzip"),
        ("br", "gzip, deflate, br"),
    ] {
        let more = match encoding {
            "" => String::new(),
            encoding => format!("Accept-Encoding: {encoding}\r\n"),
        };
        let request = Arc::new(visitors::get("/", &cookie, &more));
        alone(name, port, &request).await;
        let lasting = Duration::from_secs(options.seconds);
        run(&process, port, &request, options.connections, lasting).await;
    }
    println!("(aim: above 2,000 a second, first byte alone below 5 ms)");
}

/// A draft that waits for review, with a file that is still to be deleted one day.
async fn draft(ctx: &Context, member: &Member, number: usize) {
    let now = ctx.now();
    let id = PostId::new(now);
    let file = TemporaryFileId::new(now);
    let url = format!("https://videos.example/clip-{number}.mp4");
    let new = NewPost {
        id,
        user_id: member.user.id,
        account_id: member.account.id,
        api_key_id: None,
        origin: Origin::Api,
        source: Source::Url(url.parse().unwrap()),
        caption: format!("Draft number {number}: first light over the harbour #harbour #morning"),
        video_title: None,
        video_description: None,
        auto_approve: false,
        external_id: None,
        metadata: None,
        callback_url: None,
        file: None,
    };
    let store = &ctx.store;
    let post = Post::queued(new, now);
    store
        .insert_post(&post, "Accepted", Actor::ApiKey, None)
        .await
        .unwrap();
    store
        .insert_temporary_file(&held(file, member, now, ctx))
        .await
        .unwrap();
    for status in [Downloading, Checking, NeedsReview] {
        store
            .change_post_as_system(id, now, |post| {
                let change = Change::to(post.status, status, Actor::System, "As in life")?;
                let file = (status == Downloading).then_some(Field::TemporaryFile(Some(file)));
                let change = change.run_at(now + Duration::from_secs(3600));
                Ok::<_, ai_video_uploader::domain::status::IllegalMove>(match file {
                    Some(file) => change.with(file),
                    None => change,
                })
            })
            .await
            .unwrap();
    }
}

fn held(id: TemporaryFileId, member: &Member, now: Timestamp, ctx: &Context) -> TemporaryFile {
    TemporaryFile {
        id,
        user_id: member.user.id,
        post_id: None,
        // Of another machine, so that nobody here misses it.
        machine: format!("not-{}", ctx.media.machine()),
        created_at: now,
        held_until: now + Duration::from_secs(20 * 3600),
        deleted_at: None,
        deletion_failures: 0,
    }
}

async fn alone(name: &str, port: u16, request: &[u8]) {
    let mut connection = Connection::to(port).await;
    let (mut first_bytes, mut took) = (Vec::new(), Vec::new());
    let (mut bytes, mut rows) = (0, 0);
    for _ in 0..ALONE {
        let answer = connection.ask(request).await.unwrap();
        assert_eq!(answer.status, 200, "{}", answer.head);
        if header(answer.head, "content-encoding").is_none() {
            let text = String::from_utf8_lossy(answer.body);
            rows = text
                .matches("<p>Draft number")
                .count()
                .max(text.matches("Choose “Draft number").count());
        }
        bytes = answer.body.len();
        first_bytes.push(answer.first_byte);
        took.push(answer.took);
    }
    let (first_bytes, took) = (Durations::of(first_bytes), Durations::of(took));
    println!(
        "{name}: {bytes} bytes, {rows} rows (0 where they cannot be read); alone, first byte p50 {}, p99 {}; whole p50 {}",
        millis(first_bytes.percentile(50)),
        millis(first_bytes.percentile(99)),
        millis(took.percentile(50)),
    );
}

async fn run(
    process: &Process,
    port: u16,
    request: &Arc<Vec<u8>>,
    connections: usize,
    lasting: Duration,
) {
    let from = Instant::now() + WARM_UP;
    let until = from + lasting;
    let tasks: Vec<_> = (0..connections)
        .map(|_| {
            let request = Arc::clone(request);
            #[expect(
                clippy::disallowed_methods,
                reason = "a client beside the program, which ends by the clock"
            )]
            tokio::spawn(async move {
                let mut connection = Connection::to(port).await;
                let mut took = Vec::new();
                while Instant::now() < until {
                    let answer = connection.ask(&request).await.unwrap();
                    if Instant::now() >= from {
                        took.push(answer.took);
                    }
                }
                took
            })
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
        "  {connections} connections: {:.0} a second, p50 {}, p99 {}; {:.0} µs of the program's processor time each",
        f64::from(count) / lasting.as_secs_f64(),
        millis(took.percentile(50)),
        millis(took.percentile(99)),
        used.as_secs_f64() * 1e6 / f64::from(count.max(1)),
    );
}
