//! The first steps on the empty drafts page: each tick stands for something that is so.

use super::signed_in;
use crate::harness::{ALICE, TestApp};

#[tokio::test]
async fn ticks_follow_what_was_done_and_undone() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    assert_eq!(browser.page.heading(), "Welcome, Alice");
    browser.page.link("Connect TikTok");
    browser.page.link("Make an API key");
    browser.page.link("Upload a video");
    assert!(!browser.page.says("TikTok is connected"));

    let alice = app.alice().await;
    browser.visit("/").await;
    browser.page.must_say("TikTok is connected");
    browser.page.must_say("your API key is ready");
    browser.page.link("Connect n8n");
    assert!(browser.page.html.contains("data-state=\"done\""));

    let account = &alice.account;
    app.ctx
        .store
        .disconnect_account(account, "tiktok_reconnect", app.ctx.now())
        .await
        .unwrap();
    let key = app.ctx.store.api_keys_of(alice.user.id).await.unwrap()[0].id;
    browser
        .post("/actions/keys/revoke", &[("key", &key.to_string())])
        .await;
    browser.visit("/").await;
    assert!(!browser.page.html.contains("data-state=\"done\""));
    browser.page.link("Make an API key");

    // The first video ends the first steps.
    app.connect(&alice.user, 0, &crate::harness::app::SCOPES)
        .await;
    let other = app.alice().await;
    app.post_json("/api/posts/video", &other.key, &app.sample_post())
        .await;
    browser.visit("/").await;
    assert!(!browser.page.says("Welcome"));
}
