//! What every answer tells the browser not to do.

use ai_video_uploader::simulator::Options;
use reqwest::Method;

use super::{held_draft, signed_in};
use crate::harness::{ALICE, Browser, TestApp};

#[tokio::test]
async fn every_page_is_locked_down() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    for path in [
        "/",
        "/login",
        "/upload",
        "/accounts",
        "/api-keys",
        "/n8n",
        "/settings",
        "/privacy",
        "/terms",
        "/nothing",
        "/posts/0193551c-8a40-7d11-b2c6-5f0e91d27f3a/video",
    ] {
        let answer = browser
            .fetch(Method::GET, path, &[("accept", "text/html")])
            .await;
        let policy = answer.header("content-security-policy");
        for rule in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("strict-transport-security"), "", "only https");
        assert_eq!(answer.header("server"), "");
        if answer.status == 200 {
            assert!(
                answer.header("cache-control").contains("no-store"),
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn no_page_needs_an_inline_script_or_style() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = held_draft(&app, &alice).await;
    app.expect_files();
    let mut browser = signed_in(&app, ALICE).await;
    for path in [
        "/",
        "/upload",
        "/accounts",
        "/api-keys",
        "/n8n",
        &format!("/posts/{id}"),
    ] {
        browser.visit(path).await;
        let html = browser.page.html.to_lowercase();
        assert!(!html.contains(" style="), "{path}");
        assert!(!html.contains("<style"), "{path}");
        assert!(!html.contains("__resolved_resources"), "{path}");
        for script in html.split("<script").skip(1) {
            assert!(script.split('>').next().unwrap().contains("src="), "{path}");
        }
        for event in [" onclick=", " onload=", " onsubmit=", "javascript:"] {
            assert!(!html.contains(event), "{path}");
        }
    }
}

#[tokio::test]
async fn words_of_a_person_stay_words() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let evil = "</title></textarea><img src=x onerror=alert(1)>\"'&lt;";
    let mut wanted = app.sample_post();
    wanted["content"] = evil.into();
    let (_, post) = app
        .post_json("/webhook/n8n/video-upload", &alice.key, &wanted)
        .await;
    let id = super::text(&post["id"]);
    app.run_until_idle().await;
    app.expect_files();
    let mut browser = signed_in(&app, ALICE).await;
    for path in ["/", &format!("/posts/{id}")] {
        browser.visit(path).await;
        let html = &browser.page.html;
        let found = html
            .find("<img src=x")
            .map(|at| &html[at.saturating_sub(300)..at + 20]);
        assert_eq!(found, None, "{path}");
    }
    assert_eq!(browser.page.text_of("textarea"), evil);
}

#[tokio::test]
async fn under_https_cookies_and_headers_insist_on_it() {
    let settings = [("PUBLIC_URL", "https://clips.example")];
    let app = TestApp::start_with(&settings, Options::default()).await;
    let mut browser = Browser::new(&app.base_url);
    let answer = browser.fetch(Method::GET, "/auth/google", &[]).await;
    let cookie = answer.header("set-cookie");
    for part in [
        "__Host-oauth=",
        "Secure",
        "HttpOnly",
        "SameSite=Lax",
        "Path=/",
        "Max-Age=600",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    let to_google = answer.header("location").to_owned();
    let back = super::sign_in::answer_of_google(&app, &to_google).await;
    assert!(back.starts_with("https://clips.example/auth/google/callback?"));
    let back = back.replace("https://clips.example", "");
    let answer = browser.fetch(Method::GET, &back, &[]).await;
    let cookie = answer.header("set-cookie");
    for part in [
        "__Host-session=",
        "Secure",
        "HttpOnly",
        "SameSite=Lax",
        "Path=/",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");

    let ours = [("origin", "https://clips.example")];
    let answer = browser.fetch(Method::POST, "/logout", &ours).await;
    let gone = answer.headers.get_all("set-cookie").iter().any(|cookie| {
        let cookie = cookie.to_str().unwrap();
        cookie.starts_with("__Host-session=;") && cookie.contains("Secure")
    });
    assert!(gone, "{answer:?}");
    let hsts = browser.fetch(Method::GET, "/login", &[]).await;
    assert!(
        hsts.header("strict-transport-security")
            .contains("max-age=")
    );
}
