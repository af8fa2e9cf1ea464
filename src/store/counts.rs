//! How many posts stand where, and how many files are gone. What has come to rest is added up with each change, in its
//! transaction: it grows with the history, and nobody can count that for every page. What is moving is few, and is counted.

use std::collections::BTreeMap;

use sqlx::{Any, Transaction, any::AnyRow};

use super::{
    Result, Store,
    columns::{Columns as _, placeholders},
};
use crate::domain::{
    id::{AccountId, UserId},
    status::Status,
};

/// The statuses that are counted where they stand: with `status in (…)` around it, word for word the condition of the index
/// `posts_moving`, so that the database uses it.
fn moving() -> String {
    let moving = Status::ALL.into_iter().filter(|it| !it.is_resting());
    let names: Vec<String> = moving.map(|status| format!("'{status}'")).collect();
    names.join(", ")
}

impl Store {
    /// How many posts of a user stand where; statuses without a post are absent.
    pub async fn count_posts(&self, user: UserId) -> Result<BTreeMap<Status, u64>> {
        let sql = format!(
            "select status, count(*) as posts from posts where user_id = $1 and status in ({}) group by status \
             union all select status, posts from resting_posts where user_id = $1 and posts > 0",
            moving()
        );
        let rows = sqlx::query(&sql)
            .bind(user.to_string())
            .fetch_all(self.readers())
            .await?;
        by_status(&rows)
    }

    /// How many posts of all users stand where.
    pub async fn count_all_posts(&self) -> Result<BTreeMap<Status, u64>> {
        let sql = format!(
            "select status, count(*) as posts from posts where status in ({}) group by status \
             union all select status, cast(sum(posts) as bigint) as posts from resting_posts where posts > 0 \
             group by status",
            moving()
        );
        let rows = sqlx::query(&sql).fetch_all(self.readers()).await?;
        by_status(&rows)
    }

    /// How many posts of a user wait for TikTok while they are sent.
    pub async fn count_waiting(&self, user: UserId) -> Result<u64> {
        let row = sqlx::query(
            "select count(*) as posts from posts \
             where user_id = $1 and status = $2 and waiting_code is not null",
        )
        .bind(user.to_string())
        .bind(Status::Sending.as_str())
        .fetch_one(self.readers())
        .await?;
        row.amount("posts")
    }

    /// How many posts of a user that have not come to rest go to which account, in which status.
    pub async fn count_moving_by_account(
        &self,
        user: UserId,
    ) -> Result<BTreeMap<(AccountId, Status), u64>> {
        let sql = format!(
            "select account_id, status, count(*) as posts from posts \
             where user_id = $1 and status in ({}) and account_id is not null group by account_id, status",
            moving()
        );
        let rows = sqlx::query(&sql)
            .bind(user.to_string())
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| {
                let key = (row.parsed("account_id")?, row.parsed("status")?);
                Ok((key, row.amount("posts")?))
            })
            .collect()
    }

    /// How many files are proven gone, as far as the history reaches.
    pub(super) async fn count_deleted_files(&self) -> Result<u64> {
        let row = sqlx::query(
            "select cast(coalesce(sum(files), 0) as bigint) as files from deleted_files",
        )
        .fetch_one(self.readers())
        .await?;
        // Below zero only if an older version deleted files beside this one, and did not count them.
        Ok(u64::try_from(row.integer("files")?).unwrap_or(0))
    }
}

fn by_status(rows: &[AnyRow]) -> Result<BTreeMap<Status, u64>> {
    rows.iter()
        .map(|row| Ok((row.parsed("status")?, row.amount("posts")?)))
        .collect()
}

/// A post was made.
pub(super) async fn made(
    tx: &mut Transaction<'static, Any>,
    user: UserId,
    status: Status,
) -> Result<()> {
    if !status.is_resting() {
        return Ok(());
    }
    add(
        tx,
        &BTreeMap::from([((user.to_string(), status.to_string()), 1)]),
    )
    .await
}

/// A post changed its status.
pub(super) async fn moved(
    tx: &mut Transaction<'static, Any>,
    user: UserId,
    from: Status,
    to: Status,
) -> Result<()> {
    let mut changes = BTreeMap::new();
    for (status, change) in [(from, -1), (to, 1)] {
        if status.is_resting() {
            *changes
                .entry((user.to_string(), status.to_string()))
                .or_default() += change;
        }
    }
    add(tx, &changes).await
}

/// These rows of posts, each with its `user_id` and `status`, were deleted.
pub(super) async fn deleted(tx: &mut Transaction<'static, Any>, posts: &[AnyRow]) -> Result<()> {
    let mut changes = BTreeMap::new();
    for row in posts {
        let (user, status) = (row.text("user_id")?, row.parsed::<Status>("status")?);
        if status.is_resting() {
            *changes.entry((user, status.to_string())).or_default() -= 1;
        }
    }
    add(tx, &changes).await
}

/// Adds to the counts of these users and statuses: the last statement of a transaction, its rows in one order, because
/// several transactions want them.
async fn add(
    tx: &mut Transaction<'static, Any>,
    changes: &BTreeMap<(String, String), i64>,
) -> Result<()> {
    let changes: Vec<_> = changes.iter().filter(|(_, change)| **change != 0).collect();
    if changes.is_empty() {
        return Ok(());
    }
    let rows: Vec<String> = (0..changes.len())
        .map(|row| format!("({})", placeholders(1 + row * 3, 3)))
        .collect();
    let sql = format!(
        "insert into resting_posts (user_id, status, posts) values {} \
         on conflict (user_id, status) do update set posts = resting_posts.posts + excluded.posts",
        rows.join(", ")
    );
    let mut query = sqlx::query(&sql);
    for ((user, status), change) in &changes {
        query = query.bind(user).bind(status).bind(**change);
    }
    query.execute(&mut **tx).await?;
    Ok(())
}

/// A file of `machine` is proven gone.
pub(super) async fn files_gone(tx: &mut Transaction<'static, Any>, machine: String) -> Result<()> {
    add_files(tx, &BTreeMap::from([(machine, 1)])).await
}

/// The records of these files, each with its `machine`, were deleted; all of them were proven gone.
pub(super) async fn records_deleted(
    tx: &mut Transaction<'static, Any>,
    files: &[AnyRow],
) -> Result<()> {
    let mut changes = BTreeMap::new();
    for row in files {
        *changes.entry(row.text("machine")?).or_default() -= 1;
    }
    add_files(tx, &changes).await
}

async fn add_files(
    tx: &mut Transaction<'static, Any>,
    changes: &BTreeMap<String, i64>,
) -> Result<()> {
    for (machine, change) in changes {
        sqlx::query(
            "insert into deleted_files (machine, files) values ($1, $2) \
             on conflict (machine) do update set files = deleted_files.files + excluded.files",
        )
        .bind(machine)
        .bind(*change)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_has_its_index() {
        let index = include_str!("../../migrations/20261124040000_create_resting_posts.sql");
        assert!(index.contains(&format!("status in ({})", moving())));
        let resting = Status::RESTING
            .map(|status| format!("'{status}'"))
            .join(", ");
        assert!(index.contains(&format!("status in ({resting})")));
    }
}
