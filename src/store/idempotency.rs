//! Idempotency keys: a request repeated with the same key gets the first answer again, for 24 hours.

use std::time::Duration;

use sha2::{Digest as _, Sha256};
use sqlx::{Any, Transaction};

use super::{
    Result, Store, StoreError, columns::Columns as _, intake::NewRequest, retention::oldest,
};
use crate::domain::{clock::Timestamp, id::ApiKeyId};

/// How long an answer is given again.
pub const KEPT: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a request in progress is left alone without a renewal.
const PATIENCE: Duration = Duration::from_secs(15);
/// Stands for a content that has not come yet. No fingerprint is empty.
const NOT_YET: &str = "";

/// The answer to a request, to be given again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    /// HTTP status.
    pub status: u16,
    /// JSON.
    pub body: String,
    /// The `Location` header.
    pub location: Option<String>,
}

/// The right to answer for an idempotency key. Goes to [`Store::insert_post`] or [`Store::abandon_request`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    api_key_id: ApiKeyId,
    key_hash: String,
    token: String,
}

impl Reservation {
    /// What a request with the idempotency key `key` asks for.
    #[must_use]
    pub fn new(api_key: ApiKeyId, key: &str) -> Self {
        Self {
            api_key_id: api_key,
            key_hash: hex::encode(Sha256::digest(key.as_bytes())),
            token: hex::encode(rand::random::<[u8; 16]>()),
        }
    }

    /// Which row it is of.
    pub(super) fn key(&self) -> (ApiKeyId, String) {
        (self.api_key_id, self.key_hash.clone())
    }
}

/// What an idempotency key says of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// It is the first: go on.
    Fresh(Reservation),
    /// It was answered before: answer the same.
    Replay(StoredAnswer),
    /// The first is still being answered.
    InProgress,
    /// The key was used for another request.
    Mismatch,
    /// It was answered before; by the content, it will be known whether that was the same request.
    Answered,
}

impl Store {
    /// Begins a request with an idempotency key. `fingerprint` stands for its content.
    ///
    /// A request in progress that did not end within 15 seconds, nor was renewed, may be taken over.
    pub async fn begin_request(
        &self,
        api_key: ApiKeyId,
        key: &str,
        fingerprint: &str,
        now: Timestamp,
    ) -> Result<Begun> {
        let request = NewRequest {
            reservation: Reservation::new(api_key, key),
            fingerprint: fingerprint.to_owned(),
            at: now,
        };
        let mut tx = self.begin().await?;
        let begun = begin(&mut tx, &request).await?;
        tx.commit().await?;
        Ok(begun)
    }

    /// The same before its content has come: nobody else may begin meanwhile. [`Self::name_request`] follows.
    pub async fn begin_unread_request(
        &self,
        api_key: ApiKeyId,
        key: &str,
        now: Timestamp,
    ) -> Result<Begun> {
        self.begin_request(api_key, key, NOT_YET, now).await
    }

    /// Says what a request asked for whose content has come.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] if another request took it over.
    pub async fn name_request(
        &self,
        reservation: &Reservation,
        fingerprint: &str,
        now: Timestamp,
    ) -> Result<()> {
        let outcome = sqlx::query(
            "update idempotency_keys set fingerprint = $1, renewed_at = $2 \
             where api_key_id = $3 and key_hash = $4 and token = $5",
        )
        .bind(fingerprint)
        .bind(now.as_millis())
        .bind(reservation.api_key_id.to_string())
        .bind(&reservation.key_hash)
        .bind(&reservation.token)
        .execute(self.writers())
        .await?;
        still_mine(outcome.rows_affected())
    }

    /// Keeps a request in progress for another 15 seconds, while its content flows in.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] if another request took it over.
    pub async fn renew_request(&self, reservation: &Reservation, now: Timestamp) -> Result<()> {
        let outcome = sqlx::query(
            "update idempotency_keys set renewed_at = $1 \
             where api_key_id = $2 and key_hash = $3 and token = $4",
        )
        .bind(now.as_millis())
        .bind(reservation.api_key_id.to_string())
        .bind(&reservation.key_hash)
        .bind(&reservation.token)
        .execute(self.writers())
        .await?;
        still_mine(outcome.rows_affected())
    }

