//! A video that may be at TikTok already is sent again by nobody who has not looked.

use std::time::Duration;

use ai_video_uploader::{domain::status::Status, simulator::Outcome};

use super::signed_in;
use crate::harness::{ALICE, TestApp};

#[tokio::test]
async fn only_whoever_looked_sends_an_unconfirmed_post_again() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.expect_files();
    app.world().next_outcome(Outcome::Silent);
    let path = "/api/posts/video";
    let (status, post) = app.post_json(path, &alice.key, &app.sample_post()).await;
    assert_eq!(status, 202, "{post}");
    let id = post["id"].as_str().unwrap().to_owned();
    app.run_for(Duration::from_secs(32 * 60), Duration::from_secs(30))
        .await;
    assert_eq!(app.post(&id).await.status, Status::Unconfirmed);

    let mut browser = signed_in(&app, ALICE).await;
    browser.post("/actions/retry", &[("post", &id)]).await;
    browser.page.must_say("TikTok may already have the video");
    let retry = format!("/api/posts/{id}/retry");
    let (status, refused) = app
        .post_json(&retry, &alice.key, &serde_json::Value::Null)
        .await;
    assert_eq!(status, 409, "{refused}");
    assert_eq!(refused["error"]["code"], "not_retryable");
    browser.post("/actions/send-again", &[("post", &id)]).await;
    browser.page.must_say("Look in the TikTok app first");
    assert_eq!(app.post(&id).await.status, Status::Unconfirmed);

    browser.visit(&format!("/posts/{id}")).await;
    browser.check("I looked", true).press("Send again").await;
    browser.page.must_say("Sending it again");
    assert_eq!(app.post(&id).await.status, Status::Queued);
}
