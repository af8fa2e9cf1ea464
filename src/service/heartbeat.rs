//! The sign of life that the worker gives and `/readyz` looks for.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use crate::domain::clock::Timestamp;

/// When the worker last went round; shared by everything in the process.
#[derive(Debug, Clone, Default)]
pub struct Heartbeat(Arc<AtomicI64>);

impl Heartbeat {
    /// The worker is alive at `now`.
    pub fn beat(&self, now: Timestamp) {
        self.0.store(now.as_millis(), Ordering::Relaxed);
    }

    /// When it last was; none if this process has no worker or it has not begun.
    #[must_use]
    pub fn last(&self) -> Option<Timestamp> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            millis => Some(Timestamp::from_millis(millis)),
        }
    }
}
