//! Webhooks: names, content, signature, retries.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use super::lab::{Lab, STUDIO, lab, sample};

/// What arrived, and the statuses to answer; 200 when there are no more.
#[derive(Clone, Default)]
struct Receiver {
    received: Arc<Mutex<Vec<(String, String)>>>,
    answers: Arc<Mutex<Vec<u16>>>,
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: String) -> StatusCode {
    let signature = headers["tiktok-signature"].to_str().unwrap().to_owned();
    receiver.received.lock().unwrap().push((signature, body));
    let answer = receiver.answers.lock().unwrap().pop().unwrap_or(200);
    StatusCode::from_u16(answer).unwrap()
}

async fn listen(lab: &Lab) -> Receiver {
    let receiver = Receiver::default();
    let router = Router::new()
        .route("/", post(receive))
        .with_state(receiver.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let tasks = tokio_util::task::TaskTracker::new();
    tasks.spawn(async move { axum::serve(listener, router).await.unwrap() });
    lab.world()
        .set_webhook_url(Some(format!("http://{address}/")));
    receiver
}

fn content(body: &str) -> (Value, Value) {
    let event: Value = serde_json::from_str(body).unwrap();
    let content = serde_json::from_str(event["content"].as_str().unwrap()).unwrap();
    (event, content)
}

#[tokio::test]
async fn a_draft_tells_its_life() {
    let lab = lab().await;
    let receiver = listen(&lab).await;
    let tokens = lab.tokens(STUDIO, &["video.upload"]);
    let publish_id = lab.deliver(&tokens.access_token, sample()).await;
    lab.world().tap_post(&publish_id, None).unwrap();
    lab.world().finish_moderation();
    lab.world().take_down(&publish_id).unwrap();
    lab.world().disconnect_by_user(STUDIO, 1).unwrap();
    lab.world().ping_webhook();
    lab.world().deliver_webhooks().await;

    let events = receiver.received.lock().unwrap().clone();
    let names: Vec<_> = events
        .iter()
        .map(|(_, body)| content(body).0["event"].clone())
        .collect();
    assert_eq!(
        names,
        [
            "post.publish.inbox_delivered",
            "post.publish.complete",
            "post.publish.publicly_available",
            "post.publish.no_longer_publicaly_available",
            "authorization.removed",
            "tiktok.ping",
        ]
    );
    let (event, inner) = content(&events[2].1);
    assert_eq!(event["client_key"], "simulated-tiktok-key");
    assert_eq!(event["user_openid"], tokens.open_id);
    assert_eq!(event["create_time"], 1_767_225_600);
    assert_eq!(inner["publish_id"], publish_id);
    assert_eq!(inner["publish_type"], "INBOX_SHARE");
    assert!(
        inner["post_id"].is_string(),
        "a string here, a number in the status"
    );
    assert_eq!(content(&events[4].1).1, json!({ "reason": 1 }));
}

#[tokio::test]
async fn the_raw_body_is_signed_with_the_client_secret() {
    let lab = lab().await;
    let receiver = listen(&lab).await;
    lab.world().ping_webhook();
    lab.world().deliver_webhooks().await;
    let (signature, body) = receiver.received.lock().unwrap()[0].clone();
    let (time, sum) = signature.split_once(',').unwrap();
    let time = time.strip_prefix("t=").unwrap();
    assert_eq!(time, "1767225600");
    let mut mac = Hmac::<Sha256>::new_from_slice(b"simulated-tiktok-secret").unwrap();
    mac.update(format!("{time}.{body}").as_bytes());
    assert_eq!(
        sum.strip_prefix("s=").unwrap(),
        hex::encode(mac.finalize().into_bytes())
    );
}

#[tokio::test]
async fn anything_but_200_is_tried_again_for_a_while() {
    let lab = lab().await;
    let receiver = listen(&lab).await;
    *receiver.answers.lock().unwrap() = vec![204, 500];
    lab.world().ping_webhook();
    assert_eq!(lab.world().deliver_webhooks().await[0].status, Some(500));
    assert!(
        lab.world().deliver_webhooks().await.is_empty(),
        "not at once"
    );
    lab.advance(Duration::from_secs(2));
    assert_eq!(lab.world().deliver_webhooks().await[0].status, Some(204));
    lab.advance(Duration::from_secs(4));
    assert_eq!(lab.world().deliver_webhooks().await[0].status, Some(200));
    assert!(lab.world().pending_webhooks().is_empty());

    *receiver.answers.lock().unwrap() = vec![500; 99];
    lab.world().ping_webhook();
    for _ in 0..20 {
        lab.world().deliver_webhooks().await;
        lab.advance(Duration::from_secs(3600));
    }
    assert!(lab.world().pending_webhooks().is_empty(), "given up");
    assert_eq!(lab.world().deliveries().len(), 3 + 8);
}
