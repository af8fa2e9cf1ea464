//! The worker at work: its slots, woken when there may be something to do, drained when the process stops.

use std::{fmt, panic::AssertUnwindSafe, time::Duration};

use futures::FutureExt as _;
use tokio_util::task::TaskTracker;

use super::{
    periodic::SWEEP_EVERY,
    worker::{Worker, words},
};
use crate::{
    service::health::WORKER_SHOWN_EVERY,
    store::{StoreError, claims::Lane},
};

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
    Transfers,
    Looks,
    /// What no worker came for.
    Stranded(Lane),
    Callbacks,
    Events,
}

impl Duty {
    /// Whether news may bring something to do at once. What is stranded has waited for a while already.
    const fn is_rung_for(self) -> bool {
        !matches!(self, Self::Stranded(_))
    }
}

impl Worker {
    /// Works until the context's `stop`; returns when every running step has made its checkpoint and given up its lease.
    pub async fn run(&self) {
        self.ctx.heartbeat.begin(self.ctx.now());
        self.take_back().await;
        let slots = TaskTracker::new();
        let duties = [
            (
                Duty::Transfers,
                self.ctx.settings.concurrent_transfers.max(1),
            ),
            (Duty::Looks, FOLLOW_SLOTS),
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
        slots.spawn(async move { worker.run_rounds().await });
        let worker = self.clone();
        slots.spawn(async move { worker.show_itself().await });
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
            let pause = match unbroken(self.do_one(duty)).await {
                Ok(true) => continue,
                Ok(false) => POLL,
                Err(broken) => {
                    tracing::error!(error = %broken, cause = ?broken, "the worker cannot reach its work");
                    AFTER_FAILURE
                }
            };
            self.ctx.heartbeat.beat(self.ctx.now());
            tokio::select! {
                () = &mut rung, if duty.is_rung_for() => {}
                () = tokio::time::sleep(pause) => {}
                () = self.ctx.stop.cancelled() => {}
            }
        }
    }

    async fn do_one(&self, duty: Duty) -> Result<bool, StoreError> {
        match duty {
            Duty::Transfers => self.bring_on_one().await,
            Duty::Looks => self.run_one(Lane::Follow).await,
            Duty::Stranded(lane) => self.bring_on_one_stranded(lane).await,
            Duty::Callbacks => self.deliver_callback().await,
            Duty::Events => self.take_event().await,
        }
    }

    /// For a process that is there for pages, until the context's `stop`: what comes round by the clock, and the videos that
    /// came in here if no worker sees this folder.
    pub async fn run_for_pages(&self) {
        self.take_back().await;
        let slots = TaskTracker::new();
        for lane in [Lane::Transfer, Lane::Follow] {
            let worker = self.clone();
            let duty = Duty::Stranded(lane);
            slots.spawn(async move { worker.slot(duty).await });
        }
        slots.close();
        self.run_rounds().await;
        slots.wait().await;
    }

    /// Takes what a process that was killed here still held, if nobody else has this folder open: there is no need to wait
    /// until its leases run out. Should one live all the same, it has lost them.
    async fn take_back(&self) {
        let media = &self.ctx.media;
        if !media.was_unused() {
            return;
        }
        match self.ctx.store.take_back(media.machine()).await {
            Ok(0) => {}
            Ok(taken) => tracing::info!(taken, "going on with what a killed process held"),
            Err(error) => {
                tracing::warn!(%error, "what a killed process held waits for its lease to end");
            }
        }
    }

    /// Writes down that this worker lives, as long as its slots go round: processes without one look there.
    async fn show_itself(&self) {
        while !self.ctx.stop.is_cancelled() {
            if let Some(last) = self.ctx.heartbeat.last() {
                let machine = self.ctx.media.machine();
                if let Err(error) = self.ctx.store.see_worker(machine, last).await {
                    tracing::warn!(%error, "the worker could not write down that it lives");
                }
            }
            tokio::select! {
                () = tokio::time::sleep(WORKER_SHOWN_EVERY) => {}
                () = self.ctx.stop.cancelled() => {}
            }
        }
    }

    /// What comes round by the clock, until the context's `stop`.
    async fn run_rounds(&self) {
        while !self.ctx.stop.is_cancelled() {
            if let Err(broken) = unbroken(self.sweep()).await {
                tracing::error!(error = %broken, cause = ?broken, "the sweep failed");
            }
            tokio::select! {
                () = tokio::time::sleep(SWEEP_EVERY) => {}
                () = self.ctx.stop.cancelled() => {}
            }
        }
    }
}

/// Why a duty was not done.
#[derive(Debug)]
enum Broken {
    Store(StoreError),
    /// A bug of ours, in the words of the panic.
    Panic(Option<String>),
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::Panic(words) => write!(f, "panicked: {}", words.as_deref().unwrap_or("?")),
        }
    }
}

/// A panic ends what was being done, not the slot: nobody would make another one.
async fn unbroken<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, Broken> {
    match AssertUnwindSafe(Box::pin(work)).catch_unwind().await {
        Ok(done) => done.map_err(Broken::Store),
        Err(panic) => Err(Broken::Panic(words(panic.as_ref()))),
    }
}
