//! How things stand, for `/metrics` and the panel of temporary files: asked at most every few seconds, however often
//! somebody looks, and never waited for long.

use std::{future::Future, sync::Arc, time::Duration};

use tokio::sync::Mutex;

use crate::{
    domain::{clock::Timestamp, status::Status},
    meter::Gauges,
    service::Context,
    store::{
        StoreError,
        health::{FilesState, QueueState},
    },
};

/// How long an answer is good for.
const GOOD_FOR: Duration = Duration::from_secs(5);
/// How long the database may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);

/// How things stood when somebody last asked; shared by everything in the process.
#[derive(Debug, Clone, Default)]
pub struct Latest(Arc<Mutex<Option<(Timestamp, Found)>>>);

/// What the database said; none of it if it did not answer.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Posts of all users by status.
    pub posts: Option<Vec<(Status, u64)>>,
    /// The queue.
    pub queue: Option<QueueState>,
    /// The temporary files.
    pub files: Option<FilesState>,
    /// Callbacks still to be delivered.
    pub callbacks: Option<u64>,
}

/// What the database says, at most a few seconds old.
pub async fn found(ctx: &Context) -> Found {
    let now = ctx.now();
    // Whoever comes meanwhile waits for this answer instead of asking as well.
    let mut latest = ctx.gauges.0.lock().await;
    if let Some((at, found)) = latest.as_ref()
        && *at <= now
        && now.since(*at) < GOOD_FOR
    {
        return found.clone();
    }
    let found = ask(ctx, now).await;
    *latest = Some((now, found.clone()));
    found
}

/// Everything that `/metrics` shows besides counters.
pub async fn look(ctx: &Context) -> Gauges {
    let found = found(ctx).await;
    let now = ctx.now();
    let usage = ctx.media.usage();
    let age = |at: Option<Timestamp>| at.map_or(Duration::ZERO, |at| now.since(at));
    Gauges {
        database_answers: found.posts.is_some(),
        posts: found
            .posts
            .unwrap_or_default()
            .into_iter()
            .map(|(status, count)| (status.as_str(), count))
            .collect(),
        queue_depth: found.queue.map(|queue| queue.runnable),
        queue_oldest_age: found.queue.map(|queue| age(queue.oldest_runnable_at)),
        callbacks_pending: found.callbacks,
        files: found.files.map(|files| files.present),
        file_oldest_age: found.files.map(|files| age(files.oldest_at)),
        file_bytes: usage.bytes,
        quota_bytes: usage.quota,
        heartbeat_age: ctx.heartbeat.last().map(|last| now.since(last)),
    }
}

async fn ask(ctx: &Context, now: Timestamp) -> Found {
    let store = &ctx.store;
    let Some(counts) = in_time(store.count_all_posts()).await else {
        // It does not answer: no use to wait for it three times more.
        return Found::default();
    };
    let posts = Status::ALL
        .into_iter()
        .map(|status| (status, counts.get(&status).copied().unwrap_or(0)))
        .collect();
    Found {
        posts: Some(posts),
        queue: in_time(store.queue_state(now)).await,
        files: in_time(store.files_state()).await,
        callbacks: in_time(store.count_pending_callbacks()).await,
    }
}

/// What the database answers, unless it fails or takes too long.
pub(crate) async fn in_time<T>(question: impl Future<Output = Result<T, StoreError>>) -> Option<T> {
    match tokio::time::timeout(PATIENCE, question).await {
        Ok(Ok(answer)) => Some(answer),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the database did not say how things stand");
            None
        }
        Err(_) => {
            tracing::warn!("the database takes too long to say how things stand");
            None
        }
    }
}
