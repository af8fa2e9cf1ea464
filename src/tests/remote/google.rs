//! Sign-in with Google.

use std::collections::HashMap;

use ai_video_uploader::{
    domain::secret::secret,
    remote::{
        Google,
        google::{Credentials, Endpoints, GoogleError, Pkce},
    },
};
use serde_json::json;

use super::{
    clients,
    server::{Reply, Server, answer, json},
};

fn google(server: &Server) -> Google {
    Google::new(
        &clients(&[]),
        Endpoints {
            auth: server.url("/auth?hl=en"),
            token: server.url("/token"),
            userinfo: server.url("/userinfo"),
            redirect: "http://localhost:8001/auth/google/callback"
                .parse()
                .unwrap(),
        },
        Credentials {
            client_id: "id".into(),
            client_secret: secret("hush"),
        },
    )
}

#[tokio::test]
async fn the_consent_page_gets_every_parameter() {
    let server = Server::start(|_, _| answer(500, &[], "")).await;
    let pkce = Pkce::new();
    let url = google(&server).authorize_url("state", &pkce.challenge);
    let query: HashMap<_, _> = url.query_pairs().into_owned().collect();
    for (name, value) in [
        ("client_id", "id"),
        ("response_type", "code"),
        ("scope", "openid email profile"),
        ("redirect_uri", "http://localhost:8001/auth/google/callback"),
        ("state", "state"),
        ("code_challenge", &pkce.challenge),
        ("code_challenge_method", "S256"),
        ("hl", "en"),
    ] {
        assert_eq!(query[name], value, "{name}");
    }
}

#[tokio::test]
async fn a_code_becomes_a_person() {
    let server = Server::start(|index, _| match index {
        0 => json(200, &json!({"access_token": "ya29", "expires_in": 3599, "token_type": "Bearer", "id_token": "x.y.z",
            "scope": "openid"})),
        _ => json(200, &json!({"sub": "42", "email": "ann@example.com", "email_verified": true, "name": "Ann"})),
    })
    .await;
    let google = google(&server);
    let token = google
        .exchange(
            "4/co+de",
            &secret("verifier-verifier-verifier-verifier-verifier"),
        )
        .await
        .unwrap();
    assert!(!format!("{token:?}").contains("ya29"));
    let user = google.userinfo(&token).await.unwrap();
    assert_eq!(
        (user.sub.as_str(), user.email.as_str(), user.email_verified),
        ("42", "ann@example.com", true)
    );
    let seen = server.seen();
    let form = seen[0].form();
    for (name, value) in [
        ("grant_type", "authorization_code"),
        ("code", "4/co+de"),
        (
            "code_verifier",
            "verifier-verifier-verifier-verifier-verifier",
        ),
        ("client_id", "id"),
        ("client_secret", "hush"),
        ("redirect_uri", "http://localhost:8001/auth/google/callback"),
    ] {
        assert_eq!(form[name], value, "{name}");
    }
    assert_eq!(seen[1].header("authorization"), Some("Bearer ya29"));
}

#[tokio::test]
async fn refusals_are_told_from_wrong_settings_and_faults() {
    for (reply, expected) in [
        (
            (|| json(400, &json!({"error": "invalid_grant"}))) as fn() -> Reply,
            "Refused",
        ),
        (
            || json(401, &json!({"error": "invalid_client"})),
            "Operator",
        ),
        (
            || json(400, &json!({"error": "redirect_uri_mismatch"})),
            "Operator",
        ),
        (|| answer(502, &[], "<html>"), "Unreachable"),
        (
            || answer(302, &[("Location", "/elsewhere")], ""),
            "Unreachable",
        ),
        (|| Reply::Close(Vec::new()), "Unreachable"),
        (|| Reply::Hang(Vec::new()), "Unreachable"),
        (|| answer(200, &[], vec![b' '; 400 * 1024]), "Unreachable"),
    ] {
        let server = Server::start(move |_, _| reply()).await;
        let error = google(&server)
            .exchange("c", &secret("v"))
            .await
            .unwrap_err();
        let kind = match error {
            GoogleError::Refused(_) => "Refused",
            GoogleError::Operator(_) => "Operator",
            GoogleError::Unreachable(_) => "Unreachable",
        };
        assert_eq!(kind, expected, "{error}");
        assert_eq!(server.seen().len(), 1);
    }
}
