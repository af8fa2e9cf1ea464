//! What keeps the form closed, and what the page says of it.

use std::time::Duration;

use ai_video_uploader::{
    domain::status::Status,
    simulator::{Fault, FaultKind, Limits},
};

use super::{CREATOR_INFO, Desk, NOT_PRIVATE, PUBLISH, audited};
use crate::harness::TestApp;

#[tokio::test]
async fn an_app_without_audit_offers_only_me_and_says_why() {
    let mut desk = Desk::of(TestApp::start().await).await;
    desk.visit().await;
    let page = &desk.browser.page;
    page.must_say("TikTok will refuse this while the account is public");
    page.must_say("Set @sample_studio to private in the TikTok app, then load its settings again");
    assert_eq!(page.text_of("main .btn--primary"), "Send to inbox instead");
    let audit = page.link("How the audit works");
    assert_eq!(audit.path(), "/docs/going-live");
    assert_eq!(audit.fragment(), Some("audit"));
    assert_eq!(
        page.text_of("#privacy"),
        "Select who can see itEveryone (after the audit)Friends (after the audit)Only me"
    );
    assert_eq!(desk.count("#privacy option[disabled]"), 2);
    assert_eq!(desk.count("#branded[disabled]"), 1);
    desk.forge(&[("privacy", "PUBLIC_TO_EVERYONE")]).await;
    desk.browser.page.must_say("only “Only me” can be chosen");
    desk.forge(&[
        ("privacy", "SELF_ONLY"),
        ("disclose", "1"),
        ("branded", "1"),
    ])
    .await;
    desk.browser.page.must_say(NOT_PRIVATE);
    desk.untouched("not audited").await;

    // TikTok refuses a public account, and the draft comes back.
    desk.forge(&[("privacy", "SELF_ONLY")]).await;
    desk.run().await;
    let post = desk.app.post(&desk.id).await;
    assert_eq!(
        post.error.unwrap().code.as_str(),
        "tiktok_account_must_be_private"
    );
    desk.browser.visit(&format!("/posts/{}", desk.id)).await;
    desk.browser.press("Back to review").await;
    desk.browser.page.must_say("Nothing was published");
    desk.creator(|it| it.private = true);
    desk.visit().await;
    let page = &desk.browser.page;
    assert!(!page.says("while the account is public"));
    page.must_say("This installation can publish to “Only me” for now");
    page.must_say("set your TikTok account to private while posting");
    desk.browser.fill("Who can see this video", "Only me");
    desk.browser.press(PUBLISH).await;
    desk.run().await;
    let post = desk.app.post(&desk.id).await;
    assert_eq!(post.status, Status::Published);
    assert_eq!(desk.consents().await, 2, "one for each press");
}

#[tokio::test]
async fn a_missing_permission_is_explained_and_can_be_given() {
    let mut desk = Desk::of(audited().await).await;
    let drafts_only = ["user.info.basic", "video.upload"];
    desk.app.connect(&desk.alice.user, 0, &drafts_only).await;
    desk.browser.visit(&format!("/posts/{}", desk.id)).await;
    desk.browser
        .page
        .must_say("Publishing needs one more permission");
    assert!(!desk.browser.page.has_button("Publish…"));
    desk.visit().await;
    let page = &desk.browser.page;
    page.must_say("@sample_studio is connected for drafts, not for publishing");
    assert!(!page.has_button(PUBLISH));
    assert_eq!(
        page.link("Send to inbox instead").path(),
        format!("/posts/{}", desk.id)
    );
    let again = page.link("Connect again");
    assert_eq!(again.path(), "/auth/tiktok");
    assert!(again.query().unwrap().contains("publish"), "{again}");
    assert_eq!(desk.app.world().calls(CREATOR_INFO), 0);
    desk.forge(&[("privacy", "SELF_ONLY")]).await;
    desk.browser.page.must_say("did not allow publishing");
    desk.untouched("without the permission").await;
}

