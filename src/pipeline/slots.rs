//! The worker at work: its slots, woken when there may be something to do, drained when the process stops.

use std::time::Duration;

use tokio_util::task::TaskTracker;

use super::{
    periodic::{Rounds, SWEEP_EVERY},
    worker::Worker,
};
use crate::store::{StoreError, claims::Lane};

/// How many posts are looked at at once; a look is one short call.
const FOLLOW_SLOTS: usize = 2;
/// How many callbacks are under way at once.
const CALLBACK_SLOTS: usize = 2;
/// An idle slot looks after so long even if nobody rings.
const POLL: Duration = Duration::from_secs(1);
/// A slot that the database failed tries again after so long.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// What a slot does again and again.
#[derive(Debug, Clone, Copy)]
enum Duty {
    Posts(Lane),
    Callbacks,
    Events,
}

impl Worker {
    /// Works until the context's `stop`; returns when every running step has made its checkpoint and given up its lease.
    pub async fn run(&self) {
        let slots = TaskTracker::new();
        let duties = [
            (
                Duty::Posts(Lane::Transfer),
                self.ctx.settings.concurrent_transfers.max(1),
            ),
            (Duty::Posts(Lane::Follow), FOLLOW_SLOTS),
            (Duty::Callbacks, CALLBACK_SLOTS),
            (Duty::Events, 1),
        ];
        for (duty, count) in duties {
            for _ in 0..count {
                let worker = self.clone();
                slots.spawn(async move { worker.slot(duty).await });
            }
        }
        let worker = self.clone();
        slots.spawn(async move { worker.rounds().await });
        slots.close();
        slots.wait().await;
        tracing::info!(worker = %self.id, "the worker has stopped");
    }

    async fn slot(&self, duty: Duty) {
        while !self.ctx.stop.is_cancelled() {
            // Listen first: whoever rings while we look is heard.
            let rung = self.ctx.wake.notified();
            tokio::pin!(rung);
            rung.as_mut().enable();
            let pause = match self.do_one(duty).await {
                Ok(true) => continue,
                Ok(false) => POLL,
                Err(error) => {
                    tracing::error!(%error, cause = ?error, "the worker cannot reach its work");
                    AFTER_FAILURE
                }
            };
            self.ctx.heartbeat.beat(self.ctx.now());
            tokio::select! {
                () = &mut rung => {}
                () = tokio::time::sleep(pause) => {}
                () = self.ctx.stop.cancelled() => {}
            }
        }
    }

    async fn do_one(&self, duty: Duty) -> Result<bool, StoreError> {
        match duty {
            Duty::Posts(lane) => self.run_one(lane).await,
            Duty::Callbacks => self.deliver_callback().await,
            Duty::Events => self.take_event().await,
        }
    }

    async fn rounds(&self) {
        let mut rounds = Rounds::default();
        while !self.ctx.stop.is_cancelled() {
            if let Err(error) = self.round(&mut rounds).await {
                tracing::error!(%error, cause = ?error, "the sweep failed");
            }
            tokio::select! {
                () = tokio::time::sleep(SWEEP_EVERY) => {}
                () = self.ctx.stop.cancelled() => {}
            }
        }
    }
}
