//! TikTok's webhooks as they come in: checked, stored, answered. The pipeline acts on them later.

use crate::{
    domain::error_code::ErrorCode,
    remote::tiktok::webhook,
    service::{Context, Result, ServiceError},
    store::tiktok_events::TikTokEvent,
};

/// Stores an event of TikTok. `signature` is the header `TikTok-Signature`; `body` is exactly what came.
///
/// # Errors
/// [`ErrorCode::WebhookSignature`] if TikTok did not sign it.
pub async fn receive(ctx: &Context, signature: Option<&str>, body: &[u8]) -> Result<()> {
    let refused = || ServiceError::refused(ErrorCode::WebhookSignature);
    // An old signature is taken too: TikTok does not say that a repeated delivery is signed anew, and an event
    // only makes us ask TikTok for the truth.
    ctx.tiktok
        .verify_webhook(signature.ok_or_else(refused)?, body)
        .map_err(|_| refused())?;
    let event = match webhook::parse(body) {
        Ok(event) => event,
        Err(error) => {
            tracing::warn!(%error, "TikTok signed something that is no event; ignored");
            return Ok(());
        }
    };
    if event.client_key != ctx.tiktok.client_key() {
        tracing::warn!(event = event.event, "an event for another app; ignored");
        return Ok(());
    }
    let new = ctx
        .store
        .store_event(
            &TikTokEvent {
                event: event.event.clone(),
                tiktok_user_id: event.tiktok_user_id.unwrap_or_default(),
                publish_id: event.publish_id,
                post_id: event.post_id,
                reason: event.reason,
                created_at: event.created_at,
                raw: String::from_utf8_lossy(body).into_owned(),
            },
            ctx.now(),
        )
        .await?;
    tracing::info!(event = event.event, new, "TikTok told us of an event");
    ctx.wake_workers();
    Ok(())
}
