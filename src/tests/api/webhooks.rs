//! What TikTok tells us by itself.

use ai_video_uploader::simulator::Options;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::assert_error;
use crate::harness::TestApp;

async fn deliver(app: &TestApp, body: &str, signature: Option<String>) -> reqwest::Response {
    let mut request = app
        .http
        .post(app.url("/webhooks/tiktok"))
        .body(body.to_owned());
    if let Some(signature) = signature {
        request = request.header("TikTok-Signature", signature);
    }
    request.send().await.unwrap()
}

fn sign(app: &TestApp, body: &str) -> String {
    use ai_video_uploader::domain::secret::ExposeSecret as _;
    let secret = app.ctx.settings.tiktok_client_secret.expose_secret();
    let t = app.ctx.now().as_seconds();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{t}.{body}").as_bytes());
    format!("t={t},s={}", hex::encode(mac.finalize().into_bytes()))
}

fn event(app: &TestApp) -> String {
    serde_json::json!({
        "client_key": app.ctx.settings.tiktok_client_key,
        "event": "post.publish.complete",
        "create_time": app.ctx.now().as_seconds(),
        "user_openid": "-000exampleOpenId",
        "content": "{\"publish_id\":\"v_pub_file~v2-1.1\",\"publish_type\":\"DIRECT_PUBLISH\"}",
    })
    .to_string()
}

#[tokio::test]
async fn a_signed_event_is_stored_once() {
    let app = TestApp::start().await;
    let body = event(&app);
    for _ in 0..2 {
        let answer = deliver(&app, &body, Some(sign(&app, &body))).await;
        assert_eq!(answer.status(), 200);
    }
    let store = &app.ctx.store;
    let (id, stored) = store.claim_event(app.ctx.now()).await.unwrap().unwrap();
    assert_eq!(stored.event, "post.publish.complete");
    assert_eq!(stored.publish_id.as_deref(), Some("v_pub_file~v2-1.1"));
    assert_eq!(stored.raw, body);
    store.finish_event(&id, app.ctx.now()).await.unwrap();
    assert!(store.claim_event(app.ctx.now()).await.unwrap().is_none());
}

#[tokio::test]
async fn what_tiktok_did_not_sign_is_refused() {
    let app = TestApp::start().await;
    let body = event(&app);
    let other = body.replace("complete", "failed");
    for signature in [
        None,
        Some(String::new()),
        Some("t=1,s=00".to_owned()),
        Some(sign(&app, &other)),
    ] {
        assert_error(
            deliver(&app, &body, signature).await,
            401,
            "invalid_signature",
        )
        .await;
    }
    let store = &app.ctx.store;
    assert!(store.claim_event(app.ctx.now()).await.unwrap().is_none());
}

#[tokio::test]
async fn until_the_app_is_set_up_nobody_can_sign() {
    for missing in ["TIKTOK_CLIENT_SECRET", "TIKTOK_CLIENT_KEY"] {
        let app = TestApp::start_with(&[(missing, "")], Options::default()).await;
        let body = event(&app);
        let answer = deliver(&app, &body, Some(sign(&app, &body))).await;
        assert_error(answer, 401, "invalid_signature").await;
        let store = &app.ctx.store;
        assert!(store.claim_event(app.ctx.now()).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn signed_nonsense_is_thanked_for_and_forgotten() {
    let app = TestApp::start().await;
    let foreign = event(&app).replace(&app.ctx.settings.tiktok_client_key, "another-app");
    for body in ["", "nonsense", "{}", &foreign] {
        let answer = deliver(&app, body, Some(sign(&app, body))).await;
        assert_eq!(answer.status(), 200, "{body}");
    }
    let large = "x".repeat(1024 * 1024 + 1);
    let answer = deliver(&app, &large, Some(sign(&app, &large))).await;
    assert_error(answer, 413, "body_too_large").await;
    let store = &app.ctx.store;
    assert!(store.claim_event(app.ctx.now()).await.unwrap().is_none());
}

#[tokio::test]
async fn an_event_that_is_written_otherwise_the_second_time_is_the_same_one() {
    let app = TestApp::start().await;
    let body = event(&app);
    let again = body.replace("\":", "\" : ");
    assert_ne!(body, again);
    for body in [&body, &again] {
        let answer = deliver(&app, body, Some(sign(&app, body))).await;
        assert_eq!(answer.status(), 200);
    }
    let store = &app.ctx.store;
    assert!(store.claim_event(app.ctx.now()).await.unwrap().is_some());
    assert!(store.claim_event(app.ctx.now()).await.unwrap().is_none());
}
