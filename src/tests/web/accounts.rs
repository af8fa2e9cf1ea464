//! The page of TikTok accounts: default and disconnect.

use std::time::Duration;

use super::{held_draft, signed_in};
use crate::harness::{ALICE, TestApp, app::SCOPES};

#[tokio::test]
async fn another_account_becomes_the_default() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let other = app.connect(&alice.user, 2, &SCOPES).await;
    assert!(!other.is_default);
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/accounts").await;
    browser.press("Make default").await;
    browser.page.must_say("is the default now");
    let found = app.ctx.store.account_by_id(other.id).await.unwrap();
    assert!(found.unwrap().is_default);
}

#[tokio::test]
async fn disconnecting_gives_the_access_back_and_wipes_it() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/accounts").await;
    let question = format!("Disconnect {}?", alice.account.display_name);
    browser.press_near(&question, "Disconnect").await;
    browser.page.must_say("is disconnected");
    browser.page.must_say("You disconnected this account.");
    browser.page.link("Connect again");
    let id = alice.account.id;
    let account = app.ctx.store.account_by_id(id).await.unwrap().unwrap();
    assert!(!account.connected);
    assert!(app.ctx.store.tokens(id).await.unwrap().is_none());
}

#[tokio::test]
async fn an_account_that_tiktok_ended_says_since_when_and_can_be_given_up() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let other = app.connect(&alice.user, 2, &SCOPES).await;
    let id = held_draft(&app, &alice).await;
    app.expect_files();
    let (account, store) = (&alice.account, &app.ctx.store);
    let ended = store.disconnect_account(account, "tiktok_access_removed", app.ctx.now());
    assert!(ended.await.unwrap());
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit(&format!("/posts/{id}")).await;
    let notice = format!(
        "{} is disconnected. Connect it again or choose another account.",
        account.handle()
    );
    browser.page.must_say(&notice);
    browser.press("Send to TikTok inbox").await;
    browser
        .page
        .must_say("The TikTok account of this post is not connected.");

    browser.visit("/accounts").await;
    browser.page.must_say("Disconnected just now.");
    browser.page.link("Connect again");
    let question = format!("Disconnect {}?", account.display_name);
    browser.press_near(&question, "Disconnect").await;
    browser.page.must_say("You disconnected this account.");
    browser.visit("/upload").await;
    browser.page.must_say(&other.handle());
    assert!(!browser.page.says(&account.handle()));
}

#[tokio::test]
async fn the_question_says_what_becomes_of_drafts_and_of_videos_on_their_way() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let other = app.connect(&alice.user, 2, &SCOPES).await;
    held_draft(&app, &alice).await;
    held_draft(&app, &alice).await;
    app.expect_files();
    let (status, _) = app
        .post_json("/api/posts/video", &alice.key, &app.sample_post())
        .await;
    assert_eq!(status, 202);
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/accounts").await;
    let question = |account| format!("[id='disconnect-{account}']");
    let text = browser.page.text_of(&question(alice.account.id));
    assert!(
        text.contains("Two drafts wait for it: they stay here"),
        "{text}"
    );
    assert!(
        text.contains("One video is on its way to it: it stops"),
        "{text}"
    );
    let text = browser.page.text_of(&question(other.id));
    assert!(!text.contains("wait") && !text.contains("way"), "{text}");
}

#[tokio::test]
async fn a_missing_permission_says_what_it_costs() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for (scopes, cost) in [
        (
            vec!["user.info.basic", "video.upload"],
            "You cannot publish from here; the inbox works.",
        ),
        (
            vec!["user.info.basic", "video.publish"],
            "Nothing can be sent to the inbox; publishing works.",
        ),
        (vec!["user.info.basic"], "Nothing can be sent to the inbox."),
    ] {
        app.connect(&alice.user, 0, &scopes).await;
        let mut browser = signed_in(&app, ALICE).await;
        browser.visit("/accounts").await;
        browser.page.must_say(cost);
    }
    app.connect(&alice.user, 0, &SCOPES).await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/accounts").await;
    assert!(!browser.page.says("Not allowed"));
}

#[tokio::test]
async fn health_follows_the_end_of_the_connection() {
    let app = TestApp::start().await;
    app.alice().await;
    let day = Duration::from_secs(24 * 3600);
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/accounts").await;
    browser.page.must_say("Working");
    browser.page.must_say("Renews itself, next in 2 h.");
    for (days, word) in [(170, "Ends soon"), (11, "Ended")] {
        app.advance(day * days);
        let mut browser = signed_in(&app, ALICE).await;
        browser.visit("/accounts").await;
        browser.page.must_say(word);
        browser.page.link("Connect again");
    }
}
