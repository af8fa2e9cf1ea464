//! What proves that temporary files go: what should be on the disk, when somebody last looked, what went last.

use std::collections::HashSet;

use super::{
    Result, Store,
    columns::Columns as _,
    temporary_files::{COLUMNS, read_all},
};
use crate::domain::{
    clock::Timestamp,
    id::{TemporaryFileId, UserId},
    post::Post,
    temporary_file::TemporaryFile,
};

impl Store {
    /// The files on a machine that are not proven gone.
    pub async fn recorded_files(&self, machine: &str) -> Result<HashSet<TemporaryFileId>> {
        let rows =
            sqlx::query("select id from temporary_files where machine = $1 and deleted_at is null")
                .bind(machine)
                .fetch_all(self.readers())
                .await?;
        rows.iter().map(|row| row.parsed("id")).collect()
    }

    /// When the folder of `machine` was last swept.
    pub async fn last_sweep(&self, machine: &str) -> Result<Option<Timestamp>> {
        let row = sqlx::query("select seen_at from machines where name = $1")
            .bind(machine)
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| row.moment("seen_at")).transpose()
    }

    /// The user's files that were last proven gone, the latest first, with their posts.
    pub async fn last_deletions(
        &self,
        user: UserId,
        limit: u32,
    ) -> Result<Vec<(TemporaryFile, Option<Post>)>> {
        let rows = sqlx::query(&format!(
            "select {COLUMNS} from temporary_files where user_id = $1 and deleted_at is not null \
             order by deleted_at desc limit $2"
        ))
        .bind(user.to_string())
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        self.with_posts(read_all(&rows)).await
    }
}
