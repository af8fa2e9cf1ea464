//! A post as a row: reading, writing. The columns that only the store knows (lease, due time, machine) live here too.

use std::sync::LazyLock;

use sha2::{Digest as _, Sha256};
use sqlx::{Any, Transaction, any::AnyArguments, any::AnyRow, query::Query};

use super::{
    Result, Store, StoreError,
    callbacks::callback_url_of,
    columns::{Columns as _, whole},
    seal::Sealer,
};
use crate::domain::{
    clock::Timestamp,
    id::PostId,
    post::{CallbackUrl, Origin, Post, Progress, TikTokSide, Waiting},
    publish::Delivery,
    secret::secret,
    source::Source,
    status::Status,
};

/// What is decided when a post is made.
const FIXED: &[&str] = &[
    "id",
    "user_id",
    "api_key_id",
    "origin",
    "source_kind",
    "source_url",
    "source_hash",
    "source_file_name",
    "video_title",
    "video_description",
    "auto_approve",
    "external_id",
    "metadata",
    "callback_url",
    "created_at",
];

/// What changes, in the order of [`PostRow::bind_changing`].
const CHANGING: &[&str] = &[
    "account_id",
    "status",
    "caption",
    "delivery",
    "choices",
    "total_bytes",
    "downloaded_bytes",
    "sent_bytes",
    "waiting_code",
    "waiting_until",
    "video",
    "publish_id",
    "upload_url",
    "upload_url_expires_at",
    "chunk_size",
    "last_chunk_started",
    "tiktok_status",
    "tiktok_post_id",
    "status_fetches",
    "error",
    "temporary_file_id",
    "validator",
    "restored_at",
    "attempts",
    "entered_at",
    "progressed_at",
    "updated_at",
    "version",
    "run_at",
    "machine",
    "worker",
    "lease_until",
    "fence",
    "woken",
    "most_sent_bytes",
    "unsynced_boot",
];

/// Every column, for `select` and `returning`.
pub(super) static COLUMNS: LazyLock<String> =
    LazyLock::new(|| [FIXED, CHANGING].concat().join(", "));

static INSERT: LazyLock<String> = LazyLock::new(|| {
    let count = FIXED.len() + CHANGING.len();
    let values = super::columns::placeholders(1, count);
    format!("insert into posts ({}) values ({values})", *COLUMNS)
});

/// Guarded by the fence and the status that were read.
static UPDATE: LazyLock<String> = LazyLock::new(|| {
    let assignments: Vec<String> = CHANGING
        .iter()
        .enumerate()
        .map(|(index, column)| format!("{column} = ${}", index + 1))
        .collect();
    let next = CHANGING.len() + 1;
    format!(
        "update posts set {} where id = ${next} and fence = ${} and status = ${}",
        assignments.join(", "),
        next + 1,
        next + 2
    )
});

/// A post with what only the store knows of it.
#[derive(Debug, Clone)]
pub(super) struct PostRow {
    pub(super) post: Post,
    /// Sealed.
    callback_url: Option<String>,
    /// Sealed.
    pub(super) upload_url: Option<String>,
    pub(super) run_at: Option<Timestamp>,
    pub(super) machine: Option<String>,
    pub(super) worker: Option<String>,
    pub(super) lease_until: Option<Timestamp>,
    pub(super) fence: i64,
    pub(super) woken: bool,
    /// The most bytes that TikTok had of any publish in this stage.
    pub(super) most_sent: u64,
}

impl PostRow {
    /// The row of a post just made, due at once.
    pub(super) fn new(post: Post, sealer: &Sealer) -> Self {
        let callback_url = match &post.callback_url {
            Some(CallbackUrl::Given(url)) => {
                let row = post.id.to_string();
                Some(sealer.seal(&secret(url.as_str()), callback_url_of(&row)))
            }
            Some(CallbackUrl::Kept) | None => None,
        };
        Self {
            run_at: Some(post.created_at),
            callback_url,
            post,
            upload_url: None,
            machine: None,
            worker: None,
            lease_until: None,
            fence: 0,
            woken: false,
            most_sent: 0,
        }
    }

    pub(super) async fn insert(&self, tx: &mut Transaction<'static, Any>) -> Result<()> {
        let query = self.bind_fixed(sqlx::query(&INSERT))?;
        self.bind_changing(query)?.execute(&mut **tx).await?;
        Ok(())
    }

