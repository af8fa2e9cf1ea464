//! Uploads that can be resumed: begun, followed byte by byte, and turned into a post.

use sqlx::{Any, Transaction, any::AnyRow};

use super::{
    Result, Store, StoreError,
    columns::{Columns as _, whole},
    posts::write_post,
    retention::oldest,
    temporary_files,
};
use crate::domain::{
    clock::Timestamp,
    id::{TemporaryFileId, UserId},
    post::Post,
    status::Actor,
    temporary_file::TemporaryFile,
    upload::ResumableUpload,
};

const COLUMNS: &str = "id, user_id, account_id, total_bytes, received, file_name, caption, auto_approve, metadata, \
     created_at, expires_at, post_id";

impl Store {
    /// Records an upload with its temporary file, before its first byte is written. False, and nothing is recorded, if the
    /// user has `most` unfinished ones already.
    pub async fn begin_upload(
        &self,
        upload: &ResumableUpload,
        file: &TemporaryFile,
        most: u32,
    ) -> Result<bool> {
        let mut tx = self.begin().await?;
        // Two that begin at the same time must not both be the last one allowed.
        let locking = self.dialect().locking();
        sqlx::query(&format!("select id from users where id = $1{locking}"))
            .bind(upload.user_id.to_string())
            .fetch_optional(&mut *tx)
            .await?;
        let row = sqlx::query(
            "select count(*) as open from uploads \
             where user_id = $1 and post_id is null and expires_at > $2",
        )
        .bind(upload.user_id.to_string())
        .bind(upload.created_at.as_millis())
        .fetch_one(&mut *tx)
        .await?;
        if row.integer("open")? >= i64::from(most) {
            return Ok(false);
        }
        temporary_files::insert(&mut tx, file).await?;
        insert(&mut tx, upload).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// An upload of a user.
    pub async fn find_upload(
        &self,
        user: UserId,
        id: TemporaryFileId,
    ) -> Result<Option<ResumableUpload>> {
        let row = sqlx::query(&format!(
            "select {COLUMNS} from uploads where id = $1 and user_id = $2"
        ))
        .bind(id.to_string())
        .bind(user.to_string())
        .fetch_optional(self.readers())
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// Whether an upload that is not finished still wants this file.
    pub async fn is_upload_open(&self, id: TemporaryFileId) -> Result<bool> {
        let row = sqlx::query("select id from uploads where id = $1 and post_id is null")
            .bind(id.to_string())
            .fetch_optional(self.readers())
            .await?;
        Ok(row.is_some())
    }

    /// The unfinished uploads of a user whose time is not over, oldest first.
    pub async fn open_uploads(&self, user: UserId, now: Timestamp) -> Result<Vec<ResumableUpload>> {
        let rows = sqlx::query(&format!(
            "select {COLUMNS} from uploads \
             where user_id = $1 and post_id is null and expires_at > $2 order by created_at, id"
        ))
        .bind(user.to_string())
        .bind(now.as_millis())
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(read).collect()
    }

    /// Notes that the first `received` bytes are on the disk.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] if the upload was discarded meanwhile, or became a post.
    pub async fn checkpoint_upload(&self, id: TemporaryFileId, received: u64) -> Result<()> {
        let outcome =
            sqlx::query("update uploads set received = $1 where id = $2 and post_id is null")
                .bind(whole(received))
                .bind(id.to_string())
                .execute(self.writers())
                .await?;
        match outcome.rows_affected() {
            0 => Err(StoreError::NotFound),
            _ => Ok(()),
        }
    }

    /// Notes that every byte of an upload is on the disk and makes its post, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] if the upload was discarded meanwhile, or has its post already; nothing is made then.
    pub async fn finish_upload(
        &self,
        post: &Post,
        id: TemporaryFileId,
        detail: &str,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let outcome = sqlx::query(
            "update uploads set received = total_bytes, post_id = $1 where id = $2 and post_id is null",
        )
        .bind(post.id.to_string())
        .bind(id.to_string())
        .execute(&mut *tx)
        .await?;
        if outcome.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        write_post(&mut tx, self, post, detail, Actor::User).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Forgets an upload. If it had not become a post, the time of its file is over, so that the next sweep of its machine
    /// deletes it. False if there was none.
    pub async fn forget_upload(
        &self,
        user: UserId,
        id: TemporaryFileId,
        now: Timestamp,
    ) -> Result<bool> {
        let mut tx = self.begin().await?;
        let outcome = sqlx::query("delete from uploads where id = $1 and user_id = $2")
            .bind(id.to_string())
            .bind(user.to_string())
            .execute(&mut *tx)
            .await?;
        if outcome.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query(
            "update temporary_files set held_until = $1 \
             where id = $2 and post_id is null and held_until > $1",
        )
        .bind(now.as_millis())
        .bind(id.to_string())
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Deletes uploads whose time is over. Their files are the sweep's.
    pub async fn purge_uploads(&self, before: Timestamp) -> Result<u64> {
        let over = oldest("uploads", "id", "expires_at <= $1");
        self.purge(&over, before).await
    }
}

async fn insert(tx: &mut Transaction<'static, Any>, upload: &ResumableUpload) -> Result<()> {
    sqlx::query(&format!(
        "insert into uploads ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    ))
    .bind(upload.id.to_string())
    .bind(upload.user_id.to_string())
    .bind(upload.account_id.map(|id| id.to_string()))
    .bind(whole(upload.total_bytes))
    .bind(whole(upload.received))
    .bind(upload.file_name.as_deref())
    .bind(&upload.caption)
    .bind(i32::from(upload.auto_approve))
    .bind(&upload.metadata)
    .bind(upload.created_at.as_millis())
    .bind(upload.expires_at.as_millis())
    .bind(upload.post_id.map(|id| id.to_string()))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<ResumableUpload> {
    Ok(ResumableUpload {
        id: row.parsed("id")?,
        user_id: row.parsed("user_id")?,
        account_id: row.optional_parsed("account_id")?,
        total_bytes: row.amount("total_bytes")?,
        received: row.amount("received")?,
        file_name: row.optional_text("file_name")?,
        caption: row.text("caption")?,
        auto_approve: row.flag("auto_approve")?,
        metadata: row.text("metadata")?,
        created_at: row.moment("created_at")?,
        expires_at: row.moment("expires_at")?,
        post_id: row.optional_parsed("post_id")?,
    })
}
