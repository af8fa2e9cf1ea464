//! What a creator may post at this moment: asked of TikTok afresh every time, because its answer is never to be kept.
//!
//! Only name, handle and picture are remembered, so that the rest of the dashboard shows them as they are now.

use crate::{
    domain::{
        account::{self, Account},
        budget::Budget,
        clock::Timestamp,
        error_code::{ErrorCode, Failure},
        publish::rules::CreatorInfo,
    },
    remote::{TikTokError, Verdict},
    service::{
        Context, ServiceError, accounts, budgets,
        tokens::{self, TokenError},
    },
    store::{StoreError, budgets::Slot},
};

/// Why it is not known what a creator may post.
#[derive(Debug, thiserror::Error)]
pub enum CreatorError {
    /// The person must connect the account again.
    #[error("{}", .0.message())]
    Reconnect(Failure),
    /// The person has not allowed publishing (`video.publish`).
    #[error("{}", .0.message())]
    ScopeMissing(Failure),
    /// TikTok lets the creator post nothing now.
    #[error("{}", .0.message())]
    Blocked(Failure),
    /// TikTok does not answer as it should, or takes no more questions until `again_at`.
    #[error("{}", .failure.message())]
    Silent {
        /// Why.
        failure: Failure,
        /// When to ask again, if TikTok said so.
        again_at: Option<Timestamp>,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<CreatorError> for ServiceError {
    fn from(error: CreatorError) -> Self {
        match error {
            CreatorError::Reconnect(failure)
            | CreatorError::ScopeMissing(failure)
            | CreatorError::Blocked(failure)
            | CreatorError::Silent { failure, .. } => failure.into(),
            CreatorError::Store(error) => error.into(),
        }
    }
}

/// Asks TikTok what the owner of `account` may post now.
///
/// # Errors
/// [`CreatorError`].
pub async fn creator_info(ctx: &Context, account: &Account) -> Result<CreatorInfo, CreatorError> {
    if !account.connected {
        return Err(CreatorError::Reconnect(Failure::new(
            ErrorCode::TiktokReconnect,
        )));
    }
    if !account.scopes.has(account::VIDEO_PUBLISH) {
        return Err(CreatorError::ScopeMissing(scope_missing(account)));
    }
    let creator = ask(ctx, account).await?;
    let username = Some(creator.username.as_str()).filter(|name| !name.is_empty());
    let avatar_url = creator.avatar_url.as_deref();
    accounts::follow_profile(ctx, account, username, &creator.nickname, avatar_url).await;
    Ok(creator)
}

/// The account did not allow publishing.
fn scope_missing(account: &Account) -> Failure {
    Failure::new(ErrorCode::TiktokScopeMissing).with_detail(format!(
        "{} did not allow publishing ({}).",
        account.handle(),
        account::VIDEO_PUBLISH
    ))
}

async fn ask(ctx: &Context, account: &Account) -> Result<CreatorInfo, CreatorError> {
    let token = tokens::access_token(ctx, account.id)
        .await
        .map_err(without_token)?;
    take_slot(ctx, account).await?;
    let answer = match ctx.tiktok.creator_info(&token).await {
        Err(error) if error.verdict == Verdict::RefreshToken => {
            let fresh = tokens::replace_token(ctx, account.id, &token)
                .await
                .map_err(without_token)?;
            ctx.tiktok.creator_info(&fresh).await
        }
        answer => answer,
    };
    match answer {
        Ok(creator) => {
            // Whatever refused this creator before is over: TikTok has just said that they can post.
            ctx.store
                .end_pause(&account.tiktok_user_id, Budget::Posts)
                .await?;
            Ok(creator)
        }
        Err(error) => {
            tracing::warn!(account = %account.id, code = error.code, %error, "TikTok does not say what a creator may post");
            budgets::learn(ctx, account, Budget::CreatorInfo, &error).await?;
            Err(judge(ctx.now(), account, error))
        }
    }
}

/// TikTok answers this question so many times a minute; one more is not asked.
async fn take_slot(ctx: &Context, account: &Account) -> Result<(), CreatorError> {
    let profile = &account.tiktok_user_id;
    let slot = ctx
        .store
        .take_slot(profile, Budget::CreatorInfo, None, ctx.now())
        .await?;
    match slot {
        Slot::Taken => Ok(()),
        Slot::NotBefore { code, until } => Err(CreatorError::Silent {
            failure: Failure::new(code),
            again_at: Some(until),
        }),
    }
}

fn without_token(error: TokenError) -> CreatorError {
    match error {
        TokenError::Reconnect(failure) => CreatorError::Reconnect(failure),
        TokenError::Passing(failure) | TokenError::Operator(failure) => CreatorError::Silent {
            failure,
            again_at: None,
        },
        TokenError::Store(error) => CreatorError::Store(error),
    }
}

fn judge(now: Timestamp, account: &Account, error: TikTokError) -> CreatorError {
    let failure = error.failure;
    match (failure.code, error.verdict) {
        (
            ErrorCode::TiktokDailyCap
            | ErrorCode::TiktokActiveUserCap
            | ErrorCode::TiktokBanned
            | ErrorCode::TiktokSpam
            | ErrorCode::TiktokSpamText,
            _,
        ) => CreatorError::Blocked(failure),
        (ErrorCode::TiktokScopeMissing, _) => CreatorError::ScopeMissing(scope_missing(account)),
        (_, Verdict::RefreshToken | Verdict::Reconnect) => {
            CreatorError::Reconnect(Failure::new(ErrorCode::TiktokReconnect))
        }
        (_, Verdict::Wait(pause)) => CreatorError::Silent {
            failure,
            again_at: Some(now + pause),
        },
        (_, Verdict::Retry | Verdict::Operator | Verdict::Fail) => CreatorError::Silent {
            failure,
            again_at: None,
        },
    }
}

/// `account` with the name, handle and picture that TikTok gives now.
#[must_use]
pub fn known_as(account: &Account, creator: &CreatorInfo) -> Account {
    let mut known = account.clone();
    if !creator.username.is_empty() {
        known.username = Some(creator.username.clone());
    }
    if !creator.nickname.is_empty() {
        known.display_name.clone_from(&creator.nickname);
    }
    if creator.avatar_url.is_some() {
        known.avatar_url.clone_from(&creator.avatar_url);
    }
    known
}
