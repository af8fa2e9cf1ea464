//! TikTok accounts: connecting, choosing the default, disconnecting.

mod connect;
mod disconnect;

pub(crate) use self::disconnect::revoke;
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

/// Brings what is known of an account up to date with what TikTok has just said of it. Whatever fails is done without:
/// nobody asked for it.
pub async fn follow_profile(
    ctx: &Context,
    account: &Account,
    username: Option<&str>,
    display_name: &str,
    avatar_url: Option<&str>,
) {
    let name = if display_name.is_empty() {
        &account.display_name
    } else {
        display_name
    };
    let is_known = *name == account.display_name
        && username.is_none_or(|username| account.username.as_deref() == Some(username))
        && avatar_url.is_none_or(|url| account.avatar_url.as_deref() == Some(url));
    if is_known {
        return;
    }
    let followed = ctx
        .store
        .update_account_profile(account.id, username, name, avatar_url)
        .await;
    if let Err(error) = followed {
        tracing::error!(account = %account.id, %error, "a profile could not be brought up to date");
    }
}
