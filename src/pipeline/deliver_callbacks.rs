//! The outbox: callback URLs are told what became of their posts, again and again for a day until they answer.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use super::{effects::Effects, step::StepError};
use crate::{
    domain::{clock::Timestamp, retry},
    meter::Told,
    service::Context,
    store::{
        self, StoreError,
        callbacks::{Attempt, Callback},
    },
};

/// How long one try may take before another worker may try as well.
const CLAIMED_FOR: Duration = Duration::from_secs(60);
/// The first pause, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(3600));

/// Delivers the callback that has been due longest. False if none is due.
pub(crate) async fn deliver_one(
    ctx: &Context,
    worker: &str,
    effects: &Effects,
) -> Result<bool, StepError> {
    let now = ctx.now();
    let Some(callback) = ctx
        .store
        .claim_callback(worker, now, now + CLAIMED_FOR)
        .await?
    else {
        return Ok(false);
    };
    let (status, error) = match address_and_secret(ctx, &callback).await {
        Ok(Some((url, secret))) => send(ctx, &callback, &url, &secret).await,
        Ok(None) => (None, Some("The API key of this post is gone.".to_owned())),
        // Sealed with a key that is no longer here: told like any other try, so that it ends some day.
        Err(StoreError::Sealed(error)) => (None, Some(error.to_string())),
        Err(error) => return Err(error.into()),
    };
    effects.after("callback sent").await;
    let done = ctx.now();
    let delivered = status.is_some_and(|status| (200..300).contains(&status));
    let next = (!delivered).then(|| next_try(&callback, done)).flatten();
    let attempt = Attempt {
        at: now,
        status,
        error,
        duration_ms: u64::try_from(done.since(now).as_millis()).unwrap_or(u64::MAX),
    };
    ctx.meter.callback_tried(match status {
        Some(_) if delivered => Told::Delivered,
        Some(_) => Told::Refused,
        None => Told::Unreachable,
    });
    tracing::info!(callback = %callback.id, post = %callback.post_id, ?status, delivered, "callback tried");
    match ctx
        .store
        .record_attempt(&callback, &attempt, next, delivered)
        .await
    {
        // Whoever took it over meanwhile tells what becomes of it.
        Err(StoreError::LeaseLost) => {
            tracing::warn!(callback = %callback.id, "the try took too long; it is another worker's now");
        }
        recorded => recorded?,
    }
    effects.after("callback recorded").await;
    Ok(true)
}

/// Whom to call, and what signs it.
async fn address_and_secret(
    ctx: &Context,
    callback: &Callback,
) -> store::Result<Option<(SecretString, SecretString)>> {
    let Some(key) = callback.api_key_id else {
        return Ok(None);
    };
    let secret = ctx.store.callback_secret(key).await?;
    Ok(ctx.store.callback_url(callback.post_id).await?.zip(secret))
}

async fn send(
    ctx: &Context,
    callback: &Callback,
    url: &SecretString,
    secret: &SecretString,
) -> (Option<u16>, Option<String>) {
    let body = match body(callback, &ctx.settings.public_url) {
        Ok(body) => body,
        Err(error) => return (None, Some(error.to_string())),
    };
    let id = callback.id.to_string();
    match ctx
        .callbacks
        .send(url.expose_secret(), &id, ctx.now(), secret, &body)
        .await
    {
        Ok(status) => (Some(status), None),
        Err(error) => (None, Some(error)),
    }
}

/// The post object of that moment with the event on top, its links made absolute.
fn body(callback: &Callback, public_url: &str) -> Result<String, serde_json::Error> {
    let mut body: serde_json::Map<String, Value> = serde_json::from_str(&callback.payload)?;
    for link in ["status_url", "review_url"] {
        if let Some(Value::String(path)) = body.get_mut(link)
            && path.starts_with('/')
        {
            path.insert_str(0, public_url);
        }
    }
    body.insert("event".into(), callback.event.clone().into());
    body.insert("event_id".into(), callback.id.to_string().into());
    body.insert("occurred_at".into(), callback.created_at.to_string().into());
    serde_json::to_string(&body)
}

/// Pauses double from five seconds to an hour; after a day nobody is told any more.
///
/// Every refusal is tried again, 404 and 409 too: the n8n Wait node may not have been reached yet.
fn next_try(callback: &Callback, now: Timestamp) -> Option<Timestamp> {
    let (first, longest) = PAUSES;
    let tries = callback.attempts.saturating_add(1);
    let next = now + retry::backoff(first, longest, tries, rand::random());
    (next.since(callback.created_at) < retry::CALLBACKS_FOR).then_some(next)
}
