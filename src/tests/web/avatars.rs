//! Avatars on their owner's pages: fetched once for everybody who waits, kept for two hours, nobody else's.

use std::time::Duration;

use ai_video_uploader::simulator::Options;
use futures::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::signed_in;
use crate::{
    harness::{ALICE, Browser, MALLORY, Member, TestApp},
    remote::server::{self, Reply, Request, Server, answer},
};

const PNG: &[u8] = b"\x89PNG\r\n\x1A\n and the rest";

/// An installation whose TikTok is a server that answers so, and Alice with a picture there.
async fn with_picture(
    path: &str,
    reply: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> (TestApp, Server, Member, String) {
    let server = Server::start(move |_, request| reply(request)).await;
    let url = server.url("/").to_string();
    let app = TestApp::start_with(
        &[("TIKTOK_API_URL", url.trim_end_matches('/'))],
        Options::default(),
    )
    .await;
    let alice = app.alice().await;
    let picture = server.url(path).to_string();
    app.ctx
        .store
        .update_account_profile(alice.account.id, None, "Alice", Some(&picture))
        .await
        .unwrap();
    let own = format!("/accounts/{}/avatar", alice.account.id);
    (app, server, alice, own)
}

async fn get(browser: &mut Browser, path: &str) -> (u16, String, Vec<u8>) {
    let answer = browser.fetch(Method::GET, path, &[]).await;
    let kind = answer.header("content-type").to_owned();
    (answer.status, kind, answer.body)
}

fn asked(server: &Server, path: &str) -> usize {
    let seen = server.seen();
    seen.iter()
        .filter(|one| one.target.starts_with(path))
        .count()
}

#[tokio::test]
async fn the_owner_sees_the_picture_and_a_stranger_nothing() {
    let (app, server, _, own) = with_picture("/a.png", |_| answer(200, &[], PNG)).await;
    let mut alice = signed_in(&app, ALICE).await;
    let page = alice.visit("/accounts").await;
    assert!(
        page.html.contains(&format!("src=\"{own}?v=")),
        "{}",
        page.html
    );
    let picture = alice.fetch(Method::GET, &own, &[]).await;
    assert_eq!((picture.status, &*picture.body), (200, PNG));
    for (name, value) in [
        ("content-type", "image/png"),
        ("cache-control", "private, max-age=7200"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
    ] {
        assert_eq!(picture.header(name), value);
    }
    app.mallory().await;
    let mut mallory = signed_in(&app, MALLORY).await;
    for path in [
        own.clone(),
        "/accounts/0193551c-8a40-7d11-b2c6-5f0e91d27f3a/avatar".into(),
        "/accounts/me/avatar".into(),
    ] {
        assert_eq!(get(&mut mallory, &path).await.0, 404, "{path}");
    }
    let mut nobody = Browser::new(&app.base_url);
    assert_eq!(get(&mut nobody, &own).await.0, 303);
    assert_eq!(asked(&server, "/a.png"), 1);
}

#[tokio::test]
async fn a_picture_is_fetched_once_in_two_hours_however_many_ask() {
    let (app, server, _, own) = with_picture("/a.png", |_| answer(200, &[], PNG)).await;
    let alice = signed_in(&app, ALICE).await;
    let cookie = alice.cookie_header();
    let url = app.url(&own);
    let all = (0..12).map(|_| app.http.get(&url).header("cookie", &cookie).send());
    for picture in join_all(all).await {
        assert_eq!(picture.unwrap().bytes().await.unwrap(), PNG);
    }
    assert_eq!(asked(&server, "/a.png"), 1);
    let mut alice = alice;
    app.advance(Duration::from_secs(2 * 3600 - 1));
    assert_eq!(get(&mut alice, &own).await.0, 200);
    assert_eq!(asked(&server, "/a.png"), 1);
    app.advance(Duration::from_secs(1));
    assert_eq!(get(&mut alice, &own).await.2, PNG);
    assert_eq!(asked(&server, "/a.png"), 2);
}

#[tokio::test]
async fn without_a_picture_the_letters_show_and_nobody_asks_again_for_a_while() {
    let (app, server, _, own) = with_picture("/a.png", |_| answer(500, &[], "")).await;
    let mut alice = signed_in(&app, ALICE).await;
    for _ in 0..2 {
        let (status, kind, body) = get(&mut alice, &own).await;
        // An empty drawing: no error in the console, and the letters behind it stay in sight.
        assert_eq!((status, kind.as_str()), (200, "image/svg+xml"));
        assert!(!String::from_utf8(body).unwrap().contains("<script"));
    }
    assert_eq!(asked(&server, "/a.png"), 1);
    app.advance(Duration::from_secs(600));
    get(&mut alice, &own).await;
    assert_eq!(asked(&server, "/a.png"), 2);
}

#[tokio::test]
async fn an_expired_address_is_replaced_by_the_one_that_tiktok_gives_now() {
    let (app, server, alice, own) = with_picture("/a.png?signature=old", |request| {
        let host = request.header("host").unwrap();
        match request.target.as_str() {
            "/a.png?signature=new" => answer(200, &[], PNG),
            path if path.starts_with("/v2/user/info/") => server::json(
                200,
                &json!({
                    "data": {"user": {
                        "open_id": "x",
                        "display_name": "Alice again",
                        "avatar_url": format!("http://{host}/a.png?signature=new"),
                    }},
                    "error": {"code": "ok", "message": "", "log_id": "1"},
                }),
            ),
            _ => answer(403, &[], ""),
        }
    })
    .await;
    let mut browser = signed_in(&app, ALICE).await;
    assert_eq!(get(&mut browser, &own).await.2, PNG);
    assert_eq!(asked(&server, "/v2/user/info/"), 1);
    let account = app.ctx.store.account_by_id(alice.account.id).await;
    let account = account.unwrap().unwrap();
    assert_eq!(account.display_name, "Alice again");
    assert!(account.avatar_url.unwrap().ends_with("signature=new"));
    // The new signature makes it no other picture.
    let asked_before = server.seen().len();
    assert_eq!(get(&mut browser, &own).await.2, PNG);
    assert_eq!(server.seen().len(), asked_before);
}
