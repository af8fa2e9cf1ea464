//! `POST /api/posts/video` and n8n's webhook, as JSON.

use serde_json::{Value, json};

use super::{assert_error, bare, with};
use crate::harness::{ALICE, TestApp};

#[tokio::test]
async fn an_accepted_video_is_answered_with_the_post() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let body = json!({
        "content": "", "video_title": "Harbour", "video_description": "At dawn",
        "platforms": ["tiktok"], "video_url": app.simulator.sample_url(),
        "external_id": "row 7", "metadata": {"row": 7}, "video_format": "ignored"
    });
    let answer = app.send("/api/posts/video", &alice.key, &body).await;
    assert_eq!(answer.status(), 202);
    assert!(answer.headers().contains_key("x-request-id"));
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let post: Value = answer.json().await.unwrap();
    assert_eq!(location, post["status_url"]);
    assert_eq!(
        location,
        app.url(&format!("/api/posts/{}", post["id"].as_str().unwrap()))
    );
    for (field, value) in [
        ("status", json!("queued")),
        ("is_terminal", json!(false)),
        ("platforms", json!(["tiktok"])),
        ("caption", json!("Harbour\n\nAt dawn")),
        ("auto_approve", json!(true)),
        ("delivery", json!("inbox")),
        ("external_id", json!("row 7")),
        ("metadata", json!({"row": 7})),
        (
            "source",
            json!({"kind": "url", "url": app.simulator.sample_url()}),
        ),
        ("error", Value::Null),
    ] {
        assert_eq!(post[field], value, "{field}");
    }
    assert_eq!(
        post["account"]["tiktok_user_id"],
        alice.account.tiktok_user_id
    );
    assert!(post.get("history").is_none());
    let (status, again) = app
        .get_json(
            &format!("/api/posts/{}", post["id"].as_str().unwrap()),
            &alice.key,
        )
        .await;
    assert_eq!(status, 200);
    assert_eq!(again["history"][0]["status"], "queued");
    assert_eq!(again["history"][0]["actor"], "api_key");
}

#[tokio::test]
async fn every_refusal_has_its_own_code_and_makes_no_post() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let good = app.sample_post();
    let cases = [
        (
            with(&good, "platforms", json!(["youtube"])),
            422,
            "unknown_platform",
        ),
        (
            with(&good, "platforms", json!(["tiktok", "x"])),
            422,
            "unknown_platform",
        ),
        (with(&good, "platforms", json!([])), 422, "unknown_platform"),
        (with(&good, "platforms", Value::Null), 422, "invalid_field"),
        (
            with(&good, "platforms", json!("tiktok")),
            422,
            "invalid_field",
        ),
        (bare(), 422, "missing_video"),
        (with(&good, "video_url", json!("")), 422, "missing_video"),
        (
            with(&good, "video_url", json!("not a url")),
            422,
            "invalid_video_url",
        ),
        (
            with(&good, "video_url", json!("ftp://example.com/v.mp4")),
            422,
            "invalid_video_url",
        ),
        (
            with(&good, "video_url", json!("https://u:p@example.com/v.mp4")),
            422,
            "invalid_video_url",
        ),
        (
            with(&good, "video_url", json!("http://10.0.0.1/v.mp4")),
            422,
            "private_address",
        ),
        (
            with(&good, "content", json!("x".repeat(2201))),
            422,
            "caption_too_long",
        ),
        (
            with(&good, "content", json!("🎬".repeat(1101))),
            422,
            "caption_too_long",
        ),
        (
            with(&good, "content", json!("a\u{0}b")),
            422,
            "invalid_field",
        ),
        (with(&good, "content", json!(7)), 422, "invalid_field"),
        (
            with(&good, "auto_approve", json!("true")),
            422,
            "invalid_field",
        ),
        (
            with(&good, "callback_url", json!("nope")),
            422,
            "invalid_callback_url",
        ),
        (
            with(&good, "callback_url", json!("http://192.168.0.1/cb")),
            422,
            "private_address",
        ),
        (
            with(&good, "account", json!("@nobody")),
            422,
            "unknown_account",
        ),
        (with(&good, "metadata", json!([1])), 422, "invalid_field"),
        (
            with(&good, "metadata", json!({ "rows": vec![0; 10_000] })),
            422,
            "invalid_field",
        ),
        (
            with(&good, "external_id", json!("x".repeat(256))),
            422,
            "invalid_field",
        ),
        (json!([]), 422, "invalid_field"),
    ];
    for (body, status, code) in cases {
        for path in ["/api/posts/video", "/webhook/n8n/video-upload"] {
            assert_error(app.send(path, &alice.key, &body).await, status, code).await;
        }
    }
    let (_, list) = app.get_json("/api/posts", &alice.key).await;
    assert_eq!(list["data"], json!([]));
}

