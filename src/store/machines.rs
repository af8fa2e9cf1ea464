//! The machines that hold temporary files: alive as long as a process on them goes round; and where workers are.

use super::{Result, Store, columns::Columns as _, temporary_files::read_all};
use crate::domain::{clock::Timestamp, post::Post, temporary_file::TemporaryFile};

impl Store {
    /// A process on `machine` that sweeps is alive at `now`.
    pub async fn see_machine(&self, machine: &str, now: Timestamp) -> Result<()> {
        sqlx::query(
            "insert into machines (name, seen_at) values ($1, $2) \
             on conflict (name) do update set seen_at = excluded.seen_at",
        )
        .bind(machine)
        .bind(now.as_millis())
        .execute(self.writers())
        .await?;
        Ok(())
    }

    /// A worker on `machine` went round at `now`.
    pub async fn see_worker(&self, machine: &str, now: Timestamp) -> Result<()> {
        sqlx::query(
            "insert into machines (name, seen_at, worker_seen_at) values ($1, $2, $2) \
             on conflict (name) do update set worker_seen_at = excluded.worker_seen_at",
        )
        .bind(machine)
        .bind(now.as_millis())
        .execute(self.writers())
        .await?;
        Ok(())
    }

    /// When a worker last went round, on whichever machine; none if there never was one.
    pub async fn worker_seen_at(&self) -> Result<Option<Timestamp>> {
        let row = sqlx::query("select max(worker_seen_at) as seen_at from machines")
            .fetch_one(self.readers())
            .await?;
        row.optional_moment("seen_at")
    }

    /// The files, not proven gone, on machines of which nothing was heard since `since`; with the post that owns each.
    pub async fn files_of_silent_machines(
        &self,
        since: Timestamp,
    ) -> Result<Vec<(TemporaryFile, Option<Post>)>> {
        let rows = sqlx::query(&format!(
            "select {} from temporary_files where deleted_at is null \
             and machine not in (select name from machines where seen_at >= $1) order by created_at, id",
            super::temporary_files::COLUMNS
        ))
        .bind(since.as_millis())
        .fetch_all(self.readers())
        .await?;
        self.with_posts(read_all(&rows)).await
    }
}
