//! `/readyz` says which of four things is not well, one test each.

use std::time::Duration;

use ai_video_uploader::{
    domain::{clock::Clock as _, id::TemporaryFileId},
    simulator::Options,
};
use bytes::Bytes;
use serde_json::{Value, json};

use crate::harness::TestApp;

/// As a worker in another process does.
async fn show_worker(app: &TestApp) {
    let shown = app.ctx.store.see_worker("another", app.ctx.now()).await;
    shown.unwrap();
}

async fn ask(app: &TestApp) -> (u16, Value) {
    let answer = app.http.get(app.url("/readyz")).send().await.unwrap();
    (
        answer.status().as_u16(),
        answer.json::<Value>().await.unwrap(),
    )
}

/// Only `ill` is not well, and says why.
fn assert_only(found: (u16, Value), ill: &str) {
    let (status, body) = found;
    assert_eq!(
        (status, &body["status"]),
        (503, &json!("unavailable")),
        "{body}"
    );
    for check in ["database", "disk", "worker", "queue"] {
        assert_eq!(body["checks"][check]["ok"], check != ill, "{body}");
        assert!(!body["checks"][check]["detail"].as_str().unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_worker_that_goes_round_no_more() {
    let app = TestApp::start().await;
    app.ctx.heartbeat.begin(app.ctx.now());
    assert_eq!(ask(&app).await.0, 200);
    app.advance(Duration::from_secs(61));
    assert_only(ask(&app).await, "worker");
}

#[tokio::test]
async fn no_worker_anywhere() {
    let app = TestApp::start().await;
    // What a process for pages does for stranded posts, and its sweep.
    app.ctx.heartbeat.beat(app.ctx.now());
    app.worker("sweeper").sweep().await.unwrap();
    let found = ask(&app).await;
    let detail = &found.1["checks"]["worker"]["detail"];
    assert!(
        detail
            .as_str()
            .unwrap()
            .starts_with("no worker: a process of ROLE=web"),
        "{detail}"
    );
    assert_only(found, "worker");
    show_worker(&app).await;
    assert_eq!(ask(&app).await.0, 200, "in another process");
    app.advance(Duration::from_secs(180));
    assert_eq!(ask(&app).await.0, 200);
    app.advance(Duration::from_secs(1));
    assert_only(ask(&app).await, "worker");
}

#[tokio::test]
async fn a_post_that_nobody_takes() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.post_json("/api/posts/video", &alice.key, &app.sample_post())
        .await;
    app.advance(Duration::from_secs(600));
    show_worker(&app).await;
    assert_eq!(ask(&app).await.0, 200);
    app.advance(Duration::from_secs(1));
    assert_only(ask(&app).await, "queue");
}

#[tokio::test]
async fn a_disk_that_is_nearly_full() {
    let settings = [("TEMP_QUOTA_BYTES", "1000000")];
    let app = TestApp::start_with(&settings, Options::default()).await;
    app.expect_files();
    show_worker(&app).await;
    let id = TemporaryFileId::new(app.clock.now());
    let mut writer = app.ctx.media.writer(id, 0).await.unwrap();
    writer.write(Bytes::from(vec![0; 990_000])).await.unwrap();
    writer.sync().await.unwrap();
    assert_eq!(ask(&app).await.0, 200);
    writer.write(Bytes::from(vec![0; 1])).await.unwrap();
    writer.finish().await.unwrap();
    assert_only(ask(&app).await, "disk");
}

#[tokio::test]
async fn a_temporary_folder_that_cannot_be_written() {
    let app = TestApp::start().await;
    show_worker(&app).await;
    assert_eq!(ask(&app).await.0, 200);
    assert_eq!(
        app.files(),
        Vec::<String>::new(),
        "it leaves nothing behind"
    );
    // What the system lets nobody write, not even the superuser: in the folder's place lies something else.
    let (folder, aside) = (app.temp_dir(), app.temp_dir().with_extension("aside"));
    std::fs::rename(&folder, &aside).unwrap();
    std::fs::write(&folder, "").unwrap();
    let found = ask(&app).await;
    assert_eq!(
        found.1["checks"]["disk"]["detail"],
        "the temporary folder cannot be written"
    );
    assert_only(found, "disk");
    std::fs::remove_file(&folder).unwrap();
    std::fs::rename(&aside, &folder).unwrap();
    assert_eq!(ask(&app).await.0, 200);
}

#[tokio::test]
async fn a_database_that_does_not_answer() {
    let app = TestApp::start().await;
    show_worker(&app).await;
    app.ctx.store.close().await;
    let (status, body) = ask(&app).await;
    assert_eq!(status, 503, "{body}");
    for (check, ok) in [
        ("database", false),
        ("queue", false),
        ("worker", false),
        ("disk", true),
    ] {
        assert_eq!(body["checks"][check]["ok"], ok, "{body}");
    }
    assert_eq!(
        app.http
            .get(app.url("/healthz"))
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
}
