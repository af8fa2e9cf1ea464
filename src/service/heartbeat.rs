//! The sign of life that the worker gives and `/readyz` looks for.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use crate::domain::clock::Timestamp;

/// When the worker last went round; shared by everything in the process. It beats once a worker has begun: what a process for
/// pages does for posts that no worker takes is no sign that there is one.
#[derive(Debug, Clone, Default)]
pub struct Heartbeat(Arc<AtomicI64>);

impl Heartbeat {
    /// A worker of this process begins at `now`.
    pub fn begin(&self, now: Timestamp) {
        self.0.store(now.as_millis(), Ordering::Relaxed);
    }

    /// The worker, if there is one, is alive at `now`.
    pub fn beat(&self, now: Timestamp) {
        if self.last().is_some() {
            self.begin(now);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_does_not_beat_without_a_worker() {
        let (first, second) = (Timestamp::from_millis(1), Timestamp::from_millis(2));
        let heartbeat = Heartbeat::default();
        heartbeat.beat(first);
        assert_eq!(heartbeat.last(), None);
        heartbeat.begin(first);
        heartbeat.beat(second);
        assert_eq!(heartbeat.last(), Some(second));
    }
}
