//! Lists and single posts.

use std::time::Duration;

use serde_json::{Value, json};

use super::assert_error;
use crate::harness::TestApp;

#[tokio::test]
async fn a_list_goes_from_new_to_old_page_by_page() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.insert(0, app.submit(&alice.key).await);
        app.advance(Duration::from_secs(1));
    }
    let mut seen = Vec::new();
    let mut path = "/api/posts?limit=2".to_owned();
    loop {
        let (status, page) = app.get_json(&path, &alice.key).await;
        assert_eq!(status, 200);
        let data = page["data"].as_array().unwrap();
        assert!(data.len() <= 2);
        seen.extend(
            data.iter()
                .map(|post| post["id"].as_str().unwrap().to_owned()),
        );
        match page["next_cursor"].as_str() {
            Some(cursor) => path = format!("/api/posts?limit=2&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, ids);
    let (_, page) = app
        .get_json("/api/posts?status=failed,published", &alice.key)
        .await;
    assert_eq!(page["data"], json!([]));
    let (_, page) = app
        .get_json("/api/posts?status=queued&limit=1000", &alice.key)
        .await;
    assert_eq!(page["data"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn wrong_questions_are_named() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for (query, code) in [
        ("status=lost", "invalid_field"),
        ("limit=0", "invalid_field"),
        ("limit=many", "invalid_field"),
        ("cursor=x", "invalid_cursor"),
    ] {
        let answer = app.fetch(&format!("/api/posts?{query}"), &alice.key).await;
        assert_error(answer, 422, code).await;
    }
}

#[tokio::test]
async fn a_single_post_can_be_watched_cheaply() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let path = format!("/api/posts/{}", app.submit(&alice.key).await);
    let answer = app.fetch(&path, &alice.key).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["retry-after"], "2");
    let etag = answer.headers()["etag"].clone();
    let unchanged = || {
        app.http
            .get(app.url(&path))
            .header("X-API-Key", &alice.key)
            .header("If-None-Match", etag.clone())
            .send()
    };
    let answer = unchanged().await.unwrap();
    assert_eq!(answer.status(), 304);
    assert_eq!(answer.headers()["etag"], etag);
    assert_eq!(answer.headers()["retry-after"], "2");
    assert_eq!(answer.text().await.unwrap(), "");
    app.send(&format!("{path}/cancel"), &alice.key, &Value::Null)
        .await;
    let answer = unchanged().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(!answer.headers().contains_key("retry-after"));
    assert_ne!(answer.headers()["etag"], etag);
}

#[tokio::test]
async fn a_stranger_finds_nothing() {
    let app = TestApp::start().await;
    let (alice, mallory) = (app.alice().await, app.mallory().await);
    let id = app.submit(&alice.key).await;
    let path = format!("/api/posts/{id}");
    assert_error(app.fetch(&path, &mallory.key).await, 404, "not_found").await;
    for act in ["retry", "cancel"] {
        let answer = app
            .send(&format!("{path}/{act}"), &mallory.key, &Value::Null)
            .await;
        assert_error(answer, 404, "not_found").await;
    }
    let (_, list) = app.get_json("/api/posts", &mallory.key).await;
    assert_eq!(list["data"], json!([]));
    assert_eq!(app.post(&id).await.status.as_str(), "queued");
    for wrong in ["nonsense", "0198c0de-0000-7000-8000-000000000000", "..%2f"] {
        let answer = app.fetch(&format!("/api/posts/{wrong}"), &alice.key).await;
        assert_error(answer, 404, "not_found").await;
    }
}
