//! Several processes at one PostgreSQL, each with a folder of its own: one stands still past its lease while it holds
//! posts, others do them, and it goes on. TikTok receives every video once. The load program does the same with thousands.

use std::{path::Path, time::Duration, time::Instant};

use ai_video_uploader::simulator::{Fault, FaultKind, Lifetimes, Limits, Options};
use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection as _};

use crate::{
    harness::{
        Member,
        program::{Installation, PATIENCE, Process, pause, videos_in},
    },
    store::database::Database,
};

const POSTS: usize = 6;

fn worker(place: &Installation, folder: &Path) -> Process {
    let folder = folder.display().to_string();
    place.start_as(&[("ROLE", "worker"), ("TEMP_DIR", &folder)])
}

async fn submit(place: &Installation, member: &Member, post: usize) -> String {
    let base = place.simulator.base_url();
    // Slow enough to be met on its way.
    let source = format!(
        "{base}/samples/slow.mp4?size={}&rate=400000",
        800_000 + post
    );
    let request = place.http.post(place.url("/api/posts/video"));
    let answer = request
        .header("X-API-Key", &member.key)
        .json(&json!({
            "content": format!("Post number {post}"),
            "platforms": ["tiktok"],
            "video_url": source,
            "auto_approve": true,
        }))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 202);
    let post: Value = answer.json().await.unwrap();
    post["id"].as_str().unwrap().to_owned()
}

async fn post(place: &Installation, member: &Member, id: &str) -> Value {
    let request = place.http.get(place.url(&format!("/api/posts/{id}")));
    let answer = request.header("X-API-Key", &member.key).send().await;
    answer.unwrap().json().await.unwrap()
}

async fn until<F: AsyncFnMut() -> bool>(what: &str, process: &Process, mut is_so: F) {
    let began = Instant::now();
    while !is_so().await {
        assert!(began.elapsed() < PATIENCE, "{what}: {}", process.said());
        pause(50).await;
    }
}

/// As if the frozen process had been silent for longer than a machine may be.
async fn give_up_machines(place: &Installation) {
    let mut db = AnyConnection::connect(&place.database_url).await.unwrap();
    for statement in [
        "update posts set lease_until = 0 where lease_until is not null",
        "update machines set seen_at = 0",
    ] {
        sqlx::query(statement).execute(&mut db).await.unwrap();
    }
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes of real time; the load program does the same with thousands of posts"]
async fn a_process_that_was_frozen_past_its_lease_does_nothing_twice() {
    let Some(database) = Database::postgres().await else {
        return;
    };
    let options = Options {
        limits: Limits {
            init_per_minute: 100,
            pending_shares: 100,
            ..Limits::default()
        },
        lifetimes: Lifetimes {
            processing: Duration::from_millis(500),
            ..Lifetimes::default()
        },
        ..Options::default()
    };
    let place =
        Installation::prepare(options, Some(database.url.clone()), &[("ROLE", "web")]).await;
    place.simulator.world().add_fault(Fault::every(
        "PUT /upload/*",
        FaultKind::Delay { millis: 400 },
    ));
    let members = place
        .members(&["alice@example.com", "bob@example.com"])
        .await;
    let (first, second) = (place.temp_dir_of("first"), place.temp_dir_of("second"));
    let mut web = place.start();
    place.until_ready(&mut web).await;
    let frozen = worker(&place, &first);
    let mut posts = Vec::new();
    for number in 0..POSTS {
        let member = &members[number % 2];
        posts.push((member, submit(&place, member, number).await));
    }
    let holds_some = async || first.exists() && videos_in(&first).len() >= 2;
    until("nothing is downloaded", &frozen, holds_some).await;
    frozen.signal("STOP");
    give_up_machines(&place).await;

    let living = worker(&place, &second);
    until("not all is delivered", &living, async || {
        for (member, id) in &posts {
            let post = post(&place, member, id).await;
            if post["status"] != "in_inbox" {
                assert_ne!(post["is_terminal"], true, "{post:#}");
                return false;
            }
        }
        true
    })
    .await;
    frozen.signal("CONT");
    until("files are left", &frozen, async || {
        videos_in(&first).is_empty() && videos_in(&second).is_empty()
    })
    .await;

    let videos = place.simulator.world().videos();
    let whole: Vec<_> = videos
        .iter()
        .filter_map(|video| video.sha256.as_ref())
        .collect();
    assert_eq!(whole.len(), POSTS, "{videos:#?}");
    for (member, id) in &posts {
        assert_eq!(post(&place, member, id).await["status"], "in_inbox");
    }
    for process in [frozen, living, web] {
        let ended = process.stop().await;
        assert!(
            ended.well && !ended.said.contains("panicked"),
            "{}",
            ended.said
        );
    }
    drop(place);
    database.discard().await;
}
