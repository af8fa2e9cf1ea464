//! What a person decides about themselves: hold everything, colours, time zone.

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

#[tokio::test]
async fn the_time_zone_moves_the_times_on_pages_and_none_in_the_api() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = super::held_draft(&app, &alice).await;
    app.expect_files();
    let made = app.post(&id).await.created_at.to_string();
    let (hour, minute) = (&made[11..13], &made[14..16]);
    let page = format!("/posts/{id}");
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit(&page).await;
    browser.page.must_say(&format!("{hour}:{minute} UTC"));
    browser.page.must_say("times in UTC");
    browser.page.must_say("Times in UTC");

    browser.visit("/settings").await;
    browser.fill("Your time zone", "Kathmandu");
    browser.press_near("Your time zone", "Save").await;
    browser.page.must_say("Times are shown in Kathmandu now");
    browser.visit(&page).await;
    // Five hours and three quarters ahead.
    let minutes = hour.parse::<u32>().unwrap() * 60 + minute.parse::<u32>().unwrap() + 345;
    let local = format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
    browser.page.must_say(&local);
    browser.page.must_say("times in Kathmandu time");
    browser.page.must_say("Times in Kathmandu");
    assert!(!browser.page.says("UTC"), "{}", browser.page.text());
    let (_, post) = app.get_json(&format!("/api/posts/{id}"), &alice.key).await;
    assert_eq!(post["created_at"], made.as_str());
}

#[tokio::test]
async fn a_zone_that_is_none_is_refused_and_changes_nothing() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let mut browser = signed_in(&app, ALICE).await;
    for zone in ["", "Mars/Base", "../../etc/passwd", "EST5EDT"] {
        browser.post("/actions/time-zone", &[("zone", zone)]).await;
        browser.page.must_say("That time zone is not in the list");
    }
    let user = app.ctx.store.find_user(alice.user.id).await.unwrap();
    assert_eq!(user.unwrap().time_zone, "UTC");
}
