//! The page of TikTok accounts: default and disconnect.

use super::signed_in;
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
    let id = alice.account.id;
    let account = app.ctx.store.account_by_id(id).await.unwrap().unwrap();
    assert!(!account.connected);
    assert!(app.ctx.store.tokens(id).await.unwrap().is_none());
}
