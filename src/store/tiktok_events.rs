//! Webhooks from TikTok: stored at once, acted on later.

use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::{Result, Store, columns::Columns as _};
use crate::domain::clock::Timestamp;

/// How long one worker keeps an event to itself.
const LEASE: Duration = Duration::from_secs(60);

/// One event that TikTok told us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TikTokEvent {
    /// TikTok's name for it.
    pub event: String,
    /// The `open_id` it is about.
    pub tiktok_user_id: String,
    /// The publish it is about.
    pub publish_id: Option<String>,
    /// The public post it is about.
    pub post_id: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// TikTok's `create_time`.
    pub created_at: Timestamp,
    /// The body as it came.
    pub raw: String,
}

impl TikTokEvent {
    /// The same for every delivery of the same event: TikTok gives events no id, and may write a repeated one otherwise.
    fn fingerprint(&self) -> String {
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        let parts = [
            self.event.clone(),
            self.tiktok_user_id.clone(),
            text(&self.publish_id),
            text(&self.post_id),
            text(&self.reason),
            self.created_at.as_millis().to_string(),
        ];
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hex::encode(hash.finalize())
    }
}

/// An event's id here.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EventId(String);

impl Store {
    /// Keeps an event. False if it came before: TikTok delivers at least once.
    pub async fn store_event(&self, event: &TikTokEvent, received_at: Timestamp) -> Result<bool> {
        let outcome = sqlx::query(
            "insert into tiktok_events (id, event, tiktok_user_id, publish_id, post_id, reason, created_at, \
             raw, received_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing",
        )
        .bind(event.fingerprint())
        .bind(&event.event)
        .bind(&event.tiktok_user_id)
        .bind(event.publish_id.as_deref())
        .bind(event.post_id.as_deref())
        .bind(event.reason.as_deref())
        .bind(event.created_at.as_millis())
        .bind(&event.raw)
        .bind(received_at.as_millis())
        .execute(self.writers())
        .await?;
        Ok(outcome.rows_affected() > 0)
    }

    /// Takes the event that came first; no one else gets it for a minute.
    pub async fn claim_event(&self, now: Timestamp) -> Result<Option<(EventId, TikTokEvent)>> {
        let is_free = "handled_at is null and (lease_until is null or lease_until <= $2)";
        let sql = format!(
            "update tiktok_events set lease_until = $1 \
             where id = (select id from tiktok_events where {is_free} order by received_at limit 1{}) \
             and {is_free} \
             returning id, event, tiktok_user_id, publish_id, post_id, reason, created_at, raw",
            self.dialect().claiming()
        );
        let rows = sqlx::query(&sql)
            .bind((now + LEASE).as_millis())
            .bind(now.as_millis())
            .fetch_all(self.writers())
            .await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let event = TikTokEvent {
            event: row.text("event")?,
            tiktok_user_id: row.text("tiktok_user_id")?,
            publish_id: row.optional_text("publish_id")?,
            post_id: row.optional_text("post_id")?,
            reason: row.optional_text("reason")?,
            created_at: row.moment("created_at")?,
            raw: row.text("raw")?,
        };
        Ok(Some((EventId(row.text("id")?), event)))
    }

    /// Deletes the event if it is about nobody and nothing that is here. False if it is about somebody.
    pub async fn forget_event_of_nobody(&self, id: &EventId) -> Result<bool> {
        let outcome = sqlx::query(
            "delete from tiktok_events where id = $1 \
             and not exists (select 1 from tiktok_accounts where tiktok_accounts.tiktok_user_id = tiktok_events.tiktok_user_id) \
             and not exists (select 1 from posts where posts.publish_id = tiktok_events.publish_id)",
        )
        .bind(&id.0)
        .execute(self.writers())
        .await?;
        Ok(outcome.rows_affected() > 0)
    }

    /// Records that the event was acted on.
    pub async fn finish_event(&self, id: &EventId, now: Timestamp) -> Result<()> {
        sqlx::query("update tiktok_events set handled_at = $1, lease_until = null where id = $2")
            .bind(now.as_millis())
            .bind(&id.0)
            .execute(self.writers())
            .await?;
        Ok(())
    }
}
