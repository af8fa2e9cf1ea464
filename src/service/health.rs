//! Whether this installation can do its work now.

use std::{fmt::Write as _, time::Duration};

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::clock::Timestamp,
    service::{
        Context,
        gauges::{PATIENCE, in_time},
    },
};

/// The header of `/healthz` that says whose sign of life it is: `doctor` compares it with its own.
pub const INSTALLATION_HEADER: &str = "x-installation";
/// A worker of this process that has not gone round for so long is not well.
const SILENT_FOR: Duration = Duration::from_secs(60);
/// Without a word of any worker for so long, a process for pages says that there is none. Workers write it down every
/// [`WORKER_SHOWN_EVERY`].
const UNSEEN_FOR: Duration = Duration::from_secs(3 * 60);
/// How often a worker writes down that it goes round, for processes without one.
pub(crate) const WORKER_SHOWN_EVERY: Duration = Duration::from_secs(30);
/// What is said then, and what to do.
const NO_WORKER: &str =
    "no worker: a process of ROLE=web alone does no work; start one with ROLE=worker or ROLE=all";
/// A post that could be worked on for so long and was not means that no worker is well.
const OVERDUE_AFTER: Duration = Duration::from_secs(10 * 60);

/// The disk is low when less than this part of the quota is free.
const LOW: u64 = 100;

/// What was found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Readiness {
    /// `ok` or `unavailable`.
    pub status: &'static str,
    /// Each thing looked at.
    pub checks: Checks,
}

/// Each thing looked at.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Checks {
    /// Whether the database answers.
    pub database: Check,
    /// Whether the temporary folder can be written and has room for a video.
    pub disk: Check,
    /// Whether a worker goes round, here or in another process.
    pub worker: Check,
    /// Whether posts are taken in time.
    pub queue: Check,
}

/// One thing looked at.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Check {
    /// Whether it is well.
    pub ok: bool,
    /// What was found, in words.
    pub detail: String,
}

impl Check {
    fn well(detail: impl Into<String>) -> Self {
        Self {
            ok: true,
            detail: detail.into(),
        }
    }

    fn ill(detail: impl Into<String>) -> Self {
        Self {
            ok: false,
            detail: detail.into(),
        }
    }
}

impl Readiness {
    /// Whether everything is well.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        let checks = &self.checks;
        [
            &checks.database,
            &checks.disk,
            &checks.worker,
            &checks.queue,
        ]
        .iter()
        .all(|check| check.ok)
    }
}

/// Looks at everything that the service cannot do without.
pub async fn look(ctx: &Context) -> Readiness {
    let now = ctx.now();
    // Side by side: a database that does not answer is waited for once.
    let (database, disk, worker, queue) =
        tokio::join!(database(ctx), disk(ctx), worker(ctx, now), queue(ctx, now));
    let checks = Checks {
        database,
        disk,
        worker,
        queue,
    };
    let mut found = Readiness {
        status: "ok",
        checks,
    };
    if !found.is_ready() {
        found.status = "unavailable";
    }
    found
}

async fn database(ctx: &Context) -> Check {
    match in_time(ctx.store.ping()).await {
        Some(()) => Check::well("answers"),
        None => Check::ill(format!("does not answer within {} s", PATIENCE.as_secs())),
    }
}

async fn disk(ctx: &Context) -> Check {
    let usage = ctx.media.usage();
    let free = match ctx.media.free_bytes().await {
        Ok(free) => free.min(usage.quota.saturating_sub(usage.bytes)),
        Err(error) => {
            tracing::error!(%error, "the temporary folder cannot be looked at");
            return Check::ill("the temporary folder cannot be read");
        }
    };
    if let Err(error) = ctx.media.try_writing().await {
        tracing::error!(%error, "the temporary folder cannot be written");
        return Check::ill("the temporary folder cannot be written");
    }
    let mut detail = format!("{free} of {} bytes free for videos", usage.quota);
    match in_time(ctx.store.count_undeletable_files(ctx.media.machine())).await {
        Some(0) | None => {}
        Some(files) => {
            let _ = write!(detail, "; files that could not be deleted yet: {files}");
        }
    }
    if free < usage.quota / LOW {
        Check::ill(detail)
    } else {
        Check::well(detail)
    }
}

/// The worker of this process, or else whatever worker the database knows of.
async fn worker(ctx: &Context, now: Timestamp) -> Check {
    if let Some(last) = ctx.heartbeat.last() {
        let silent = now.since(last);
        let detail = format!("last went round {} s ago", silent.as_secs());
        return if silent > SILENT_FOR {
            Check::ill(detail)
        } else {
            Check::well(detail)
        };
    }
    match in_time(ctx.store.worker_seen_at()).await {
        None => Check::ill("unknown: the database does not answer"),
        Some(Some(seen)) if now.since(seen) <= UNSEEN_FOR => Check::well(format!(
            "in another process, seen {} s ago",
            now.since(seen).as_secs()
        )),
        Some(_) => Check::ill(NO_WORKER),
    }
}

async fn queue(ctx: &Context, now: Timestamp) -> Check {
    match in_time(ctx.store.queue_state(now)).await {
        None => Check::ill("unknown: the database does not answer"),
        Some(state) => {
            let age = state
                .oldest_runnable_at
                .map_or(Duration::ZERO, |at| now.since(at));
            let detail = format!(
                "{} runnable, the oldest for {} s",
                state.runnable,
                age.as_secs()
            );
            if age > OVERDUE_AFTER {
                Check::ill(detail)
            } else {
                Check::well(detail)
            }
        }
    }
}
