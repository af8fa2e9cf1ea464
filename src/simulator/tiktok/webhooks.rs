//! Signs webhooks as TikTok does and delivers them.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::simulator::world::{Delivery, World};

/// Sends every event that is due, once.
pub(crate) async fn deliver(world: &World) -> Vec<Delivery> {
    let (due, url) = world.with(|state, now| {
        let url = state.webhook_url.clone();
        (
            if url.is_some() {
                state.events.take_due(now)
            } else {
                Vec::new()
            },
            url,
        )
    });
    let mut deliveries = Vec::new();
    for event in due {
        let Some(url) = &url else { continue };
        let sent_at = world.now().div_euclid(1000);
        let secret = &world.options().tiktok_client_secret;
        let answer = world
            .client()
            .post(url)
            .header("Content-Type", "application/json")
            .header(
                "TikTok-Signature",
                signature(secret, sent_at, event.body.as_bytes()),
            )
            .body(event.body.clone())
            .send()
            .await;
        let status = answer.ok().map(|answer| answer.status().as_u16());
        deliveries.push(world.with(|state, now| state.events.record(event, status, now)));
    }
    deliveries
}

/// `t=…,s=…` over the raw body.
pub(crate) fn signature(secret: &str, seconds: i64, body: &[u8]) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(format!("{seconds}.").as_bytes());
    mac.update(body);
    format!("t={seconds},s={}", hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::signature;

    #[test]
    fn signs_the_test_vector() {
        let body = concat!(
            r#"{"client_key":"awtestkey","event":"post.publish.complete","#,
            r#""create_time":1770210873,"user_openid":"-000exampleOpenId","#,
            r#""content":"{\"publish_id\":\"v_pub_file~v2-1.7602997070760331285\",\"publish_type\":\"DIRECT_PUBLISH\"}"}"#,
        );
        assert_eq!(body.len(), 222);
        assert_eq!(
            signature("test_client_secret", 1_770_210_875, body.as_bytes()),
            "t=1770210875,s=4cb2700e57e4903e6b62e20d0e4414d14bd1be6f977f4102758bc597f53b18fd"
        );
    }
}