    /// What differs from one post by URL to the next when they are made, in the order of `intake::OWN`.
    pub(super) fn bind_new<'q>(
        &self,
        query: Query<'q, Any, AnyArguments<'q>>,
    ) -> Result<Query<'q, Any, AnyArguments<'q>>> {
        let post = &self.post;
        let url = match &post.source {
            Source::Url(url) => Some(url.as_str()),
            Source::File { .. } => None,
        };
        Ok(query
            .bind(post.id.to_string())
            .bind(post.user_id.to_string())
            .bind(post.api_key_id.map(|id| id.to_string()))
            .bind(post.origin.as_str())
            .bind(url.map(str::to_owned))
            .bind(url.map(source_hash))
            .bind(post.video_title.clone())
            .bind(post.video_description.clone())
            .bind(i16::from(post.auto_approve))
            .bind(post.external_id.clone())
            .bind(json(post.metadata.as_ref())?)
            .bind(self.callback_url.clone())
            .bind(post.account_id.map(|id| id.to_string()))
            .bind(post.caption.clone())
            .bind(post.created_at.as_millis()))
    }

    /// Writes what changed, provided that the row still has the fence and the status it had when it was read.
    pub(super) async fn update(
        &self,
        tx: &mut Transaction<'static, Any>,
        fence: i64,
        status: Status,
    ) -> Result<()> {
        let outcome = self
            .bind_changing(sqlx::query(&UPDATE))?
            .bind(self.post.id.to_string())
            .bind(fence)
            .bind(status.as_str())
            .execute(&mut **tx)
            .await?;
        match outcome.rows_affected() {
            1 => Ok(()),
            _ => Err(StoreError::LeaseLost),
        }
    }

    /// Gives the lease back, if there is one.
    pub(super) fn end_lease(&mut self) {
        self.worker = None;
        self.lease_until = None;
    }

    fn bind_fixed<'q>(
        &self,
        query: Query<'q, Any, AnyArguments<'q>>,
    ) -> Result<Query<'q, Any, AnyArguments<'q>>> {
        let post = &self.post;
        let (url, file_name) = match &post.source {
            Source::Url(url) => (Some(url.as_str()), None),
            Source::File { name } => (None, name.clone()),
        };
        Ok(query
            .bind(post.id.to_string())
            .bind(post.user_id.to_string())
            .bind(post.api_key_id.map(|id| id.to_string()))
            .bind(post.origin.as_str())
            .bind(post.source.kind())
            .bind(url.map(str::to_owned))
            .bind(url.map(source_hash))
            .bind(file_name)
            .bind(post.video_title.clone())
            .bind(post.video_description.clone())
            .bind(i16::from(post.auto_approve))
            .bind(post.external_id.clone())
            .bind(json(post.metadata.as_ref())?)
            .bind(self.callback_url.clone())
            .bind(post.created_at.as_millis()))
    }

    fn bind_changing<'q>(
        &self,
        query: Query<'q, Any, AnyArguments<'q>>,
    ) -> Result<Query<'q, Any, AnyArguments<'q>>> {
        let post = &self.post;
        let tiktok = &post.tiktok;
        Ok(query
            .bind(post.account_id.map(|id| id.to_string()))
            .bind(post.status.as_str())
            .bind(post.caption.clone())
            .bind(post.delivery.as_str())
            .bind(json(post.choices.as_ref())?)
            .bind(post.progress.total_bytes.map(whole))
            .bind(whole(post.progress.downloaded_bytes))
            .bind(whole(post.progress.sent_bytes))
            .bind(post.waiting.map(|waiting| waiting.code.as_str()))
            .bind(post.waiting.map(|waiting| waiting.until.as_millis()))
            .bind(json(post.video.as_ref())?)
            .bind(tiktok.publish_id.clone())
            .bind(self.upload_url.clone())
            .bind(tiktok.upload_url_expires_at.map(Timestamp::as_millis))
            .bind(tiktok.chunk_size.map(whole))
            .bind(i16::from(tiktok.last_chunk_started))
            .bind(tiktok.status.clone())
            .bind(tiktok.post_id.clone())
            .bind(i64::from(tiktok.status_fetches))
            .bind(json(post.error.as_ref())?)
            .bind(post.temporary_file.map(|id| id.to_string()))
            .bind(post.validator.clone())
            .bind(post.restored_at.map(Timestamp::as_millis))
            .bind(i64::from(post.attempts))
            .bind(post.entered_at.as_millis())
            .bind(post.progressed_at.as_millis())
            .bind(post.updated_at.as_millis())
            .bind(post.version)
            .bind(self.run_at.map(Timestamp::as_millis))
            .bind(self.machine.clone())
            .bind(self.worker.clone())
            .bind(self.lease_until.map(Timestamp::as_millis))
            .bind(self.fence)
            .bind(i16::from(self.woken))
            .bind(whole(self.most_sent))
            .bind(post.unsynced_boot.clone()))
    }
}

