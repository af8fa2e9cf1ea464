//! Records of temporary files, from creation to proven deletion.

use std::collections::HashMap;

use sqlx::{Any, Transaction, any::AnyRow};

use super::{
    Result, Store, StoreError,
    claims::Lease,
    columns::{Columns as _, placeholders, whole},
    post_rows::{COLUMNS as POST_COLUMNS, read_post},
};
use crate::domain::{
    change::Field,
    clock::Timestamp,
    id::{PostId, TemporaryFileId},
    post::Post,
    temporary_file::TemporaryFile,
};

pub(super) const COLUMNS: &str =
    "id, user_id, post_id, machine, created_at, held_until, deleted_at, deletion_failures";
/// Ids in one query.
const BATCH: usize = 500;

impl Store {
    /// Records a file before its first byte is written.
    pub async fn insert_temporary_file(&self, file: &TemporaryFile) -> Result<()> {
        let mut tx = self.begin().await?;
        insert(&mut tx, file).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Records a file and makes it the leased post's own, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] if the post was taken over; nothing is recorded then.
    pub async fn attach_temporary_file(
        &self,
        lease: &Lease,
        file: &TemporaryFile,
        now: Timestamp,
    ) -> Result<Post> {
        let mut tx = self.begin().await?;
        insert(&mut tx, file).await?;
        let fields = vec![Field::TemporaryFile(Some(file.id))];
        let post = self.set_fields(&mut tx, lease, now, fields).await?;
        tx.commit().await?;
        self.bells().ring_for_posts();
        Ok(post)
    }

    /// Notes that the disk has all that was counted of the file, which only the memory had under `boot`. Nothing that anybody
    /// sees changes.
    pub async fn mark_synced(&self, post: PostId, file: TemporaryFileId, boot: &str) -> Result<()> {
        sqlx::query(
            "update posts set unsynced_boot = null \
             where id = $1 and temporary_file_id = $2 and unsynced_boot = $3",
        )
        .bind(post.to_string())
        .bind(file.to_string())
        .bind(boot)
        .execute(self.writers())
        .await?;
        Ok(())
    }

    /// The record of a file.
    pub async fn find_temporary_file(&self, id: TemporaryFileId) -> Result<Option<TemporaryFile>> {
        let row = sqlx::query(&format!(
            "select {COLUMNS} from temporary_files where id = $1"
        ))
        .bind(id.to_string())
        .fetch_optional(self.readers())
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// The records of many files.
    pub async fn find_temporary_files(
        &self,
        ids: &[TemporaryFileId],
    ) -> Result<HashMap<TemporaryFileId, TemporaryFile>> {
        let mut files = HashMap::with_capacity(ids.len());
        for batch in ids.chunks(BATCH) {
            let list = placeholders(1, batch.len());
            let sql = format!("select {COLUMNS} from temporary_files where id in ({list})");
            let mut query = sqlx::query(&sql);
            for id in batch {
                query = query.bind(id.to_string());
            }
            for row in &query.fetch_all(self.readers()).await? {
                let file = read(row)?;
                files.insert(file.id, file);
            }
        }
        Ok(files)
    }

    /// Records that the file is proven gone. The first proof stays, and changes its post, which tells when that was. Any
    /// worker may take the post from now on.
    pub async fn mark_file_deleted(&self, id: TemporaryFileId, now: Timestamp) -> Result<()> {
        let mut tx = self.begin().await?;
        sqlx::query("update posts set machine = null where temporary_file_id = $1")
            .bind(id.to_string())
            .execute(&mut *tx)
            .await?;
        let proven = sqlx::query(
            "update temporary_files set deleted_at = $1 where id = $2 and deleted_at is null returning machine",
        )
        .bind(now.as_millis())
        .bind(id.to_string())
        .fetch_all(&mut *tx)
        .await?;
        if let Some(proven) = proven.first() {
            sqlx::query(
                "update posts set version = version + 1, updated_at = $1 where temporary_file_id = $2",
            )
            .bind(now.as_millis())
            .bind(id.to_string())
            .execute(&mut *tx)
            .await?;
            let machine = proven.text("machine")?;
            super::counts::files_gone(&mut tx, machine).await?;
        }
        tx.commit().await?;
        self.bells().ring_for_posts();
        Ok(())
    }

    /// Records that the file could not be deleted.
    pub async fn record_deletion_failure(
        &self,
        id: TemporaryFileId,
        reason: &str,
        now: Timestamp,
    ) -> Result<()> {
        sqlx::query(
            "update temporary_files set deletion_failures = deletion_failures + 1, failed_at = $1, \
             failure = $2 where id = $3",
        )
        .bind(now.as_millis())
        .bind(reason)
        .bind(id.to_string())
        .execute(self.writers())
        .await?;
        Ok(())
    }

    /// How many files of a machine should be gone and could not be deleted yet.
    pub async fn count_undeletable_files(&self, machine: &str) -> Result<u64> {
        let row = sqlx::query(
            "select count(*) as files from temporary_files \
             where machine = $1 and deleted_at is null and deletion_failures > 0",
        )
        .bind(machine)
        .fetch_one(self.readers())
        .await?;
        row.amount("files")
    }

    /// The files on a machine that are not proven gone, oldest first, with the post that owns each.
    ///
    /// A file without a post is an upload that is not finished, or its post got another file or was deleted; but for the
    /// upload, its `held_until` is over then.
    pub async fn present_files(&self, machine: &str) -> Result<Vec<(TemporaryFile, Option<Post>)>> {
        let rows = sqlx::query(&format!(
            "select {COLUMNS} from temporary_files where machine = $1 and deleted_at is null \
             order by created_at, id"
        ))
        .bind(machine)
        .fetch_all(self.readers())
        .await?;
        self.with_posts(read_all(&rows)).await
    }

    /// Each file with the post that owns it, if that can be read.
    pub(super) async fn with_posts(
        &self,
        files: Vec<TemporaryFile>,
    ) -> Result<Vec<(TemporaryFile, Option<Post>)>> {
        let ids: Vec<PostId> = files.iter().filter_map(|file| file.post_id).collect();
        let posts = self.posts_by_id(&ids).await?;
        let with_post = |file: TemporaryFile| {
            let post = file.post_id.and_then(|id| posts.get(&id).cloned());
            (file, post)
        };
        Ok(files.into_iter().map(with_post).collect())
    }

    async fn posts_by_id(&self, ids: &[PostId]) -> Result<HashMap<PostId, Post>> {
        let mut posts = HashMap::with_capacity(ids.len());
        for batch in ids.chunks(BATCH) {
            let list = placeholders(1, batch.len());
            let sql = format!("select {} from posts where id in ({list})", *POST_COLUMNS);
            let mut query = sqlx::query(&sql);
            for id in batch {
                query = query.bind(id.to_string());
            }
            for row in &query.fetch_all(self.readers()).await? {
                match read_post(row) {
                    Ok(post) => drop(posts.insert(post.id, post)),
                    Err(error) => tracing::error!(%error, "a post cannot be read"),
                }
            }
        }
        Ok(posts)
    }

    /// Takes the file from whoever owned it and lets its time be over, so that the next sweep deletes it.
    pub async fn forget_temporary_file(&self, id: TemporaryFileId, now: Timestamp) -> Result<()> {
        sqlx::query(
            "update temporary_files set post_id = null, \
             held_until = case when held_until > $1 then $1 else held_until end where id = $2",
        )
        .bind(now.as_millis())
        .bind(id.to_string())
        .execute(self.writers())
        .await?;
        Ok(())
    }
}

pub(super) async fn insert(tx: &mut Transaction<'static, Any>, file: &TemporaryFile) -> Result<()> {
    sqlx::query(
        "insert into temporary_files (id, user_id, post_id, machine, created_at, held_until, deleted_at, \
         deletion_failures) values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(file.id.to_string())
    .bind(file.user_id.to_string())
    .bind(file.post_id.map(|id| id.to_string()))
    .bind(&file.machine)
    .bind(file.created_at.as_millis())
    .bind(file.held_until.as_millis())
    .bind(file.deleted_at.map(Timestamp::as_millis))
    .bind(whole(file.deletion_failures.into()))
    .execute(&mut **tx)
    .await?;
    if !file.is_present() {
        super::counts::files_gone(tx, file.machine.clone()).await?;
    }
    Ok(())
}

pub(super) async fn find(
    tx: &mut Transaction<'static, Any>,
    id: TemporaryFileId,
) -> Result<Option<TemporaryFile>> {
    let row = sqlx::query(&format!(
        "select {COLUMNS} from temporary_files where id = $1"
    ))
    .bind(id.to_string())
    .fetch_optional(&mut **tx)
    .await?;
    row.as_ref().map(read).transpose()
}

/// The machine that holds the file; none if the file is gone.
pub(super) async fn machine_of(
    tx: &mut Transaction<'static, Any>,
    id: TemporaryFileId,
) -> Result<Option<String>> {
    let file = find(tx, id).await?.ok_or(StoreError::NotFound)?;
    Ok(file.is_present().then_some(file.machine))
}

/// Makes the post own the file it names, and lets the time of any other file it had be over.
pub(super) async fn hand_over(
    tx: &mut Transaction<'static, Any>,
    post: &Post,
    now: Timestamp,
) -> Result<()> {
    let file = post.temporary_file.map(|id| id.to_string());
    sqlx::query(
        "update temporary_files set post_id = null, \
         held_until = case when held_until > $1 then $1 else held_until end \
         where post_id = $2 and deleted_at is null and id <> $3",
    )
    .bind(now.as_millis())
    .bind(post.id.to_string())
    .bind(file.clone().unwrap_or_default())
    .execute(&mut **tx)
    .await?;
    sqlx::query("update temporary_files set post_id = $1 where id = $2")
        .bind(post.id.to_string())
        .bind(file)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The records that can be read: one that cannot must not keep the others from being looked after.
pub(super) fn read_all(rows: &[AnyRow]) -> Vec<TemporaryFile> {
    let read = rows.iter().map(read).filter_map(|file| {
        file.inspect_err(
            |error| tracing::error!(%error, "the record of a temporary file cannot be read"),
        )
        .ok()
    });
    read.collect()
}

pub(super) fn read(row: &AnyRow) -> Result<TemporaryFile> {
    Ok(TemporaryFile {
        id: row.parsed("id")?,
        user_id: row.parsed("user_id")?,
        post_id: row.optional_parsed("post_id")?,
        machine: row.text("machine")?,
        created_at: row.moment("created_at")?,
        held_until: row.moment("held_until")?,
        deleted_at: row.optional_moment("deleted_at")?,
        deletion_failures: row.amount("deletion_failures")?,
    })
}
