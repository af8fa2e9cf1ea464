//! Reviewing a held draft: its words, its account, and the decision.

use std::time::Duration;

use ai_video_uploader::domain::status::Status;

use super::{held_draft, signed_in};
use crate::harness::{ALICE, TestApp, page::css};

#[tokio::test]
async fn a_draft_is_watched_worded_and_sent_to_the_inbox() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = held_draft(&app, &alice).await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.page.must_say("First light #harbour");

    browser.visit(&format!("/posts/{id}")).await;
    assert_eq!(browser.page.heading(), "Review this draft");
    assert!(browser.page.html.contains(&format!("/posts/{id}/video")));
    browser.fill("Caption", "Zweites Licht 🎬\n#hafen");
    browser.press("Save caption").await;
    browser.page.must_say("Saved");
    assert_eq!(app.post(&id).await.caption, "Zweites Licht 🎬\n#hafen");
    assert!(
        !browser.visit(&format!("/posts/{id}")).await.says("Saved"),
        "a notice is said once"
    );

    browser.press("Send to TikTok inbox").await;
    assert_eq!(browser.page.path(), format!("/posts/{id}"));
    browser.page.must_say("Sending to your TikTok inbox");
    assert_eq!(app.post(&id).await.status, Status::Sending);
    app.run_for(Duration::from_secs(120), Duration::from_secs(5))
        .await;
    assert_eq!(app.post(&id).await.status, Status::InInbox);
    app.assert_no_files();
    browser.visit("/?tab=tiktok").await;
    browser.page.must_say("Zweites Licht");
}

#[tokio::test]
async fn the_words_of_the_form_count_also_when_the_decision_comes_first() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let other = app
        .connect(&alice.user, 2, &crate::harness::app::SCOPES)
        .await;
    let id = held_draft(&app, &alice).await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit(&format!("/posts/{id}")).await;
    browser
        .fill("Caption", "Said in time")
        .choose(&other.display_name);
    browser.press("Send to TikTok inbox").await;
    let post = app.post(&id).await;
    assert_eq!(post.caption, "Said in time");
    assert_eq!(post.account_id, Some(other.id));
    assert_eq!(post.status, Status::Sending);
    app.run_for(Duration::from_secs(60), Duration::from_secs(5))
        .await;
}

#[tokio::test]
async fn a_caption_that_is_too_long_stays_in_the_form_and_nothing_is_sent() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = held_draft(&app, &alice).await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit(&format!("/posts/{id}")).await;
    let long = "🎬".repeat(1101);
    browser.fill("Caption", &long);
    browser.press("Send to TikTok inbox").await;
    browser.page.must_say("2202 characters");
    assert_eq!(browser.page.text_of("textarea"), long);
    let post = app.post(&id).await;
    assert_eq!(post.caption, "First light #harbour");
    assert_eq!(post.status, Status::NeedsReview);
    app.expect_files();
}

#[tokio::test]
async fn a_rejected_draft_is_over_and_its_file_gone() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = held_draft(&app, &alice).await;
    assert_eq!(app.files().len(), 1);
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit(&format!("/posts/{id}")).await;
    browser.fill("Reason, if you like", "Too dark");
    browser.press("Reject and delete").await;
    assert_eq!(browser.page.path(), "/");
    browser.page.must_say("Rejected");
    app.assert_no_files();
    assert_eq!(app.post(&id).await.status, Status::Rejected);
    browser.visit(&format!("/posts/{id}")).await;
    browser.page.must_say("Too dark");
    assert!(!browser.page.has_button("Send to TikTok inbox"));
}

#[tokio::test]
async fn a_decision_comes_too_late_for_a_draft_that_somebody_else_decided() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = held_draft(&app, &alice).await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit(&format!("/posts/{id}")).await;
    let mut other = signed_in(&app, ALICE).await;
    other.visit(&format!("/posts/{id}")).await;
    other.press("Reject and delete").await;

    browser.press("Send to TikTok inbox").await;
    browser.page.must_say("no longer waiting for review");
    assert_eq!(app.post(&id).await.status, Status::Rejected);
}

