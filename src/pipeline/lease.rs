//! The lease of a running step: kept alive while the step runs, and its loss noticed at once.

use std::time::Duration;

use tokio::time::{self, MissedTickBehavior};

use crate::{
    service::Context,
    store::{StoreError, claims::Lease},
};

/// How long a claim holds without a heartbeat: so long a post stands still after its worker was killed.
pub(crate) const LEASE: Duration = Duration::from_secs(20);
/// How often a running step renews it.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// Renews the lease for as long as it can; ends only when the lease is lost.
///
/// A database that does not answer is no loss until the last renewal has run out: then another worker may hold the post.
pub(crate) async fn keep(ctx: &Context, lease: &Lease) {
    let mut ticks = time::interval_at(time::Instant::now() + HEARTBEAT, HEARTBEAT);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut held_until = ctx.now() + LEASE;
    loop {
        ticks.tick().await;
        let until = ctx.now() + LEASE;
        match ctx.store.heartbeat(lease, until).await {
            Ok(()) => {
                held_until = until;
                ctx.heartbeat.beat(ctx.now());
            }
            Err(StoreError::LeaseLost) => return,
            Err(error) => {
                tracing::warn!(%error, "the lease could not be renewed");
                if ctx.now() + HEARTBEAT >= held_until {
                    return;
                }
            }
        }
    }
}
