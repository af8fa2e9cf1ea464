//! Several held drafts decided at once, by a person without a script.

use std::time::Duration;

use ai_video_uploader::domain::status::Status;

use super::{held_draft, signed_in};
use crate::harness::{ALICE, MALLORY, Member, TestApp};

/// A held draft with this caption; its id.
async fn draft(app: &TestApp, owner: &Member, caption: &str) -> String {
    let mut wanted = app.sample_post();
    wanted["content"] = caption.into();
    let path = "/webhook/n8n/video-upload";
    let (status, post) = app.post_json(path, &owner.key, &wanted).await;
    assert_eq!(status, 202, "{post}");
    app.run_until_idle().await;
    app.advance(Duration::from_secs(1));
    super::text(&post["id"])
}

#[tokio::test]
async fn chosen_drafts_are_sent_and_the_others_stay() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let one = draft(&app, &alice, "One").await;
    let two = draft(&app, &alice, "Two").await;
    let three = draft(&app, &alice, "Three").await;
    app.expect_files();
    let mut browser = signed_in(&app, ALICE).await;
    browser.check("Choose “One”", true);
    browser.check("Choose “Three”", true);
    browser.press("Send to TikTok inbox").await;
    assert_eq!(browser.page.path(), "/");
    browser
        .page
        .must_say("2 drafts are on their way to the TikTok inbox");
    assert!(!browser.page.says("could not"));
    for (id, status) in [
        (&one, Status::Sending),
        (&two, Status::NeedsReview),
        (&three, Status::Sending),
    ] {
        assert_eq!(app.post(id).await.status, status);
    }
    app.run_for(Duration::from_secs(120), Duration::from_secs(5))
        .await;
    assert_eq!(app.post(&one).await.status, Status::InInbox);
    assert_eq!(app.post(&three).await.status, Status::InInbox);
    assert_eq!(app.files().len(), 1);
}

#[tokio::test]
async fn chosen_drafts_are_rejected_and_their_files_gone() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let one = draft(&app, &alice, "One").await;
    let two = draft(&app, &alice, "Two").await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.page.must_say("cannot be brought back");
    browser.check("Choose “One”", true);
    browser.check("Choose “Two”", true);
    browser.press("Reject and delete").await;
    browser
        .page
        .must_say("2 drafts rejected. Their files were deleted.");
    for id in [&one, &two] {
        assert_eq!(app.post(id).await.status, Status::Rejected);
    }
    app.assert_no_files();
}

#[tokio::test]
async fn what_could_not_be_sent_is_named_and_stops_nothing_else() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let other = app.connect(&alice.user, 2, &["user.info.basic"]).await;
    let good = draft(&app, &alice, "Good").await;
    let narrow = draft(&app, &alice, "Narrow").await;
    let gone = draft(&app, &alice, "Gone").await;
    app.expect_files();
    let mut browser = signed_in(&app, ALICE).await;
    let (id, account) = (narrow.as_str(), other.id.to_string());
    let fields = [
        ("post", id),
        ("caption", "Narrow"),
        ("account", &account),
        ("decision", "save"),
    ];
    browser.post("/actions/review", &fields).await;
    browser.page.must_say("Saved");
    browser.visit("/").await;
    for caption in ["Good", "Narrow", "Gone"] {
        browser.check(&format!("Choose “{caption}”"), true);
    }
    // Somebody else was faster with one of them.
    let mut faster = signed_in(&app, ALICE).await;
    faster
        .post("/actions/reject", &[("post", gone.as_str())])
        .await;

    browser.press("Send to TikTok inbox").await;
    let page = &browser.page;
    page.must_say("1 draft is on its way to the TikTok inbox");
    page.must_say("2 drafts could not be sent");
    page.must_say("“Narrow”: ");
    page.must_say("did not allow uploading drafts (video.upload).");
    page.must_say("“Gone”: The post is no longer waiting for review.");
    assert_eq!(app.post(&good).await.status, Status::Sending);
    assert_eq!(app.post(&narrow).await.status, Status::NeedsReview);
    assert_eq!(app.post(&gone).await.status, Status::Rejected);
}

