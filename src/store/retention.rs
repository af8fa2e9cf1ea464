//! What goes when its time is over: a little at a time, so that nobody who writes waits long for it.

use super::{Result, Store};
use crate::domain::clock::Timestamp;

/// Rows in one transaction.
const BATCH: u64 = 200;

/// An ended post that nobody holds and whose file is gone, last changed before `$1`.
const OLD_POST: &str = "updated_at < $1 and status in \
     ('published', 'in_inbox', 'unconfirmed', 'failed', 'rejected', 'cancelled', 'expired') \
     and (lease_until is null or lease_until < $1) and not exists (select 1 from temporary_files \
     where temporary_files.post_id = posts.id and temporary_files.deleted_at is null)";

/// The record of a file whose user is gone, made by a request that was late; a deletion counts its own.
const ORPHAN: &str = "deleted_at is not null and deleted_at < $1 \
     and not exists (select 1 from users where users.id = temporary_files.user_id) \
     and not exists (select 1 from deletions where deletions.user_id = temporary_files.user_id)";

impl Store {
    /// Deletes what ended before `before`: posts with their history, consents and callbacks (unless their file is present),
    /// records of deleted files, and TikTok's events. Answers how many rows.
    pub async fn purge_history(&self, before: Timestamp) -> Result<u64> {
        let posts = format!(
            "delete from posts where id in (select id from posts where {OLD_POST} order by updated_at limit {BATCH}) \
             and {OLD_POST}"
        );
        Ok(self.purge(&posts, before).await?
            + self
                .purge(&oldest("temporary_files", "id", "deleted_at < $1"), before)
                .await?
            + self
                .purge(&oldest("tiktok_events", "id", "received_at < $1"), before)
                .await?)
    }

    /// Deletes records of files that nobody has any more.
    pub async fn purge_orphans(&self, now: Timestamp) -> Result<u64> {
        self.purge(&oldest("temporary_files", "id", ORPHAN), now)
            .await
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
        self.purge(
            &oldest("oauth_states", "state_hash", "expires_at <= $1"),
            now,
        )
        .await
    }

    /// Repeats a statement that deletes at most a batch, until there is nothing left for it.
    pub(super) async fn purge(&self, statement: &str, at: Timestamp) -> Result<u64> {
        let mut purged = 0;
        loop {
            let outcome = sqlx::query(statement)
                .bind(at.as_millis())
                .execute(self.writers())
                .await?;
            purged += outcome.rows_affected();
            if outcome.rows_affected() < BATCH {
                return Ok(purged);
            }
        }
    }
}

/// Deletes a batch of the rows that `condition` is true of; `key` tells them apart.
pub(super) fn oldest(table: &str, key: &str, condition: &str) -> String {
    format!(
        "delete from {table} where ({key}) in (select {key} from {table} where {condition} limit {BATCH})"
    )
}
