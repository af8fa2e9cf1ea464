//! The outbox: what callback URLs are still to be told, and every try.
#![expect(
    unused_variables,
    clippy::unused_async,
    reason = "signatures first; the bodies follow"
)]

use super::{Result, Store};
use crate::domain::{
    clock::Timestamp,
    id::{ApiKeyId, CallbackId, PostId, UserId},
};

/// One event that a callback URL is told about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// The `webhook-id` of all its tries.
    pub id: CallbackId,
    /// The post.
    pub post_id: PostId,
    /// The key whose secret signs it.
    pub api_key_id: Option<ApiKeyId>,
    /// Whose it is.
    pub user_id: UserId,
    /// Whom to call, byte for byte.
    pub url: String,
    /// The status that began.
    pub event: String,
    /// The post object of that moment, its own links without host.
    pub payload: String,
    /// Tries so far.
    pub attempts: u32,
    /// When it happened.
    pub created_at: Timestamp,
    /// When it is tried next; none if it is not any more.
    pub next_at: Option<Timestamp>,
    /// When it was delivered.
    pub delivered_at: Option<Timestamp>,
}

/// One try to deliver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When.
    pub at: Timestamp,
    /// The HTTP status that came back.
    pub status: Option<u16>,
    /// Why none came back.
    pub error: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
}

impl Store {
    /// Takes the callback that has been due longest; no one else gets it before `until`.
    pub async fn claim_callback(
        &self,
        worker: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Callback>> {
        unimplemented!()
    }

    /// Records a try. `next` is when to try again, none to give up or after delivery.
    pub async fn record_attempt(
        &self,
        id: CallbackId,
        attempt: &Attempt,
        next: Option<Timestamp>,
        delivered: bool,
    ) -> Result<()> {
        unimplemented!()
    }

    /// The callbacks of a post with their tries, oldest first.
    pub async fn callbacks_of(&self, post: PostId) -> Result<Vec<(Callback, Vec<Attempt>)>> {
        unimplemented!()
    }

    /// Sends a callback again at once. False if the user has no such callback.
    pub async fn resend_callback(
        &self,
        user: UserId,
        id: CallbackId,
        now: Timestamp,
    ) -> Result<bool> {
        unimplemented!()
    }
}
