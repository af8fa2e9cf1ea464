//! TikTok's consent page and tokens.

use std::time::Duration;

use reqwest::header;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::lab::{
    INBOX, Lab, REDIRECT_URI, STUDIO, hidden, lab, lab_with, redirected, source, value,
};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3";
const AUTHORIZE: &str = "/v2/auth/authorize/";
const TOKEN: &str = "/v2/oauth/token/";

fn request() -> Vec<(&'static str, &'static str)> {
    vec![
        ("client_key", "simulated-tiktok-key"),
        ("response_type", "code"),
        ("scope", "user.info.basic,video.upload,video.publish"),
        ("redirect_uri", REDIRECT_URI),
        ("state", "a state"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]
}

async fn visit(lab: &Lab, request: &[(&str, &str)], cookie: &str) -> reqwest::Response {
    let call = lab.client.get(lab.url(AUTHORIZE)).query(request);
    call.header(header::COOKIE, cookie).send().await.unwrap()
}

/// Answers the consent page; the parameters of the redirect, and the cookie.
async fn consent(
    lab: &Lab,
    request: &[(&str, &str)],
    scopes: &[&str],
) -> (Vec<(String, String)>, String) {
    let page = visit(lab, request, "").await.text().await.unwrap();
    let id = hidden(&page, "request");
    let mut fields = vec![
        ("request", id.as_str()),
        ("account", STUDIO),
        ("answer", "authorize"),
    ];
    fields.extend(scopes.iter().map(|scope| ("scope", *scope)));
    let answer = lab.form(AUTHORIZE, &fields).await;
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    (redirected(&answer).1, cookie)
}

const ALL: [&str; 3] = ["user.info.basic", "video.upload", "video.publish"];

fn exchange<'a>(code: &'a str, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    fields.retain(|(name, _)| changes.iter().all(|(other, _)| name != other));
    fields.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
    fields
}

#[test]
fn the_challenge_is_hexadecimal() {
    assert_eq!(hex::encode(Sha256::digest(VERIFIER)), CHALLENGE);
}

#[tokio::test]
async fn an_account_is_connected_with_the_scopes_left() {
    let lab = lab().await;
    let (pairs, _) = consent(&lab, &request(), &["user.info.basic", "video.upload"]).await;
    assert_eq!(value(&pairs, "scopes"), "user.info.basic,video.upload");
    assert_eq!(value(&pairs, "state"), "a state");
    let code = value(&pairs, "code");
    assert!(
        code.contains('*') && code.contains('!'),
        "a code must be decoded and encoded: {code}"
    );
    let tokens = lab.oauth(TOKEN, &exchange(code, &[])).await;
    assert_eq!(tokens["scope"], "user.info.basic,video.upload");
    assert_eq!(tokens["expires_in"], 7200);
    assert_eq!(tokens["refresh_expires_in"], 15_552_000);
    assert_eq!(tokens["token_type"], "Bearer");
    assert!(lab.world().is_connected(STUDIO));
    let again = lab.oauth(TOKEN, &exchange(code, &[])).await;
    assert_eq!(again["error"], "invalid_grant", "a code works once");
}

#[tokio::test]
async fn the_code_dies_with_time() {
    let lab = lab().await;
    let (pairs, _) = consent(&lab, &request(), &ALL).await;
    lab.advance(Duration::from_secs(10 * 60));
    let answer = lab
        .oauth(TOKEN, &exchange(value(&pairs, "code"), &[]))
        .await;
    assert_eq!(answer["error"], "invalid_grant");
}

#[tokio::test]
async fn a_wrong_request_gets_a_page_that_names_the_parameter() {
    let lab = lab().await;
    for (name, wrong) in [
        ("client_key", "other"),
        ("response_type", "token"),
        ("scope", "user.info.basic video.upload"),
        ("scope", "user.info.everything"),
        ("redirect_uri", "http://uploader.example/cb"),
        ("redirect_uri", "http://localhost:8001/cb?a=b"),
        ("state", ""),
        ("code_challenge", ""),
        ("code_challenge_method", "plain"),
        ("disable_auto_auth", "yes"),
        ("client_secret", "simulated-tiktok-secret"),
    ] {
        let mut request = request();
        request.retain(|(key, _)| *key != name);
        request.push((name, wrong));
        let answer = visit(&lab, &request, "").await;
        assert_eq!(answer.status(), 400, "{name}={wrong}");
        assert!(
            answer.text().await.unwrap().contains(&format!("{name}:")),
            "{name}={wrong}"
        );
    }
    let without_slash = lab.get("/v2/auth/authorize?client_key=x").await;
    assert_eq!(without_slash.status(), 404, "the paths end in a slash");
}

#[tokio::test]
async fn a_signed_in_browser_is_sent_straight_back_unless_told_to_ask() {
    let lab = lab().await;
    let (_, cookie) = consent(&lab, &request(), &ALL).await;
    let (_, pairs) = redirected(&visit(&lab, &request(), &cookie).await);
    assert!(!value(&pairs, "code").is_empty());

    let mut ask = request();
    ask.push(("disable_auto_auth", "1"));
    assert_eq!(visit(&lab, &ask, &cookie).await.status(), 200);
    let mut more = request();
    more.iter_mut()
        .find(|(name, _)| *name == "scope")
        .unwrap()
        .1 = "user.info.basic,video.list";
    assert_eq!(
        visit(&lab, &more, &cookie).await.status(),
        200,
        "new scopes need a new consent"
    );
    lab.world().disconnect_by_user(STUDIO, 1).unwrap();
    assert_eq!(visit(&lab, &request(), &cookie).await.status(), 200);
}

