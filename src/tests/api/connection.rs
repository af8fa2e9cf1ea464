//! n8n's credential test, the link for connecting TikTok, and the state of health.

use serde_json::{Value, json};
use sqlx::{Connection as _, SqliteConnection};
use url::Url;

use super::assert_error;
use crate::harness::{ALICE, Browser, TestApp};

#[tokio::test]
async fn the_credential_test_says_for_whom_the_key_acts() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let second = app.connect(&alice.user, 1, &["user.info.basic"]).await;
    app.ctx
        .store
        .disconnect_account(&second, "tiktok_reconnect", app.ctx.now())
        .await
        .unwrap();
    let (status, body) = app.get_json("/n8n/test-connection", &alice.key).await;
    assert_eq!(status, 200);
    assert_eq!(body["status"], "ok");
    assert_eq!(body["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(body["user"]["email"], ALICE);
    assert_eq!(body["api_key"]["name"], "test");
    assert!(
        alice
            .key
            .starts_with(body["api_key"]["prefix"].as_str().unwrap())
    );
    assert_eq!(body["api_key"]["expires_at"], Value::Null);
    assert_eq!(body["tiktok"]["connected"], true);
    let accounts = body["tiktok"]["accounts"].as_array().unwrap();
    assert_eq!(accounts.len(), 2);
    assert_eq!(accounts[0]["id"], alice.account.id.to_string());
    assert_eq!(accounts[0]["default"], true);
    assert_eq!(
        accounts[0]["scopes"],
        json!(["user.info.basic", "video.publish", "video.upload"])
    );
    assert_eq!(accounts[1]["connected"], false);
}

#[tokio::test]
async fn the_link_leads_to_tiktok_with_state_and_challenge() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let mut drawn = Vec::new();
    for _ in 0..2 {
        let (status, body) = app.get_json("/auth/oauth-url/tiktok", &alice.key).await;
        assert_eq!(status, 200);
        assert!(body["expires_at"].is_string());
        let url: Url = body["url"].as_str().unwrap().parse().unwrap();
        assert_eq!(url.path(), "/v2/auth/authorize/");
        let value = |name: &str| {
            url.query_pairs()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
                .unwrap_or_default()
        };
        assert_eq!(value("redirect_uri"), app.url("/auth/tiktok/callback"));
        assert_eq!(value("code_challenge_method"), "S256");
        assert!(value("code_challenge").len() == 64, "hex of SHA-256");
        drawn.push(value("state"));
    }
    assert_ne!(drawn[0], drawn[1]);
}

#[tokio::test]
async fn health_says_what_is_well() {
    let app = TestApp::start().await;
    let answer = app.http.get(app.url("/healthz")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(
        answer.json::<Value>().await.unwrap(),
        json!({"status": "ok"})
    );
    app.ctx.heartbeat.begin(app.ctx.now());
    let ready = || async {
        let answer = app.http.get(app.url("/readyz")).send().await.unwrap();
        (
            answer.status().as_u16(),
            answer.json::<Value>().await.unwrap(),
        )
    };
    let (status, body) = ready().await;
    assert_eq!((status, &body["status"]), (200, &json!("ok")), "{body}");
    app.advance(std::time::Duration::from_secs(120));
    let (status, body) = ready().await;
    assert_eq!((status, &body["status"]), (503, &json!("unavailable")));
    assert_eq!(body["checks"]["worker"]["ok"], false);
    assert_eq!(body["checks"]["database"]["ok"], true);
}

#[tokio::test]
async fn a_session_that_cannot_be_read_is_an_error_as_any_other() {
    let app = TestApp::start().await;
    app.alice().await;
    let mut browser = Browser::new(&app.base_url);
    browser.sign_in(ALICE).await;
    let file = app.temp_dir().with_file_name("uploader.db");
    let url = format!("sqlite://{}", file.display());
    let mut database = SqliteConnection::connect(&url).await.unwrap();
    sqlx::query("alter table sessions rename to elsewhere")
        .execute(&mut database)
        .await
        .unwrap();
    let answer = app
        .http
        .get(app.url("/auth/oauth-url/tiktok"))
        .header("cookie", browser.cookie_header())
        .send()
        .await
        .unwrap();
    assert_error(answer, 500, "internal_error").await;
}