impl Store {
    /// Reads a post and keeps it from others until the transaction ends.
    pub(super) async fn lock_post(
        &self,
        tx: &mut Transaction<'static, Any>,
        id: PostId,
    ) -> Result<Option<PostRow>> {
        let lock = self.dialect().locking();
        let row = sqlx::query(&format!(
            "select {} from posts where id = $1{lock}",
            *COLUMNS
        ))
        .bind(id.to_string())
        .fetch_optional(&mut **tx)
        .await?;
        row.as_ref().map(read_row).transpose()
    }
}

pub(super) fn read_row(row: &AnyRow) -> Result<PostRow> {
    Ok(PostRow {
        post: read_post(row)?,
        callback_url: row.optional_text("callback_url")?,
        upload_url: row.optional_text("upload_url")?,
        run_at: row.optional_moment("run_at")?,
        machine: row.optional_text("machine")?,
        worker: row.optional_text("worker")?,
        lease_until: row.optional_moment("lease_until")?,
        fence: row.integer("fence")?,
        woken: row.flag("woken")?,
        most_sent: row.amount("most_sent_bytes")?,
    })
}

pub(super) fn read_post(row: &AnyRow) -> Result<Post> {
    Ok(Post {
        id: row.parsed("id")?,
        user_id: row.parsed("user_id")?,
        account_id: row.optional_parsed("account_id")?,
        api_key_id: row.optional_parsed("api_key_id")?,
        origin: named("origin", &row.text("origin")?, Origin::from_name)?,
        status: row.parsed("status")?,
        source: read_source(row)?,
        caption: row.text("caption")?,
        video_title: row.optional_text("video_title")?,
        video_description: row.optional_text("video_description")?,
        auto_approve: row.flag("auto_approve")?,
        delivery: named("delivery", &row.text("delivery")?, Delivery::from_name)?,
        choices: row.optional_json("choices")?,
        progress: Progress {
            total_bytes: row.optional_amount("total_bytes")?,
            downloaded_bytes: row.amount("downloaded_bytes")?,
            sent_bytes: row.amount("sent_bytes")?,
        },
        waiting: read_waiting(row)?,
        video: row.optional_json("video")?,
        tiktok: TikTokSide {
            publish_id: row.optional_text("publish_id")?,
            chunk_size: row.optional_amount("chunk_size")?,
            upload_url_expires_at: row.optional_moment("upload_url_expires_at")?,
            last_chunk_started: row.flag("last_chunk_started")?,
            status: row.optional_text("tiktok_status")?,
            post_id: row.optional_text("tiktok_post_id")?,
            status_fetches: row.amount("status_fetches")?,
        },
        error: row.optional_json("error")?,
        temporary_file: row.optional_parsed("temporary_file_id")?,
        validator: row.optional_text("validator")?,
        unsynced_boot: row.optional_text("unsynced_boot")?,
        external_id: row.optional_text("external_id")?,
        metadata: row.optional_json("metadata")?,
        callback_url: row
            .optional_text("callback_url")?
            .map(|_| CallbackUrl::Kept),
        restored_at: row.optional_moment("restored_at")?,
        attempts: row.amount("attempts")?,
        entered_at: row.moment("entered_at")?,
        progressed_at: row.moment("progressed_at")?,
        created_at: row.moment("created_at")?,
        updated_at: row.moment("updated_at")?,
        version: row.integer("version")?,
    })
}

fn read_source(row: &AnyRow) -> Result<Source> {
    Ok(match row.optional_parsed("source_url")? {
        Some(url) => Source::Url(url),
        None => Source::File {
            name: row.optional_text("source_file_name")?,
        },
    })
}

fn read_waiting(row: &AnyRow) -> Result<Option<Waiting>> {
    let code = row.optional_parsed("waiting_code")?;
    let until = row.optional_moment("waiting_until")?;
    Ok(code.zip(until).map(|(code, until)| Waiting { code, until }))
}

fn named<T>(column: &str, name: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<T> {
    read(name).ok_or_else(|| StoreError::Corrupt(format!("{column} is \"{name}\"")))
}

fn json<T: serde::Serialize>(value: Option<&T>) -> Result<Option<String>> {
    value
        .map(serde_json::to_string)
        .transpose()
        .map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// What duplicates are found by.
pub(super) fn source_hash(url: &str) -> String {
    hex::encode(Sha256::digest(url.as_bytes()))
}
