//! TikTok's webhooks: the signature, and what they say.
#![expect(unused_variables, reason = "bodies follow")]

use secrecy::SecretString;

use super::TikTok;
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
    unimplemented!()
}

/// Reads an event.
///
/// # Errors
/// [`BadEvent`].
pub fn parse(body: &[u8]) -> Result<Event, BadEvent> {
    unimplemented!()
}

impl TikTok {
    /// [`verify`] with our own client secret.
    ///
    /// # Errors
    /// [`BadSignature`].
    pub fn verify_webhook(&self, header: &str, body: &[u8]) -> Result<SignedAt, BadSignature> {
        verify(&self.credentials.client_secret, header, body)
    }
}
