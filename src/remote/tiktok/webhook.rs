//! TikTok's webhooks: the signature, and what they say.

use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use sha2::Sha256;

use super::{TikTok, wire::text};
use crate::domain::clock::Timestamp;

/// When TikTok signed a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedAt(pub Timestamp);

/// The header is missing, malformed, or does not fit the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not fit the body")]
pub struct BadSignature;

/// The body is not an event.
#[derive(Debug, thiserror::Error)]
#[error("the body is not an event of TikTok: {0}")]
pub struct BadEvent(pub String);

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// For which app.
    pub client_key: String,
    /// TikTok's name of it, verbatim.
    pub event: String,
    /// TikTok's `create_time`.
    pub created_at: Timestamp,
    /// Whose account; none for a ping.
    pub tiktok_user_id: Option<String>,
    /// Which publish.
    pub publish_id: Option<String>,
    /// Which public post.
    pub post_id: Option<String>,
    /// Why: a `fail_reason`, or the number of `authorization.removed`.
    pub reason: Option<String>,
}

/// Checks the header `TikTok-Signature` against the raw body.
///
/// An old signature is still a good one; the caller may look at the age.
///
/// # Errors
/// [`BadSignature`].
pub fn verify(
    client_secret: &SecretString,
    header: &str,
    body: &[u8],
) -> Result<SignedAt, BadSignature> {
    // Anybody can sign with no secret.
    if client_secret.expose_secret().is_empty() {
        return Err(BadSignature);
    }
    let (time, signature) = read_header(header).ok_or(BadSignature)?;
    let seconds: i64 = time.parse().map_err(|_| BadSignature)?;
    let signature = hex::decode(signature).map_err(|_| BadSignature)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(client_secret.expose_secret().as_bytes())
        .map_err(|_| BadSignature)?;
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    // Compares in constant time.
    mac.verify_slice(&signature).map_err(|_| BadSignature)?;
    Ok(SignedAt(Timestamp::from_seconds(seconds)))
}

/// `t` and `s` of `t=<unix seconds>,s=<hex>`, in any order; each once.
fn read_header(header: &str) -> Option<(&str, &str)> {
    let (mut time, mut signature) = (None, None);
    for part in header.split(',') {
        let (name, value) = part.split_once('=')?;
        let slot = match name.trim() {
            "t" => &mut time,
            "s" => &mut signature,
            _ => continue,
        };
        if slot.replace(value.trim()).is_some() {
            return None;
        }
    }
    Some((time?, signature?))
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    client_key: String,
    event: String,
    #[serde(default)]
    create_time: Value,
    #[serde(default)]
    user_openid: Value,
    #[serde(default)]
    content: Value,
}

/// Reads an event. What it does not know, it leaves out.
///
/// # Errors
/// [`BadEvent`].
pub fn parse(body: &[u8]) -> Result<Event, BadEvent> {
    let envelope: Envelope =
        serde_json::from_slice(body).map_err(|error| BadEvent(error.to_string()))?;
    let content = match envelope.content {
        // JSON in a string; a ping may carry anything.
        Value::String(json) => serde_json::from_str(&json).unwrap_or(Value::Null),
        content => content,
    };
    let seconds = text(&envelope.create_time)
        .and_then(|seconds| seconds.parse().ok())
        .unwrap_or(0);
    Ok(Event {
        client_key: envelope.client_key,
        event: envelope.event,
        created_at: Timestamp::from_seconds(seconds),
        tiktok_user_id: text(&envelope.user_openid),
        publish_id: text(&content["publish_id"]),
        post_id: text(&content["post_id"]),
        reason: text(&content["reason"]).or_else(|| text(&content["fail_reason"])),
    })
}

