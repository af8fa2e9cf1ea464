//! What pages say of TikTok's limits, of accounts that TikTok took away, and of videos that cannot be deleted.

use std::time::Duration;

use ai_video_uploader::domain::{budget::Budget, error_code::ErrorCode};
use serde_json::Value;

use super::{held_draft, signed_in};
use crate::harness::{ALICE, TestApp};

#[tokio::test]
async fn pages_say_how_much_of_tiktoks_limits_is_used() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/accounts").await;
    browser.page.must_say("none of 5 used");
    let id = held_draft(&app, &alice).await;
    app.expect_files();
    for _ in 0..4 {
        let (status, _) = app
            .post_json("/api/posts/video", &alice.key, &app.sample_post())
            .await;
        assert_eq!(status, 202);
    }
    assert!(
        !browser
            .visit(&format!("/posts/{id}"))
            .await
            .says("places in the TikTok inbox")
    );
    app.run_for(Duration::from_secs(60), Duration::from_secs(5))
        .await;
    browser.visit("/accounts").await;
    browser.page.must_say("4 of 5 used");
    browser.page.must_say("none of 15 used");
    browser.visit(&format!("/posts/{id}")).await;
    browser
        .page
        .must_say("It takes the last of 5 places in the TikTok inbox");

    // TikTok has the last word.
    let until = app.ctx.now() + Duration::from_secs(1800);
    let (profile, full) = (&alice.account.tiktok_user_id, ErrorCode::TiktokInboxFull);
    let store = &app.ctx.store;
    store
        .pause_budget(profile, Budget::Drafts, full, until)
        .await
        .unwrap();
    browser.visit("/accounts").await;
    browser.page.must_say("TikTok takes no more for now");
    browser.visit(&format!("/posts/{id}")).await;
    browser
        .page
        .must_say("The TikTok inbox is full. It waits here until");
}

#[tokio::test]
async fn an_account_that_tiktok_took_away_says_so() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.advance(Duration::from_secs(60));
    let creator = alice.account.tiktok_user_id.clone();
    app.world().disconnect_by_user(&creator, 1).unwrap();
    app.world().deliver_webhooks().await;
    app.run_until_idle().await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/accounts").await;
    browser
        .page
        .must_say("The access to this account was taken back in TikTok.");
    browser.page.must_say("Connect again");
    assert!(
        app.ctx
            .store
            .tokens(alice.account.id)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_video_that_cannot_be_deleted_is_told_to_its_owner() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = held_draft(&app, &alice).await;
    let (folder, away) = (app.temp_dir(), app.temp_dir().with_file_name("away"));
    std::fs::rename(&folder, &away).unwrap();
    std::fs::write(&folder, b"").unwrap();
    let (status, _) = app
        .post_json(&format!("/api/posts/{id}/cancel"), &alice.key, &Value::Null)
        .await;
    assert_eq!(status, 200);
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit(&format!("/posts/{id}")).await;
    browser
        .page
        .must_say("The server could not delete the video");
    std::fs::remove_file(&folder).unwrap();
    std::fs::rename(&away, &folder).unwrap();
    let told = disk(&app).await;
    assert!(
        told.ends_with("; files that could not be deleted yet: 1"),
        "{told}"
    );
    app.worker("sweeper").sweep().await.unwrap();
    let page = browser.visit(&format!("/posts/{id}")).await;
    assert!(!page.says("could not delete"));
    assert!(!disk(&app).await.contains("deleted"));
}

/// What whoever watches over the service reads of the disk.
async fn disk(app: &TestApp) -> String {
    let (_, body) = app.get_json("/readyz", "").await;
    body["checks"]["disk"]["detail"]
        .as_str()
        .unwrap()
        .to_owned()
}
