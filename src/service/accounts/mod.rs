//! TikTok accounts: connecting, choosing the default, disconnecting.

mod connect;
mod disconnect;

pub use self::{
    connect::{Connected, finish_connect, start_connect},
    disconnect::disconnect,
};
use crate::{
    domain::{
        account::Account,
        error_code::ErrorCode,
        id::{AccountId, UserId},
    },
    service::{Context, Result, ServiceError},
};

/// The user's accounts: connected ones first, the default before the others.
///
/// # Errors
/// The database failed.
pub async fn list(ctx: &Context, user_id: UserId) -> Result<Vec<Account>> {
    Ok(ctx.store.accounts_of(user_id).await?)
}

/// One account of the user.
///
/// # Errors
/// [`ErrorCode::NotFound`].
pub async fn get(ctx: &Context, user_id: UserId, id: AccountId) -> Result<Account> {
    ctx.store
        .find_account(user_id, id)
        .await?
        .ok_or_else(|| ServiceError::refused(ErrorCode::NotFound))
}

/// Makes a connected account the one that is used when none is named.
///
/// # Errors
/// [`ErrorCode::NotFound`], also for an account that is not connected.
pub async fn make_default(ctx: &Context, user_id: UserId, id: AccountId) -> Result<()> {
    if ctx.store.set_default_account(user_id, id).await? {
        Ok(())
    } else {
        Err(ServiceError::refused(ErrorCode::NotFound))
    }
}
