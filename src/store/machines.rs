//! The machines that hold temporary files: alive as long as a worker on them goes round.

use super::{Result, Store, temporary_files::read_all};
use crate::domain::{clock::Timestamp, post::Post, temporary_file::TemporaryFile};

impl Store {
    /// A worker on `machine` is alive at `now`.
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