#[tokio::test]
async fn drafts_of_others_change_nothing_and_are_not_found() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let own = app.mallory().await;
    let foreign = held_draft(&app, &alice).await;
    let mine = draft(&app, &own, "Mine").await;
    app.expect_files();
    let before = app.post(&foreign).await;
    let mut mallory = signed_in(&app, MALLORY).await;
    for decision in ["reject", "inbox"] {
        let fields = [("posts[]", foreign.as_str()), ("decision", decision)];
        mallory.post("/actions/bulk", &fields).await;
        assert_eq!(mallory.page.status, 404, "{decision}");
    }
    let fields = [
        ("posts[]", foreign.as_str()),
        ("posts[]", mine.as_str()),
        ("decision", "reject"),
    ];
    mallory.post("/actions/bulk", &fields).await;
    mallory.page.must_say("1 draft rejected");
    mallory.page.must_say("1 draft could not be rejected");
    mallory.page.must_say("1 draft was not found.");
    assert!(!mallory.page.says("First light"));
    assert_eq!(app.post(&mine).await.status, Status::Rejected);
    assert_eq!(app.post(&foreign).await, before);
}

#[tokio::test]
async fn none_too_many_and_nonsense_are_refused() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = draft(&app, &alice, "One").await;
    app.expect_files();
    let mut browser = signed_in(&app, ALICE).await;
    browser.press("Send to TikTok inbox").await;
    browser.page.must_say("No draft was chosen.");

    let ids: Vec<String> = (0..101)
        .map(|_| ai_video_uploader::domain::id::PostId::new(app.ctx.now()).to_string())
        .collect();
    let mut fields: Vec<_> = ids.iter().map(|id| ("posts[]", id.as_str())).collect();
    fields.push(("decision", "reject"));
    browser.post("/actions/bulk", &fields).await;
    browser
        .page
        .must_say("At most 100 drafts can be decided at once.");

    let twice = [
        ("posts[]", id.as_str()),
        ("posts[]", id.as_str()),
        ("decision", "publish"),
    ];
    browser.post("/actions/bulk", &twice).await;
    assert_eq!(app.post(&id).await.status, Status::NeedsReview);
    // Enter on a box, without a script.
    browser.visit("/").await;
    browser.check("Choose “One”", true);
    browser.press("Decide nothing").await;
    assert_eq!(browser.page.path(), "/");
    assert!(browser.page.text_of(".said").is_empty());
    let nonsense = [("posts[]", "not-an-id"), ("decision", "reject")];
    browser.post("/actions/bulk", &nonsense).await;
    assert_eq!(browser.page.status, 404);
    assert_eq!(app.post(&id).await.status, Status::NeedsReview);
}

#[tokio::test]
async fn the_draft_with_the_least_time_left_comes_first_on_the_first_page() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for number in 1..=26 {
        draft(&app, &alice, &format!("Draft number {number} of many")).await;
    }
    app.expect_files();
    let mut browser = signed_in(&app, ALICE).await;
    let text = browser.page.text();
    let first = text.find("Draft number 1 of many").unwrap();
    let last = text.find("Draft number 24 of many").unwrap();
    assert!(first < last, "oldest first");
    assert!(!text.contains("Draft number 25 of many"));
    browser.follow("More drafts").await;
    browser.page.must_say("Draft number 26 of many");
    assert!(!browser.page.says("Draft number 24 of many"));
    browser.follow("Least time left").await;
    browser.page.must_say("Draft number 1 of many");

    // Each still loads from the video itself, later with a script and at once without.
    assert_eq!(browser.page.html.matches("preload=\"none\"").count(), 24);
    assert_eq!(browser.page.html.matches("<noscript>").count(), 24);
}
