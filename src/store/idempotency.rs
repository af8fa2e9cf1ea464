//! Idempotency keys: a request repeated with the same key gets the first answer again, for 24 hours.
#![expect(
    unused_variables,
    clippy::unused_async,
    reason = "signatures first; the bodies follow"
)]

use super::{Result, Store};
use crate::domain::{clock::Timestamp, id::ApiKeyId};

/// The answer to a request, to be given again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    /// HTTP status.
    pub status: u16,
    /// JSON.
    pub body: String,
    /// The `Location` header.
    pub location: Option<String>,
}

/// The right to answer for an idempotency key. Goes to [`Store::insert_post`] or [`Store::abandon_request`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    api_key_id: ApiKeyId,
    key_hash: String,
    token: String,
}

/// What an idempotency key says of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// It is the first: go on.
    Fresh(Reservation),
    /// It was answered before: answer the same.
    Replay(StoredAnswer),
    /// The first is still being answered.
    InProgress,
    /// The key was used for another request.
    Mismatch,
}

impl Store {
    /// Begins a request with an idempotency key. `fingerprint` stands for its content.
    ///
    /// A request in progress that did not end within 60 seconds, nor was renewed, may be taken over.
    pub async fn begin_request(
        &self,
        api_key: ApiKeyId,
        key: &str,
        fingerprint: &str,
        now: Timestamp,
    ) -> Result<Begun> {
        unimplemented!()
    }

    /// Keeps a request in progress for another 60 seconds, while a long upload flows.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`](super::StoreError::LeaseLost) if another request took it over.
    pub async fn renew_request(&self, reservation: &Reservation, now: Timestamp) -> Result<()> {
        unimplemented!()
    }

    /// Frees the key of a request that was refused or failed, so that it can be sent again.
    pub async fn abandon_request(&self, reservation: &Reservation) -> Result<()> {
        unimplemented!()
    }

    /// Deletes keys older than 24 hours.
    pub async fn purge_requests(&self, now: Timestamp) -> Result<u64> {
        unimplemented!()
    }
}
