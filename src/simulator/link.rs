//! A link of so many bytes a second: whoever sends over it waits for their turn.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// A timer wakes up late; so much of a turn that was missed can be made up for.
const SLACK: Duration = Duration::from_millis(20);

/// A link, shared by everything that goes over it.
#[derive(Debug)]
pub struct Link {
    bytes_per_second: u64,
    free_at: Mutex<Instant>,
}

impl Link {
    /// A link that carries so much.
    #[must_use]
    pub fn new(bytes_per_second: u64) -> Self {
        Self {
            bytes_per_second: bytes_per_second.max(1),
            free_at: Mutex::new(Instant::now()),
        }
    }

    /// Returns when `bytes` more have gone over it, behind what others sent before.
    pub async fn carry(&self, bytes: usize) {
        tokio::time::sleep_until(self.turn(Instant::now(), bytes)).await;
    }

    /// When `bytes` that stand at the link at `now` are through.
    fn turn(&self, now: Instant, bytes: usize) -> Instant {
        let nanos = bytes as u64 * 1_000_000_000 / self.bytes_per_second;
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        let begins = (*free_at).max(now.checked_sub(SLACK).unwrap_or(now));
        *free_at = begins + Duration::from_nanos(nanos);
        *free_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_share_a_link_share_its_width() {
        let link = Link::new(1_000_000);
        let now = Instant::now();
        let last = (0..100).map(|_| link.turn(now, 10_000)).last().unwrap();
        let took = last - now;
        assert!(took >= Duration::from_millis(980), "{took:?}");
        assert!(took <= Duration::from_millis(1001), "{took:?}");
    }

    #[test]
    fn a_link_that_stood_still_is_no_faster_afterwards() {
        let link = Link::new(1_000_000);
        let later = Instant::now() + Duration::from_secs(9);
        let took = link.turn(later, 1_000_000) - later;
        assert_eq!(took, Duration::from_millis(980));
    }
}
