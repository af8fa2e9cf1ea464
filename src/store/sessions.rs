//! Browser sessions as rows: only a hash of the session id is kept.
//!
//! A session belongs to the user whose id its data holds under `user_id`, at the top or one level down (where
//! `axum-login` puts it); so all sessions of a user can be ended.

use std::{collections::HashMap, fmt};

use async_trait::async_trait;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{self, Error},
};

use super::{Result, Store, columns::Columns as _, retention::oldest};
use crate::domain::{
    clock::{SharedClock, Timestamp},
    id::UserId,
};

const OUT_OF_REACH: &str = "the database is out of reach";

/// The sessions of the database, as `tower-sessions` wants them.
#[derive(Clone)]
pub struct SessionRows {
    store: Store,
    clock: SharedClock,
}

impl SessionRows {
    /// Sessions in `store` whose expiry is judged by `clock`.
    #[must_use]
    pub fn new(store: Store, clock: SharedClock) -> Self {
        Self { store, clock }
    }
}

/// Stands for a session where its id must not lie about: the hash that the database has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SessionKey(String);

impl SessionKey {
    /// The key of the session with this id.
    #[must_use]
    pub fn of(id: Id) -> Self {
        Self(hash(id))
    }

    pub(super) const fn stored(hash: String) -> Self {
        Self(hash)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionRows").finish_non_exhaustive()
    }
}

#[async_trait]
impl SessionStore for SessionRows {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        while !self.store.insert_session(record).await? {
            record.id = Id::default();
        }
        Ok(())
    }

    /// A session that was ended meanwhile stays ended.
    async fn save(&self, record: &Record) -> session_store::Result<()> {
        Ok(self.store.update_session(record).await?)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        Ok(self.store.find_session(*id, self.clock.now()).await?)
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        Ok(self.store.delete_session(*id).await?)
    }
}

impl Store {
    async fn insert_session(&self, record: &Record) -> Result<bool, SessionError> {
        let outcome = sqlx::query(
            "insert into sessions (id_hash, user_id, data, expires_at) values ($1, $2, $3, $4) \
             on conflict (id_hash) do nothing",
        )
        .bind(hash(record.id))
        .bind(user_of(&record.data))
        .bind(serde_json::to_string(&record.data)?)
        .bind(millis(record.expiry_date))
        .execute(self.writers())
        .await?;
        Ok(outcome.rows_affected() > 0)
    }

    async fn update_session(&self, record: &Record) -> Result<(), SessionError> {
        sqlx::query(
            "update sessions set user_id = $1, data = $2, expires_at = $3 where id_hash = $4",
        )
        .bind(user_of(&record.data))
        .bind(serde_json::to_string(&record.data)?)
        .bind(millis(record.expiry_date))
        .bind(hash(record.id))
        .execute(self.writers())
        .await?;
        Ok(())
    }

    async fn find_session(&self, id: Id, now: Timestamp) -> Result<Option<Record>, SessionError> {
        let row = sqlx::query(
            "select data, expires_at from sessions where id_hash = $1 and expires_at > $2",
        )
        .bind(hash(id))
        .bind(now.as_millis())
        .fetch_optional(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Record {
            id,
            data: serde_json::from_str(&row.text("data")?)?,
            expiry_date: row.moment("expires_at")?.to_utc(),
        }))
    }

    async fn delete_session(&self, id: Id) -> Result<(), SessionError> {
        sqlx::query("delete from sessions where id_hash = $1")
            .bind(hash(id))
            .execute(self.writers())
            .await?;
        self.bells().ring_for_sessions();
        Ok(())
    }

    /// Ends every session of a user.
    pub async fn end_sessions_of(&self, user: UserId) -> Result<u64> {
        let outcome = sqlx::query("delete from sessions where user_id = $1")
            .bind(user.to_string())
            .execute(self.writers())
            .await?;
        self.bells().ring_for_sessions();
        Ok(outcome.rows_affected())
    }

    /// Deletes the sessions that are over.
    pub async fn purge_sessions(&self, now: Timestamp) -> Result<u64> {
        let over = oldest("sessions", "id_hash", "expires_at <= $1");
        self.purge(&over, now).await
    }
}

/// The errors of the database and of JSON, as `tower-sessions` words them.
struct SessionError(Error);

impl From<sqlx::Error> for SessionError {
    fn from(error: sqlx::Error) -> Self {
        let words = error.to_string();
        Self(Error::Backend(
            if super::StoreError::from(error).is_out_of_reach() {
                format!("{OUT_OF_REACH}: {words}")
            } else {
                words
            },
        ))
    }
}

impl From<super::StoreError> for SessionError {
    fn from(error: super::StoreError) -> Self {
        Self(Error::Backend(error.to_string()))
    }
}

/// Whether a session was not read or written because the database cannot be reached. `tower-sessions` has only words for it.
#[must_use]
pub fn is_out_of_reach(error: &Error) -> bool {
    matches!(error, Error::Backend(words) if words.starts_with(OUT_OF_REACH))
}

impl From<serde_json::Error> for SessionError {
    fn from(error: serde_json::Error) -> Self {
        Self(Error::Decode(error.to_string()))
    }
}

impl From<SessionError> for Error {
    fn from(error: SessionError) -> Self {
        error.0
    }
}

fn hash(id: Id) -> String {
    hex::encode(Sha256::digest(id.to_string().as_bytes()))
}

fn user_of(data: &HashMap<String, Value>) -> Option<String> {
    data.get("user_id")
        .or_else(|| data.values().find_map(|value| value.get("user_id")))
        .and_then(Value::as_str)
        .and_then(|text| text.parse::<UserId>().ok())
        .map(|id| id.to_string())
}

fn millis(moment: OffsetDateTime) -> i64 {
    i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}
