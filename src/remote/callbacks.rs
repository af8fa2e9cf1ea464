//! Sends callbacks, signed as Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use reqwest::header::CONTENT_TYPE;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use url::{Position, Url};

use super::{
    guard::GuardError,
    http::{Clients, cause, reason},
};
use crate::domain::clock::Timestamp;

/// Sends signed callbacks to addresses that users gave.
#[derive(Debug, Clone)]
pub struct CallbackSender {
    clients: Clients,
}

impl CallbackSender {
    /// A sender with these clients.
    #[must_use]
    pub fn new(clients: &Clients) -> Self {
        Self {
            clients: clients.clone(),
        }
    }

    /// Posts `body` (JSON) to `url`, whose path and query go out byte for byte. Answers the HTTP status, whatever it is.
    ///
    /// `secret` is `whsec_` and base64. Redirects are not followed.
    ///
    /// # Errors
    /// A sentence that says why there was no answer.
    pub async fn send(
        &self,
        url: &str,
        id: &str,
        timestamp: Timestamp,
        secret: &SecretString,
        body: &str,
    ) -> Result<u16, String> {
        let url = faithful(url)?;
        let signature = sign(secret, id, timestamp, body)?;
        let client = self
            .clients
            .guarded(&url)
            .map_err(|error| error.to_string())?
            .build()
            .map_err(reason)?;
        let answer = client
            .post(url)
            .timeout(self.clients.timeouts.callback)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp.as_seconds())
            .header("webhook-signature", signature)
            .body(body.to_owned())
            .send()
            .await;
        match answer {
            Ok(answer) => Ok(answer.status().as_u16()),
            Err(error) => Err(match cause::<GuardError>(&error) {
                Some(refused) => refused.to_string(),
                None => reason(error),
            }),
        }
    }
}

/// Reads a URL that is to be called byte for byte, as signed ones must be.
///
/// # Errors
/// A sentence, if it is no URL or if the URL standard would write its path or query in another way.
pub fn faithful(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("the URL is not valid: {error}"))?;
    let after_scheme = text.split_once("://").map_or("", |(_, rest)| rest);
    let target = after_scheme
        .find(['/', '?', '#', '\\'])
        .map_or("", |start| &after_scheme[start..]);
    let target = target.split_once('#').map_or(target, |(target, _)| target);
    let called = &url[Position::BeforePath..Position::AfterQuery];
    if called == target || called.strip_prefix('/') == Some(target) {
        Ok(url)
    } else {
        Err(format!(
            "the URL would be called as {called}; write it like that"
        ))
    }
}

/// The value of `webhook-signature`. Source: standard-webhooks, "Signature scheme".
fn sign(
    secret: &SecretString,
    id: &str,
    timestamp: Timestamp,
    body: &str,
) -> Result<String, String> {
    let key = secret
        .expose_secret()
        .strip_prefix("whsec_")
        .and_then(|key| STANDARD.decode(key).ok())
        .ok_or("the callback secret is not whsec_ and base64")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|error| error.to_string())?;
    mac.update(format!("{id}.{}.", timestamp.as_seconds()).as_bytes());
    mac.update(body.as_bytes());
    Ok(format!(
        "v1,{}",
        STANDARD.encode(mac.finalize().into_bytes())
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::secret::secret;

    #[test]
    fn the_signature_is_the_one_of_standard_webhooks() {
        // From the reference implementations of Standard Webhooks.
        let signature = sign(
            &secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            Timestamp::from_seconds(1_614_265_330),
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(
            signature.unwrap(),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
        assert!(sign(&secret("plain"), "m", Timestamp::default(), "").is_err());
        assert!(sign(&secret("whsec_%%"), "m", Timestamp::default(), "").is_err());
    }

    #[test]
    fn a_url_that_would_be_rewritten_is_refused() {
        for url in [
            "https://n8n.example/webhook-waiting/12?signature=ab%2Fc%3D%3d&x=a+b%20c",
            "https://N8N.example:443/a//b/%7Euser/~user;v=1,2/@(x)!$&*?q=%E2%9C%93&&=|^`{}[]\\#part",
            "https://example.com",
            "https://example.com?x=1",
        ] {
            assert!(faithful(url).is_ok(), "{url}: {:?}", faithful(url));
        }
        for url in [
            "https://example.com/a/../b",
            "https://example.com/%2e%2e/b",
            "https://example.com/a b",
            "https://example.com/é",
            "https://example.com/?x='a'",
            "https://example.com\\a",
            "https://example.com/a\tb",
            "not a url",
        ] {
            assert!(faithful(url).is_err(), "{url}");
        }
    }
}
