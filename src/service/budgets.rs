//! How much TikTok still takes of an account: asked before each call, learned from TikTok's own refusals.

use std::collections::HashMap;

use crate::{
    domain::{
        account::{Account, VIDEO_PUBLISH},
        budget::Budget,
        error_code::ErrorCode,
        id::{AccountId, UserId},
    },
    remote::{TikTokError, Verdict},
    service::{Context, Result},
    store::{StoreError, budgets::Used},
};

/// How much of its drafts and posts an account has used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Allowance {
    /// Unposted drafts in the TikTok inbox, of [`Budget::Drafts`].
    pub drafts: Used,
    /// Direct Posts of the last 24 hours, of [`Budget::Posts`]; none without the permission to publish.
    pub posts: Option<Used>,
}

/// The allowance of each account.
///
/// # Errors
/// The database failed.
pub async fn allowances(
    ctx: &Context,
    user_id: UserId,
    accounts: &[Account],
) -> Result<HashMap<AccountId, Allowance>> {
    let now = ctx.now();
    let drafts = ctx.store.used_slots(user_id, Budget::Drafts, now).await?;
    let posts = ctx.store.used_slots(user_id, Budget::Posts, now).await?;
    let of = |used: &HashMap<String, Used>, account: &Account| {
        used.get(&account.tiktok_user_id)
            .copied()
            .unwrap_or_default()
    };
    Ok(accounts
        .iter()
        .map(|account| {
            let may_publish = account.scopes.has(VIDEO_PUBLISH);
            let allowance = Allowance {
                drafts: of(&drafts, account),
                posts: may_publish.then(|| of(&posts, account)),
            };
            (account.id, allowance)
        })
        .collect())
}

/// TikTok refused a call that `called` counts because there is too much of something: nobody tries before the time that
/// its answer stands for.
///
/// # Errors
/// The database failed.
pub async fn learn(
    ctx: &Context,
    account: &Account,
    called: Budget,
    error: &TikTokError,
) -> Result<(), StoreError> {
    let Verdict::Wait(pause) = error.verdict else {
        return Ok(());
    };
    let code = error.failure.code;
    let budget = Budget::of_refusal(code, called);
    let until = ctx.now() + pause;
    tracing::info!(account = %account.id, budget = budget.as_str(), %code, %until, "TikTok takes no more of this account");
    ctx.store
        .pause_budget(&account.tiktok_user_id, budget, code, until)
        .await
}

/// A person or a program wants the account's waiting posts tried at once: one gets through to TikTok, which decides.
///
/// # Errors
/// The database failed.
pub async fn try_anyway(ctx: &Context, account: AccountId, waits_for: ErrorCode) -> Result<()> {
    let budget = match waits_for {
        ErrorCode::TiktokInboxFull => Budget::Drafts,
        ErrorCode::TiktokDailyCap | ErrorCode::TiktokActiveUserCap => Budget::Posts,
        // The minute is over before a person can know better.
        _ => return Ok(()),
    };
    let Some(account) = ctx.store.account_by_id(account).await? else {
        return Ok(());
    };
    ctx.store
        .make_room(&account.tiktok_user_id, budget, ctx.now())
        .await?;
    Ok(())
}

/// A draft left the inbox: the posts that wait for its place are tried at once.
///
/// # Errors
/// The database failed.
pub async fn draft_gone(ctx: &Context, account: AccountId) -> Result<()> {
    let Some(found) = ctx.store.account_by_id(account).await? else {
        return Ok(());
    };
    ctx.store
        .end_pause(&found.tiktok_user_id, Budget::Drafts)
        .await?;
    if ctx.store.wake_waiting(account, ctx.now()).await? > 0 {
        ctx.wake_workers();
    }
    Ok(())
}
