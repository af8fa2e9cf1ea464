//! The worker: claim → run one step → settle, one post at a time, as many at once as there are slots.

use std::{any::Any, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt as _;
use tokio::sync::Mutex;

use super::{
    check, cleanup, deliver_callbacks, download,
    effects::Effects,
    events,
    job::Job,
    lease::{self, LEASE},
    periodic::Rounds,
    retention, send, start,
    step::{self, Settlement, StepError},
    track,
    turns::Turns,
};
use crate::{
    domain::{
        budget::Budget,
        change::Change,
        clock::Timestamp,
        error_code::{ErrorCode, Failure},
        figure::STAGES,
        post::Post,
        status::{Move, Status},
    },
    media::Name,
    service::{Context, budgets},
    store::{
        StoreError,
        claims::{Lane, Lease, Share},
    },
};

/// How long a step may go on after the process was told to stop.
const DRAIN: Duration = Duration::from_secs(15);

/// Takes posts on their way. Cheap to clone; every clone is the same worker.
#[derive(Clone)]
pub struct Worker {
    pub(super) ctx: Context,
    pub(super) id: String,
    pub(super) effects: Effects,
    turns: Arc<Turns>,
    rounds: Arc<Mutex<Rounds>>,
}

/// How long a worker stays with a post that it has claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    /// For one step.
    NextStep,
    /// Until it is delivered or must wait.
    Rest,
}

impl Worker {
    /// A worker that signs its leases with `id`, which must differ from process to process.
    #[must_use]
    pub fn new(ctx: Context, id: impl Into<String>) -> Self {
        Self {
            turns: Arc::new(Turns::new(ctx.settings.concurrent_transfers)),
            ctx,
            id: id.into(),
            effects: Effects::default(),
            rounds: Arc::default(),
        }
    }

    /// The same worker, standing still where `effects` say.
    #[must_use]
    pub fn with_effects(mut self, effects: Effects) -> Self {
        self.effects = effects;
        self
    }

    /// Takes the post that has been due longest, brings it one step further, and says whether there was one.
    ///
    /// # Errors
    /// The database failed; the post, if one was claimed, is due again when its lease has run out.
    pub async fn run_one(&self, lane: Lane) -> Result<bool, StoreError> {
        match self.claim(lane, Share::Anyone).await? {
            Some((lease, post)) => self.work_on(lease, post, Until::NextStep).await,
            None => Ok(false),
        }
    }

    /// Takes the transfer that has been due longest, of whoever has not enough going on and rather one that was begun, and stays
    /// with it for as long as there is something to do. So few files are here at a time.
    pub(super) async fn bring_on_one(&self) -> Result<bool, StoreError> {
        let claim = async |share| {
            if share == Share::Anyone
                && let Some(begun) = self.claim(Lane::Transfer, Share::Begun).await?
            {
                return Ok(Some(begun));
            }
            self.claim(Lane::Transfer, share).await
        };
        match self.turns.take(claim).await? {
            Some((_turn, lease, post)) => self.work_on(lease, post, Until::Rest).await,
            None => Ok(false),
        }
    }

    /// The same with what no worker came for.
    pub(super) async fn bring_on_one_stranded(&self, lane: Lane) -> Result<bool, StoreError> {
        match self.claim(lane, Share::Stranded).await? {
            Some((lease, post)) => self.work_on(lease, post, Until::Rest).await,
            None => Ok(false),
        }
    }

    async fn claim(&self, lane: Lane, share: Share) -> Result<Option<(Lease, Post)>, StoreError> {
        let (machine, now) = (self.ctx.media.machine(), self.ctx.now());
        let claim = self
            .ctx
            .store
            .claim_share(lane, share, &self.id, machine, now, LEASE);
        let claimed = claim.await?;
        self.ctx.heartbeat.beat(self.ctx.now());
        Ok(claimed)
    }

