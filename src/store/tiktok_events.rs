//! Webhooks from TikTok: stored at once, acted on later.
#![expect(
    unused_variables,
    clippy::unused_async,
    reason = "signatures first; the bodies follow"
)]

use super::{Result, Store};
use crate::domain::clock::Timestamp;

/// One event that TikTok told us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TikTokEvent {
    /// TikTok's name for it.
    pub event: String,
    /// The `open_id` it is about.
    pub tiktok_user_id: String,
    /// The publish it is about.
    pub publish_id: Option<String>,
    /// The public post it is about.
    pub post_id: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// TikTok's `create_time`.
    pub created_at: Timestamp,
    /// The body as it came.
    pub raw: String,
}

/// An event's id here.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EventId(String);

impl Store {
    /// Keeps an event. False if it came before: TikTok delivers at least once.
    pub async fn store_event(&self, event: &TikTokEvent, received_at: Timestamp) -> Result<bool> {
        unimplemented!()
    }

    /// Takes the event that came first; no one else gets it for a minute.
    pub async fn claim_event(&self, now: Timestamp) -> Result<Option<(EventId, TikTokEvent)>> {
        unimplemented!()
    }

    /// Records that the event was acted on.
    pub async fn finish_event(&self, id: &EventId, now: Timestamp) -> Result<()> {
        unimplemented!()
    }
}
