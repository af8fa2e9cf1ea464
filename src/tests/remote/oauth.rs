//! Login Kit: the consent page, tokens, profiles.

use std::{collections::HashMap, time::Duration};

use ai_video_uploader::{
    domain::{
        account::Scopes,
        error_code::ErrorCode,
        publish::Privacy,
        secret::{ExposeSecret as _, secret},
    },
    remote::Verdict,
};
use serde_json::json;

use super::{
    NOW, held,
    server::{Reply, Server, answer, json},
    tiktok,
};

fn tokens() -> serde_json::Value {
    json!({
        "access_token": "act.new", "expires_in": 7200, "refresh_token": "rft.new", "refresh_expires_in": 15_552_000,
        "open_id": "open-1", "scope": "user.info.basic,video.upload", "token_type": "Bearer",
    })
}

fn without(field: &str) -> serde_json::Value {
    let mut body = tokens();
    body.as_object_mut().unwrap().remove(field);
    body
}

#[tokio::test]
async fn the_consent_page_gets_every_parameter() {
    let server = Server::start(|_, _| answer(500, &[], "")).await;
    let scopes = Scopes::parse("video.upload,user.info.basic");
    let url = tiktok(&server).authorize_url("st/ate", "c0ffee", &scopes, true);
    assert!(
        url.as_str()
            .starts_with("https://www.tiktok.com/v2/auth/authorize/?")
    );
    let query: HashMap<_, _> = url.query_pairs().into_owned().collect();
    for (name, value) in [
        ("client_key", "key"),
        ("response_type", "code"),
        ("scope", "user.info.basic,video.upload"),
        (
            "redirect_uri",
            "https://uploader.example/auth/tiktok/callback",
        ),
        ("state", "st/ate"),
        ("code_challenge", "c0ffee"),
        ("code_challenge_method", "S256"),
        ("disable_auto_auth", "1"),
    ] {
        assert_eq!(query[name], value, "{name}");
    }
    assert!(!url.as_str().contains("hush"));
}

#[tokio::test]
async fn a_code_becomes_tokens_that_live_as_long_as_tiktok_says() {
    let server = Server::start(|_, _| json(200, &tokens())).await;
    let got = tiktok(&server)
        .exchange_code("co*de", &secret("verifier"), NOW)
        .await
        .unwrap();
    assert_eq!(got.access.expose_secret(), "act.new");
    assert_eq!(got.access_expires_at, NOW + Duration::from_secs(7200));
    assert_eq!(
        got.refresh_expires_at,
        NOW + Duration::from_secs(15_552_000)
    );
    assert_eq!(got.tiktok_user_id, "open-1");
    let request = server.only();
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("POST", "/v2/oauth/token/")
    );
    assert_eq!(
        request.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(request.header("authorization"), None);
    let form = request.form();
    for (name, value) in [
        ("client_key", "key"),
        ("client_secret", "hush"),
        ("code", "co*de"),
        ("grant_type", "authorization_code"),
        (
            "redirect_uri",
            "https://uploader.example/auth/tiktok/callback",
        ),
        ("code_verifier", "verifier"),
    ] {
        assert_eq!(form[name], value, "{name}");
    }
}

#[tokio::test]
async fn a_refresh_keeps_what_the_answer_leaves_out() {
    for (missing, check) in [
        ("refresh_token", "rft.old"),
        ("refresh_expires_in", "rft.new"),
        ("scope", "rft.new"),
        ("open_id", "rft.new"),
        ("expires_in", "rft.new"),
    ] {
        let server = Server::start(move |_, _| json(200, &without(missing))).await;
        let got = tiktok(&server).refresh(&held(), NOW).await.unwrap();
        assert_eq!(got.refresh.expose_secret(), check, "{missing}");
        assert_eq!(got.access.expose_secret(), "act.new");
        assert_eq!(got.scopes, held().scopes);
        assert_eq!(got.tiktok_user_id, "open-1");
        let end = if missing == "refresh_expires_in" {
            1000
        } else {
            15_552_000
        };
        assert_eq!(got.refresh_expires_at, NOW + Duration::from_secs(end));
        let life = if missing == "expires_in" { 0 } else { 7200 };
        assert_eq!(got.access_expires_at, NOW + Duration::from_secs(life));
        assert_eq!(server.only().form()["refresh_token"], "rft.old");
    }
}

#[tokio::test]
async fn an_error_in_a_200_is_an_error() {
    let server = Server::start(|_, _| {
        json(200, &json!({"error": "invalid_grant", "error_description": "Refresh token is invalid", "log_id": "L9"}))
    })
    .await;
    let error = tiktok(&server).refresh(&held(), NOW).await.unwrap_err();
    assert_eq!(
        (error.verdict, error.failure.code),
        (Verdict::Reconnect, ErrorCode::TiktokReconnect)
    );
    assert_eq!(error.failure.log_id.as_deref(), Some("L9"));
    assert!(error.failure.message().contains("Refresh token is invalid"));
}

