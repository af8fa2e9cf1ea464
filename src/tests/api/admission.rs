//! Keys, pace, and the JSON that every address answers with.

use std::time::Duration;

use ai_video_uploader::{domain::secret::ExposeSecret as _, service::api_keys, simulator::Options};
use reqwest::Method;

use super::assert_error;
use crate::harness::TestApp;

const FOR_PROGRAMS: [(Method, &str); 8] = [
    (Method::POST, "/api/posts/video"),
    (Method::POST, "/webhook/n8n/video-upload"),
    (Method::GET, "/n8n/test-connection"),
    (Method::GET, "/auth/oauth-url/tiktok"),
    (Method::GET, "/api/posts"),
    (
        Method::GET,
        "/api/posts/0198c0de-0000-7000-8000-000000000000",
    ),
    (
        Method::POST,
        "/api/posts/0198c0de-0000-7000-8000-000000000000/retry",
    ),
    (
        Method::POST,
        "/api/posts/0198c0de-0000-7000-8000-000000000000/cancel",
    ),
];

#[tokio::test]
async fn every_route_for_programs_asks_for_a_key() {
    let app = TestApp::start().await;
    for (method, path) in FOR_PROGRAMS {
        let request = || app.http.request(method.clone(), app.url(path));
        let answer = request().send().await.unwrap();
        assert!(answer.headers().contains_key("www-authenticate"));
        assert_error(answer, 401, "missing_api_key").await;
        let answer = request().bearer_auth("avu_wrong").send().await.unwrap();
        assert_error(answer, 401, "invalid_api_key").await;
    }
}

#[tokio::test]
async fn a_key_may_be_sent_in_three_ways() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let url = app.url("/api/posts");
    let requests = [
        app.http.get(&url).bearer_auth(&alice.key),
        app.http.get(&url).header("X-API-Key", &alice.key),
        app.http.get(format!("{url}?api_key={}", alice.key)),
    ];
    for request in requests {
        assert_eq!(request.send().await.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn a_key_ends_by_time_and_by_revocation() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let end = app.ctx.now() + Duration::from_secs(60);
    let (key, secrets) = api_keys::create(&app.ctx, alice.user.id, "short", Some(end))
        .await
        .unwrap();
    let short = secrets.key.expose_secret();
    assert_eq!(app.fetch("/api/posts", short).await.status(), 200);
    let used = api_keys::list(&app.ctx, alice.user.id).await.unwrap();
    let used = used.iter().find(|other| other.id == key.id).unwrap();
    assert_eq!(used.last_used_at, Some(app.ctx.now()));
    app.advance(Duration::from_secs(60));
    assert_error(app.fetch("/api/posts", short).await, 401, "invalid_api_key").await;
    let keys = api_keys::list(&app.ctx, alice.user.id).await.unwrap();
    for key in keys {
        api_keys::revoke(&app.ctx, alice.user.id, key.id)
            .await
            .unwrap();
    }
    assert_error(
        app.fetch("/api/posts", &alice.key).await,
        401,
        "invalid_api_key",
    )
    .await;
}

#[tokio::test]
async fn a_stranger_cannot_revoke_a_key() {
    let app = TestApp::start().await;
    let (alice, mallory) = (app.alice().await, app.mallory().await);
    let key = api_keys::list(&app.ctx, alice.user.id)
        .await
        .unwrap()
        .remove(0);
    assert!(
        api_keys::revoke(&app.ctx, mallory.user.id, key.id)
            .await
            .is_err()
    );
    assert_eq!(app.fetch("/api/posts", &alice.key).await.status(), 200);
}

#[tokio::test]
async fn a_key_keeps_its_pace() {
    let app = TestApp::start_with(&[("API_RATE_PER_MINUTE", "3")], Options::default()).await;
    let (alice, mallory) = (app.alice().await, app.mallory().await);
    for left in ["2", "1", "0"] {
        let answer = app.fetch("/api/posts", &alice.key).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["x-ratelimit-limit"], "3");
        assert_eq!(answer.headers()["x-ratelimit-remaining"], left);
    }
    let answer = app.fetch("/api/posts", &alice.key).await;
    assert_eq!(answer.headers()["retry-after"], "20");
    assert_eq!(answer.headers()["x-ratelimit-remaining"], "0");
    let body = assert_error(answer, 429, "rate_limited").await;
    assert_eq!(body["error"]["retryable"], true);
    assert!(body["error"]["retry_at"].is_string());
    assert_eq!(app.fetch("/api/posts", &mallory.key).await.status(), 200);
    app.advance(Duration::from_secs(20));
    assert_eq!(app.fetch("/api/posts", &alice.key).await.status(), 200);
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_answered_in_json() {
    let app = TestApp::start().await;
    for path in [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/posts/",
        "/api/posts/1/2/3",
        "/n8n/nothing",
        "/webhook/nothing",
        "/webhooks/nothing",
    ] {
        let answer = app.http.get(app.url(path)).send().await.unwrap();
        assert_error(answer, 404, "not_found").await;
    }
    let mut wrong: Vec<_> = FOR_PROGRAMS
        .iter()
        .map(|(_, path)| (Method::DELETE, *path))
        .collect();
    wrong.extend([
        (Method::GET, "/webhooks/tiktok"),
        (Method::POST, "/healthz"),
        (Method::PUT, "/api/openapi.json"),
        (Method::OPTIONS, "/api/posts"),
        (Method::TRACE, "/api/posts"),
        (Method::from_bytes(b"BREW").unwrap(), "/api/posts"),
        (Method::from_bytes(b"BREW").unwrap(), "/api/openapi.json"),
    ]);
    for (method, path) in wrong {
        let answer = app
            .http
            .request(method, app.url(path))
            .send()
            .await
            .unwrap();
        assert!(answer.headers().contains_key("allow"), "{path}");
        assert_error(answer, 405, "method_not_allowed").await;
    }
}

#[tokio::test]
async fn a_head_is_answered_like_a_get_without_the_body() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for (path, key, status) in [
        ("/api/posts", alice.key.as_str(), 200),
        ("/api/posts", "avu_wrong", 401),
        ("/n8n/test-connection", &alice.key, 200),
        ("/api/openapi.json", "", 200),
        ("/healthz", "", 200),
        ("/api/nothing", "", 404),
        ("/api/posts/video", &alice.key, 405),
    ] {
        let ask = |method| app.http.request(method, app.url(path)).bearer_auth(key);
        let get = ask(Method::GET).send().await.unwrap();
        let head = ask(Method::HEAD).send().await.unwrap();
        let statuses = (get.status().as_u16(), head.status().as_u16());
        assert_eq!(statuses, (status, status), "{path}");
        for name in ["content-type", "content-length", "cache-control", "allow"] {
            let of = |answer: &reqwest::Response| answer.headers().get(name).cloned();
            assert_eq!(of(&head), of(&get), "{path} {name}");
        }
        assert!(head.bytes().await.unwrap().is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_request_is_named_by_us() {
    let app = TestApp::start().await;
    let answer = app
        .http
        .get(app.url("/healthz"))
        .header("x-request-id", "mine")
        .send()
        .await
        .unwrap();
    assert_ne!(answer.headers()["x-request-id"], "mine");
    assert_eq!(answer.headers().get_all("x-request-id").iter().count(), 1);
}
