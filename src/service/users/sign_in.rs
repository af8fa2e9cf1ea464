//! Signing in with Google: to its consent page and back, in one browser.

use crate::{
    domain::{
        error_code::{ErrorCode, Failure},
        terms,
        user::User,
    },
    remote::google::{GoogleError, Pkce},
    service::{
        Context, Result, ServiceError,
        oauth::{Callback, Started, WayBack, browser_hash, new_state},
    },
    store::{StoreError, oauth_states::Flow},
};

/// Somebody who has just signed in.
#[derive(Debug, Clone)]
pub struct Welcome {
    /// Who.
    pub user: User,
    /// Where they wanted to go: a path of ours.
    pub next: Option<String>,
}

/// Begins to sign in. `browser` is the value of the cookie that binds the way back to this browser.
///
/// # Errors
/// The database failed.
pub async fn start_sign_in(ctx: &Context, browser: &str, next: Option<&str>) -> Result<Started> {
    let pkce = Pkce::new();
    let state = new_state();
    let url = ctx.google.authorize_url(&state, &pkce.challenge);
    let way_back = WayBack {
        flow: Flow::Google,
        user_id: None,
        browser: Some(browser),
        next,
    };
    let expires_at = way_back.open(ctx, state, pkce.verifier).await?;
    Ok(Started { url, expires_at })
}

/// Signs in whom Google names. The caller begins a new session for them. By that they accept terms and privacy as they
/// stand: `words` is the sentence that stood at the button.
///
/// # Errors
/// [`ErrorCode::OauthState`], [`ErrorCode::GoogleRefused`], [`ErrorCode::GoogleUnreachable`],
/// [`ErrorCode::EmailNotVerified`], [`ErrorCode::EmailNotAllowed`].
pub async fn finish_sign_in(
    ctx: &Context,
    browser: Option<&str>,
    callback: &Callback,
    words: &str,
) -> Result<Welcome> {
    let bound = browser.map(browser_hash);
    let state = ctx
        .store
        .take_oauth_state(&callback.state, Flow::Google, ctx.now())
        .await?
        .filter(|state| state.browser.is_some() && state.browser == bound)
        .ok_or_else(|| ServiceError::refused(ErrorCode::OauthState))?;
    if callback.error.is_some() || callback.code.is_empty() {
        return Err(ServiceError::refused(ErrorCode::GoogleRefused));
    }
    let token = ctx
        .google
        .exchange(&callback.code, &state.verifier)
        .await
        .map_err(|error| refused(&error))?;
    let person = ctx
        .google
        .userinfo(&token)
        .await
        .map_err(|error| refused(&error))?;
    if !person.email_verified || person.email.is_empty() {
        return Err(ServiceError::refused(ErrorCode::EmailNotVerified));
    }
    if !ctx.settings.admits(&person.email) {
        return Err(ServiceError::refused(ErrorCode::EmailNotAllowed));
    }
    let user = ctx
        .store
        .sign_in_user(&person.sub, &person.email, &person.name, ctx.now())
        .await
        .map_err(taken)?;
    ctx.store
        .accept(user.id, terms::VERSION, words, ctx.now())
        .await?;
    Ok(Welcome {
        user,
        next: state.next,
    })
}

fn refused(error: &GoogleError) -> ServiceError {
    tracing::warn!(%error, "Google did not sign somebody in");
    let code = match error {
        GoogleError::Refused(_) => ErrorCode::GoogleRefused,
        GoogleError::Operator(_) | GoogleError::Unreachable(_) => ErrorCode::GoogleUnreachable,
    };
    Failure::new(code).into()
}

/// An address that changed hands at Google must not open its former owner's door.
fn taken(error: StoreError) -> ServiceError {
    match error {
        StoreError::EmailTaken => ServiceError::because(
            ErrorCode::EmailNotAllowed,
            "That address belongs to another Google account here.",
        ),
        other => other.into(),
    }
}
