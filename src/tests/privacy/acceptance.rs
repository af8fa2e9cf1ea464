//! Whoever signs in accepts terms and privacy as they stand, is told so before, and told again when they change.

use ai_video_uploader::domain::terms::VERSION;
use sqlx::{Connection as _, SqliteConnection};

use crate::{
    harness::{ALICE, Browser, TestApp},
    web::signed_in,
};

#[tokio::test]
async fn signing_in_records_what_stood_at_the_button() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app.base_url);
    browser.visit("/login").await;
    let said = "By continuing you accept our Terms and our Privacy.";
    browser.page.must_say(said);
    assert_eq!(browser.page.link("Terms").path(), "/terms");
    assert_eq!(browser.page.link("Privacy").path(), "/privacy");
    browser.sign_in(ALICE).await;
    assert_eq!(browser.page.path(), "/");
    assert!(!browser.page.says("have changed"));
    let user = app.ctx.store.find_user_by_email(ALICE).await.unwrap();
    let user = user.unwrap();
    assert_eq!(user.accepted_version.as_deref(), Some(VERSION));
    let accepted = app.ctx.store.acceptances_of(user.id).await.unwrap();
    let [first] = accepted.as_slice() else {
        panic!("{accepted:?}")
    };
    assert_eq!(
        (first.version.as_str(), first.words.as_str()),
        (VERSION, said)
    );
    assert_eq!(first.at, app.ctx.now());
    // The same version is not accepted twice.
    signed_in(&app, ALICE).await;
    let accepted = app.ctx.store.acceptances_of(user.id).await.unwrap();
    assert_eq!(accepted.len(), 1);
}

#[tokio::test]
async fn whoever_accepted_older_texts_is_told_what_changed_and_accepts_by_signing_in() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    let mut db = SqliteConnection::connect(&app.database_url())
        .await
        .unwrap();
    sqlx::query("update users set accepted_version = '2020-01-01'")
        .execute(&mut db)
        .await
        .unwrap();
    browser.visit("/").await;
    browser
        .page
        .must_say("The terms and the privacy text have changed");
    assert_eq!(browser.page.link("Read what is kept").path(), "/privacy");
    // It stands in nobody's way.
    browser.visit("/settings").await;
    assert_eq!(browser.page.status, 200);
    let browser = signed_in(&app, ALICE).await;
    assert!(!browser.page.says("have changed"));
    let user = app.ctx.store.find_user_by_email(ALICE).await.unwrap();
    let accepted = app.ctx.store.acceptances_of(user.unwrap().id).await;
    assert_eq!(accepted.unwrap().len(), 2);
}

#[tokio::test]
async fn both_texts_say_who_is_responsible_and_how_long_things_stay() {
    let app = TestApp::start_with(
        &[
            ("OPERATOR_NAME", "Harbour Films"),
            ("OPERATOR_EMAIL", "privacy@harbourfilms.example"),
            ("HISTORY_DAYS", "45"),
            ("RETENTION_HOURS", "5"),
            ("SESSION_DAYS", "6"),
        ],
        ai_video_uploader::simulator::Options::default(),
    )
    .await;
    let mut browser = Browser::new(&app.base_url);
    for path in ["/privacy", "/terms"] {
        browser.visit(path).await;
        browser.page.must_say("Harbour Films");
        browser.page.must_say("privacy@harbourfilms.example");
        browser.page.must_say(VERSION);
    }
    browser.visit("/privacy").await;
    for words in [
        "PDPA",
        "GDPR",
        "45 days after its last change",
        "at most 5 hours",
        "6 days without use",
        "Legal basis",
        "Complain",
    ] {
        browser.page.must_say(words);
    }
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app.base_url);
    browser.visit("/privacy").await;
    browser.page.must_say("run by whoever gave you its address");
    browser.page.must_say("The operator of this installation.");
}
