//! Access tokens: refreshed when somebody needs one, by one process at a time, and committed before they are used.
//!
//! TikTok's refresh tokens rotate, and the old one dies: a lost answer costs the person a new consent. So a refresh
//! runs to its end on its own task, whatever becomes of the caller.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    domain::{
        account::Tokens,
        clock::Timestamp,
        error_code::{ErrorCode, Failure},
        id::AccountId,
    },
    meter::Refresh,
    remote::{TikTokError, Verdict},
    service::Context,
    store::StoreError,
};

/// A token that ends within this time is refreshed first.
const FRESH_FOR: Duration = Duration::from_secs(5 * 60);
/// How long one process may keep others from refreshing.
const RESERVED_FOR: Duration = Duration::from_secs(60);
/// So long after its reservation ran out, a process may still keep the tokens that TikTok gave it.
const LATE_SAVE: Duration = Duration::from_secs(2 * 60);
/// How often to look whether another process is done, and how many times.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
const LOOKS: u32 = 60;
/// How often to try to keep tokens that TikTok has just given us.
const SAVES: u32 = 5;

/// Why there is no access token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The person must connect the account again.
    #[error("{}", .0.message())]
    Reconnect(Failure),
    /// It may work later: TikTok cannot be reached, or another process refreshes.
    #[error("{}", .0.message())]
    Passing(Failure),
    /// TikTok does not accept our app; nobody is disconnected for it.
    #[error("{}", .0.message())]
    Operator(Failure),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TokenError {
    /// What people are told.
    #[must_use]
    pub fn failure(&self) -> Failure {
        match self {
            Self::Reconnect(failure) | Self::Passing(failure) | Self::Operator(failure) => {
                failure.clone()
            }
            Self::Store(_) => Failure::new(ErrorCode::Internal),
        }
    }
}

/// An access token of the account that lives for some minutes yet.
///
/// # Errors
/// [`TokenError`].
pub async fn access_token(ctx: &Context, id: AccountId) -> Result<SecretString, TokenError> {
    let tokens = held(ctx, id).await?;
    if is_fresh(ctx, &tokens) {
        return Ok(tokens.access);
    }
    refreshed(ctx, id, None).await
}

/// Another access token than `refused`, which TikTok did not take although it should still live.
///
/// # Errors
/// [`TokenError`].
pub async fn replace_token(
    ctx: &Context,
    id: AccountId,
    refused: &SecretString,
) -> Result<SecretString, TokenError> {
    refreshed(ctx, id, Some(refused.clone())).await
}

/// Refreshes on a task of its own, so that a caller who goes away cannot lose the rotated token.
async fn refreshed(
    ctx: &Context,
    id: AccountId,
    refused: Option<SecretString>,
) -> Result<SecretString, TokenError> {
    let task = {
        let ctx = ctx.clone();
        ctx.tasks.clone().spawn(async move {
            let lock = ctx.refreshes.of(id);
            let _alone = lock.lock().await;
            refresh_alone(&ctx, id, refused.as_ref()).await
        })
    };
    task.await
        .unwrap_or_else(|error| Err(passing(format!("The token refresh broke off: {error}."))))
}

