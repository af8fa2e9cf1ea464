//! How the queue stands.

use std::collections::BTreeMap;

use super::{Result, Store, claims::Lane, columns::Columns as _};
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
        let mut state = QueueState::default();
        for lane in [Lane::Transfer, Lane::Follow] {
            let row = sqlx::query(&format!(
                "select count(*) as runnable, min(run_at) as oldest from posts where {} \
                 and run_at is not null and run_at <= $1 and (lease_until is null or lease_until <= $1)",
                lane.statuses()
            ))
            .bind(now.as_millis())
            .fetch_one(self.readers())
            .await?;
            let runnable: u64 = row.amount("runnable")?;
            let oldest = row.optional_moment("oldest")?;
            state.runnable += runnable;
            state.oldest_runnable_at = [state.oldest_runnable_at, oldest]
                .into_iter()
                .flatten()
                .min();
        }
        Ok(state)
    }

    /// How many posts of all users stand where.
    pub async fn count_all_posts(&self) -> Result<BTreeMap<Status, u64>> {
        let rows = sqlx::query("select status, count(*) as posts from posts group by status")
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| Ok((row.parsed("status")?, row.amount("posts")?)))
            .collect()
    }
}
