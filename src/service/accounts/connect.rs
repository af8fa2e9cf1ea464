//! Connecting a TikTok account: to TikTok's consent page and back.

use crate::{
    domain::{
        account::{self, Account, Scopes, Tokens},
        budget::Budget,
        error_code::{ErrorCode, Failure},
        id::UserId,
    },
    remote::{TikTokError, Verdict, tiktok::Pkce},
    service::{
        Context, Result, ServiceError,
        oauth::{Callback, Started, WayBack, browser_hash, new_state},
    },
    store::{accounts::NewAccount, budgets::Slot, oauth_states::Flow},
};

/// An account that has just been connected.
#[derive(Debug, Clone)]
pub struct Connected {
    /// It.
    pub account: Account,
    /// What was asked for and not granted.
    pub missing: Vec<String>,
    /// Whether a program began it, so that any browser of the user could finish.
    pub by_program: bool,
    /// Where the person wanted to go.
    pub next: Option<String>,
}

/// Begins to connect an account of `user_id`. `browser` is the value of the cookie that binds the way back to one browser;
/// a program has none, and then any browser in which the same user is signed in may finish.
///
/// # Errors
/// The database failed.
pub async fn start_connect(
    ctx: &Context,
    user_id: UserId,
    browser: Option<&str>,
    next: Option<&str>,
) -> Result<Started> {
    let pkce = Pkce::new();
    let state = new_state();
    // With an account connected already, the person means another one: TikTok must not silently take the first.
    let always_ask = !ctx.store.accounts_of(user_id).await?.is_empty();
    let url = ctx.tiktok.authorize_url(
        &state,
        &pkce.challenge,
        &ctx.settings.tiktok_scopes,
        always_ask,
    );
    let way_back = WayBack {
        flow: Flow::TikTok,
        user_id: Some(user_id),
        browser,
        next,
    };
    let expires_at = way_back.open(ctx, state, pkce.verifier).await?;
    Ok(Started { url, expires_at })
}

/// Connects the account that the person chose at TikTok. `browser` is the cookie's value.
///
/// # Errors
/// [`ErrorCode::OauthState`] if the way back is used, late, or another user's or browser's; [`ErrorCode::TiktokDeclined`];
/// what TikTok's token endpoint may say.
pub async fn finish_connect(
    ctx: &Context,
    user_id: UserId,
    browser: Option<&str>,
    callback: &Callback,
) -> Result<Connected> {
    let state =
        ctx.store
            .take_oauth_state(&callback.state, Flow::TikTok, ctx.now())
            .await?
            .filter(|state| state.user_id == Some(user_id))
            .filter(|state| {
                state.browser.as_ref().is_none_or(|bound| {
                    browser.is_some_and(|cookie| browser_hash(cookie) == *bound)
                })
            })
            .ok_or_else(|| ServiceError::refused(ErrorCode::OauthState))?;
    if callback.error.is_some() || callback.code.is_empty() {
        return Err(declined(callback));
    }
    let tokens = ctx
        .tiktok
        .exchange_code(&callback.code, &state.verifier, ctx.now())
        .await
        .map_err(refused)?;
    let profile = profile(ctx, &tokens).await;
    let account = ctx
        .store
        .connect_account(user_id, &profile, &tokens, ctx.now())
        .await?;
    // Posts that wait for this account need not wait for their time.
    ctx.store.wake_waiting(account.id, ctx.now()).await?;
    ctx.wake_workers();
    Ok(Connected {
        missing: missing(&ctx.settings.tiktok_scopes, &tokens.scopes),
        account,
        by_program: state.browser.is_none(),
        next: state.next,
    })
}

fn missing(asked: &Scopes, granted: &Scopes) -> Vec<String> {
    asked
        .iter()
        .filter(|scope| !granted.has(scope))
        .map(str::to_owned)
        .collect()
}

fn declined(callback: &Callback) -> ServiceError {
    let words = callback
        .error_description
        .as_ref()
        .or(callback.error.as_ref())
        .map(|words| words.chars().take(200).collect::<String>());
    let failure = Failure::new(ErrorCode::TiktokDeclined);
    match words {
        Some(words) if callback.error.as_deref() != Some("access_denied") => failure
            .with_detail(format!("TikTok did not connect the account: {words}"))
            .into(),
        _ => failure.into(),
    }
}

/// A code that TikTok does not take is no reason to reconnect anything: the person starts again.
fn refused(error: TikTokError) -> ServiceError {
    tracing::warn!(code = error.code, %error, "TikTok gave no tokens for a code");
    match error.verdict {
        Verdict::Reconnect | Verdict::RefreshToken | Verdict::Fail => {
            Failure::new(ErrorCode::TiktokDeclined)
                .with_log_id(error.failure.log_id)
                .into()
        }
        Verdict::Operator | Verdict::Retry | Verdict::Wait(_) => error.failure.into(),
    }
}

/// Who it is. The tokens are worth more than the name, so whatever fails here is done without.
async fn profile(ctx: &Context, tokens: &Tokens) -> NewAccount {
    let mut profile = NewAccount {
        tiktok_user_id: tokens.tiktok_user_id.clone(),
        username: None,
        display_name: String::new(),
        avatar_url: None,
    };
    match ctx.tiktok.user_info(&tokens.access, &tokens.scopes).await {
        Ok(info) => {
            profile.username = info.username;
            profile.display_name = info.display_name;
            profile.avatar_url = info.avatar_url;
        }
        Err(error) => tracing::warn!(%error, "TikTok gave no profile"),
    }
    if profile.username.is_none()
        && tokens.scopes.has(account::VIDEO_PUBLISH)
        && may_ask(ctx, &tokens.tiktok_user_id).await
    {
        match ctx.tiktok.creator_info(&tokens.access).await {
            Ok(creator) => {
                if profile.display_name.is_empty() {
                    profile.display_name = creator.nickname;
                }
                profile.avatar_url = profile.avatar_url.or(creator.avatar_url);
                profile.username = Some(creator.username).filter(|name| !name.is_empty());
            }
            Err(error) => tracing::warn!(%error, "TikTok gave no handle"),
        }
    }
    if profile.display_name.is_empty() {
        profile.display_name = profile
            .username
            .clone()
            .unwrap_or_else(|| "TikTok account".to_owned());
    }
    profile
}

/// Whether TikTok still answers what this creator may post; the name is worth no refusal elsewhere.
async fn may_ask(ctx: &Context, tiktok_user_id: &str) -> bool {
    let now = ctx.now();
    let slot = ctx
        .store
        .take_slot(tiktok_user_id, Budget::CreatorInfo, None, now)
        .await;
    matches!(slot, Ok(Slot::Taken))
}
