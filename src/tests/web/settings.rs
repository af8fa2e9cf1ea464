//! What a person decides about themselves: hold everything, colours.

use super::signed_in;
use crate::harness::{ALICE, TestApp};

#[tokio::test]
async fn hold_everything_beats_auto_approve() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/settings").await;
    browser.check("Hold everything for review", true);
    browser.press("Save").await;
    browser.page.must_say("Saved");
    let mut wanted = app.sample_post();
    wanted["auto_approve"] = true.into();
    let (status, post) = app.post_json("/api/posts/video", &alice.key, &wanted).await;
    assert_eq!(status, 202);
    assert_eq!(post["auto_approve"], false);
    app.run_until_idle().await;
    let id = super::text(&post["id"]);
    assert_eq!(app.post(&id).await.status.as_str(), "needs_review");
    app.expect_files();

    browser.check("Hold everything for review", false);
    browser.press("Save").await;
    let user = app.ctx.store.find_user(alice.user.id).await.unwrap();
    assert!(!user.unwrap().hold_everything);
}

#[tokio::test]
async fn the_colours_change_and_the_person_stays_where_they_are() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/api-keys").await;
    browser.press("Dark").await;
    assert_eq!(browser.page.path(), "/api-keys");
    assert!(browser.page.html.contains("data-theme=\"dark\""));
    browser
        .post(
            "/actions/theme",
            &[("theme", "light"), ("back", "//evil.example/")],
        )
        .await;
    assert_eq!(browser.page.url.as_str(), app.url("/"));
}
