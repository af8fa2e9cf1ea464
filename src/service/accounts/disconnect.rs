//! Disconnecting a TikTok account: taken back at TikTok, then wiped here, whatever TikTok says.

use crate::{
    domain::{
        error_code::ErrorCode,
        id::{AccountId, UserId},
    },
    service::{Context, Result, accounts, tokens},
};

/// Revokes our access at TikTok and wipes the tokens. Safe to repeat; of an account that TikTok has disconnected it is
/// noted that its owner wants it no longer. False if TikTok could not be told: then the person
/// can still remove the app in TikTok's own settings.
///
/// # Errors
/// [`ErrorCode::NotFound`]; the database failed.
pub async fn disconnect(ctx: &Context, user_id: UserId, id: AccountId) -> Result<bool> {
    let account = accounts::get(ctx, user_id, id).await?;
    let reason = ErrorCode::TiktokNotConnected.as_str();
    if !account.connected {
        ctx.store.give_up_account(id, reason).await?;
        return Ok(true);
    }
    let revoked = revoke(ctx, id).await;
    ctx.store
        .disconnect_account(&account, reason, ctx.now())
        .await?;
    Ok(revoked)
}

/// Tells TikTok. An expired access token is refreshed first, as only a living one can be revoked.
pub(crate) async fn revoke(ctx: &Context, id: AccountId) -> bool {
    let access = match tokens::access_token(ctx, id).await {
        Ok(access) => access,
        Err(error) => {
            tracing::warn!(account = %id, %error, "no living token to revoke");
            return false;
        }
    };
    match ctx.tiktok.revoke(&access).await {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(account = %id, %error, "TikTok did not revoke our access");
            false
        }
    }
}
