//! Claims: a worker takes a post by a lease, keeps it by heartbeats, and gives it back; every write is guarded by the fence.
#![expect(
    unused_variables,
    clippy::unused_async,
    reason = "signatures first; the bodies follow"
)]

use std::time::Duration;

use super::{Result, Store};
use crate::domain::{
    change::{Change, Field},
    clock::Timestamp,
    id::PostId,
    post::Post,
};

/// The two queues: long transfers never make short looks at TikTok wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Queued, downloading, checking, sending.
    Transfer,
    /// Processing, unconfirmed, in the inbox.
    Follow,
}

/// The right to work on a post, until it runs out or someone breaks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    post_id: PostId,
    worker: String,
    fence: i64,
}

impl Lease {
    /// The post.
    #[must_use]
    pub const fn post_id(&self) -> PostId {
        self.post_id
    }

    /// Who holds it.
    #[must_use]
    pub fn worker(&self) -> &str {
        &self.worker
    }

    /// Grows with every claim and every break: an older one is void.
    #[must_use]
    pub const fn fence(&self) -> i64 {
        self.fence
    }
}

impl Store {
    /// Takes the post that has been due longest, if its file (if any) is on `machine`.
    pub async fn claim(
        &self,
        lane: Lane,
        worker: &str,
        machine: &str,
        now: Timestamp,
        lease_for: Duration,
    ) -> Result<Option<(Lease, Post)>> {
        unimplemented!()
    }

    /// Keeps the lease until `until`.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`](super::StoreError::LeaseLost) if the post was taken over: stop at once.
    pub async fn heartbeat(&self, lease: &Lease, until: Timestamp) -> Result<()> {
        unimplemented!()
    }

    /// Writes progress and keeps the lease.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`](super::StoreError::LeaseLost) if the post was taken over: stop at once.
    pub async fn checkpoint(
        &self,
        lease: &Lease,
        now: Timestamp,
        fields: Vec<Field>,
    ) -> Result<Post> {
        unimplemented!()
    }

    /// Writes the outcome of a step and ends the lease.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`](super::StoreError::LeaseLost) if the post was taken over: nothing is written.
    pub async fn settle(&self, lease: &Lease, now: Timestamp, change: Change) -> Result<Post> {
        unimplemented!()
    }

    /// Ends the lease without an outcome; the post is due again at `run_at`.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`](super::StoreError::LeaseLost) if the post was taken over.
    pub async fn release(&self, lease: &Lease, run_at: Timestamp) -> Result<()> {
        unimplemented!()
    }
}
