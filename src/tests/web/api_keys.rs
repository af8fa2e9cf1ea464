//! The page of API keys: made, shown once, revoked.

use std::time::Duration;

use ai_video_uploader::service::figures;

use super::signed_in;
use crate::harness::{
    ALICE, MALLORY, Page, TestApp,
    page::{css, text},
};

#[tokio::test]
async fn a_key_is_shown_once_and_opens_the_door() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/api-keys").await;
    browser
        .fill("Name", "n8n nightly")
        .fill("Ends", "In 30 days");
    browser.press("Make key").await;
    assert_eq!(browser.page.status, 200);
    browser.page.must_say("n8n nightly");
    let key = &shown(&browser.page, "avu_");
    let callback_secret = &shown(&browser.page, "whsec_");
    let kept = browser.page.headers["cache-control"].to_str().unwrap();
    assert!(kept.contains("no-store"));

    let (status, who) = app.get_json("/n8n/test-connection", key).await;
    assert_eq!((status, who["user"]["email"].as_str()), (200, Some(ALICE)));

    for path in ["/api-keys", "/actions/keys/create", "/"] {
        browser.visit(path).await;
        assert_eq!(browser.page.status, 200);
        assert!(!browser.page.html.contains(key.as_str()), "{path}");
        assert!(
            !browser.page.html.contains(callback_secret.as_str()),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_requests_of_a_month_are_counted() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/api-keys").await;
    browser.page.must_say("0 requests");
    for _ in 0..2 {
        app.get_json("/n8n/test-connection", &alice.key).await;
    }
    figures::write_requests(&app.ctx).await.unwrap();
    browser.visit("/api-keys").await;
    browser.page.must_say("2 requests");
    app.clock.advance(Duration::from_secs(31 * 24 * 3600));
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/api-keys").await;
    browser.page.must_say("0 requests");
}

#[tokio::test]
async fn a_revoked_key_opens_nothing() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/api-keys").await;
    browser.follow("Revoke “test”").await;
    assert_eq!(browser.page.heading(), "Revoke “test”?");
    browser.page.must_say("its requests are answered with 401");
    browser.page.must_say("Last usednever");
    let question = browser.page.path();
    let (status, _) = app.get_json("/n8n/test-connection", &alice.key).await;
    assert_eq!(status, 200);
    browser.visit(&question).await;
    browser.page.must_say("Last usedjust now");
    browser.press("Revoke key").await;
    browser.page.must_say("“test” is revoked");
    assert_eq!(browser.visit(&question).await.status, 404);
    let (status, _) = app.get_json("/n8n/test-connection", &alice.key).await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn a_key_without_a_name_is_not_made_and_the_form_says_why() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/api-keys").await;
    browser.fill("Name", "   ").fill("Ends", "In 90 days");
    browser.press("Make key").await;
    assert_eq!(browser.page.path(), "/api-keys");
    browser.page.must_say("Give the key a name.");
    assert!(browser.page.html.contains("value=\"90\" selected"));
    let user = app.ctx.store.find_user_by_email(ALICE).await.unwrap();
    let keys = app.ctx.store.api_keys_of(user.unwrap().id).await.unwrap();
    assert!(keys.is_empty());
}

#[tokio::test]
async fn nobody_else_is_asked_about_a_key() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.mallory().await;
    let key = app.ctx.store.api_keys_of(alice.user.id).await.unwrap()[0].id;
    let mut mallory = signed_in(&app, MALLORY).await;
    for id in [
        key.to_string(),
        "0193551c-8a40-7d11-b2c6-5f0e91d27f3a".to_owned(),
        "x".to_owned(),
    ] {
        mallory.visit(&format!("/api-keys/{id}/revoke")).await;
        assert_eq!(mallory.page.status, 404, "{id}");
    }
}

/// The secret on the page that begins so.
fn shown(page: &Page, beginning: &str) -> String {
    page.document()
        .select(&css("code"))
        .map(text)
        .find(|code| code.starts_with(beginning) && code.len() > 30)
        .unwrap_or_else(|| page.lacks("secret", beginning))
}