#[tokio::test]
async fn a_creator_who_cannot_post_now_is_asked_to_come_back_later() {
    type Block = fn(&Desk);
    let mut desk = Desk::of(audited().await).await;
    let blocked: [(Block, &str); 3] = [
        (
            |desk| {
                desk.app.world().set_limits(Limits {
                    daily_posts: 0,
                    ..Limits::default()
                });
            },
            "used up its posts through apps for today. Try again later",
        ),
        (
            |desk| {
                desk.app.world().set_limits(Limits {
                    active_creators: 0,
                    ..Limits::default()
                });
            },
            "no more people publish through this installation today. Try again later",
        ),
        (
            |desk| desk.creator(|it| it.banned = true),
            "try again later",
        ),
    ];
    for (block, words) in blocked {
        desk.app.world().set_limits(Limits::default());
        block(&desk);
        desk.visit().await;
        desk.browser
            .page
            .must_say("TikTok takes no post from this account now");
        desk.browser.page.must_say(words);
        assert!(!desk.browser.page.has_button(PUBLISH), "{words}");
        assert_eq!(
            desk.count("form.publish :is(input, select, button):not([disabled])"),
            0,
            "{words}"
        );
        desk.forge(&[("privacy", "MUTUAL_FOLLOW_FRIENDS")]).await;
        assert!(
            !desk.browser.page.says("goes on by itself"),
            "nothing was taken on: {words}"
        );
        desk.untouched(words).await;
    }
}

#[tokio::test]
async fn what_tiktok_refused_a_while_ago_does_not_outlive_its_newer_word() {
    let mut desk = Desk::of(audited().await).await;
    desk.app.world().set_limits(Limits {
        daily_posts: 0,
        ..Limits::default()
    });
    desk.visit().await;
    assert!(!desk.browser.page.has_button(PUBLISH));

    desk.app.world().set_limits(Limits::default());
    desk.forge(&[("privacy", "SELF_ONLY")]).await;
    desk.run().await;
    let post = desk.app.post(&desk.id).await;
    assert_eq!(post.status, Status::Published, "{:?}", post.waiting);
}

#[tokio::test]
async fn without_tiktoks_answer_there_is_no_form() {
    let mut desk = Desk::of(audited().await).await;
    let world = desk.app.world();
    world.add_fault(Fault::every(
        CREATOR_INFO,
        FaultKind::Status {
            status: 503,
            body: String::new(),
        },
    ));
    desk.visit().await;
    desk.browser
        .page
        .must_say("TikTok did not say what this account may post");
    assert!(!desk.browser.page.has_button(PUBLISH));
    desk.forge(&[("privacy", "SELF_ONLY")]).await;
    desk.untouched("TikTok is silent").await;

    desk.app.world().clear_faults();
    desk.app.world().add_fault(Fault::once(
        CREATOR_INFO,
        FaultKind::Code {
            code: "rate_limit_exceeded".to_owned(),
        },
    ));
    desk.visit().await;
    desk.browser.page.must_say("Try again in 1 min");
    desk.browser.follow("Try again").await;
    desk.browser.page.must_say("Try again in 1 min");
    desk.app.advance(Duration::from_secs(61));
    desk.browser.follow("Try again").await;
    assert!(desk.browser.page.has_button(PUBLISH));
}

#[tokio::test]
async fn an_old_token_is_refreshed_before_the_page_is_drawn() {
    let mut desk = Desk::of(audited().await).await;
    let id = desk.alice.account.tiktok_user_id.clone();
    desk.app.world().expire_access_tokens(&id).unwrap();
    desk.visit().await;
    assert!(desk.browser.page.has_button(PUBLISH));

    desk.app.world().expire_access_tokens(&id).unwrap();
    desk.app.world().kill_refresh_tokens(&id).unwrap();
    desk.visit().await;
    desk.browser
        .page
        .must_say("TikTok no longer accepts our access to this account");
    assert_eq!(
        desk.browser.page.link("Connect again").path(),
        "/auth/tiktok"
    );
    desk.untouched("disconnected").await;
    desk.visit().await;
    desk.browser.page.must_say("No TikTok account is connected");
}

#[tokio::test]
async fn a_video_that_is_too_long_for_the_account_is_blocked() {
    let mut desk = Desk::of(audited().await).await;
    desk.creator(|it| it.longest_seconds = 1);
    desk.visit().await;
    let page = &desk.browser.page;
    page.must_say("0:06 of 0:01 allowed for this account");
    page.must_say("TikTok lets @sample_studio post at most 0:01");
    assert!(!page.has_button(PUBLISH));
    desk.forge(&[("privacy", "SELF_ONLY")]).await;
    desk.untouched("too long").await;
}
