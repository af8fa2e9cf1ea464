//! `kill -9` while many hand in at once: whatever was answered with 202 is in the database, whole, and nothing is there by
//! halves.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use ai_video_uploader::simulator::Options;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection as _, Row as _};
use tokio::task::JoinSet;

use crate::{
    harness::{
        Member,
        program::{Installation, pause},
    },
    store::database::Database,
};

/// Requests under way at once.
const HANDS: usize = 24;
const KILLS: usize = 3;

struct Scene {
    place: Installation,
    members: Vec<Member>,
    accepted: Mutex<BTreeSet<String>>,
}

/// Hands in one post after the other until the program is gone. Every other one has an idempotency key.
async fn hand_in(scene: Arc<Scene>, name: String) {
    let member = &scene.members[name.len() % scene.members.len()];
    for number in 0.. {
        let request = scene.place.http.post(scene.place.url("/api/posts/video"));
        let mut request = request.header("X-API-Key", &member.key).json(&json!({
            "content": format!("{name}, {number}"),
            "platforms": ["tiktok"],
            "video_url": format!("{}/samples/{name}-{number}.mp4", scene.place.simulator.base_url()),
            "auto_approve": number % 3 == 0,
        }));
        if number % 2 == 0 {
            request = request.header("Idempotency-Key", format!("{name}-{number}"));
        }
        let Ok(answer) = request.send().await else {
            return;
        };
        assert_eq!(answer.status(), 202);
        let Ok(post) = answer.json::<Value>().await else {
            return;
        };
        assert_eq!(post["caption"], format!("{name}, {number}"), "{post}");
        let id = post["id"].as_str().unwrap().to_owned();
        assert!(scene.accepted.lock().unwrap().insert(id));
    }
}

/// Every id that `sql` finds.
async fn ids(scene: &Scene, sql: &str) -> Vec<String> {
    let url = &scene.place.database_url;
    let mut db = AnyConnection::connect(url).await.unwrap();
    let rows = sqlx::query(sql).fetch_all(&mut db).await.unwrap();
    db.close().await.unwrap();
    rows.iter().map(|row| row.get("id")).collect()
}

async fn keeps_its_word(database_url: Option<String>) {
    let settings = [("ROLE", "web"), ("API_RATE_PER_MINUTE", "0")];
    let place = Installation::prepare(Options::default(), database_url, &settings).await;
    let members = place
        .members(&["alice@example.com", "bob@example.com"])
        .await;
    let scene = Arc::new(Scene {
        place,
        members,
        accepted: Mutex::default(),
    });
    let mut lots = StdRng::seed_from_u64(20_261_124);
    for kill in 0..KILLS {
        let mut process = scene.place.start();
        scene.place.until_ready(&mut process).await;
        let before = scene.accepted.lock().unwrap().len();
        let mut hands = JoinSet::new();
        for hand in 0..HANDS {
            let name = format!("{kill}{}", "x".repeat(hand));
            hands.spawn(hand_in(Arc::clone(&scene), name));
        }
        while scene.accepted.lock().unwrap().len() < before + HANDS {
            pause(5).await;
        }
        pause(lots.random_range(0..150)).await;
        let said = process.kill();
        assert!(!said.contains("panicked"), "{said}");
        while let Some(ended) = hands.join_next().await {
            ended.unwrap();
        }
    }
    let accepted = scene.accepted.lock().unwrap().clone();
    let kept: BTreeSet<String> = ids(&scene, "select id from posts")
        .await
        .into_iter()
        .collect();
    let lost: Vec<_> = accepted.difference(&kept).collect();
    assert!(
        lost.is_empty(),
        "{} of {}: {lost:?}",
        lost.len(),
        accepted.len()
    );
    // What was written when its answer was lost is whole, too.
    let halves = ids(
        &scene,
        "select id from posts where (select count(*) from post_history where post_id = posts.id) <> 1",
    )
    .await;
    assert_eq!(halves, Vec::<String>::new());
    let counted = ids(&scene, "select counts as id from hourly_figures").await;
    let made = counted.iter().map(|counts| {
        let counts: Value = serde_json::from_str(counts).unwrap();
        counts["posts made"].as_u64().unwrap_or(0)
    });
    assert_eq!(made.sum::<u64>(), kept.len() as u64);
    let answered = ids(
        &scene,
        "select body as id from idempotency_keys where status is not null",
    )
    .await;
    for body in answered {
        let body: Value = serde_json::from_str(&body).unwrap();
        assert!(kept.contains(body["id"].as_str().unwrap()), "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_accepted_outlives_kill_9() {
    Box::pin(keeps_its_word(None)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_accepted_outlives_kill_9_on_postgres() {
    if let Some(database) = Database::postgres().await {
        Box::pin(keeps_its_word(Some(database.url.clone()))).await;
        database.discard().await;
    }
}
