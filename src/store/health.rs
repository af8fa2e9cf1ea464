//! How the queue stands.

use super::{Result, Store, claims::Lane, columns::Columns as _};
use crate::domain::clock::Timestamp;

/// How the queue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QueueState {
    /// Posts that a worker could take now.
    pub runnable: u64,
    /// Since when the oldest of them is due.
    pub oldest_runnable_at: Option<Timestamp>,
}

/// How the temporary files of all machines stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FilesState {
    /// Recorded, as far as the history reaches.
    pub created: u64,
    /// Of these, proven gone.
    pub deleted: u64,
    /// Of these, not proven gone.
    pub present: u64,
    /// When the oldest of those was recorded.
    pub oldest_at: Option<Timestamp>,
    /// Deletions that did not work, whether or not a later one did.
    pub failures: u64,
}

impl Store {
    /// How the temporary files of all machines stand.
    pub async fn files_state(&self) -> Result<FilesState> {
        let present = sqlx::query(
            "select count(*) as files, min(created_at) as oldest from temporary_files \
             where deleted_at is null",
        )
        .fetch_one(self.readers())
        .await?;
        let deleted = self.count_deleted_files().await?;
        let failures = sqlx::query(
            "select cast(coalesce(sum(deletion_failures), 0) as bigint) as failures \
             from temporary_files where deletion_failures > 0",
        )
        .fetch_one(self.readers())
        .await?;
        let present_files: u64 = present.amount("files")?;
        Ok(FilesState {
            created: deleted + present_files,
            deleted,
            present: present_files,
            oldest_at: present.optional_moment("oldest")?,
            failures: failures.amount("failures")?,
        })
    }

    /// How many callbacks are still to be delivered.
    pub async fn count_pending_callbacks(&self) -> Result<u64> {
        let row =
            sqlx::query("select count(*) as pending from callbacks where next_at is not null")
                .fetch_one(self.readers())
                .await?;
        row.amount("pending")
    }

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
}
