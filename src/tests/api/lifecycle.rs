//! Retry and cancel: always safe to repeat.

use std::time::Duration;

use ai_video_uploader::domain::status::Status;
use serde_json::{Value, json};

use super::{assert_error, with};
use crate::harness::{Member, TestApp};

async fn act(app: &TestApp, member: &Member, id: &str, act: &str) -> (u16, Value) {
    app.post_json(&format!("/api/posts/{id}/{act}"), &member.key, &Value::Null)
        .await
}

/// A held draft.
async fn held(app: &TestApp, member: &Member) -> String {
    let body = with(&app.sample_post(), "auto_approve", json!(false));
    let (status, post) = app.post_json("/api/posts/video", &member.key, &body).await;
    assert_eq!(status, 202, "{post}");
    app.run_until_idle().await;
    let id = post["id"].as_str().unwrap().to_owned();
    assert_eq!(app.post(&id).await.status, Status::NeedsReview);
    id
}

#[tokio::test]
async fn a_waiting_post_is_cancelled_once_and_stays_so() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = app.submit(&alice.key).await;
    for _ in 0..2 {
        let (status, post) = act(&app, &alice, &id, "cancel").await;
        assert_eq!((status, &post["status"]), (200, &json!("cancelled")));
        assert_eq!(post["is_terminal"], true);
    }
    let answer = app
        .send(&format!("/api/posts/{id}/retry"), &alice.key, &Value::Null)
        .await;
    assert_error(answer, 409, "not_retryable").await;
    let (_, post) = app.get_json(&format!("/api/posts/{id}"), &alice.key).await;
    let statuses: Vec<_> = post["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["status"].as_str().unwrap())
        .collect();
    assert_eq!(statuses, ["queued", "cancelled"]);
}

#[tokio::test]
async fn cancelling_a_held_draft_deletes_its_file_at_once() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = held(&app, &alice).await;
    assert_eq!(app.files().len(), 1);
    let answer = app.fetch(&format!("/api/posts/{id}"), &alice.key).await;
    assert_eq!(answer.headers()["retry-after"], "60");
    let (status, post) = act(&app, &alice, &id, "cancel").await;
    assert_eq!(status, 200);
    assert!(post["temporary_file"]["deleted_at"].is_string(), "{post}");
    app.assert_no_files();
}

#[tokio::test]
async fn a_moving_post_is_answered_as_it_is() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = app.submit(&alice.key).await;
    let before = app.post(&id).await.version;
    let (status, post) = act(&app, &alice, &id, "retry").await;
    assert_eq!((status, &post["status"]), (202, &json!("queued")));
    assert_eq!(app.post(&id).await.version, before);
    let held = held(&app, &alice).await;
    let (status, post) = act(&app, &alice, &held, "retry").await;
    assert_eq!((status, &post["status"]), (202, &json!("needs_review")));
    app.expect_files();
}

#[tokio::test]
async fn a_failed_download_can_be_tried_again() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let missing = format!("{}/no-such-video.mp4", app.simulator.base_url());
    let body = with(&app.sample_post(), "video_url", json!(missing));
    let (_, post) = app.post_json("/api/posts/video", &alice.key, &body).await;
    let id = post["id"].as_str().unwrap().to_owned();
    app.run_for(Duration::from_secs(300), Duration::from_secs(30))
        .await;
    let (_, post) = app.get_json(&format!("/api/posts/{id}"), &alice.key).await;
    assert_eq!(post["status"], "failed");
    assert_eq!(post["error"]["code"], "download_not_found");
    assert_eq!(post["error"]["retryable"], true);
    for _ in 0..2 {
        let (status, post) = act(&app, &alice, &id, "retry").await;
        assert_eq!((status, &post["status"]), (202, &json!("queued")));
        assert_eq!(post["error"], Value::Null);
    }
    let (status, post) = act(&app, &alice, &id, "cancel").await;
    assert_eq!((status, &post["status"]), (200, &json!("cancelled")));
}

#[tokio::test]
async fn a_broken_video_is_not_worth_a_retry() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let page = app.simulator.phone_url();
    let body = with(&app.sample_post(), "video_url", json!(page));
    let (_, post) = app.post_json("/api/posts/video", &alice.key, &body).await;
    let id = post["id"].as_str().unwrap().to_owned();
    app.run_for(Duration::from_secs(120), Duration::from_secs(30))
        .await;
    let post = app.post(&id).await;
    assert_eq!(post.status, Status::Failed, "{:?}", post.error);
    let answer = app
        .send(&format!("/api/posts/{id}/retry"), &alice.key, &Value::Null)
        .await;
    assert_error(answer, 409, "not_retryable").await;
    let (status, post) = act(&app, &alice, &id, "cancel").await;
    assert_eq!((status, &post["status"]), (200, &json!("failed")));
}

#[tokio::test]
async fn what_tiktok_has_is_beyond_recall() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = app.submit(&alice.key).await;
    app.run_for(Duration::from_secs(300), Duration::from_secs(10))
        .await;
    let (_, post) = app.get_json(&format!("/api/posts/{id}"), &alice.key).await;
    assert_eq!(post["status"], "in_inbox", "{post}");
    let answer = app
        .send(&format!("/api/posts/{id}/cancel"), &alice.key, &Value::Null)
        .await;
    assert_error(answer, 409, "not_cancellable").await;
    let (status, post) = act(&app, &alice, &id, "retry").await;
    assert_eq!((status, &post["status"]), (200, &json!("in_inbox")));
    app.assert_no_files();
}

#[tokio::test]
async fn an_expired_url_post_is_fetched_again() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = held(&app, &alice).await;
    app.advance(Duration::from_secs(25 * 3600));
    app.worker("test").sweep().await.unwrap();
    assert_eq!(app.post(&id).await.status, Status::Expired);
    app.assert_no_files();
    let (status, post) = act(&app, &alice, &id, "retry").await;
    assert_eq!((status, &post["status"]), (202, &json!("queued")));
    app.run_until_idle().await;
    assert_eq!(app.post(&id).await.status, Status::NeedsReview);
    act(&app, &alice, &id, "cancel").await;
}
