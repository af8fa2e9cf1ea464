//! Where the pipeline has just changed something that outlives it: a row, a file, or what TikTok knows.
//!
//! In production these points do nothing. A test makes the pipeline stand still for ever at the n-th of them, drops it
//! there, as `kill -9` would, and starts it anew.

use std::{
    future,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio_util::sync::CancellationToken;

/// A handle that the worker carries to every step.
#[derive(Debug, Clone, Default)]
pub struct Effects(Option<Arc<Plan>>);

#[derive(Debug)]
struct Plan {
    left: AtomicUsize,
    seen: Mutex<Vec<&'static str>>,
    stopped: CancellationToken,
    panics: bool,
}

impl Effects {
    /// Stands still at the `n`-th effect (from 1); with `usize::MAX` it only counts.
    #[must_use]
    pub fn stop_after(n: usize) -> Self {
        Self::after_so_many(n, false)
    }

    /// Panics once, at the `n`-th effect, as a bug would.
    #[must_use]
    pub fn panic_after(n: usize) -> Self {
        Self::after_so_many(n, true)
    }

    fn after_so_many(n: usize, panics: bool) -> Self {
        Self(Some(Arc::new(Plan {
            left: AtomicUsize::new(n),
            seen: Mutex::default(),
            stopped: CancellationToken::new(),
            panics,
        })))
    }

    /// The effects so far, in order.
    #[must_use]
    pub fn seen(&self) -> Vec<&'static str> {
        self.0.as_ref().map_or_else(Vec::new, |plan| {
            plan.seen
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone()
        })
    }

    /// Ends when the pipeline stands still.
    pub async fn stopped(&self) {
        match &self.0 {
            Some(plan) => plan.stopped.cancelled().await,
            None => future::pending().await,
        }
    }

    /// An effect named `name` has just happened.
    pub(crate) async fn after(&self, name: &'static str) {
        let Some(plan) = &self.0 else { return };
        plan.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(name);
        let before = plan
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                Some(left.saturating_sub(1))
            })
            .unwrap_or(0);
        if plan.panics {
            assert!(before != 1, "a test asked for this panic");
        } else if before <= 1 {
            plan.stopped.cancel();
            future::pending::<()>().await;
        }
    }
}
