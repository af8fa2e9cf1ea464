//! The outbox: what callback URLs are still to be told, and every try.

use std::collections::HashMap;

use secrecy::SecretString;
use sqlx::any::AnyRow;

use super::{
    Result, Store, StoreError,
    columns::{Columns as _, whole},
    seal::Place,
};
use crate::domain::{
    clock::Timestamp,
    id::{ApiKeyId, CallbackId, PostId, UserId},
    secret::secret,
};

/// One event that a callback URL is told about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// The `webhook-id` of all its tries.
    pub id: CallbackId,
    /// The post.
    pub post_id: PostId,
    /// The key whose secret signs it.
    pub api_key_id: Option<ApiKeyId>,
    /// Whose it is.
    pub user_id: UserId,
    /// The status that began.
    pub event: String,
    /// The post object of that moment, its own links without host.
    pub payload: String,
    /// Tries so far.
    pub attempts: u32,
    /// When it happened.
    pub created_at: Timestamp,
    /// When it is tried next; none if it is not any more.
    pub next_at: Option<Timestamp>,
    /// When it was delivered.
    pub delivered_at: Option<Timestamp>,
    /// Until when the try that is going on keeps it from others. Every claim ends later than the one before.
    pub lease_until: Option<Timestamp>,
}

/// One try to deliver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When.
    pub at: Timestamp,
    /// The HTTP status that came back.
    pub status: Option<u16>,
    /// Why none came back.
    pub error: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
}

const COLUMNS: &str = "id, post_id, api_key_id, user_id, event, payload, attempts, created_at, next_at, delivered_at, lease_until";

