//! Requests on their way into the hourly figures.
//!
//! What becomes of posts is counted in the transaction that changes them: it is exact, whatever happens to the process.
//! Requests would cost a write each, also those that only read; they are added up here and written every few seconds and at
//! the end. A process that is killed loses the last few.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crate::{
    domain::{clock::Timestamp, counts::Counts, figure::Figure, id::UserId},
    service::Context,
    store::{
        StoreError,
        figures::{Pending, hour_of},
    },
};

/// How often they are written.
pub const EVERY: Duration = Duration::from_secs(10);
/// Users and hours that are kept while the database does not answer; more are not counted.
const MOST: usize = 10_000;

/// Requests that are not in the database yet; shared by everything in the process.
#[derive(Debug, Clone, Default)]
pub struct Requests(Arc<Mutex<Pending>>);

impl Requests {
    /// One more for each of `figures`.
    pub fn count(&self, user: UserId, now: Timestamp, figures: impl IntoIterator<Item = Figure>) {
        let mut counts = Counts::default();
        for figure in figures {
            counts.count(&figure);
        }
        self.add(user, hour_of(now), &counts);
    }

    fn add(&self, user: UserId, hour: i64, counts: &Counts) {
        let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pending.len() < MOST || pending.contains_key(&(user, hour)) {
            pending.entry((user, hour)).or_default().add(counts);
        }
    }

    fn take(&self) -> Pending {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn put_back(&self, pending: Pending) {
        for ((user, hour), counts) in pending {
            self.add(user, hour, &counts);
        }
    }
}

/// Writes what was counted so far.
///
/// # Errors
/// The database failed; then it is kept for the next time.
pub async fn write_requests(ctx: &Context) -> Result<(), StoreError> {
    let mut pending = ctx.requests.take();
    while let Some((of, counts)) = pending.pop_first() {
        let one = Pending::from([(of, counts)]);
        if let Err(error) = ctx.store.add_figures(&one).await {
            ctx.requests.put_back(one);
            ctx.requests.put_back(pending);
            return Err(error);
        }
    }
    Ok(())
}

/// Writes them every few seconds, and a last time when the process is to stop.
pub async fn keep_writing(ctx: Context) {
    loop {
        let is_end = tokio::select! {
            () = tokio::time::sleep(EVERY) => false,
            () = ctx.stop.cancelled() => true,
        };
        if let Err(error) = write_requests(&ctx).await {
            tracing::warn!(%error, "requests could not be added to the hourly figures yet");
        }
        if is_end {
            return;
        }
    }
}