    /// Frees the key of a request that was refused or failed, so that it can be sent again.
    pub async fn abandon_request(&self, reservation: &Reservation) -> Result<()> {
        sqlx::query(
            "delete from idempotency_keys \
             where api_key_id = $1 and key_hash = $2 and token = $3 and status is null",
        )
        .bind(reservation.api_key_id.to_string())
        .bind(&reservation.key_hash)
        .bind(&reservation.token)
        .execute(self.writers())
        .await?;
        Ok(())
    }

    /// Deletes keys older than 24 hours.
    pub async fn purge_requests(&self, now: Timestamp) -> Result<u64> {
        let old = oldest(
            "idempotency_keys",
            "api_key_id, key_hash",
            "created_at <= $1",
        );
        self.purge(&old, now - KEPT).await
    }
}

/// Takes the key for `request`, or finds out what became of the one that has it.
pub(super) async fn begin(
    tx: &mut Transaction<'static, Any>,
    request: &NewRequest,
) -> Result<Begun> {
    let NewRequest {
        reservation,
        fingerprint,
        at,
    } = request;
    if reserve(tx, reservation, fingerprint, *at).await? {
        return Ok(Begun::Fresh(reservation.clone()));
    }
    look_up(tx, reservation, fingerprint).await
}

/// Takes the key if it is new, forgotten, or left behind in progress.
async fn reserve(
    tx: &mut Transaction<'static, Any>,
    reservation: &Reservation,
    fingerprint: &str,
    now: Timestamp,
) -> Result<bool> {
    let outcome = sqlx::query(
        "insert into idempotency_keys (api_key_id, key_hash, fingerprint, token, created_at, renewed_at) \
         values ($1, $2, $3, $4, $5, $5) \
         on conflict (api_key_id, key_hash) do update set fingerprint = excluded.fingerprint, \
         token = excluded.token, created_at = excluded.created_at, renewed_at = excluded.renewed_at, \
         status = null, body = null, location = null \
         where idempotency_keys.created_at <= $6 \
         or (idempotency_keys.status is null and idempotency_keys.renewed_at <= $7)",
    )
    .bind(reservation.api_key_id.to_string())
    .bind(&reservation.key_hash)
    .bind(fingerprint)
    .bind(&reservation.token)
    .bind(now.as_millis())
    .bind((now - KEPT).as_millis())
    .bind((now - PATIENCE).as_millis())
    .execute(&mut **tx)
    .await?;
    Ok(outcome.rows_affected() > 0)
}

async fn look_up(
    tx: &mut Transaction<'static, Any>,
    reservation: &Reservation,
    fingerprint: &str,
) -> Result<Begun> {
    let row = sqlx::query(
        "select fingerprint, status, body, location from idempotency_keys \
         where api_key_id = $1 and key_hash = $2",
    )
    .bind(reservation.api_key_id.to_string())
    .bind(&reservation.key_hash)
    .fetch_optional(&mut **tx)
    .await?;
    // Abandoned in this very moment: whoever asks again will be the first.
    let Some(row) = row else {
        return Ok(Begun::InProgress);
    };
    let status = row.optional_amount("status")?;
    let known = row.text("fingerprint")?;
    match status {
        Some(_) if fingerprint == NOT_YET => return Ok(Begun::Answered),
        None if fingerprint == NOT_YET || known == NOT_YET => return Ok(Begun::InProgress),
        _ if known != fingerprint => return Ok(Begun::Mismatch),
        _ => {}
    }
    let Some(status) = status else {
        return Ok(Begun::InProgress);
    };
    Ok(Begun::Replay(StoredAnswer {
        status,
        body: row.text("body")?,
        location: row.optional_text("location")?,
    }))
}

/// Keeps the answer, in the transaction of what it tells of.
pub(super) async fn answer(
    tx: &mut Transaction<'static, Any>,
    reservation: &Reservation,
    answer: &StoredAnswer,
) -> Result<()> {
    let outcome = sqlx::query(
        "update idempotency_keys set status = $1, body = $2, location = $3 \
         where api_key_id = $4 and key_hash = $5 and token = $6 and status is null",
    )
    .bind(i32::from(answer.status))
    .bind(&answer.body)
    .bind(answer.location.as_deref())
    .bind(reservation.api_key_id.to_string())
    .bind(&reservation.key_hash)
    .bind(&reservation.token)
    .execute(&mut **tx)
    .await?;
    still_mine(outcome.rows_affected())
}

fn still_mine(rows: u64) -> Result<()> {
    match rows {
        1 => Ok(()),
        _ => Err(StoreError::LeaseLost),
    }
}
