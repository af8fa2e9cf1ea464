//! What a form may ask for, by forms that no page of ours would send: the server refuses, and nothing has happened.

use std::time::Duration;

use super::{Desk, INDICATE, NOT_PRIVATE, PUBLISH, audited};

/// Each rule, by a form that no page of ours would send.
#[tokio::test]
async fn every_rule_holds_on_the_server() {
    const FRIENDS: (&str, &str) = ("privacy", "MUTUAL_FOLLOW_FRIENDS");
    let mut desk = Desk::of(audited().await).await;
    desk.creator(|it| {
        it.comment_disabled = true;
        it.duet_disabled = true;
        it.stitch_disabled = true;
    });
    let long = "🎬".repeat(1101);
    let nobody = "0193551c-8a40-7d11-b2c6-5f0e91d27f3a";
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[], "Nobody has chosen who can see the video"),
        (
            &[("privacy", "")],
            "Nobody has chosen who can see the video",
        ),
        (
            &[("privacy", "EVERYBODY")],
            "Nobody has chosen who can see the video",
        ),
        (
            &[("privacy", "FOLLOWER_OF_CREATOR")],
            "TikTok no longer offers that audience",
        ),
        (&[FRIENDS, ("comment", "1")], "Comments are off"),
        (&[FRIENDS, ("duet", "1")], "Duets are off"),
        (&[FRIENDS, ("stitch", "1")], "Stitches are off"),
        (&[FRIENDS, ("disclose", "1")], INDICATE),
        (
            &[
                ("privacy", "SELF_ONLY"),
                ("disclose", "1"),
                ("branded", "1"),
            ],
            NOT_PRIVATE,
        ),
        (
            &[
                ("branded", "1"),
                ("your_brand", "1"),
                ("disclose", "1"),
                ("privacy", "SELF_ONLY"),
            ],
            NOT_PRIVATE,
        ),
        (&[FRIENDS, ("caption", &long)], "2202 characters"),
        (
            &[FRIENDS, ("account", nobody)],
            "No connected TikTok account answers to that name",
        ),
        (
            &[FRIENDS, ("account", "")],
            "No connected TikTok account answers to that name",
        ),
    ];
    for (fields, words) in cases {
        // Each press and each page asks TikTok, which counts.
        desk.app.advance(Duration::from_secs(10));
        desk.forge(fields).await;
        assert!(
            desk.browser.page.path().starts_with(&desk.page()),
            "{fields:?} led to {}",
            desk.browser.page.path()
        );
        desk.browser.page.must_say(words);
        desk.untouched(words).await;
    }

    desk.forge(&[("comment", "1"), ("disclose", "1")]).await;
    for words in [
        "Nobody has chosen who can see the video",
        "Comments are off in the TikTok settings",
        INDICATE,
    ] {
        desk.browser.page.must_say(words);
    }
    assert_eq!(
        desk.count("#privacy-problem, #comment-problem, #disclose-problem"),
        3
    );
}

#[tokio::test]
async fn branded_content_is_not_for_the_followers_of_a_private_account() {
    let mut desk = Desk::of(audited().await).await;
    desk.creator(|it| it.private = true);
    desk.visit().await;
    assert_eq!(
        desk.browser.page.text_of("#privacy"),
        "Select who can see itFollowersFriendsOnly me"
    );
    // A private account can allow neither.
    desk.browser
        .page
        .must_say("DuetOff in your TikTok settings");
    assert_eq!(
        desk.count("input[name=duet][disabled], input[name=stitch][disabled]"),
        2
    );
    desk.forge(&[
        ("privacy", "FOLLOWER_OF_CREATOR"),
        ("disclose", "1"),
        ("branded", "1"),
    ])
    .await;
    desk.browser.page.must_say(NOT_PRIVATE);
    desk.untouched("branded content for followers").await;
}

#[tokio::test]
async fn a_disclosure_that_is_off_discloses_nothing() {
    let mut desk = Desk::of(audited().await).await;
    // Without a script, boxes that were ticked stay ticked when the switch hides them.
    desk.forge(&[
        ("privacy", "SELF_ONLY"),
        ("branded", "1"),
        ("your_brand", "1"),
    ])
    .await;
    let post = desk.app.post(&desk.id).await;
    let choices = post.choices.unwrap();
    assert!(!choices.branded_content && !choices.your_brand);
    let consents = desk.app.ctx.store.consents_of_post(post.id).await.unwrap();
    assert_eq!(
        consents[0].words,
        "By posting, you agree to TikTok's Music Usage Confirmation"
    );
    desk.run().await;
}

#[tokio::test]
async fn what_changes_in_tiktok_between_page_and_press_is_refused() {
    let mut desk = Desk::of(audited().await).await;
    desk.visit().await;
    desk.browser
        .fill("Who can see this video", "Everyone")
        .check("Duet", true);
    desk.creator(|it| it.private = true);
    desk.browser.press(PUBLISH).await;
    desk.browser
        .page
        .must_say("TikTok no longer offers that audience");
    desk.browser.page.must_say("Duets are off");
    assert_eq!(desk.count("form.publish [checked], option[selected]"), 0);
    desk.untouched("changed meanwhile").await;
}

#[tokio::test]
async fn no_api_key_publishes() {
    let mut desk = Desk::of(audited().await).await;
    let app = &desk.app;
    let fields = format!(
        "post={}&account={}&privacy=SELF_ONLY",
        desk.id, desk.alice.account.id
    );
    let answer = app
        .http
        .post(app.url("/actions/publish"))
        .header("X-API-Key", &desk.alice.key)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(fields)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["location"], "/login");
    for path in ["publish", "approve", "review"] {
        let path = format!("/api/posts/{}/{path}", desk.id);
        let body = serde_json::json!({ "privacy": "SELF_ONLY", "delivery": "direct" });
        let (status, _) = app.post_json(&path, &desk.alice.key, &body).await;
        assert_eq!(status, 404, "{path}");
    }
    desk.untouched("by an API key").await;

    // A program may retry what a human published, but only back into review.
    desk.forge(&[("privacy", "SELF_ONLY"), ("duet", "1")]).await;
    desk.creator(|it| it.duet_disabled = true);
    desk.run().await;
    let path = format!("/api/posts/{}/retry", desk.id);
    let (status, post) = desk
        .app
        .post_json(&path, &desk.alice.key, &serde_json::json!({}))
        .await;
    assert!((200..300).contains(&status), "{status} {post}");
    assert_eq!(post["status"], "needs_review");
    assert_eq!(post["delivery"], "inbox");
    desk.run().await;
    assert!(desk.app.world().videos().is_empty());
}
