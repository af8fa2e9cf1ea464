//! How the queue stands.
#![expect(
    unused_variables,
    clippy::unused_async,
    reason = "signatures first; the bodies follow"
)]

use std::collections::BTreeMap;

use super::{Result, Store};
use crate::domain::{clock::Timestamp, status::Status};

/// How the queue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QueueState {
    /// Posts that a worker could take now.
    pub runnable: u64,
    /// Since when the oldest of them is due.
    pub oldest_runnable_at: Option<Timestamp>,
}

impl Store {
    /// How the queue stands.
    pub async fn queue_state(&self, now: Timestamp) -> Result<QueueState> {
        unimplemented!()
    }

    /// How many posts of all users stand where.
    pub async fn count_all_posts(&self) -> Result<BTreeMap<Status, u64>> {
        unimplemented!()
    }
}
