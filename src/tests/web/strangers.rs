//! Mallory, signed in, with Alice's ids: not found, and nothing changes.

use std::collections::BTreeSet;

use ai_video_uploader::{
    domain::id::CallbackId,
    service::uploads::{self, Announced},
};
use leptos::server_fn::axum::server_fn_paths;
use reqwest::Method;

use super::{held_draft, signed_in};
use crate::harness::{ALICE, MALLORY, TestApp};

/// Forms that name nothing that could be somebody else's.
const ABOUT_ONESELF: &[&str] = &["/actions/theme", "/actions/settings", "/actions/time-zone"];

#[tokio::test]
async fn pages_of_others_are_not_found() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.mallory().await;
    let id = held_draft(&app, &alice).await;
    app.expect_files();
    let mut mallory = signed_in(&app, MALLORY).await;
    for path in [
        format!("/posts/{id}"),
        format!("/posts/{id}/publish"),
        format!("/posts/{id}/video"),
        format!("/posts/{id}/video?still"),
    ] {
        mallory.visit(&path).await;
        assert_eq!(mallory.page.status, 404, "{path}");
        assert!(!mallory.page.says("First light"), "{path}");
        let unknown = path.replace(&id, "0193551c-8a40-7d11-b2c6-5f0e91d27f3a");
        let words = mallory.page.text();
        mallory.visit(&unknown).await;
        assert_eq!((mallory.page.status, mallory.page.text()), (404, words));
        mallory.visit(&path.replace(&id, "not-an-id")).await;
        assert_eq!(mallory.page.status, 404);
    }
    for tab in ["review", "way", "tiktok", "published", "problems"] {
        mallory.visit(&format!("/?tab={tab}")).await;
        assert!(!mallory.page.says("First light"), "{tab}");
    }
    let mut alice = signed_in(&app, ALICE).await;
    assert_eq!(alice.visit(&format!("/posts/{id}")).await.status, 200);
}

#[tokio::test]
async fn forms_about_others_change_nothing() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.mallory().await;
    let id = held_draft(&app, &alice).await;
    app.expect_files();
    let key = app.ctx.store.api_keys_of(alice.user.id).await.unwrap()[0].id;
    let (post, account, key) = (id.clone(), alice.account.id.to_string(), key.to_string());
    let (post, account, key) = (post.as_str(), account.as_str(), key.as_str());
    let begun = uploads::begin(
        &app.ctx,
        &alice.user,
        Announced {
            total_bytes: 1000,
            ..Announced::default()
        },
    );
    let upload = begun.await.unwrap().id.to_string();
    let upload = upload.as_str();
    let callback = CallbackId::new(app.ctx.now()).to_string();
    let callback = callback.as_str();
    let forms: &[(&str, &[(&str, &str)])] = &[
        (
            "/actions/review",
            &[("post", post), ("caption", "x"), ("decision", "save")],
        ),
        (
            "/actions/review",
            &[("post", post), ("caption", "x"), ("decision", "inbox")],
        ),
        ("/actions/bulk", &[("posts[]", post), ("decision", "inbox")]),
        (
            "/actions/bulk",
            &[("posts[]", post), ("decision", "reject")],
        ),
        (
            "/actions/publish",
            &[
                ("post", post),
                ("account", account),
                ("privacy", "SELF_ONLY"),
            ],
        ),
        ("/actions/reject", &[("post", post)]),
        ("/actions/retry", &[("post", post)]),
        ("/actions/cancel", &[("post", post)]),
        ("/actions/check", &[("post", post)]),
        ("/actions/send-again", &[("post", post), ("looked", "1")]),
        ("/actions/send-again", &[("post", post)]),
        (
            "/actions/callbacks/resend",
            &[("post", post), ("callback", callback)],
        ),
        ("/actions/accounts/default", &[("account", account)]),
        ("/actions/accounts/disconnect", &[("account", account)]),
        ("/actions/keys/revoke", &[("key", key)]),
        ("/actions/uploads/discard", &[("upload", upload)]),
    ];
    let tried: BTreeSet<_> = forms.iter().map(|(path, _)| *path).collect();
    let ours: BTreeSet<_> = server_fn_paths().map(|(path, _)| path).collect();
    let untried: Vec<_> = ours
        .difference(&tried)
        .filter(|path| !ABOUT_ONESELF.contains(path))
        .collect();
    assert!(untried.is_empty(), "not tried by a stranger: {untried:?}");

    let before = app.post(&id).await;
    let mut mallory = signed_in(&app, MALLORY).await;
    for (path, fields) in forms {
        mallory.visit("/settings").await;
        mallory.post(path, fields).await;
        assert_eq!(mallory.page.status, 404, "{path} {fields:?}");
        assert_eq!(
            mallory.page.heading(),
            "There is nothing at this address",
            "{path}"
        );
    }
    assert_eq!(app.post(&id).await, before);
    assert_eq!(app.files().len(), 2);
    let account = app.ctx.store.account_by_id(alice.account.id).await;
    assert_eq!(account.unwrap().unwrap(), alice.account);
    let keys = app.ctx.store.api_keys_of(alice.user.id).await.unwrap();
    assert!(keys[0].revoked_at.is_none());
}

#[tokio::test]
async fn an_account_of_somebody_else_cannot_be_posted_to() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let own = app.mallory().await;
    let id = held_draft(&app, &own).await;
    app.expect_files();
    let mut mallory = signed_in(&app, MALLORY).await;
    let account = alice.account.id.to_string();
    let fields = [
        ("post", id.as_str()),
        ("caption", "First light #harbour"),
        ("account", &account),
        ("decision", "inbox"),
    ];
    mallory.post("/actions/review", &fields).await;
    mallory
        .page
        .must_say("No connected TikTok account answers to that name");
    let post = app.post(&id).await;
    assert_eq!(post.account_id, Some(own.account.id));
    assert_eq!(post.status.as_str(), "needs_review");
}

#[tokio::test]
async fn without_a_session_forms_lead_to_the_sign_in_page() {
    let app = TestApp::start().await;
    let mut nobody = crate::harness::Browser::new(&app.base_url);
    let paths: Vec<_> = server_fn_paths()
        .map(|(path, _)| path)
        .chain(["/actions/keys/create", "/actions/upload"])
        .collect();
    for path in paths {
        let answer = nobody
            .fetch(Method::POST, path, &[("sec-fetch-site", "same-origin")])
            .await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, "/login"),
            "{path}"
        );
    }
}
