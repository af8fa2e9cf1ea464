//! What comes of a press: once, as chosen, or back to the human.

use std::time::Duration;

use ai_video_uploader::{
    domain::{
        publish::{Delivery, Privacy},
        status::Status,
    },
    simulator::Outcome,
};

use super::{Desk, PUBLISH, audited};
use crate::{
    harness::{ALICE, app::SCOPES},
    web::{held_draft, signed_in},
};

#[tokio::test]
async fn what_changes_after_the_press_comes_back_with_nothing_preset() {
    let mut desk = Desk::of(audited().await).await;
    desk.forge(&[("privacy", "PUBLIC_TO_EVERYONE"), ("duet", "1")])
        .await;
    desk.creator(|it| it.duet_disabled = true);
    desk.run().await;
    assert!(desk.app.world().videos().is_empty());
    desk.browser.visit(&format!("/posts/{}", desk.id)).await;
    desk.browser
        .page
        .must_say("Duets are off in the TikTok settings of this account");
    desk.browser.press("Back to review").await;
    desk.browser
        .page
        .must_say("Back in review. Nothing was published.");
    desk.visit().await;
    assert_eq!(desk.count("form.publish [checked], option[selected]"), 0);
    assert_eq!(desk.app.post(&desk.id).await.choices, None);
}

#[tokio::test]
async fn two_presses_publish_once() {
    let mut desk = Desk::of(audited().await).await;
    let mut other = signed_in(&desk.app, ALICE).await;
    other.visit(&desk.page()).await;
    other.fill("Who can see this video", "Only me");
    desk.visit().await;
    desk.browser.fill("Who can see this video", "Friends");
    let (one, two) = tokio::join!(
        desk.browser.press_without_following(PUBLISH),
        other.press_without_following(PUBLISH)
    );
    assert_eq!((one.status, two.status), (303, 303));
    // A third one, long after.
    desk.run().await;
    other.press(PUBLISH).await;
    assert_eq!(other.page.path(), format!("/posts/{}", desk.id));
    desk.run().await;
    assert_eq!(desk.app.world().videos().len(), 1);
    assert_eq!(desk.consents().await, 1);
    let post = desk.app.post(&desk.id).await;
    assert_eq!(post.status, Status::Published);
    let level = desk.app.world().videos()[0].privacy_level.clone();
    assert_eq!(
        level.as_deref(),
        post.choices.map(|it| it.privacy).map(Privacy::as_str)
    );
}

#[tokio::test]
async fn a_draft_whose_time_is_over_or_that_is_decided_is_published_no_more() {
    let mut desk = Desk::of(audited().await).await;
    desk.visit().await;
    desk.app.advance(Duration::from_secs(24 * 3600 + 1));
    let mut late = signed_in(&desk.app, ALICE).await;
    std::mem::swap(&mut late, &mut desk.browser);
    desk.forge(&[("privacy", "SELF_ONLY")]).await;
    desk.browser.page.must_say("The time of this draft is over");
    assert_eq!(desk.browser.page.path(), format!("/posts/{}", desk.id));
    desk.untouched("too late").await;

    let rejected = held_draft(&desk.app, &desk.alice).await;
    desk.browser
        .post("/actions/reject", &[("post", rejected.as_str())])
        .await;
    let account = desk.alice.account.id.to_string();
    desk.browser
        .post(
            "/actions/publish",
            &[
                ("post", rejected.as_str()),
                ("account", &account),
                ("privacy", "SELF_ONLY"),
            ],
        )
        .await;
    desk.browser.page.must_say("no longer waiting for review");
    assert_eq!(desk.app.post(&rejected).await.status, Status::Rejected);
    desk.browser
        .visit(&format!("/posts/{rejected}/publish"))
        .await;
    assert_eq!(desk.browser.page.path(), format!("/posts/{rejected}"));
}

#[tokio::test]
async fn the_account_can_be_chosen_and_names_its_own_settings() {
    let mut desk = Desk::of(audited().await).await;
    let fern = desk.app.connect(&desk.alice.user, 2, &SCOPES).await;
    desk.visit().await;
    desk.browser
        .fill("TikTok account", "Sample Fern (@sample_fern)");
    desk.browser.press("Load its settings").await;
    let page = &desk.browser.page;
    assert_eq!(page.path(), format!("{}?account={}", desk.page(), fern.id));
    page.must_say("Posting as Sample Fern (@sample_fern)");
    page.must_say("Followers");
    desk.browser.fill("Who can see this video", "Followers");
    desk.browser.press(PUBLISH).await;
    desk.run().await;
    let post = desk.app.post(&desk.id).await;
    assert_eq!(post.account_id, Some(fern.id));
    assert_eq!(post.status, Status::Published);
    assert_eq!(desk.app.world().videos()[0].open_id, fern.tiktok_user_id);
}

#[tokio::test]
async fn without_tiktoks_verdict_it_comes_back_only_at_a_humans_word() {
    let mut desk = Desk::of(audited().await).await;
    desk.app.world().next_outcome(Outcome::Silent);
    desk.forge(&[("privacy", "SELF_ONLY")]).await;
    desk.app
        .run_for(Duration::from_secs(35 * 60), Duration::from_secs(60))
        .await;
    assert_eq!(desk.app.post(&desk.id).await.status, Status::Unconfirmed);
    desk.browser.visit(&format!("/posts/{}", desk.id)).await;
    desk.browser
        .page
        .must_say("The video may be on your profile");
    desk.browser
        .check("I looked, and the video is not on my TikTok profile", true);
    desk.browser.press("Send again").await;
    desk.app.run_until_idle().await;
    let post = desk.app.post(&desk.id).await;
    assert_eq!(post.status, Status::NeedsReview, "{post:#?}");
    assert_eq!((post.delivery, post.choices), (Delivery::Inbox, None));
    assert_eq!(desk.app.world().videos().len(), 1);
}