#[tokio::test]
async fn a_post_is_cancelled_and_a_failed_one_tried_again() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let mut wanted = app.sample_post();
    wanted["video_url"] = format!("{}/nothing-here.mp4", app.simulator.base_url()).into();
    let (_, post) = app.post_json("/api/posts/video", &alice.key, &wanted).await;
    let id = super::text(&post["id"]);
    app.run_for(Duration::from_secs(120), Duration::from_secs(10))
        .await;
    assert_eq!(app.post(&id).await.status, Status::Failed);

    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/?tab=problems").await;
    browser.page.must_say("First light #harbour");
    browser.visit(&format!("/posts/{id}")).await;
    browser.page.must_say("download_not_found");
    browser.press("Retry now").await;
    browser.page.must_say("Trying again");
    assert_eq!(app.post(&id).await.status, Status::Queued);

    browser
        .post("/actions/cancel", &[("post", id.as_str())])
        .await;
    browser.page.must_say("This video was cancelled");
    assert!(!browser.page.says("Trying again"));
    assert_eq!(app.post(&id).await.status, Status::Cancelled);
}

#[tokio::test]
async fn the_way_leads_from_draft_to_draft_and_on_after_a_decision() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(held_draft(&app, &alice).await);
        app.advance(Duration::from_secs(1));
    }
    app.expect_files();
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit(&format!("/posts/{}", ids[0])).await;
    browser.page.must_say("Draft 1 of 3");
    assert!(!browser.page.html.contains("rel=\"prev\""));
    browser.follow("Next draft").await;
    assert_eq!(browser.page.path(), format!("/posts/{}", ids[1]));
    browser.page.must_say("Draft 2 of 3");
    browser.follow("Previous").await;
    assert_eq!(browser.page.path(), format!("/posts/{}", ids[0]));
    browser.press("Send to TikTok inbox").await;
    browser.page.must_say("2 drafts wait");
    browser.follow("Next draft").await;
    assert_eq!(browser.page.path(), format!("/posts/{}", ids[1]));
    browser.page.must_say("Draft 1 of 2");
}

#[tokio::test]
async fn the_counter_and_the_hashtags_stand_in_the_page() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = held_draft(&app, &alice).await;
    app.expect_files();
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit(&format!("/posts/{id}")).await;
    assert_eq!(browser.page.text_of("#caption-count"), "20 of 2,200");
    assert_eq!(browser.page.text_of("#caption-tags"), "#harbour");
    // A browser sends line ends as CRLF: they count once, as in the browser.
    let long = "🎬".repeat(1100) + "\r\n#ทะเลทราย";
    browser.fill("Caption", &long);
    browser.press("Save caption").await;
    assert_eq!(
        browser.page.text_of("#caption-count"),
        "2,210 of 2,200: 10 too many"
    );
    assert_eq!(browser.page.text_of("#caption-tags"), "#ทะเลทราย");
    browser.fill("Caption", "");
    browser.press("Save caption").await;
    assert_eq!(browser.page.text_of("#caption-count"), "0 of 2,200");
    let document = browser.page.document();
    let tags = document.select(&css(".tags")).next().unwrap();
    assert!(tags.attr("hidden").is_some());
}

#[tokio::test]
async fn the_same_video_again_is_marked_in_the_list_and_on_its_page() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let first = held_draft(&app, &alice).await;
    app.advance(Duration::from_secs(60));
    let second = held_draft(&app, &alice).await;
    app.expect_files();
    let mut browser = signed_in(&app, ALICE).await;
    let warnings = browser.page.html.matches("Possible duplicate").count();
    assert_eq!(warnings, 1, "only the later one");
    browser.visit(&format!("/posts/{first}")).await;
    assert!(!browser.page.says("Possible duplicate"));
    browser.visit(&format!("/posts/{second}")).await;
    browser.page.must_say("Possible duplicate");
    browser.follow("Look at the earlier one").await;
    assert_eq!(browser.page.path(), format!("/posts/{first}"));
    // What was rejected is no duplicate's original any more.
    browser.press("Reject and delete").await;
    assert!(!browser.page.says("Possible duplicate"));
}

#[tokio::test]
async fn the_history_speaks_in_sentences_and_sizes() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = held_draft(&app, &alice).await;
    app.expect_files();
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit(&format!("/posts/{id}")).await;
    browser.fill("Caption", "Another word");
    browser.press("Save caption").await;
    browser.page.must_say("Caption changed. By ");
    // The status stayed: it is not told as if it had come a second time.
    browser.page.must_say("Still needs review");
    let size = app.post(&id).await.video.unwrap().size_bytes;
    let text = browser.page.text();
    assert!(size > 1000 && !text.contains(&format!("{size} bytes")));
    assert!(text.contains(" kB.") || text.contains(" MB."), "{text}");
}
