//! Google: the authorize page, PKCE, client authentication, single-use codes, userinfo.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::lab::{Lab, REDIRECT_URI, hidden, lab, redirected, value};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const AUTHORIZE: &str = "/o/oauth2/v2/auth";

fn request() -> Vec<(&'static str, String)> {
    vec![
        ("client_id", "simulated-google-client".to_owned()),
        ("redirect_uri", REDIRECT_URI.to_owned()),
        ("response_type", "code".to_owned()),
        ("scope", "openid email profile".to_owned()),
        ("state", "some state".to_owned()),
        (
            "code_challenge",
            URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER)),
        ),
        ("code_challenge_method", "S256".to_owned()),
    ]
}

async fn page(lab: &Lab, request: &[(&str, String)]) -> (u16, String) {
    let answer = lab
        .client
        .get(lab.url(AUTHORIZE))
        .query(request)
        .send()
        .await
        .unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn code(lab: &Lab, email: &str) -> String {
    let (_, page) = page(lab, &request()).await;
    let id = hidden(&page, "request");
    let answer = lab
        .form(AUTHORIZE, &[("request", &id), ("email", email)])
        .await;
    let (address, pairs) = redirected(&answer);
    assert_eq!(address, REDIRECT_URI);
    assert_eq!(value(&pairs, "state"), "some state");
    value(&pairs, "code").to_owned()
}

async fn redeem(lab: &Lab, code: &str, changes: &[(&str, &str)]) -> (u16, Value) {
    let mut fields = vec![
        ("client_id", "simulated-google-client"),
        ("client_secret", "simulated-google-secret"),
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    fields.retain(|(name, _)| changes.iter().all(|(other, _)| name != other));
    fields.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
    let answer = lab.form("/token", &fields).await;
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn a_person_signs_in() {
    let lab = lab().await;
    let code = code(&lab, "alice@example.com").await;
    let (status, tokens) = redeem(&lab, &code, &[]).await;
    assert_eq!(status, 200);
    let token = tokens["access_token"].as_str().unwrap();
    let answer = lab
        .client
        .get(lab.url("/v1/userinfo"))
        .bearer_auth(token)
        .send()
        .await
        .unwrap();
    let claims: Value = answer.json().await.unwrap();
    assert_eq!(claims["email"], "alice@example.com");
    assert_eq!(claims["email_verified"], true);

    let (status, again) = redeem(&lab, &code, &[]).await;
    assert_eq!(
        (status, &again["error"]),
        (400, &"invalid_grant".into()),
        "a code works once"
    );
    assert_eq!(lab.get("/v1/userinfo").await.status(), 401);
}

#[tokio::test]
async fn somebody_new_may_be_unverified() {
    let lab = lab().await;
    let (_, page) = page(&lab, &request()).await;
    let id = hidden(&page, "request");
    let fields = [
        ("request", id.as_str()),
        ("email", "new@example.com"),
        ("unverified", "1"),
    ];
    let (_, pairs) = redirected(&lab.form(AUTHORIZE, &fields).await);
    let (_, tokens) = redeem(&lab, value(&pairs, "code"), &[]).await;
    let token = tokens["access_token"].as_str().unwrap();
    let answer = lab
        .client
        .get(lab.url("/v1/userinfo"))
        .bearer_auth(token)
        .send()
        .await
        .unwrap();
    assert_eq!(
        answer.json::<Value>().await.unwrap()["email_verified"],
        false
    );
    assert_eq!(
        lab.form(AUTHORIZE, &fields).await.status(),
        400,
        "the page works once"
    );
}

#[tokio::test]
async fn cancelling_says_access_denied() {
    let lab = lab().await;
    let (_, page) = page(&lab, &request()).await;
    let id = hidden(&page, "request");
    let answer = lab
        .form(AUTHORIZE, &[("request", &id), ("cancel", "1")])
        .await;
    assert_eq!(value(&redirected(&answer).1, "error"), "access_denied");
}

#[tokio::test]
async fn a_wrong_request_never_reaches_the_redirect_uri() {
    let lab = lab().await;
    for (name, wrong, word) in [
        ("client_id", "other", "invalid_client"),
        (
            "redirect_uri",
            "http://uploader.example/cb",
            "redirect_uri_mismatch",
        ),
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "email", "invalid_scope"),
        ("code_challenge", &"a".repeat(64), "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
    ] {
        let mut request = request();
        request.iter_mut().find(|(key, _)| *key == name).unwrap().1 = wrong.to_owned();
        let (status, page) = page(&lab, &request).await;
        assert_eq!(status, 400, "{name}");
        assert!(page.contains(word), "{name}");
    }
}

#[tokio::test]
async fn the_token_endpoint_checks_everything() {
    let lab = lab().await;
    for (name, wrong, expected) in [
        ("client_secret", "wrong", (401, "invalid_client")),
        ("client_id", "wrong", (401, "invalid_client")),
        ("grant_type", "password", (400, "unsupported_grant_type")),
        (
            "redirect_uri",
            "http://localhost:8001/other",
            (400, "redirect_uri_mismatch"),
        ),
        ("code_verifier", &"x".repeat(43), (400, "invalid_grant")),
        ("code_verifier", "", (400, "invalid_grant")),
        ("code", "wrong", (400, "invalid_grant")),
    ] {
        let code = code(&lab, "alice@example.com").await;
        let (status, answer) = redeem(&lab, &code, &[(name, wrong)]).await;
        assert_eq!(
            (status, answer["error"].as_str().unwrap()),
            expected,
            "{name}"
        );
    }
}
