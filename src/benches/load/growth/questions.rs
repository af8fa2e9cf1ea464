//! What is asked of a history: pages as a browser gets them, the API as a program does, and what workers and monitors ask.

use std::time::Duration;

use ai_video_uploader::{
    pipeline::{Lane, Share},
    service::{export, live},
};
use reqwest::Method;

use super::scene::Scene;

/// In the order in which they are asked.
pub const QUESTIONS: &[&str] = &[
    "page: drafts, to review",
    "page: drafts, on the way",
    "page: drafts, in TikTok",
    "page: drafts, published",
    "page: drafts, problems",
    "page: drafts, published, deep",
    "page: post, held",
    "page: post, published",
    "page: accounts",
    "page: activity, 24 hours",
    "page: activity, 7 days",
    "page: activity, 30 days",
    "api: list",
    "api: list, deep",
    "api: list, three statuses",
    "api: one post",
    "api: a new post",
    "store: counts of a person",
    "store: what changed lately",
    "service: mark of a page",
    "worker: claim a transfer, of anyone",
    "worker: claim a transfer, not of the busiest",
    "worker: claim a look",
    "worker: nothing to claim",
    "worker: claim a callback",
    "worker: sweep, with its purge",
    "worker: purge of five posts",
    "monitor: /readyz",
    "monitor: gauges",
    "export of a person with 50 posts",
];

pub async fn ask(scene: &mut Scene, question: &str) {
    let middle = scene.middle.clone();
    match question {
        "page: drafts, to review" => page(scene, "/").await,
        "page: drafts, on the way" => page(scene, "/?tab=way").await,
        "page: drafts, in TikTok" => page(scene, "/?tab=tiktok").await,
        "page: drafts, published" => page(scene, "/?tab=published").await,
        "page: drafts, problems" => page(scene, "/?tab=problems").await,
        "page: drafts, published, deep" => {
            page(scene, &format!("/?tab=published&cursor={middle}")).await;
        }
        "page: post, held" => page(scene, &format!("/posts/{}", scene.held)).await,
        "page: post, published" => page(scene, &format!("/posts/{}", scene.ended)).await,
        "page: accounts" => page(scene, "/accounts").await,
        "page: activity, 24 hours" => page(scene, "/activity?range=24h").await,
        "page: activity, 7 days" => page(scene, "/activity?range=7d").await,
        "page: activity, 30 days" => page(scene, "/activity?range=30d").await,
        "api: list" => get(scene, "/api/posts?limit=20").await,
        "api: list, deep" => get(scene, &format!("/api/posts?limit=20&cursor={middle}")).await,
        "api: list, three statuses" => {
            get(scene, "/api/posts?limit=20&status=failed,expired,queued").await;
        }
        "api: one post" => get(scene, &format!("/api/posts/{}", scene.ended)).await,
        "api: a new post" => submit(scene).await,
        "store: counts of a person" => {
            scene.ctx.store.count_posts(scene.heavy).await.unwrap();
        }
        "store: what changed lately" => {
            let since = scene.ctx.now() - Duration::from_secs(10);
            scene.ctx.store.posts_changed_since(since).await.unwrap();
        }
        "service: mark of a page" => {
            live::mark(&scene.ctx, scene.heavy).await.unwrap();
        }
        "worker: claim a transfer, of anyone" => claim(scene, Lane::Transfer, Share::Anyone).await,
        "worker: claim a transfer, not of the busiest" => {
            claim(scene, Lane::Transfer, Share::NotOf(scene.heavy)).await;
        }
        "worker: claim a look" => claim(scene, Lane::Follow, Share::Anyone).await,
        "worker: nothing to claim" => claim(scene, Lane::Transfer, Share::Stranded).await,
        "worker: claim a callback" => {
            let now = scene.ctx.now();
            let store = &scene.ctx.store;
            store.claim_callback("measured", now, now).await.unwrap();
        }
        "worker: sweep, with its purge" => drop(scene.worker.sweep().await.unwrap()),
        "worker: purge of five posts" => purge(scene).await,
        "monitor: /readyz" => {
            let (store, machine) = (&scene.ctx.store, scene.ctx.media.machine());
            store.see_worker(machine, scene.ctx.now()).await.unwrap();
            get(scene, "/readyz").await;
        }
        "monitor: gauges" => gauges(scene).await,
        "export of a person with 50 posts" => {
            let written = export::write(&scene.ctx, scene.steady, std::io::sink()).await;
            written.unwrap();
        }
        _ => panic!("nobody knows how to ask for {question}"),
    }
}

async fn page(scene: &mut Scene, path: &str) {
    let answer = scene.browser.fetch(Method::GET, path, &[]).await;
    assert_eq!(answer.status, 200, "{path}");
}

async fn get(scene: &Scene, path: &str) {
    let request = scene.place.http.get(scene.place.url(path));
    let answer = request
        .header("X-API-Key", &scene.key)
        .send()
        .await
        .unwrap();
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    answer.bytes().await.unwrap();
}

async fn submit(scene: &Scene) {
    let body = serde_json::json!({
        "content": "One more #harbour",
        "platforms": ["tiktok"],
        "video_url": format!("{}?{:08x}", scene.place.simulator.sample_url(), rand::random::<u32>()),
    });
    let request = scene.place.http.post(scene.place.url("/api/posts/video"));
    let request = request.header("X-API-Key", &scene.key).json(&body);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 202);
    answer.bytes().await.unwrap();
}

/// Takes a post and puts it back. The looks are due in a day.
async fn claim(scene: &Scene, lane: Lane, share: Share) {
    let store = &scene.ctx.store;
    let now = match lane {
        Lane::Transfer => scene.ctx.now(),
        Lane::Follow => scene.ctx.now() + Duration::from_secs(48 * 3600),
    };
    let machine = scene.ctx.media.machine();
    let lease_for = Duration::from_secs(20);
    let claimed = store
        .claim_share(lane, share, "measured", machine, now, lease_for)
        .await
        .unwrap();
    assert_eq!(claimed.is_some(), share != Share::Stranded);
    if let Some((lease, _)) = claimed {
        store.release(&lease, now).await.unwrap();
    }
}

async fn purge(scene: &mut Scene) {
    scene.oldest = scene.oldest + 5 * scene.step;
    let purged = scene.ctx.store.purge_history(scene.oldest).await.unwrap();
    assert!(purged >= 5, "{purged}");
}

async fn gauges(scene: &Scene) {
    let store = &scene.ctx.store;
    store.count_all_posts().await.unwrap();
    store.queue_state(scene.ctx.now()).await.unwrap();
    store.files_state().await.unwrap();
    store.count_pending_callbacks().await.unwrap();
}