impl Store {
    /// Takes the callback that has been due longest; no one else gets it before `until`.
    pub async fn claim_callback(
        &self,
        worker: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Callback>> {
        let is_free =
            "next_at is not null and next_at <= $3 and (lease_until is null or lease_until <= $3)";
        let sql = format!(
            "update callbacks set worker = $1, lease_until = $2 \
             where id = (select id from callbacks where {is_free} order by next_at, version limit 1{}) and {is_free} \
             returning {COLUMNS}",
            self.dialect().claiming()
        );
        let rows = sqlx::query(&sql)
            .bind(worker)
            .bind(until.as_millis())
            .bind(now.as_millis())
            .fetch_all(self.writers())
            .await?;
        rows.first().map(read).transpose()
    }

    /// Records a try of `claimed`. `next` is when to try again, none to give up or after delivery; if somebody asked for
    /// the callback again while it was being tried, that wish stands instead.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] if the claim ran out and another one was made, or the callback went with its post: nothing is
    /// written then.
    pub async fn record_attempt(
        &self,
        claimed: &Callback,
        attempt: &Attempt,
        next: Option<Timestamp>,
        delivered: bool,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let rows = sqlx::query(
            "update callbacks set attempts = attempts + 1, next_at = case when next_at = $1 then $2 else next_at end, \
             worker = null, lease_until = null, \
             delivered_at = case when $3 = 1 then $4 else delivered_at end \
             where id = $5 and lease_until = $6 returning attempts",
        )
        .bind(claimed.next_at.map(Timestamp::as_millis))
        .bind(next.map(Timestamp::as_millis))
        .bind(i32::from(delivered))
        .bind(attempt.at.as_millis())
        .bind(claimed.id.to_string())
        .bind(claimed.lease_until.map(Timestamp::as_millis))
        .fetch_all(&mut *tx)
        .await?;
        let row = rows.first().ok_or(StoreError::LeaseLost)?;
        sqlx::query(
            "insert into callback_attempts (callback_id, number, at, status, error, duration_ms) \
             values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(claimed.id.to_string())
        .bind(row.integer("attempts")?)
        .bind(attempt.at.as_millis())
        .bind(attempt.status.map(i32::from))
        .bind(attempt.error.as_deref())
        .bind(whole(attempt.duration_ms))
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whom the events of a post are told to, byte for byte.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] if no key opens it.
    pub async fn callback_url(&self, post: PostId) -> Result<Option<SecretString>> {
        let id = post.to_string();
        let row = sqlx::query("select callback_url from posts where id = $1")
            .bind(&id)
            .fetch_optional(self.readers())
            .await?;
        let sealed = row
            .map(|row| row.optional_text("callback_url"))
            .transpose()?;
        let sealed = sealed.flatten();
        let open = |sealed: String| self.sealer().open(&sealed, callback_url_of(&id));
        Ok(sealed.map(open).transpose()?)
    }

    /// Seals the addresses that an older version of the program left readable.
    pub(super) async fn seal_callback_urls(&self) -> Result<()> {
        // Word for word the condition of the index `posts_with_readable_callback`, so that the database uses it.
        let readable = "callback_url like 'http%'";
        let sql = format!("select id, callback_url from posts where {readable}");
        for row in sqlx::query(&sql).fetch_all(self.readers()).await? {
            let id = row.text("id")?;
            let url = secret(row.text("callback_url")?);
            let sql = format!("update posts set callback_url = $1 where id = $2 and {readable}");
            sqlx::query(&sql)
                .bind(self.sealer().seal(&url, callback_url_of(&id)))
                .bind(&id)
                .execute(self.writers())
                .await?;
        }
        Ok(())
    }

    /// The callbacks of a post with their tries, oldest first.
    pub async fn callbacks_of(&self, post: PostId) -> Result<Vec<(Callback, Vec<Attempt>)>> {
        let callbacks = sqlx::query(&format!(
            "select {COLUMNS} from callbacks where post_id = $1 order by version"
        ))
        .bind(post.to_string())
        .fetch_all(self.readers())
        .await?;
        let attempts = sqlx::query(
            "select callback_id, at, status, error, duration_ms from callback_attempts \
             where callback_id in (select id from callbacks where post_id = $1) \
             order by callback_id, number",
        )
        .bind(post.to_string())
        .fetch_all(self.readers())
        .await?;
        let mut by_callback: HashMap<CallbackId, Vec<Attempt>> = HashMap::new();
        for row in &attempts {
            let tries = by_callback.entry(row.parsed("callback_id")?).or_default();
            tries.push(read_attempt(row)?);
        }
        callbacks
            .iter()
            .map(|row| {
                let callback = read(row)?;
                let tries = by_callback.remove(&callback.id).unwrap_or_default();
                Ok((callback, tries))
            })
            .collect()
    }

    /// Sends a callback again at once, also if it is being tried right now: its due time then differs from the one that
    /// the try was claimed with. False if the user has no such callback.
    pub async fn resend_callback(
        &self,
        user: UserId,
        id: CallbackId,
        now: Timestamp,
    ) -> Result<bool> {
        let outcome =
            sqlx::query("update callbacks set next_at = case when next_at = $1 then $2 else $1 end where id = $3 and user_id = $4")
                .bind(now.as_millis())
                .bind(now.as_millis() + 1)
                .bind(id.to_string())
                .bind(user.to_string())
                .execute(self.writers())
                .await?;
        Ok(outcome.rows_affected() > 0)
    }
}

/// Where the address of a post's events lies.
pub(super) fn callback_url_of(id: &str) -> Place<'_> {
    Place {
        table: "posts",
        column: "callback_url",
        row: id,
    }
}

fn read(row: &AnyRow) -> Result<Callback> {
    Ok(Callback {
        id: row.parsed("id")?,
        post_id: row.parsed("post_id")?,
        api_key_id: row.optional_parsed("api_key_id")?,
        user_id: row.parsed("user_id")?,
        event: row.text("event")?,
        payload: row.text("payload")?,
        attempts: row.amount("attempts")?,
        created_at: row.moment("created_at")?,
        next_at: row.optional_moment("next_at")?,
        delivered_at: row.optional_moment("delivered_at")?,
        lease_until: row.optional_moment("lease_until")?,
    })
}

fn read_attempt(row: &AnyRow) -> Result<Attempt> {
    Ok(Attempt {
        at: row.moment("at")?,
        status: row.optional_amount("status")?,
        error: row.optional_text("error")?,
        duration_ms: row.amount("duration_ms")?,
    })
}
