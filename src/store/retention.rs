//! What goes when its time is over.

use super::{Result, Store};
use crate::domain::clock::Timestamp;

/// Each statement deletes what ended before `$1`.
const PURGES: [&str; 3] = [
    // History and callbacks go with their post.
    "delete from posts where updated_at < $1 and status in \
     ('published', 'in_inbox', 'unconfirmed', 'failed', 'rejected', 'cancelled', 'expired') \
     and (lease_until is null or lease_until < $1) and not exists (select 1 from temporary_files \
     where temporary_files.post_id = posts.id and temporary_files.deleted_at is null)",
    "delete from temporary_files where deleted_at < $1",
    "delete from tiktok_events where received_at < $1",
];

impl Store {
    /// Deletes what ended before `before`: posts with their history and callbacks (unless their file is present), records
    /// of deleted files, and TikTok's events. Answers how many rows.
    pub async fn purge_history(&self, before: Timestamp) -> Result<u64> {
        let mut purged = 0;
        for statement in PURGES {
            let outcome = sqlx::query(statement)
                .bind(before.as_millis())
                .execute(self.writers())
                .await?;
            purged += outcome.rows_affected();
        }
        Ok(purged)
    }

    /// Deletes the figures of hours that began before `before`. Answers how many rows.
    pub async fn purge_figures(&self, before: Timestamp) -> Result<u64> {
        let outcome = sqlx::query("delete from figures where hour < $1")
            .bind(before.as_millis())
            .execute(self.writers())
            .await?;
        Ok(outcome.rows_affected())
    }

    /// Deletes OAuth round trips that nobody came back from.
    pub async fn purge_oauth_states(&self, now: Timestamp) -> Result<u64> {
        let outcome = sqlx::query("delete from oauth_states where expires_at <= $1")
            .bind(now.as_millis())
            .execute(self.writers())
            .await?;
        Ok(outcome.rows_affected())
    }
}
