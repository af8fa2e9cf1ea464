//! One export at a time for each person: it reads everything that they have.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use crate::domain::id::UserId;

/// Whose exports are going on, in this process. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Turns(Arc<Mutex<HashSet<UserId>>>);

/// The right to export, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    turns: Turns,
    user: UserId,
}

impl Turns {
    /// None if an export of that person is going on.
    pub(super) fn take(&self, user: UserId) -> Option<Turn> {
        let is_new = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(user);
        is_new.then(|| Turn {
            turns: self.clone(),
            user,
        })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut going = self.turns.0.lock().unwrap_or_else(PoisonError::into_inner);
        going.remove(&self.user);
    }
}
