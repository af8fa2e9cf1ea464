//! What goes when its time is over: a little at a time, so that nobody who writes waits long for it.

use super::{Result, Store, columns::Columns as _};
use crate::domain::clock::Timestamp;

/// Rows in one transaction.
const BATCH: u64 = 200;

/// An ended post that nobody holds and whose file is gone, last changed before `$1`.
const OLD_POST: &str = "updated_at < $1 and status in \
     ('published', 'in_inbox', 'unconfirmed', 'failed', 'rejected', 'cancelled', 'expired') \
     and (lease_until is null or lease_until < $1) and not exists (select 1 from temporary_files \
     where temporary_files.post_id = posts.id and temporary_files.deleted_at is null)";

/// The users of whose files there are records and who are gone, made by a request that was late; a deletion counts its own.
/// Goes from user to user, not from file to file.
const GONE_OWNERS: &str = "with recursive owners (user_id) as (select min(user_id) from temporary_files union all \
     select (select min(user_id) from temporary_files where user_id > owners.user_id) from owners \
     where owners.user_id is not null) \
     select user_id from owners where user_id is not null \
     and not exists (select 1 from users where users.id = owners.user_id) \
     and not exists (select 1 from deletions where deletions.user_id = owners.user_id)";

/// Rows of what, once deleted, are no longer counted.
#[derive(Debug, Clone, Copy)]
enum Counted {
    Posts,
    Files,
}

impl Store {
    /// Deletes what ended before `before`: posts with their history, consents and callbacks (unless their file is present),
    /// records of deleted files, and TikTok's events. Answers how many rows.
    pub async fn purge_history(&self, before: Timestamp) -> Result<u64> {
        let posts = format!(
            "delete from posts where id in (select id from posts where {OLD_POST} order by updated_at limit {BATCH}) \
             and {OLD_POST} returning user_id, status"
        );
        let files = format!(
            "{} returning machine",
            oldest("temporary_files", "id", "deleted_at < $1")
        );
        Ok(self
            .purge_counted(Counted::Posts, &posts, before, None)
            .await?
            + self
                .purge_counted(Counted::Files, &files, before, None)
                .await?
            + self
                .purge(&oldest("tiktok_events", "id", "received_at < $1"), before)
                .await?)
    }

    /// Deletes records of files that nobody has any more.
    pub async fn purge_orphans(&self, now: Timestamp) -> Result<u64> {
        let gone = sqlx::query(GONE_OWNERS).fetch_all(self.readers()).await?;
        let files = format!(
            "{} returning machine",
            oldest("temporary_files", "id", "deleted_at < $1 and user_id = $2")
        );
        let mut purged = 0;
        for row in &gone {
            let owner = row.text("user_id")?;
            purged += self
                .purge_counted(Counted::Files, &files, now, Some(&owner))
                .await?;
        }
        Ok(purged)
    }

    /// Deletes the figures of hours that began before `before`. Answers how many rows.
    pub async fn purge_figures(&self, before: Timestamp) -> Result<u64> {
        let outcome = sqlx::query("delete from hourly_figures where hour < $1")
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

    /// Repeats a statement that deletes at most a batch, and takes what it deleted from the counts, until there is nothing
    /// left for it.
    async fn purge_counted(
        &self,
        what: Counted,
        statement: &str,
        at: Timestamp,
        owner: Option<&str>,
    ) -> Result<u64> {
        let mut purged = 0;
        loop {
            let mut tx = self.begin().await?;
            let mut query = sqlx::query(statement).bind(at.as_millis());
            if let Some(owner) = owner {
                query = query.bind(owner);
            }
            let rows = query.fetch_all(&mut *tx).await?;
            match what {
                Counted::Posts => super::counts::deleted(&mut tx, &rows).await?,
                Counted::Files => super::counts::records_deleted(&mut tx, &rows).await?,
            }
            tx.commit().await?;
            let deleted = rows.len() as u64;
            purged += deleted;
            if deleted < BATCH {
                return Ok(purged);
            }
        }
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
