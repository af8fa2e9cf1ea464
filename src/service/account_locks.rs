//! One lock for each TikTok account, for work that only one task of this process may do at a time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use tokio::sync::Mutex as AsyncMutex;

use crate::domain::id::AccountId;

/// The locks. They live as long as somebody holds or awaits them.
#[derive(Debug, Clone, Default)]
pub struct AccountLocks(Arc<Mutex<HashMap<AccountId, Weak<AsyncMutex<()>>>>>);

impl AccountLocks {
    /// The lock of that account.
    pub(super) fn of(&self, id: AccountId) -> Arc<AsyncMutex<()>> {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lock) = locks.get(&id).and_then(Weak::upgrade) {
            return lock;
        }
        locks.retain(|_, lock| lock.strong_count() > 0);
        let lock = Arc::new(AsyncMutex::new(()));
        locks.insert(id, Arc::downgrade(&lock));
        lock
    }
}
