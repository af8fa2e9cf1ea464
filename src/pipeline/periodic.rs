//! What comes round by the clock: the sweep every minute, and the deletion of what is past its time.

use std::time::Duration;

use super::{effects::Effects, step::StepError, sweep};
use crate::{
    domain::clock::Timestamp,
    media::Name,
    service::{Context, users},
};

/// How often the temporary folder is swept.
pub(crate) const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// How often old rows are purged.
const PURGE_EVERY: Duration = Duration::from_secs(3600);

/// What was last done when, in this process.
#[derive(Debug, Default)]
pub(crate) struct Rounds {
    purged_at: Timestamp,
    /// Since when the rounds came without a break, and when the last one did.
    unbroken: Option<(Timestamp, Timestamp)>,
}

impl Rounds {
    /// How long the rounds have come without a break by now. Who was away, or could not reach the database, has not seen
    /// whether others were there meanwhile.
    fn watched(&mut self, now: Timestamp) -> Duration {
        let since = self
            .unbroken
            .filter(|(_, last)| now.since(*last) <= 2 * SWEEP_EVERY)
            .map_or(now, |(since, _)| since);
        self.unbroken = Some((since, now));
        now.since(since)
    }

    /// One round; answers what nobody owns and could not be deleted.
    pub(crate) async fn go(
        &mut self,
        ctx: &Context,
        effects: &Effects,
    ) -> Result<Vec<Name>, StepError> {
        let watched = self.watched(ctx.now());
        let stuck = match sweep::sweep(ctx, effects, watched).await {
            Ok(stuck) => stuck,
            Err(error) => {
                self.unbroken = None;
                return Err(error);
            }
        };
        if let Err(error) = users::resume(ctx).await {
            tracing::error!(%error, "a deletion could not be carried on");
        }
        let now = ctx.now();
        if now.since(self.purged_at) >= PURGE_EVERY {
            purge(ctx, now).await?;
            self.purged_at = now;
        }
        Ok(stuck)
    }
}

async fn purge(ctx: &Context, now: Timestamp) -> Result<(), StepError> {
    let days = Duration::from_secs(u64::from(ctx.settings.history_days) * 24 * 3600);
    let purged = ctx.store.purge_history(now - days).await?;
    ctx.store.purge_figures(now - days).await?;
    if purged > 0 {
        tracing::info!(purged, "old history deleted");
    }
    ctx.store.purge_orphans(now).await?;
    ctx.store.purge_oauth_states(now).await?;
    ctx.store.purge_sessions(now).await?;
    ctx.store.purge_requests(now).await?;
    ctx.store.purge_pauses(now).await?;
    ctx.store.purge_uploads(now).await?;
    Ok(())
}
