//! `Idempotency-Key`: a repeated request takes effect once.

use std::{collections::BTreeSet, future::Future};

use ai_video_uploader::simulator::Options;
use bytes::Bytes;
use futures::{StreamExt as _, future::join_all, stream};
use serde_json::{Value, json};
use tokio_util::task::TaskTracker;

use super::{assert_error, multipart, with};
use crate::{harness::TestApp, store::database::Database};

async fn send(app: &TestApp, path: &str, key: &str, once: &str, body: &Value) -> reqwest::Response {
    app.http
        .post(app.url(path))
        .header("X-API-Key", key)
        .header("Idempotency-Key", once)
        .json(body)
        .send()
        .await
        .unwrap()
}

const PATH: &str = "/api/posts/video";

#[tokio::test]
async fn the_first_answer_comes_again_word_for_word() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let first = send(&app, PATH, &alice.key, "k", &app.sample_post()).await;
    assert_eq!(first.status(), 202);
    assert!(!first.headers().contains_key("idempotency-replayed"));
    let location = first.headers()["location"].clone();
    let first = first.text().await.unwrap();
    app.advance(std::time::Duration::from_secs(3600));
    let again = send(&app, PATH, &alice.key, "k", &app.sample_post()).await;
    assert_eq!(again.status(), 202);
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    assert_eq!(again.headers()["location"], location);
    assert_eq!(again.text().await.unwrap(), first);
    let (_, list) = app.get_json("/api/posts", &alice.key).await;
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn another_body_or_route_under_the_same_key_is_refused() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    assert_eq!(
        send(&app, PATH, &alice.key, "k", &app.sample_post())
            .await
            .status(),
        202
    );
    let other = with(&app.sample_post(), "content", json!("other"));
    let answer = send(&app, PATH, &alice.key, "k", &other).await;
    assert_error(answer, 422, "idempotency_key_reused").await;
    let answer = send(
        &app,
        "/webhook/n8n/video-upload",
        &alice.key,
        "k",
        &app.sample_post(),
    )
    .await;
    assert_error(answer, 422, "idempotency_key_reused").await;
}

#[tokio::test]
async fn keys_belong_to_an_api_key_and_to_a_day() {
    let app = TestApp::start().await;
    let (alice, mallory) = (app.alice().await, app.mallory().await);
    let mut ids = Vec::new();
    for key in [&alice.key, &mallory.key] {
        let post: Value = send(&app, PATH, key, "k", &app.sample_post())
            .await
            .json()
            .await
            .unwrap();
        ids.push(post["id"].clone());
    }
    app.advance(std::time::Duration::from_secs(24 * 3600 + 1));
    let post: Value = send(&app, PATH, &alice.key, "k", &app.sample_post())
        .await
        .json()
        .await
        .unwrap();
    assert!(!ids.contains(&post["id"]) && ids[0] != ids[1]);
}

#[tokio::test]
async fn a_refused_request_may_be_sent_again_with_its_key() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let wrong = with(&app.sample_post(), "account", json!("nobody"));
    for _ in 0..2 {
        let answer = send(&app, PATH, &alice.key, "k", &wrong).await;
        assert_error(answer, 422, "unknown_account").await;
    }
    assert_eq!(
        send(&app, PATH, &alice.key, "k", &app.sample_post())
            .await
            .status(),
        202
    );
}

/// Sends a hundred times the same, at once; all take effect once.
async fn many_at_once<Sent: Future<Output = reqwest::Response>>(
    app: &TestApp,
    send: impl Fn(String) -> Sent,
) {
    let alice = app.alice().await;
    let answers = join_all((0..100).map(|_| send(alice.key.clone()))).await;
    let mut ids = BTreeSet::new();
    for answer in answers {
        match answer.status().as_u16() {
            202 => {
                let post: Value = answer.json().await.unwrap();
                ids.insert(post["id"].as_str().unwrap().to_owned());
            }
            status => assert_eq!(status, 409),
        }
    }
    assert_eq!(ids.len(), 1, "{ids:?}");
    let (_, list) = app.get_json("/api/posts", &alice.key).await;
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
}

