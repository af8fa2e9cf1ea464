//! What TikTok's webhooks set off: a look at the post they are about, never a verdict of their own.

use super::{effects::Effects, step::StepError};
use crate::{domain::error_code::ErrorCode, service::Context, store::tiktok_events::TikTokEvent};

/// Acts on the event that came first. False if there is none.
pub(crate) async fn take_one(ctx: &Context, effects: &Effects) -> Result<bool, StepError> {
    let Some((id, event)) = ctx.store.claim_event(ctx.now()).await? else {
        return Ok(false);
    };
    tracing::info!(event = %event.event, publish_id = ?event.publish_id, "TikTok webhook");
    if event.event == "authorization.removed" {
        disconnect(ctx, &event).await?;
    } else if event.event.starts_with("post.publish.") {
        look(ctx, &event).await?;
    }
    effects.after("webhook acted on").await;
    // TikTok also tells of people who deleted their account here, such as of the access that this ended.
    if !ctx.store.forget_event_of_nobody(&id).await? {
        ctx.store.finish_event(&id, ctx.now()).await?;
    }
    Ok(true)
}

/// The tokens are dead: they go, unless the account was connected again after the event.
async fn disconnect(ctx: &Context, event: &TikTokEvent) -> Result<(), StepError> {
    let accounts = ctx
        .store
        .accounts_by_tiktok_user_id(&event.tiktok_user_id)
        .await?;
    for account in accounts {
        // TikTok counts in seconds.
        let newer = account.connected_at.as_seconds() >= event.created_at.as_seconds();
        if account.connected && !newer {
            let why = why_removed(event.reason.as_deref());
            let (store, now) = (&ctx.store, ctx.now());
            if store
                .disconnect_account(&account, why.as_str(), now)
                .await?
            {
                tracing::warn!(account = %account.id, %why, "TikTok ended the access to an account");
                // What waits for the account says so at once.
                ctx.store.wake_waiting(account.id, ctx.now()).await?;
                ctx.wake_workers();
            }
        }
    }
    Ok(())
}

/// The entry for the reason of `authorization.removed`. Source: Webhooks, events.
fn why_removed(reason: Option<&str>) -> ErrorCode {
    match reason {
        Some("2") => ErrorCode::TiktokAccountDeleted,
        Some("3") => ErrorCode::TiktokAgeChanged,
        Some("4") => ErrorCode::TiktokBanned,
        // 0: unknown; 1: the person, in TikTok; 5: this installation.
        _ => ErrorCode::TiktokAccessRemoved,
    }
}

async fn look(ctx: &Context, event: &TikTokEvent) -> Result<(), StepError> {
    let Some(publish_id) = &event.publish_id else {
        return Ok(());
    };
    let Some(post) = ctx.store.post_by_publish_id(publish_id).await? else {
        return Ok(());
    };
    ctx.store.wake_post(post.id, ctx.now()).await?;
    ctx.wake_workers();
    Ok(())
}