#[tokio::test]
async fn an_answer_without_a_token_is_no_success() {
    for body in [
        json!({}),
        json!({"access_token": ""}),
        json!({"access_token": null, "error": ""}),
        json!([1]),
    ] {
        let copy = body.clone();
        let server = Server::start(move |_, _| json(200, &copy)).await;
        assert!(
            tiktok(&server).refresh(&held(), NOW).await.is_err(),
            "{body}"
        );
        assert!(
            tiktok(&server)
                .exchange_code("c", &secret("v"), NOW)
                .await
                .is_err(),
            "{body}"
        );
    }
    for missing in [
        "access_token",
        "refresh_token",
        "refresh_expires_in",
        "open_id",
        "scope",
    ] {
        let server = Server::start(move |_, _| json(200, &without(missing))).await;
        let error = tiktok(&server)
            .exchange_code("c", &secret("v"), NOW)
            .await
            .unwrap_err();
        assert!(error.failure.message().contains(missing));
    }
}

#[tokio::test]
async fn passing_faults_are_retried_and_never_disconnect() {
    for reply in [
        || answer(503, &[], ""),
        || Reply::Close(Vec::new()),
        || Reply::Hang(Vec::new()),
        || Reply::Close(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"acc".to_vec()),
        || answer(200, &[], "<html>maintenance</html>"),
    ] {
        let server = Server::start(move |_, _| reply()).await;
        let error = tiktok(&server).refresh(&held(), NOW).await.unwrap_err();
        assert_eq!(
            (error.verdict, error.failure.code),
            (Verdict::Retry, ErrorCode::TiktokUnavailable)
        );
        let shown = format!("{error:?} {error}");
        assert!(
            !shown.contains("rft.old") && !shown.contains("hush"),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn an_endless_answer_is_not_read_to_its_end() {
    let server = Server::start(|_, _| answer(200, &[], vec![b' '; 400 * 1024])).await;
    let error = tiktok(&server).refresh(&held(), NOW).await.unwrap_err();
    assert_eq!(error.verdict, Verdict::Retry);
}

#[tokio::test]
async fn revoking_sends_the_access_token_and_takes_an_empty_answer() {
    let server = Server::start(|_, _| answer(200, &[], "")).await;
    tiktok(&server).revoke(&secret("act.x")).await.unwrap();
    let request = server.only();
    assert_eq!(request.target, "/v2/oauth/revoke/");
    assert_eq!(request.form()["token"], "act.x");
    assert_eq!(request.form()["client_secret"], "hush");
}

#[tokio::test]
async fn a_profile_is_asked_only_for_what_the_scopes_cover() {
    for (scopes, fields) in [
        ("user.info.basic", "open_id%2Cdisplay_name%2Cavatar_url"),
        (
            "user.info.basic,user.info.profile",
            "open_id%2Cdisplay_name%2Cavatar_url%2Cusername",
        ),
    ] {
        let server = Server::start(|_, _| {
            json(200, &json!({"data": {"user": {"open_id": "o", "display_name": "Ann", "username": "ann"}},
                "error": {"code": "ok", "message": "", "log_id": "L"}}))
        })
        .await;
        let user = tiktok(&server)
            .user_info(&secret("act.x"), &Scopes::parse(scopes))
            .await
            .unwrap();
        assert_eq!(
            (user.tiktok_user_id.as_str(), user.display_name.as_str()),
            ("o", "Ann")
        );
        let request = server.only();
        assert_eq!(request.target, format!("/v2/user/info/?fields={fields}"));
        assert_eq!(request.header("authorization"), Some("Bearer act.x"));
    }
    let server = Server::start(|_, _| answer(500, &[], "")).await;
    let error = tiktok(&server)
        .user_info(&secret("act.x"), &Scopes::parse("video.upload"))
        .await
        .unwrap_err();
    assert_eq!(
        (error.verdict, error.failure.code),
        (Verdict::Reconnect, ErrorCode::TiktokScopeMissing)
    );
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn creator_info_is_read_and_its_errors_come_with_200() {
    let server = Server::start(|index, _| match index {
        0 => json(200, &json!({"data": {"creator_avatar_url": "https://a/b", "creator_username": "ann",
            "creator_nickname": "Ann", "privacy_level_options": ["PUBLIC_TO_EVERYONE", "NEW_ONE", "SELF_ONLY"],
            "comment_disabled": false, "duet_disabled": true, "stitch_disabled": false,
            "max_video_post_duration_sec": 300}, "error": {"code": "ok"}})),
        _ => json(200, &json!({"data": {}, "error": {"code": "reached_active_user_cap", "message": "cap", "log_id": "L"}})),
    })
    .await;
    let tiktok = tiktok(&server);
    let creator = tiktok.creator_info(&secret("act.x")).await.unwrap();
    assert_eq!(
        creator.privacy_levels,
        [Privacy::PublicToEveryone, Privacy::SelfOnly]
    );
    assert!(creator.duet_disabled && !creator.comment_disabled);
    assert_eq!(creator.longest_seconds, 300);
    let error = tiktok.creator_info(&secret("act.x")).await.unwrap_err();
    assert_eq!(error.failure.code, ErrorCode::TiktokActiveUserCap);
    assert_eq!(error.verdict, Verdict::Wait(Duration::from_secs(86_400)));
    assert_eq!(
        (error.code.as_str(), error.status),
        ("reached_active_user_cap", Some(200))
    );
}