async fn by_url(app: &TestApp) {
    let body = &app.sample_post();
    many_at_once(
        app,
        |key| async move { send(app, PATH, &key, "k", body).await },
    )
    .await;
}

/// A request that brings its video along.
fn with_file() -> Vec<u8> {
    let video: &[u8] = include_bytes!("../fixtures/h264.mp4");
    multipart::body(&[
        ("platforms", None, b"tiktok"),
        ("file", Some("clip.mp4"), video),
    ])
}

async fn as_file(app: &TestApp) {
    app.expect_files();
    let body = &with_file();
    many_at_once(app, |key| async move {
        multipart::send_raw(app, &key, body.clone(), Some("k")).await
    })
    .await;
    for _ in 0..100 {
        if app.files().len() == 1 {
            break;
        }
        tokio::task::yield_now().await;
    }
    assert_eq!(app.files().len(), 1, "the others are deleted");
}

#[tokio::test]
async fn many_at_once_make_one_post() {
    by_url(&TestApp::start().await).await;
}

#[tokio::test]
async fn many_files_at_once_make_one_post() {
    as_file(&TestApp::start().await).await;
}

#[tokio::test]
async fn the_same_holds_on_postgresql() {
    for is_file in [false, true] {
        let Some(db) = Database::postgres().await else {
            return;
        };
        let settings = [("DATABASE_URL", db.url.as_str())];
        let app = TestApp::start_with(&settings, Options::default()).await;
        if is_file {
            as_file(&app).await;
        } else {
            by_url(&app).await;
        }
        app.ctx.store.close().await;
        db.discard().await;
    }
}

#[tokio::test]
async fn a_key_must_be_one() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for wrong in ["", "a b", &"x".repeat(256)] {
        let answer = send(&app, PATH, &alice.key, wrong, &app.sample_post()).await;
        assert_error(answer, 400, "invalid_idempotency_key").await;
    }
}

/// Begins a request whose body goes on when the test says so.
fn begin_slowly(
    app: &TestApp,
    key: &str,
    body: &[u8],
    rest: tokio::sync::oneshot::Receiver<bool>,
) -> tokio::task::JoinHandle<reqwest::Result<reqwest::Response>> {
    let (now, later) = body.split_at(body.len() / 2);
    let (now, later) = (Bytes::copy_from_slice(now), Bytes::copy_from_slice(later));
    let rest = stream::once(async move {
        match rest.await {
            Ok(true) => Ok(later),
            _ => Err(std::io::Error::other("the client goes away")),
        }
    });
    let body = stream::once(async move { Ok(now) }).chain(rest);
    let request = multipart::request(app, key, Some("k")).body(reqwest::Body::wrap_stream(body));
    TaskTracker::new().spawn(request.send())
}

async fn until_kept(app: &TestApp) {
    while app.files().is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_key_is_kept_while_its_file_still_flows_in() {
    let app = TestApp::start().await;
    app.expect_files();
    let alice = app.alice().await;
    let body = with_file();
    let (finish, rest) = tokio::sync::oneshot::channel();
    let first = begin_slowly(&app, &alice.key, &body, rest);
    until_kept(&app).await;
    let second = multipart::send_raw(&app, &alice.key, body.clone(), Some("k")).await;
    assert_error(second, 409, "idempotency_in_progress").await;
    finish.send(true).unwrap();
    let first = first.await.unwrap().unwrap();
    assert_eq!(first.status(), 202);
    let again = multipart::send_raw(&app, &alice.key, body, Some("k")).await;
    assert_eq!(again.headers()["idempotency-replayed"], "true");
}

#[tokio::test]
async fn a_key_is_free_again_when_its_request_broke_off() {
    let app = TestApp::start().await;
    app.expect_files();
    let alice = app.alice().await;
    let body = with_file();
    let (finish, rest) = tokio::sync::oneshot::channel();
    let first = begin_slowly(&app, &alice.key, &body, rest);
    until_kept(&app).await;
    finish.send(false).unwrap();
    assert!(first.await.unwrap().is_err());
    let mut status = 409;
    while status == 409 {
        let again = multipart::send_raw(&app, &alice.key, body.clone(), Some("k")).await;
        status = again.status().as_u16();
    }
    assert_eq!(status, 202);
}
