//! The history of a post: one row for every transition, written with it.
#![expect(
    unused_variables,
    clippy::unused_async,
    reason = "signatures first; the bodies follow"
)]

use super::{Result, Store};
use crate::domain::{id::PostId, post::HistoryEntry};

impl Store {
    /// What happened to a post, oldest first.
    pub async fn history(&self, id: PostId) -> Result<Vec<HistoryEntry>> {
        unimplemented!()
    }
}
