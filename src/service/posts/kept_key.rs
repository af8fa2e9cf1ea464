//! An `Idempotency-Key` that nobody else may use while the content of its request still flows in.

use std::{fmt, time::Duration};

use tokio_util::sync::{CancellationToken, DropGuard};

use super::submit::in_progress;
use crate::{
    domain::id::ApiKeyId,
    service::{Context, Result},
    store::{
        StoreError,
        idempotency::{Begun, Reservation},
    },
};

/// How often the key is kept for a while longer.
const RENEWED_EVERY: Duration = Duration::from_secs(5);

/// The key of a request under way; free again when this is dropped.
pub struct KeptKey {
    ctx: Context,
    reservation: Option<Reservation>,
    _renewed: DropGuard,
}

/// Keeps `key` from others; none if a request with it was answered before, so that the content must tell whether it was
/// the same.
///
/// # Errors
/// [`ErrorCode::IdempotencyInProgress`](crate::domain::error_code::ErrorCode::IdempotencyInProgress) if somebody else has
/// it; the database failed.
pub async fn keep_key(ctx: &Context, api_key: ApiKeyId, key: &str) -> Result<Option<KeptKey>> {
    match ctx
        .store
        .begin_unread_request(api_key, key, ctx.now())
        .await?
    {
        Begun::Fresh(reservation) => Ok(Some(KeptKey::new(ctx, reservation))),
        Begun::InProgress => Err(in_progress()),
        Begun::Answered | Begun::Replay(_) | Begun::Mismatch => Ok(None),
    }
}

impl KeptKey {
    fn new(ctx: &Context, reservation: Reservation) -> Self {
        let ended = CancellationToken::new();
        let (renewing, until, mine) = (ctx.clone(), ended.clone(), reservation.clone());
        ctx.tasks.spawn(async move {
            loop {
                tokio::select! {
                    () = tokio::time::sleep(RENEWED_EVERY) => {}
                    () = until.cancelled() => return,
                }
                let renewed = renewing.store.renew_request(&mine, renewing.now()).await;
                if let Err(error) = renewed {
                    tracing::warn!(%error, "the key of a request under way could not be kept");
                }
            }
        });
        Self {
            ctx: ctx.clone(),
            reservation: Some(reservation),
            _renewed: ended.drop_guard(),
        }
    }

    /// The content has come: the key goes to whoever answers.
    pub(super) async fn named(mut self, fingerprint: &str) -> Result<Reservation> {
        let Some(reservation) = self.reservation.take() else {
            return Err(in_progress());
        };
        let now = self.ctx.now();
        match self
            .ctx
            .store
            .name_request(&reservation, fingerprint, now)
            .await
        {
            Ok(()) => Ok(reservation),
            Err(StoreError::LeaseLost) => Err(in_progress()),
            Err(error) => Err(error.into()),
        }
    }
}

impl fmt::Debug for KeptKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptKey").finish_non_exhaustive()
    }
}

impl Drop for KeptKey {
    fn drop(&mut self) {
        let Some(reservation) = self.reservation.take() else {
            return;
        };
        let ctx = self.ctx.clone();
        self.ctx.tasks.spawn(async move {
            if let Err(error) = ctx.store.abandon_request(&reservation).await {
                tracing::warn!(%error, "the key of a request that broke off is free a little later");
            }
        });
    }
}
