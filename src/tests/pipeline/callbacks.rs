//! What callback URLs are told, how often, and that they can believe it.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use ai_video_uploader::{
    domain::{
        api_key::NewSecrets,
        id::{ApiKeyId, PostId},
        secret::ExposeSecret as _,
        status::Status,
    },
    service::api_keys,
};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

use super::rig::Rig;

#[derive(Clone, Default)]
pub struct Receiver {
    answers: Arc<Mutex<Vec<u16>>>,
    calls: Arc<Mutex<Vec<(HeaderMap, String)>>>,
}

impl Receiver {
    /// Answers with `answers` one after the other, then with 200. The second value is its address.
    pub async fn start(answers: &[u16]) -> (Self, String) {
        let receiver = Self::default();
        receiver
            .answers
            .lock()
            .unwrap()
            .extend(answers.iter().rev());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!(
            "http://{}/resume/7?signature=a%2Fb+c",
            listener.local_addr().unwrap()
        );
        let router = Router::new()
            .route("/resume/7", post(take))
            .with_state(receiver.clone());
        TaskTracker::new().spawn(async move { axum::serve(listener, router).await.unwrap() });
        (receiver, url)
    }

    pub fn bodies(&self) -> Vec<Value> {
        let calls = self.calls.lock().unwrap();
        calls
            .iter()
            .map(|(_, body)| serde_json::from_str(body).unwrap())
            .collect()
    }
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let body = String::from_utf8(body.to_vec()).unwrap();
    receiver.calls.lock().unwrap().push((headers, body));
    let answer = receiver.answers.lock().unwrap().pop().unwrap_or(200);
    answer.try_into().unwrap()
}

async fn key(rig: &Rig) -> (ApiKeyId, NewSecrets) {
    let (key, secrets) = api_keys::create(&rig.ctx, rig.user.id, "n8n", None)
        .await
        .unwrap();
    (key.id, secrets)
}

pub async fn submit(rig: &Rig, url: &str) -> (PostId, NewSecrets) {
    let (key, secrets) = key(rig).await;
    (rig.submit_as(true, Some((key, url))).await, secrets)
}

#[tokio::test]
async fn the_end_is_told_and_signed() {
    let rig = Rig::start().await;
    let (receiver, url) = Receiver::start(&[]).await;
    let (id, secrets) = submit(&rig, &url).await;
    rig.run_to_rest(id).await;
    rig.run().await;

    let bodies = receiver.bodies();
    assert_eq!(bodies.len(), 1, "{bodies:#?}");
    let body = &bodies[0];
    assert_eq!(body["event"], "in_inbox");
    assert_eq!(body["status"], "in_inbox");
    assert_eq!(body["id"], id.to_string());
    assert_eq!(
        body["status_url"],
        format!("http://localhost:8001/api/posts/{id}")
    );
    assert_eq!(
        body["review_url"],
        format!("http://localhost:8001/posts/{id}")
    );
    assert!(body["occurred_at"].as_str().unwrap().ends_with('Z'));

    let calls = receiver.calls.lock().unwrap();
    let (headers, text) = &calls[0];
    let header = |name: &str| headers[name].to_str().unwrap();
    assert_eq!(body["event_id"], header("webhook-id"));
    let key = STANDARD
        .decode(
            secrets
                .callback_secret
                .expose_secret()
                .strip_prefix("whsec_")
                .unwrap(),
        )
        .unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(
        format!(
            "{}.{}.{text}",
            header("webhook-id"),
            header("webhook-timestamp")
        )
        .as_bytes(),
    );
    let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    assert_eq!(header("webhook-signature"), signature);
}

#[tokio::test]
async fn an_early_404_is_told_again_under_the_same_id() {
    let rig = Rig::start().await;
    let (receiver, url) = Receiver::start(&[404, 409, 500]).await;
    let (id, _) = submit(&rig, &url).await;
    rig.run_to_rest(id).await;
    rig.run_for(Duration::from_secs(120), Duration::from_secs(5))
        .await;

    let bodies = receiver.bodies();
    assert_eq!(bodies.len(), 4);
    assert!(
        bodies
            .iter()
            .all(|body| body["event_id"] == bodies[0]["event_id"])
    );
    let callbacks = rig.ctx.store.callbacks_of(id).await.unwrap();
    let statuses: Vec<_> = callbacks[0]
        .1
        .iter()
        .map(|attempt| attempt.status)
        .collect();
    assert_eq!(statuses, [Some(404), Some(409), Some(500), Some(200)]);
    assert!(callbacks[0].0.delivered_at.is_some());
}

#[tokio::test]
async fn a_dead_receiver_is_tried_for_a_day_and_no_longer() {
    let rig = Rig::start().await;
    let (id, _) = submit(&rig, "http://127.0.0.1:9/").await;
    assert_eq!(rig.run_to_rest(id).await.status, Status::InInbox);
    rig.run_for(Duration::from_secs(25 * 3600), Duration::from_secs(600))
        .await;
    let callbacks = rig.ctx.store.callbacks_of(id).await.unwrap();
    let (callback, attempts) = &callbacks[0];
    assert!((25..45).contains(&attempts.len()), "{}", attempts.len());
    assert_eq!(callback.next_at, None);
    assert!(attempts.iter().all(|attempt| attempt.error.is_some()));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let rig = Rig::start().await;
    let (receiver, url) = Receiver::start(&[302]).await;
    let (id, _) = submit(&rig, &url).await;
    rig.run_to_rest(id).await;
    rig.run().await;
    assert_eq!(receiver.bodies().len(), 1);
    assert!(
        rig.ctx.store.callbacks_of(id).await.unwrap()[0]
            .0
            .delivered_at
            .is_none()
    );
}