impl TikTok {
    /// [`verify`] with our own client secret. Until the app is set up, nothing can be signed for it.
    ///
    /// # Errors
    /// [`BadSignature`].
    pub fn verify_webhook(&self, header: &str, body: &[u8]) -> Result<SignedAt, BadSignature> {
        if self.credentials.client_key.is_empty() {
            return Err(BadSignature);
        }
        verify(&self.credentials.client_secret, header, body)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::secret::secret;

    /// From TikTok's documentation.
    const BODY: &str = r#"{"client_key":"awtestkey","event":"post.publish.complete","create_time":1770210873,"user_openid":"-000exampleOpenId","content":"{\"publish_id\":\"v_pub_file~v2-1.7602997070760331285\",\"publish_type\":\"DIRECT_PUBLISH\"}"}"#;
    const SIGNATURE: &str = "4cb2700e57e4903e6b62e20d0e4414d14bd1be6f977f4102758bc597f53b18fd";

    fn check(header: &str, body: &str) -> Result<SignedAt, BadSignature> {
        verify(&secret("test_client_secret"), header, body.as_bytes())
    }

    #[test]
    fn the_known_signature_fits() {
        assert_eq!(BODY.len(), 222);
        let signed = Ok(SignedAt(Timestamp::from_seconds(1_770_210_875)));
        assert_eq!(check(&format!("t=1770210875,s={SIGNATURE}"), BODY), signed);
        assert_eq!(check(&format!("s={SIGNATURE}, t=1770210875"), BODY), signed);
        assert_eq!(
            check(&format!("t=1770210875,v=2,s={SIGNATURE}"), BODY),
            signed
        );
    }

    #[test]
    fn nothing_else_fits() {
        for header in [
            String::new(),
            "t=1770210875".into(),
            format!("s={SIGNATURE}"),
            format!("t=1770210876,s={SIGNATURE}"),
            format!("t=+1770210875,s={SIGNATURE}"),
            format!("t=1770210875,s={}", &SIGNATURE[..62]),
            format!("t=1770210875,s=={SIGNATURE}"),
            format!("t=1770210875,s={SIGNATURE},s={SIGNATURE}"),
            format!("t=1770210875,s={}", SIGNATURE.replace('4', "5")),
            format!("t=1770210875;s={SIGNATURE}"),
        ] {
            assert_eq!(check(&header, BODY), Err(BadSignature), "{header}");
        }
        let header = format!("t=1770210875,s={SIGNATURE}");
        assert!(check(&header, &format!("{BODY}\n")).is_err());
        assert!(verify(&secret("another"), &header, BODY.as_bytes()).is_err());
    }

    #[test]
    fn events_are_read() {
        assert_eq!(
            parse(BODY.as_bytes()).unwrap(),
            Event {
                client_key: "awtestkey".into(),
                event: "post.publish.complete".into(),
                created_at: Timestamp::from_seconds(1_770_210_873),
                tiktok_user_id: Some("-000exampleOpenId".into()),
                publish_id: Some("v_pub_file~v2-1.7602997070760331285".into()),
                post_id: None,
                reason: None,
            }
        );
        let removed = r#"{"client_key":"k","event":"authorization.removed","create_time":"5","user_openid":"o","content":"{\"reason\":1}"}"#;
        let removed = parse(removed.as_bytes()).unwrap();
        assert_eq!(removed.reason.as_deref(), Some("1"));
        assert_eq!(removed.created_at, Timestamp::from_seconds(5));
        let public = r#"{"event":"post.publish.publicly_available","content":"{\"publish_id\":\"p\",\"post_id\":7602997070760331285}"}"#;
        assert_eq!(
            parse(public.as_bytes()).unwrap().post_id.as_deref(),
            Some("7602997070760331285")
        );
        let ping =
            parse(br#"{"client_key":"k","event":"tiktok.ping","create_time":1,"content":"hello"}"#)
                .unwrap();
        assert_eq!((ping.tiktok_user_id, ping.publish_id), (None, None));
        assert!(parse(b"[]").is_err());
        assert!(parse(b"{}").is_err());
    }

    #[test]
    fn no_secret_signs_nothing() {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"").unwrap();
        mac.update(b"1.");
        mac.update(BODY.as_bytes());
        let header = format!("t=1,s={}", hex::encode(mac.finalize().into_bytes()));
        let checked = verify(&secret(""), &header, BODY.as_bytes());
        assert_eq!(checked, Err(BadSignature));
    }

    proptest! {
        #[test]
        fn no_header_is_a_surprise(header in "[ts=, 0-9a-f]{0,90}|\\PC{0,60}") {
            prop_assert!(check(&header, BODY).is_err());
        }

        #[test]
        fn a_right_signature_fits_whatever_the_body(body: Vec<u8>, time in 0_i64..9_999_999_999) {
            let mut mac = Hmac::<Sha256>::new_from_slice(b"k").unwrap();
            mac.update(format!("{time}.").as_bytes());
            mac.update(&body);
            let header = format!("t={time},s={}", hex::encode(mac.finalize().into_bytes()));
            prop_assert_eq!(verify(&secret("k"), &header, &body), Ok(SignedAt(Timestamp::from_seconds(time))));
        }
    }
}
