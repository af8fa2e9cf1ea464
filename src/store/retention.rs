//! What goes when its time is over, and values sealed with a former key.
#![expect(
    unused_variables,
    clippy::unused_async,
    reason = "signatures first; the bodies follow"
)]

use super::{Result, Store};
use crate::domain::clock::Timestamp;

impl Store {
    /// Deletes what ended before `before`: posts with their history and callbacks (unless a worker still follows them or
    /// their file is present), records of deleted files, and TikTok's events.
    pub async fn purge_history(&self, before: Timestamp) -> Result<u64> {
        unimplemented!()
    }

    /// Deletes OAuth round trips that nobody came back from.
    pub async fn purge_oauth_states(&self, now: Timestamp) -> Result<u64> {
        unimplemented!()
    }

    /// Seals with the current key what a former one sealed, after which `SECRET_KEY_PREVIOUS` can go.
    pub async fn reseal(&self) -> Result<u64> {
        unimplemented!()
    }
}
