//! The upload page: what waits for its rest is shown there, and can be discarded without a script.

use std::time::Duration;

use super::{super::signed_in, client::Tus};
use crate::harness::{ALICE, MALLORY, TestApp};

#[tokio::test]
async fn an_unfinished_upload_is_shown_and_discarded() {
    let app = TestApp::start().await;
    app.alice().await;
    app.mallory().await;
    let tus = Tus::sign_in(&app, ALICE).await;
    let path = tus.begin(148_000).await;
    tus.patch(&path, 0, &vec![7; 48_500]).await;

    let mut mallory = signed_in(&app, MALLORY).await;
    mallory.visit("/upload").await;
    assert!(!mallory.page.says("pier.mp4"));

    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/upload").await;
    browser.page.must_say("Unfinished");
    browser.page.must_say("pier.mp4");
    browser.page.must_say("48.5 of 148.0 kB");
    browser
        .page
        .must_say("48.5 kB of pier.mp4 are deleted here");
    browser.press_near("Discard this upload?", "Discard").await;
    assert_eq!(browser.page.path(), "/upload");
    browser.page.must_say("Discarded. The file was deleted.");
    assert!(!browser.page.says("pier.mp4"));
    app.assert_no_files();
    assert_eq!(tus.look(&path).await.status, 404);
}

#[tokio::test]
async fn what_became_a_post_or_is_over_is_not_unfinished() {
    let app = TestApp::start().await;
    app.alice().await;
    app.expect_files();
    let tus = Tus::sign_in(&app, ALICE).await;
    let path = tus.begin(100).await;
    tus.patch(&path, 0, &[7; 100]).await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/upload").await;
    assert!(!browser.page.says("Unfinished"));
    tus.begin(100).await;
    browser.visit("/upload").await;
    assert!(browser.page.says("Unfinished"));
    app.advance(Duration::from_secs(24 * 3600));
    browser.visit("/upload").await;
    assert!(!browser.page.says("Unfinished"));
}

#[tokio::test]
async fn the_client_of_tus_goes_out_on_this_page_alone() {
    let app = TestApp::start().await;
    app.alice().await;
    let mut browser = signed_in(&app, ALICE).await;
    for (path, has_client) in [("/", false), ("/accounts", false), ("/upload", true)] {
        browser.visit(path).await;
        let html = &browser.page.html;
        assert_eq!(html.contains("/assets/tus-"), has_client, "{path}");
    }
}
