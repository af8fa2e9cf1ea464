//! One request at a time for each upload, and the newest goes first: a client that comes back after its line broke must not
//! wait until the server has noticed that the old request is dead.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio_util::sync::CancellationToken;

use crate::domain::id::TemporaryFileId;

/// How long the request before may take to bring its last bytes to the disk.
const PATIENCE: Duration = Duration::from_secs(15);

/// Who is at work on which upload, in this process.
#[derive(Debug, Clone, Default)]
pub struct Turns(Arc<Mutex<HashMap<TemporaryFileId, Handle>>>);

/// What a request that waits needs of the one at work.
#[derive(Debug, Clone, Default)]
struct Handle {
    /// Cancelled when it is to stop.
    leave: CancellationToken,
    /// Cancelled when it has stopped.
    left: CancellationToken,
}

/// The right to work on an upload, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    turns: Turns,
    id: TemporaryFileId,
    handle: Handle,
}

impl Turns {
    /// Stops whoever is at work on the upload and takes over; none if they do not leave in time.
    pub(super) async fn take(&self, id: TemporaryFileId) -> Option<Turn> {
        loop {
            let before = match self.enter(id) {
                Ok(turn) => return Some(turn),
                Err(before) => before,
            };
            before.leave.cancel();
            tokio::time::timeout(PATIENCE, before.left.cancelled())
                .await
                .ok()?;
        }
    }

    /// Whether somebody is at work on the upload.
    #[must_use]
    pub fn is_taken(&self, id: TemporaryFileId) -> bool {
        self.open().contains_key(&id)
    }

    /// Takes the turn if nobody has it; else answers how to reach whoever has.
    fn enter(&self, id: TemporaryFileId) -> Result<Turn, Handle> {
        let mut open = self.open();
        if let Some(before) = open.get(&id) {
            return Err(before.clone());
        }
        let handle = Handle::default();
        open.insert(id, handle.clone());
        Ok(Turn {
            turns: self.clone(),
            id,
            handle,
        })
    }

    fn open(&self) -> MutexGuard<'_, HashMap<TemporaryFileId, Handle>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// Ends when another request wants the upload.
    pub(super) async fn wanted(&self) {
        self.handle.leave.cancelled().await;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.open().remove(&self.id);
        self.handle.left.cancel();
    }
}