    async fn work_on(&self, lease: Lease, post: Post, until: Until) -> Result<bool, StoreError> {
        self.effects.after("claimed").await;
        let mut job = Job {
            ctx: self.ctx.clone(),
            lease,
            post,
            effects: self.effects.clone(),
        };
        loop {
            let ended = guarded(&mut job).await;
            match self.settle(&job, ended, until).await? {
                Some(post) => job.post = post,
                None => return Ok(true),
            }
        }
    }

    /// Works until nothing is due, callbacks and webhooks included. For tests: time stands still meanwhile.
    ///
    /// # Errors
    /// The database failed.
    pub async fn run_until_idle(&self) -> Result<(), StoreError> {
        loop {
            let busy = self.take_event().await?
                | self.bring_on_one().await?
                | self.run_one(Lane::Follow).await?
                | self.deliver_callback().await?;
            if !busy {
                return Ok(());
            }
        }
    }

    /// Goes over the temporary folder and everything that is past its time, once. Answers what nobody owns and could not be
    /// deleted.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sweep(&self) -> Result<Vec<Name>, StoreError> {
        let mut rounds = self.rounds.lock().await;
        only_store(rounds.go(&self.ctx, &self.effects).await)
    }

    pub(super) async fn take_event(&self) -> Result<bool, StoreError> {
        only_store(events::take_one(&self.ctx, &self.effects).await)
    }

    pub(super) async fn deliver_callback(&self) -> Result<bool, StoreError> {
        only_store(deliver_callbacks::deliver_one(&self.ctx, &self.id, &self.effects).await)
    }

    /// Writes how the step ended, then deletes the file if that was its end. Answers the post if the next step is ours, too.
    async fn settle(
        &self,
        job: &Job,
        ended: Result<Change, StepError>,
        until: Until,
    ) -> Result<Option<Post>, StoreError> {
        let now = self.ctx.now();
        let failed = ended.as_ref().err().and_then(StepError::failure);
        let waits_for = job.post.waiting.map(|waiting| waiting.code);
        // A post that waits looks again and again: one wait is one error.
        let waits_on = failed.is_some_and(|failure| Some(failure.code) == waits_for);
        if let Err(error) = &ended {
            told(&job.post, error, waits_on);
        }
        if let Some(failure) = failed.filter(|_| !waits_on) {
            self.ctx.meter.error(failure.code.as_str());
        }
        let is_counted = failed.is_some();
        let store = &self.ctx.store;
        let change = match step::settlement(&job.post, ended, now, rand::random()) {
            Ok(Settlement::Change(change)) => change,
            Ok(Settlement::Release) => {
                // It keeps its place before what came later.
                lease_may_be_lost(store.release(&job.lease, job.post.entered_at).await)?;
                return Ok(None);
            }
            Ok(Settlement::Abandon) => {
                only_store(cleanup::after_loss(&self.ctx, &job.post).await)?;
                return Ok(None);
            }
            Err(bug) => {
                tracing::error!(post = %job.post.id, error = %bug, "a step decided what cannot be");
                return Ok(None);
            }
        };
        let stays = until == Until::Rest && leads_on(&change, now) && !self.ctx.stop.is_cancelled();
        let settled = if stays {
            store.advance(&job.lease, now, change, now + LEASE).await
        } else {
            store.settle(&job.lease, now, change).await
        };
        let Some(post) = lease_may_be_lost(settled)? else {
            return Ok(None);
        };
        self.effects.after("settled").await;
        if post.status != job.post.status {
            tracing::info!(post = %post.id, from = %job.post.status, to = %post.status, "moved on");
            self.count(&job.post, &post, is_counted, now);
        }
        if let Err(error) = cleanup::after(&self.ctx, &post, &self.effects).await {
            tracing::warn!(post = %post.id, %error, "the sweep deletes its temporary file");
        }
        if post.status != job.post.status {
            self.ctx.wake_workers();
        }
        if let Some(account) = post.account_id
            && leaves_inbox(&job.post, post.status)
            && let Err(error) = budgets::draft_gone(&self.ctx, account).await
        {
            tracing::warn!(post = %post.id, %error, "posts that wait for its place look for it later");
        }
        Ok(stays.then_some(post))
    }
}

