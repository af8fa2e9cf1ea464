//! Connecting TikTok: granted, partly granted, declined, and somebody else's way back.

use ai_video_uploader::domain::account::{Account, VIDEO_PUBLISH, VIDEO_UPLOAD};
use reqwest::Method;

use super::signed_in;
use crate::harness::{ALICE, Browser, MALLORY, TestApp};

async fn accounts_of(app: &TestApp, email: &str) -> Vec<Account> {
    let user = app.ctx.store.find_user_by_email(email).await.unwrap();
    app.ctx.store.accounts_of(user.unwrap().id).await.unwrap()
}

#[tokio::test]
async fn an_account_is_connected_with_what_was_allowed() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/accounts").await;
    browser.follow("Connect TikTok").await;
    browser.press("Authorize").await;
    assert_eq!(browser.page.path(), "/accounts");
    browser.page.must_say("is connected");
    let accounts = accounts_of(&app, ALICE).await;
    assert_eq!(accounts.len(), 1);
    assert!(accounts[0].connected && accounts[0].is_default);
    assert!(accounts[0].scopes.has(VIDEO_UPLOAD) && accounts[0].scopes.has(VIDEO_PUBLISH));
    browser.page.must_say(&accounts[0].display_name);
}

#[tokio::test]
async fn a_partial_grant_is_kept_and_shown() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/auth/tiktok").await;
    browser.check("Post videos for you", false);
    browser.press("Authorize").await;
    assert_eq!(browser.page.path(), "/accounts");
    browser.page.must_say("video.publish is missing");
    let accounts = accounts_of(&app, ALICE).await;
    assert!(accounts[0].scopes.has(VIDEO_UPLOAD) && !accounts[0].scopes.has(VIDEO_PUBLISH));
}

#[tokio::test]
async fn whoever_declines_is_told_so() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/auth/tiktok").await;
    browser.press("Cancel").await;
    assert_eq!(browser.page.path(), "/accounts");
    browser.page.must_say("TikTok did not connect the account");
    assert!(accounts_of(&app, ALICE).await.is_empty());
}

#[tokio::test]
async fn the_way_back_belongs_to_whoever_began() {
    let app = TestApp::start().await;
    let mut alice = signed_in(&app, ALICE).await;
    let mut mallory = signed_in(&app, MALLORY).await;

    // Mallory begins, and makes Alice finish: her account must not become his.
    let back = way_back(&app, &mut mallory).await;
    alice.visit(&back).await;
    alice.page.must_say("belongs to another browser");

    // Another browser of Alice herself is another browser too.
    let back = way_back(&app, &mut alice).await;
    let mut second = signed_in(&app, ALICE).await;
    second.visit(&back).await;
    second.page.must_say("belongs to another browser");

    // Used once is used.
    let back = way_back(&app, &mut alice).await;
    alice.visit(&back).await;
    alice.page.must_say("is connected");
    alice.visit(&back).await;
    alice.page.must_say("used already");

    assert_eq!(accounts_of(&app, ALICE).await.len(), 1);
    assert!(accounts_of(&app, MALLORY).await.is_empty());
}

#[tokio::test]
async fn the_link_that_a_program_got_works_where_its_user_is_signed_in() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let (status, link) = app.get_json("/auth/oauth-url/tiktok", &alice.key).await;
    assert_eq!(status, 200, "{link}");
    let link = link["url"].as_str().unwrap().to_owned();

    let mut nobody = Browser::new(&app.base_url);
    nobody.visit(&link).await;
    nobody.choose("@").press("Authorize").await;
    assert_eq!(nobody.page.url.path(), "/login");
    nobody.page.must_say("You are not signed in");

    let mut mallory = signed_in(&app, MALLORY).await;
    mallory.visit(&link).await;
    mallory.press("Authorize").await;
    mallory.page.must_say("belongs to another browser");

    let (_, link) = app.get_json("/auth/oauth-url/tiktok", &alice.key).await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit(link["url"].as_str().unwrap()).await;
    let other = app.world().creators()[2].username.clone();
    browser.choose(&other).press("Authorize").await;
    browser.page.must_say(&format!(
        "@{other} was connected by a link that an API key made"
    ));
    let accounts = accounts_of(&app, ALICE).await;
    let others = accounts
        .iter()
        .find(|account| account.username.as_deref() == Some(other.as_str()));
    assert!(others.is_some_and(|account| account.connected && !account.is_default));
    let default = accounts.iter().find(|account| account.is_default);
    assert_eq!(default.map(|account| account.id), Some(alice.account.id));
}

#[tokio::test]
async fn the_link_that_a_browser_got_works_there_only() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.drop_cookie("oauth");
    let link = link_of(&mut browser).await;
    let mut second = signed_in(&app, ALICE).await;
    second.visit(&link).await;
    second.choose("@").press("Authorize").await;
    second.page.must_say("belongs to another browser");
    assert!(accounts_of(&app, ALICE).await.is_empty());

    let link = link_of(&mut browser).await;
    browser.visit(&link).await;
    browser.choose("@").press("Authorize").await;
    browser.page.must_say("is connected");
    assert!(!browser.page.says("API key made"));
}

/// The link for connecting TikTok that this browser gets.
async fn link_of(browser: &mut Browser) -> String {
    let path = "/auth/oauth-url/tiktok";
    let answer = browser.fetch(Method::GET, path, &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let link: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    link["url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_signed_in_browser_may_ask_for_the_link_too() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    let answer = browser
        .fetch(Method::GET, "/auth/oauth-url/tiktok", &[])
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.text().contains("\"url\""));
    browser.drop_cookie("session");
    let answer = browser
        .fetch(Method::GET, "/auth/oauth-url/tiktok", &[])
        .await;
    assert_eq!(answer.status, 401);
}

/// Goes to TikTok, allows everything, and returns the address with which TikTok would send the browser back.
async fn way_back(app: &TestApp, browser: &mut Browser) -> String {
    let out = browser.fetch(Method::GET, "/auth/tiktok", &[]).await;
    let out = out.header("location").to_owned();
    let mut tiktok = Browser::new(&app.base_url);
    tiktok.visit(&out).await;
    let back = tiktok.press_without_following("Authorize").await;
    back.header("location").to_owned()
}