#[tokio::test]
async fn details_name_every_wrong_field() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let body =
        json!({ "content": 1, "auto_approve": "no", "video_url": "https://example.com/v.mp4" });
    let answer = app.send("/api/posts/video", &alice.key, &body).await;
    let answer = assert_error(answer, 422, "invalid_field").await;
    let fields: Vec<_> = answer["error"]["details"]
        .as_array()
        .unwrap()
        .iter()
        .map(|detail| detail["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["platforms", "content", "auto_approve"]);
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_told_apart() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let send = |kind: &'static str, body: Vec<u8>| {
        app.http
            .post(app.url("/api/posts/video"))
            .bearer_auth(&alice.key)
            .header("content-type", kind)
            .body(body)
            .send()
    };
    for broken in ["", "{", "{\"content\":}", "\u{feff}{}", "nul"] {
        let answer = send("application/json", broken.into()).await.unwrap();
        assert_error(answer, 400, "invalid_json").await;
    }
    let deep = "[".repeat(100_000);
    let answer = send("application/json", deep.into()).await.unwrap();
    assert_error(answer, 400, "invalid_json").await;
    let large = format!("{{\"content\":\"{}\"}}", "x".repeat(300 * 1024));
    let answer = send("application/json; charset=utf-8", large.into())
        .await
        .unwrap();
    assert_error(answer, 413, "body_too_large").await;
    let answer = send("text/plain", "{}".into()).await.unwrap();
    assert_error(answer, 415, "unsupported_media_type").await;
}

#[tokio::test]
async fn each_route_has_its_default_and_the_person_may_hold_everything() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let good = app.sample_post();
    let routes = [
        ("/api/posts/video", true),
        ("/webhook/n8n/video-upload", false),
    ];
    for (path, default) in routes {
        for (asked, goes) in [
            (Value::Null, default),
            (json!(true), true),
            (json!(false), false),
        ] {
            let body = with(&good, "auto_approve", asked);
            let (status, post) = app.post_json(path, &alice.key, &body).await;
            assert_eq!(status, 202);
            assert_eq!(post["auto_approve"], goes, "{path}");
        }
    }
    app.ctx
        .store
        .set_hold_everything(alice.user.id, true)
        .await
        .unwrap();
    let body = with(&good, "auto_approve", json!(true));
    for (path, _) in routes {
        let (_, post) = app.post_json(path, &alice.key, &body).await;
        assert_eq!(post["auto_approve"], false, "{path}");
    }
}

#[tokio::test]
async fn an_account_answers_to_three_names() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let second = app
        .connect(&alice.user, 1, &["user.info.basic", "video.upload"])
        .await;
    let username = second.username.clone().unwrap();
    for name in [
        second.id.to_string(),
        second.tiktok_user_id.clone(),
        username.clone(),
        format!("@{username}"),
    ] {
        let body = with(&app.sample_post(), "account", json!(name));
        let (status, post) = app.post_json("/api/posts/video", &alice.key, &body).await;
        assert_eq!(status, 202, "{post}");
        assert_eq!(post["account"]["id"], second.id.to_string());
    }
    let (_, post) = app
        .post_json("/api/posts/video", &alice.key, &app.sample_post())
        .await;
    assert_eq!(post["account"]["id"], alice.account.id.to_string());
}

#[tokio::test]
async fn without_a_connected_account_nothing_is_taken() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.ctx
        .store
        .disconnect_account(&alice.account, "tiktok_reconnect", app.ctx.now())
        .await
        .unwrap();
    let answer = app
        .send("/api/posts/video", &alice.key, &app.sample_post())
        .await;
    assert_error(answer, 409, "tiktok_not_connected").await;
    // With another one connected, the one that is gone still does not do.
    app.connect(&alice.user, 1, &["video.upload"]).await;
    let body = with(
        &app.sample_post(),
        "account",
        json!(alice.account.id.to_string()),
    );
    let answer = app.send("/api/posts/video", &alice.key, &body).await;
    assert_error(answer, 409, "tiktok_not_connected").await;
}

#[tokio::test]
async fn the_same_video_within_an_hour_gets_a_notice() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let first = app.submit(&alice.key).await;
    let (status, post) = app
        .post_json("/api/posts/video", &alice.key, &app.sample_post())
        .await;
    assert_eq!(status, 202);
    assert_eq!(post["notice"]["code"], "possible_duplicate");
    assert_eq!(post["notice"]["post_id"], first);
    app.advance(std::time::Duration::from_secs(3601));
    let (_, post) = app
        .post_json("/api/posts/video", &alice.key, &app.sample_post())
        .await;
    assert!(post.get("notice").is_none(), "{post}");
}

#[tokio::test]
async fn a_user_made_for_a_key_is_enough() {
    let app = TestApp::start().await;
    let alice = app.member(ALICE, 0).await;
    let (status, body) = app.get_json("/api/posts", &alice.key).await;
    assert_eq!(
        (status, body),
        (200, json!({"data": [], "next_cursor": null}))
    );
}
