//! Browser sessions as rows: only a hash of the session id is kept.
#![expect(
    unused_variables,
    clippy::unused_async,
    reason = "signatures first; the bodies follow"
)]

use async_trait::async_trait;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store,
};

use super::{Result, Store};
use crate::domain::{
    clock::{SharedClock, Timestamp},
    id::UserId,
};

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

impl std::fmt::Debug for SessionRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionRows").finish_non_exhaustive()
    }
}

#[async_trait]
impl SessionStore for SessionRows {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        unimplemented!()
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        unimplemented!()
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        unimplemented!()
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        unimplemented!()
    }
}

impl Store {
    /// Ends every session of a user.
    pub async fn end_sessions_of(&self, user: UserId) -> Result<u64> {
        unimplemented!()
    }

    /// Deletes the sessions that are over.
    pub async fn purge_sessions(&self, now: Timestamp) -> Result<u64> {
        unimplemented!()
    }
}
