//! Accounts on their way out, step by step, so that a crash at any point is made up for; and the receipts that stay.
//!
//! A row names its user as long as something of theirs is here. Once all is gone, it names nobody.

use sqlx::{Any, Transaction, any::AnyRow};

use super::{
    Result, Store,
    columns::{Columns as _, placeholders, whole},
    temporary_files,
};
use crate::domain::{
    clock::Timestamp,
    deletion::Receipt,
    id::{AccountId, DeletionId, UserId},
    temporary_file::TemporaryFile,
};

/// Posts that go in one transaction, with all that hangs on them.
const BATCH: usize = 200;

/// A deletion that somebody is at work on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenDeletion {
    /// The receipt.
    pub id: DeletionId,
    /// Whose account it is.
    pub user: UserId,
}

impl Store {
    /// Begins to delete a user: from now on nobody can act as them, none of their work goes on, and whoever signs in with
    /// the same Google account is somebody new. None if there is no such user; the same receipt if it was begun before.
    pub async fn begin_deletion(
        &self,
        user: UserId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<OpenDeletion>> {
        let mut tx = self.begin().await?;
        // Posts first, as whoever changes a post locks it before its user. A worker that holds one loses it.
        sqlx::query(
            "update posts set fence = fence + 1, worker = null, lease_until = null, run_at = null \
             where user_id = $1 and (run_at is not null or lease_until is not null)",
        )
        .bind(user.to_string())
        .execute(&mut *tx)
        .await?;
        let id = DeletionId::new(now);
        let named =
            sqlx::query("update users set email = $1, name = '', google_sub = null where id = $2")
                .bind(format!("deleted:{user}"))
                .bind(user.to_string())
                .execute(&mut *tx)
                .await?;
        if named.rows_affected() == 0 {
            return Ok(None);
        }
        sqlx::query(
            "insert into deletions (id, user_id, asked_at, lease_until) values ($1, $2, $3, $4) \
             on conflict (user_id) do nothing",
        )
        .bind(id.to_string())
        .bind(user.to_string())
        .bind(now.as_millis())
        .bind(until.as_millis())
        .execute(&mut *tx)
        .await?;
        let row = sqlx::query("select id from deletions where user_id = $1")
            .bind(user.to_string())
            .fetch_one(&mut *tx)
            .await?;
        let id = row.parsed("id")?;
        let mut gone = 0;
        for (sql, value) in [
            ("delete from sessions where user_id = $1", None),
            ("delete from oauth_states where user_id = $1", None),
            // The rows go with the rest; until then no key opens anything.
            (
                "update api_keys set hash = 'deleted:' || id, revoked_at = coalesce(revoked_at, $2) where user_id = $1",
                Some(now),
            ),
            (
                "update callbacks set next_at = null where user_id = $1 and next_at is not null",
                None,
            ),
        ] {
            let query = sqlx::query(sql).bind(user.to_string());
            let query = match value {
                Some(at) => query.bind(at.as_millis()),
                None => query,
            };
            let rows = query.execute(&mut *tx).await?.rows_affected();
            if sql.starts_with("delete") {
                gone += rows;
            }
        }
        add(&mut tx, id, "row_count", gone).await?;
        tx.commit().await?;
        self.bells().ring_for_sessions();
        self.bells().ring_for_posts();
        Ok(Some(OpenDeletion { id, user }))
    }

    /// Takes the deletion that has waited longest: whoever was at work on it is gone, or something was still in its way.
    pub async fn claim_deletion(
        &self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<OpenDeletion>> {
        let is_free = "user_id is not null and (lease_until is null or lease_until <= $2)";
        let sql = format!(
            "update deletions set lease_until = $1 where id = (select id from deletions where {is_free} \
             order by asked_at limit 1{}) and {is_free} returning id, user_id",
            self.dialect().claiming()
        );
        let rows = sqlx::query(&sql)
            .bind(until.as_millis())
            .bind(now.as_millis())
            .fetch_all(self.writers())
            .await?;
        let open = rows.first().map(|row| {
            Ok(OpenDeletion {
                id: row.parsed("id")?,
                user: row.parsed("user_id")?,
            })
        });
        open.transpose()
    }

    /// Wipes the access to a TikTok account; `told` says whether TikTok knows. Counted once, however often it is tried.
    pub async fn wipe_access(
        &self,
        deletion: OpenDeletion,
        account: AccountId,
        told: bool,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let wiped = sqlx::query(
            "update tiktok_accounts set tiktok_connected = 0, is_default = 0, tiktok_access_token = null, \
             tiktok_refresh_token = null, refreshing_until = null \
             where id = $1 and user_id = $2 and tiktok_connected = 1",
        )
        .bind(account.to_string())
        .bind(deletion.user.to_string())
        .execute(&mut *tx)
        .await?;
        let column = if told { "revoked" } else { "not_revoked" };
        add(&mut tx, deletion.id, column, wiped.rows_affected()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Lets the time of each file of the user that is still here be over, so that its machine deletes it; answers which.
    pub async fn release_files(&self, user: UserId, now: Timestamp) -> Result<Vec<TemporaryFile>> {
        sqlx::query(
            "update temporary_files set post_id = null, \
             held_until = case when held_until > $1 then $1 else held_until end \
             where user_id = $2 and deleted_at is null",
        )
        .bind(now.as_millis())
        .bind(user.to_string())
        .execute(self.writers())
        .await?;
        let rows = sqlx::query(&format!(
            "select {} from temporary_files where user_id = $1 and deleted_at is null",
            temporary_files::COLUMNS
        ))
        .bind(user.to_string())
        .fetch_all(self.readers())
        .await?;
        Ok(temporary_files::read_all(&rows))
    }

    /// Deletes some of the user's posts with all that hangs on them. False if there was none left.
    pub async fn delete_posts_of(&self, deletion: OpenDeletion) -> Result<bool> {
        let mut tx = self.begin().await?;
        let rows = sqlx::query(&format!(
            "select id from posts where user_id = $1 order by created_at, id limit {BATCH}"
        ))
        .bind(deletion.user.to_string())
        .fetch_all(&mut *tx)
        .await?;
        let ids: Vec<String> = rows
            .iter()
            .map(|row| row.text("id"))
            .collect::<Result<_>>()?;
        if ids.is_empty() {
            return Ok(false);
        }
        let list = placeholders(1, ids.len());
        let mut gone = 0;
        for sql in [
            format!(
                "delete from tiktok_events where publish_id in (select publish_id from posts where id in ({list}))"
            ),
            format!(
                "delete from callback_attempts where callback_id in (select id from callbacks where post_id in ({list}))"
            ),
            format!("delete from callbacks where post_id in ({list})"),
            format!("delete from consents where post_id in ({list})"),
            format!("delete from post_history where post_id in ({list})"),
        ] {
            let query = ids.iter().fold(sqlx::query(&sql), sqlx::query::Query::bind);
            gone += query.execute(&mut *tx).await?.rows_affected();
        }
        let sql = format!("delete from posts where id in ({list}) returning user_id, status");
        let query = ids.iter().fold(sqlx::query(&sql), sqlx::query::Query::bind);
        let deleted = query.fetch_all(&mut *tx).await?;
        super::counts::deleted(&mut tx, &deleted).await?;
        let posts = deleted.len() as u64;
        gone += posts;
        add(&mut tx, deletion.id, "row_count", gone).await?;
        add(&mut tx, deletion.id, "post_count", posts).await?;
        tx.commit().await?;
        self.bells().ring_for_posts();
        Ok(true)
    }

    /// Deletes what is left of the user once their posts are gone, the user last.
    pub async fn delete_rest_of(&self, deletion: OpenDeletion) -> Result<()> {
        let mut tx = self.begin().await?;
        let mut gone = super::budgets::forget_profiles(&mut tx, deletion.user).await?;
        for sql in [
            "delete from uploads where user_id = $1",
            "delete from hourly_figures where user_id = $1",
            "delete from resting_posts where user_id = $1",
            "delete from idempotency_keys where api_key_id in (select id from api_keys where user_id = $1)",
            "delete from api_keys where user_id = $1",
            "delete from tiktok_accounts where user_id = $1",
            "delete from acceptances where user_id = $1",
            "delete from oauth_states where user_id = $1",
            "delete from sessions where user_id = $1",
            "delete from users where id = $1",
        ] {
            let deleted = sqlx::query(sql)
                .bind(deletion.user.to_string())
                .execute(&mut *tx)
                .await?;
            gone += deleted.rows_affected();
        }
        add(&mut tx, deletion.id, "row_count", gone).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Deletes the records of the user's files that are proven gone. If that was the last of them, the receipt names nobody
    /// from now on, and the answer is true; else somebody looks again at `again`.
    pub async fn close_deletion(
        &self,
        deletion: OpenDeletion,
        now: Timestamp,
        again: Timestamp,
    ) -> Result<bool> {
        let mut tx = self.begin().await?;
        let asked = sqlx::query("select asked_at from deletions where id = $1")
            .bind(deletion.id.to_string())
            .fetch_one(&mut *tx)
            .await?
            .integer("asked_at")?;
        let proven = sqlx::query(
            "delete from temporary_files where user_id = $1 and deleted_at is not null returning deleted_at, machine",
        )
        .bind(deletion.user.to_string())
        .fetch_all(&mut *tx)
        .await?;
        let mut files = 0;
        for row in &proven {
            files += u64::from(row.integer("deleted_at")? >= asked);
        }
        super::counts::records_deleted(&mut tx, &proven).await?;
        add(&mut tx, deletion.id, "row_count", proven.len() as u64).await?;
        add(&mut tx, deletion.id, "file_count", files).await?;
        let left = sqlx::query("select id from temporary_files where user_id = $1 limit 1")
            .bind(deletion.user.to_string())
            .fetch_optional(&mut *tx)
            .await?
            .is_some();
        let sql = if left {
            "update deletions set lease_until = $1 where id = $2"
        } else {
            "update deletions set user_id = null, lease_until = null, done_at = $1 where id = $2"
        };
        let at = if left { again } else { now };
        sqlx::query(sql)
            .bind(at.as_millis())
            .bind(deletion.id.to_string())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(!left)
    }

    /// The receipt of that id.
    pub async fn find_receipt(&self, id: DeletionId) -> Result<Option<Receipt>> {
        let row = sqlx::query(
            "select id, asked_at, done_at, row_count, post_count, file_count, revoked, not_revoked \
             from deletions where id = $1",
        )
        .bind(id.to_string())
        .fetch_optional(self.readers())
        .await?;
        row.as_ref().map(read).transpose()
    }
}

/// Adds to one of the receipt's counts.
async fn add(
    tx: &mut Transaction<'static, Any>,
    id: DeletionId,
    column: &'static str,
    count: u64,
) -> Result<()> {
    sqlx::query(&format!(
        "update deletions set {column} = {column} + $1 where id = $2"
    ))
    .bind(whole(count))
    .bind(id.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<Receipt> {
    Ok(Receipt {
        id: row.parsed("id")?,
        asked_at: row.moment("asked_at")?,
        done_at: row.optional_moment("done_at")?,
        rows: row.amount("row_count")?,
        posts: row.amount("post_count")?,
        files: row.amount("file_count")?,
        revoked: row.amount("revoked")?,
        not_revoked: row.amount("not_revoked")?,
    })
}