/// Waits for its turn among all processes, then refreshes unless another has done so meanwhile.
async fn refresh_alone(
    ctx: &Context,
    id: AccountId,
    refused: Option<&SecretString>,
) -> Result<SecretString, TokenError> {
    let wanted = |tokens: &Tokens| {
        is_fresh(ctx, tokens)
            && refused
                .is_none_or(|refused| refused.expose_secret() != tokens.access.expose_secret())
    };
    for _ in 0..LOOKS {
        let tokens = held(ctx, id).await?;
        if wanted(&tokens) {
            return Ok(tokens.access);
        }
        let now = ctx.now();
        let unended = ctx.store.refreshing_until(id).await?;
        if ctx.store.begin_refresh(id, now, now + RESERVED_FOR).await? {
            // Another process may have refreshed between the look and the reservation.
            let tokens = held(ctx, id).await?;
            if wanted(&tokens) {
                ctx.store.end_refresh(id).await?;
                return Ok(tokens.access);
            }
            return refresh(ctx, id, &tokens, refused, unended).await;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    Err(renewing())
}

/// Asks TikTok. The reservation is ours, and ends here. `unended` says when one before it ran out that nobody ended.
async fn refresh(
    ctx: &Context,
    id: AccountId,
    old: &Tokens,
    refused: Option<&SecretString>,
    unended: Option<Timestamp>,
) -> Result<SecretString, TokenError> {
    if old.refresh_expires_at <= ctx.now() {
        return give_up(ctx, id, old, refused).await;
    }
    let answer = ctx.tiktok.refresh(old, ctx.now()).await;
    ctx.meter.token_refreshed(match &answer {
        Ok(_) => Refresh::Renewed,
        Err(error) if is_dead(error) => Refresh::Dead,
        Err(_) => Refresh::Failed,
    });
    match answer {
        Ok(new) => {
            let kept = keep(ctx, id, old, &new, refused).await;
            tracing::info!(account = %id, ok = kept.is_ok(), "refreshed an access token");
            kept
        }
        Err(error) => {
            match unended {
                Some(ran_out) if is_dead(&error) && ctx.now().since(ran_out) < LATE_SAVE => {
                    // Whoever held it may have rotated these tokens and still be about to keep the new ones.
                    tracing::warn!(account = %id, %error, "a refresh that took too long may still end");
                    ctx.store.leave_refresh(id, ran_out).await?;
                    Err(renewing())
                }
                _ => judge(ctx, id, old, refused, error).await,
            }
        }
    }
}

/// Whether TikTok knows these tokens no more.
const fn is_dead(error: &TikTokError) -> bool {
    matches!(error.verdict, Verdict::Reconnect | Verdict::RefreshToken)
}

/// Commits the rotated tokens before anyone uses them.
async fn keep(
    ctx: &Context,
    id: AccountId,
    old: &Tokens,
    new: &Tokens,
    refused: Option<&SecretString>,
) -> Result<SecretString, TokenError> {
    let mut tries = 1;
    loop {
        match ctx.store.save_refreshed_tokens(id, old, new).await {
            Ok(()) => return Ok(new.access.clone()),
            Err(StoreError::LeaseLost) => return newer(ctx, id, refused).await,
            Err(error) if tries >= SAVES => return Err(error.into()),
            Err(error) => {
                tracing::warn!(account = %id, %error, "rotated tokens could not be kept yet");
                tokio::time::sleep(LOOK_AGAIN * tries).await;
                tries += 1;
            }
        }
    }
}

/// What a refused refresh means for the account.
async fn judge(
    ctx: &Context,
    id: AccountId,
    old: &Tokens,
    refused: Option<&SecretString>,
    error: TikTokError,
) -> Result<SecretString, TokenError> {
    tracing::warn!(account = %id, code = error.code, %error, "TikTok did not refresh an access token");
    match error.verdict {
        Verdict::Reconnect | Verdict::RefreshToken => give_up(ctx, id, old, refused).await,
        Verdict::Operator | Verdict::Fail => {
            ctx.store.end_refresh(id).await?;
            Err(TokenError::Operator(error.failure))
        }
        Verdict::Retry | Verdict::Wait(_) => {
            ctx.store.end_refresh(id).await?;
            Err(TokenError::Passing(error.failure))
        }
    }
}

/// Disconnects the account, whose tokens are dead, unless it has others than `old` by now.
async fn give_up(
    ctx: &Context,
    id: AccountId,
    old: &Tokens,
    refused: Option<&SecretString>,
) -> Result<SecretString, TokenError> {
    let reconnect = Failure::new(ErrorCode::TiktokReconnect);
    // The account before the tokens: whoever connects it after this look is left alone.
    let Some(account) = ctx.store.account_by_id(id).await? else {
        return Err(TokenError::Reconnect(reconnect));
    };
    let is_dead = held(ctx, id).await?.are(old);
    if is_dead
        && ctx
            .store
            .disconnect_account(&account, reconnect.code.as_str(), ctx.now())
            .await?
    {
        return Err(TokenError::Reconnect(reconnect));
    }
    newer(ctx, id, refused).await
}

/// The token that somebody else brought meanwhile, never the one that TikTok refused.
async fn newer(
    ctx: &Context,
    id: AccountId,
    refused: Option<&SecretString>,
) -> Result<SecretString, TokenError> {
    let access = held(ctx, id).await?.access;
    if refused.is_some_and(|refused| refused.expose_secret() == access.expose_secret()) {
        return Err(passing("TikTok refused the token that is here.".into()));
    }
    Ok(access)
}

async fn held(ctx: &Context, id: AccountId) -> Result<Tokens, TokenError> {
    ctx.store
        .tokens(id)
        .await?
        .ok_or_else(|| TokenError::Reconnect(Failure::new(ErrorCode::TiktokReconnect)))
}

fn is_fresh(ctx: &Context, tokens: &Tokens) -> bool {
    tokens.access_expires_at > ctx.now() + FRESH_FOR
}

fn renewing() -> TokenError {
    TokenError::Passing(Failure::new(ErrorCode::TiktokAccessRenewing))
}

fn passing(detail: String) -> TokenError {
    TokenError::Passing(Failure::new(ErrorCode::TiktokUnavailable).with_detail(detail))
}