impl Worker {
    /// Counts a change of status: how long the stage took, and the error if the step itself did not end in one.
    fn count(&self, before: &Post, after: &Post, is_counted: bool, now: Timestamp) {
        let meter = &self.ctx.meter;
        if after.status == Status::Failed {
            if let Some(failure) = after.error.as_ref().filter(|_| !is_counted) {
                meter.error(failure.code.as_str());
            }
        } else if STAGES.contains(&before.status) {
            meter.stage_ended(before.status.as_str(), now.since(before.entered_at));
        }
    }
}

/// Writes into the log that a step ended in `error`; more quietly if the post waits for the same as before.
fn told(post: &Post, error: &StepError, waits_on: bool) {
    macro_rules! tell {
        ($level:ident) => {
            tracing::$level!(
                post = %post.id,
                status = %post.status,
                attempts = post.attempts,
                tiktok_code = error.failure().and_then(|it| it.tiktok_code.as_deref()),
                log_id = error.failure().and_then(|it| it.log_id.as_deref()),
                error = %Chain(error),
                "a step did not get through"
            )
        };
    }
    if waits_on {
        tell!(debug);
    } else {
        tell!(warn);
    }
}

/// Whether the next step of the transfer can follow at once. Who must begin again goes to the end of the queue.
fn leads_on(change: &Change, now: Timestamp) -> bool {
    let is_onward = |next| Lane::Transfer.takes(next) && next != Status::Queued;
    change.step.map(Move::to).is_some_and(is_onward) && change.run_at.is_some_and(|at| at <= now)
}

/// Whether a draft that took a place in the TikTok inbox takes none any more.
fn leaves_inbox(before: &Post, to: Status) -> bool {
    let places = Budget::Drafts.used_in();
    before.tiktok.publish_id.is_some() && places.contains(&before.status) && !places.contains(&to)
}

/// Runs the step with its lease kept alive. It ends early when the lease is lost, or too long after the process was told
/// to stop. A panic ends the step, not the worker.
async fn guarded(job: &mut Job) -> Result<Change, StepError> {
    let ctx = job.ctx.clone();
    let lease = job.lease.clone();
    let drained = async {
        ctx.stop.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        ended = AssertUnwindSafe(Box::pin(step(job))).catch_unwind() => ended.unwrap_or_else(|panic| {
            tracing::error!(words = ?words(panic.as_ref()), "a step panicked");
            Err(StepError::retry(Failure::new(ErrorCode::Internal)))
        }),
        () = lease::keep(&ctx, &lease) => Err(StepError::LeaseLost),
        () = drained => Err(StepError::Stopped),
    }
}

/// What a panic said.
pub(super) fn words(panic: &(dyn Any + Send)) -> Option<String> {
    panic
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| panic.downcast_ref::<String>().cloned())
}

/// The one step that the post's status asks for.
async fn step(job: &mut Job) -> Result<Change, StepError> {
    let now = job.now();
    if let Some(file) = job.file().await?
        && let Some(change) = retention::due(&job.post, &file, now)?
    {
        return Ok(change);
    }
    match job.post.status {
        Status::Queued => start::start(job).await,
        Status::Downloading => download::download(job).await,
        Status::Checking => check::check(job).await,
        Status::Sending => send::send(job).await,
        _ => track::track(job).await,
    }
}

/// Everything but the database was dealt with where it happened.
fn only_store<T: Default>(ended: Result<T, StepError>) -> Result<T, StoreError> {
    match ended {
        Ok(value) => Ok(value),
        Err(StepError::Store(error)) => Err(error),
        Err(error) => {
            tracing::warn!(%error, "background work did not get through");
            Ok(T::default())
        }
    }
}

/// None if the lease was lost.
fn lease_may_be_lost<T>(ended: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match ended {
        Err(StoreError::LeaseLost) => {
            tracing::warn!("a step ended after its post was taken over; nothing is written");
            Ok(None)
        }
        ended => ended.map(Some),
    }
}

/// An error with everything that caused it.
struct Chain<'a>(&'a StepError);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = std::error::Error::source(self.0);
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
