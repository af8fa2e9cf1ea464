//! What every answer says, whatever was asked: pages, errors, assets, JSON.

use ai_video_uploader::simulator::Options;
use reqwest::{Method, Response, header::COOKIE};

use super::routes::routes;
use crate::{
    harness::{ALICE, TestApp},
    web::signed_in,
};

fn assert_locked_down(answer: &Response, what: &str) {
    let header = |name: &str| {
        answer
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    };
    assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(header("x-frame-options"), "DENY", "{what}");
    assert_eq!(header("referrer-policy"), "same-origin", "{what}");
    let policy = header("content-security-policy");
    assert!(
        policy.contains("frame-ancestors 'none'"),
        "{what}: {policy}"
    );
    assert!(policy.contains("default-src 'none'"), "{what}: {policy}");
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
    for banner in ["server", "x-powered-by", "via"] {
        assert_eq!(header(banner), "", "{what}");
    }
    assert!(!header("x-request-id").is_empty(), "{what}");
    let kind = header("content-type");
    if kind.starts_with("text/html") || kind.starts_with("application/json") {
        assert!(!header("cache-control").is_empty(), "{what}");
        assert!(
            !header("cache-control").contains("public")
                || !header("set-cookie").contains("session")
        );
    }
}

#[tokio::test]
async fn every_answer_is_locked_down() {
    let app = TestApp::start().await;
    let session = signed_in(&app, ALICE).await.cookie_header();
    let mut asked: Vec<(Method, String)> = Vec::new();
    for route in routes(&app.ctx) {
        let mut path = route.path.clone();
        for name in route.parameters() {
            path = path.replace(
                &format!("{{{name}}}"),
                "0193551c-8a40-7d11-b2c6-5f0e91d27f3a",
            );
        }
        for method in [Method::GET, Method::POST, Method::DELETE] {
            asked.push((method, path.clone()));
        }
    }
    for path in ["/nothing", "/api/nothing", "/%ff", "/posts/%00", "//"] {
        asked.push((Method::GET, path.to_owned()));
    }
    for (method, path) in asked {
        for cookie in [session.as_str(), "session=nonsense"] {
            let request = app.http.request(method.clone(), app.url(&path));
            let answer = request
                .header(COOKIE, cookie)
                .header("accept", "text/html")
                .send()
                .await
                .unwrap();
            assert_locked_down(&answer, &format!("{method} {path}"));
            assert!(answer.headers().get("strict-transport-security").is_none());
        }
    }
    let page = app
        .http
        .get(app.url("/login"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let asset = page
        .split('"')
        .find(|text| text.starts_with("/assets/"))
        .expect("a stylesheet");
    let answer = app.http.get(app.url(asset)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_locked_down(&answer, asset);
    let version = env!("CARGO_PKG_VERSION");
    assert!(!page.contains(version), "the version is nobody's business");
}

#[tokio::test]
async fn under_https_every_answer_insists_on_it() {
    let settings = [("PUBLIC_URL", "https://clips.example")];
    let app = TestApp::start_with(&settings, Options::default()).await;
    for path in [
        "/login",
        "/nothing",
        "/api/posts",
        "/api/openapi.json",
        "/healthz",
        "/docs",
        "/docs/going-live",
    ] {
        let answer = app.http.get(app.url(path)).send().await.unwrap();
        let insists = &answer.headers()["strict-transport-security"];
        assert!(insists.to_str().unwrap().starts_with("max-age="), "{path}");
        assert_locked_down(&answer, path);
    }
}