#[tokio::test]
async fn cancelling_says_access_denied() {
    let lab = lab().await;
    let page = visit(&lab, &request(), "").await.text().await.unwrap();
    let id = hidden(&page, "request");
    let fields = [
        ("request", id.as_str()),
        ("account", STUDIO),
        ("answer", "cancel"),
    ];
    let (_, pairs) = redirected(&lab.form(AUTHORIZE, &fields).await);
    assert_eq!(value(&pairs, "error"), "access_denied");
    assert_eq!(value(&pairs, "state"), "a state");
}

#[tokio::test]
async fn base64url_passes_the_page_and_fails_the_exchange() {
    let lab = lab().await;
    let mut request = request();
    let challenge = request
        .iter_mut()
        .find(|(name, _)| *name == "code_challenge")
        .unwrap();
    challenge.1 = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let (pairs, _) = consent(&lab, &request, &ALL).await;
    let answer = lab
        .oauth(TOKEN, &exchange(value(&pairs, "code"), &[]))
        .await;
    assert_eq!(answer["error"], "invalid_grant");
}

#[tokio::test]
async fn the_exchange_checks_everything_and_errs_with_200() {
    let lab = lab().await;
    for (name, wrong, error) in [
        (
            "redirect_uri",
            "http://localhost:8001/auth/callback/",
            "invalid_grant",
        ),
        ("redirect_uri", "", "invalid_request"),
        ("code_verifier", "", "invalid_request"),
        ("code_verifier", "short", "invalid_grant"),
        ("grant_type", "password", "unsupported_grant_type"),
        ("client_key", "x", "invalid_request"), // given twice
    ] {
        let (pairs, _) = consent(&lab, &request(), &ALL).await;
        let fields = exchange(value(&pairs, "code"), &[(name, wrong)]);
        let answer = lab.oauth(TOKEN, &fields).await;
        assert_eq!(answer["error"], error, "{name}");
        assert!(answer["log_id"].is_string());
    }
    let wrong = [
        ("client_key", "simulated-tiktok-key"),
        ("client_secret", "wrong"),
    ];
    let answer = lab
        .form(
            TOKEN,
            &[&wrong[..], &[("grant_type", "refresh_token")]].concat(),
        )
        .await;
    assert_eq!(answer.status(), 200);
    assert_eq!(
        answer.json::<serde_json::Value>().await.unwrap()["error"],
        "invalid_client"
    );
    let json = lab
        .client
        .post(lab.url(TOKEN))
        .json(&json!({ "grant_type": "refresh_token" }));
    let answer: serde_json::Value = json.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["error"], "invalid_request", "only forms are taken");
}

#[tokio::test]
async fn errors_may_come_with_their_own_status() {
    let lab = lab_with(|options| options.oauth_errors_with_200 = false).await;
    let answer = lab
        .form(TOKEN, &[("client_key", "x"), ("client_secret", "y")])
        .await;
    assert_eq!(answer.status(), 401);
}

#[tokio::test]
async fn a_refresh_kills_the_token_it_used() {
    let lab = lab().await;
    let first = lab.tokens(STUDIO, &["video.upload"]);
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", &first.refresh_token),
    ];
    let second = lab.oauth(TOKEN, &fields).await;
    assert_eq!(second["open_id"], first.open_id);
    assert_ne!(second["refresh_token"], first.refresh_token);
    assert_eq!(lab.oauth(TOKEN, &fields).await["error"], "invalid_grant");
    let token = second["refresh_token"].as_str().unwrap();
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
    assert!(lab.oauth(TOKEN, &fields).await["access_token"].is_string());
}

#[tokio::test]
async fn access_tokens_live_two_hours() {
    let lab = lab().await;
    let tokens = lab.tokens(STUDIO, &["video.upload"]);
    lab.advance(Duration::from_secs(7199));
    assert_eq!(
        lab.ask(&tokens.access_token, INBOX, &source(9, 9, 1))
            .await
            .0,
        200
    );
    lab.advance(Duration::from_secs(1));
    let (status, code, _) = lab.ask(&tokens.access_token, INBOX, &source(9, 9, 1)).await;
    assert_eq!((status, code.as_str()), (401, "access_token_invalid"));
}

#[tokio::test]
async fn revoking_takes_an_access_token_and_ends_everything() {
    let lab = lab().await;
    let tokens = lab.tokens(STUDIO, &["video.upload"]);
    let by_refresh_token = [("token", tokens.refresh_token.as_str())];
    assert_eq!(
        lab.oauth("/v2/oauth/revoke/", &by_refresh_token).await["error"],
        "invalid_request"
    );
    let by_access_token = [("token", tokens.access_token.as_str())];
    assert_eq!(
        lab.oauth("/v2/oauth/revoke/", &by_access_token).await,
        json!({})
    );
    assert!(!lab.world().is_connected(STUDIO));
    let (status, code, _) = lab.ask(&tokens.access_token, INBOX, &source(9, 9, 1)).await;
    assert_eq!((status, code.as_str()), (401, "access_token_invalid"));
}
