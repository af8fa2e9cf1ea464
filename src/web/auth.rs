//! Signing in with Google, connecting TikTok, signing out: the routes that send a browser away and take it back.

use std::{net::SocketAddr, num::NonZeroU32, sync::Arc};

use axum::{
    Extension,
    extract::{ConnectInfo, Query, State},
    response::{IntoResponse as _, Redirect, Response},
};
use http::{HeaderMap, HeaderValue, header::SET_COOKIE};
use serde::Deserialize;
use tower_sessions::cookie::Cookie;

use super::{
    browser,
    components::notice::{Notice, Tone},
    error::Problem,
    flash::{Flash, refusal},
    next::{login_path, own_path},
    paths,
    session::{AuthSession, Person, cookie_name, is_secure},
    words::{connect as say, login},
};
use crate::{
    domain::error_code::{ErrorCode, Failure},
    service::{
        Context, SignedIn,
        accounts::{self, Connected},
        oauth::{BrowserCookie, Callback},
        throttle::PerAddress,
        users,
    },
};

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    next: Option<String>,
}

/// How often one address may set out for Google in a minute: each time leaves a row for ten minutes, and nobody has proved
/// anything yet. Behind a proxy this is everybody together.
const MOST_DEPARTURES: NonZeroU32 = NonZeroU32::new(120).expect("it is not zero");

/// Counts who sets out for Google.
#[derive(Clone)]
pub(super) struct Departures(Arc<PerAddress>);

impl Departures {
    pub(super) fn new(ctx: &Context) -> Self {
        Self(Arc::new(PerAddress::per_minute(
            MOST_DEPARTURES,
            ctx.clock.clone(),
        )))
    }
}

/// `GET /auth/google`.
pub(super) async fn to_google(
    State(ctx): State<Context>,
    Query(wish): Query<Wish>,
    Extension(Departures(departures)): Extension<Departures>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(Extension(ConnectInfo(peer))) = peer
        && departures.ask(peer.ip()).is_err()
    {
        return Err(ErrorCode::TooManySignIns.into());
    }
    let value = browser::carried(&ctx, &headers).unwrap_or_else(BrowserCookie::fresh);
    let next = own_path(wish.next.as_deref());
    let started = users::start_sign_in(&ctx, &value.0, next.as_deref()).await?;
    Ok(browser::send_off(&ctx, value, started.url.as_str()))
}

/// `GET /auth/google/callback`.
pub(super) async fn from_google(
    State(ctx): State<Context>,
    Extension(auth): Extension<AuthSession>,
    Query(callback): Query<Callback>,
    headers: HeaderMap,
) -> Result<Redirect, Problem> {
    let browser = browser::carried(&ctx, &headers).map(|cookie| cookie.0);
    match users::finish_sign_in(&ctx, browser.as_deref(), &callback, login::ACCEPTING).await {
        Ok(welcome) => {
            begin_session(auth, Person::new(welcome.user)).await?;
            let next = own_path(welcome.next.as_deref());
            Ok(Redirect::to(next.as_deref().unwrap_or(paths::DRAFTS)))
        }
        Err(error) => Ok(Redirect::to(&refused_path(&Problem::from(error).0))),
    }
}

/// A new session under a new id; whatever session the browser had ends.
async fn begin_session(mut auth: AuthSession, person: Person) -> Result<(), Problem> {
    let begun = async {
        auth.session.clear().await;
        // `login` does this only for a session without a person, and `flush` would keep the id for the next row.
        auth.session.cycle_id().await?;
        auth.login(&person).await
    };
    begun.await.map_err(|error| {
        tracing::error!(%error, "could not begin a session");
        Problem::from(ErrorCode::Internal)
    })
}

/// The sign-in page with the reason why there is no session. The code alone travels: its words stand in the catalogue, so
/// nobody can make the page say something by a link.
fn refused_path(failure: &Failure) -> String {
    format!("{}?refused={}", paths::LOGIN, failure.code)
}

/// The notice for a code that [`refused_path`] sent along.
pub(super) fn refused_notice(code: &str) -> Option<Notice> {
    let code: ErrorCode = code.parse().ok()?;
    matches!(
        code,
        ErrorCode::OauthState
            | ErrorCode::GoogleRefused
            | ErrorCode::GoogleUnreachable
            | ErrorCode::EmailNotVerified
            | ErrorCode::EmailNotAllowed
            | ErrorCode::SignInRequired
            | ErrorCode::Internal
            | ErrorCode::Unavailable
    )
    .then(|| refusal(&Failure::new(code)))
}

/// `GET /auth/tiktok`.
pub(super) async fn to_tiktok(
    State(ctx): State<Context>,
    Extension(SignedIn(user)): Extension<SignedIn>,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let value = browser::carried(&ctx, &headers).unwrap_or_else(BrowserCookie::fresh);
    let next = own_path(wish.next.as_deref());
    let started = accounts::start_connect(&ctx, user, Some(&value.0), next.as_deref()).await?;
    Ok(browser::send_off(&ctx, value, started.url.as_str()))
}

/// `GET /auth/tiktok/callback`: completes only for whoever began, signed in here.
pub(super) async fn from_tiktok(
    State(ctx): State<Context>,
    signed_in: Option<Extension<SignedIn>>,
    Extension(auth): Extension<AuthSession>,
    Query(callback): Query<Callback>,
    headers: HeaderMap,
) -> Result<Redirect, Problem> {
    let Some(Extension(SignedIn(user))) = signed_in else {
        // The link that a program got was opened in a browser without a session. Its state stays unused.
        return Ok(Redirect::to(&format!(
            "{}&refused={}",
            login_path(Some(paths::ACCOUNTS)),
            ErrorCode::SignInRequired
        )));
    };
    let browser = browser::carried(&ctx, &headers).map(|cookie| cookie.0);
    let connected = accounts::finish_connect(&ctx, user, browser.as_deref(), &callback).await;
    let (flash, to) = match connected {
        Ok(connected) => (
            Flash::from(welcome(&connected)),
            own_path(connected.next.as_deref()).unwrap_or_else(|| paths::ACCOUNTS.to_owned()),
        ),
        Err(error) => (
            Flash::refused(&Problem::from(error).0),
            paths::ACCOUNTS.to_owned(),
        ),
    };
    if let Err(error) = flash.leave(&auth.session).await {
        tracing::error!(%error, "could not note what the next page should say");
    }
    Ok(Redirect::to(&to))
}

fn welcome(connected: &Connected) -> Notice {
    let handle = connected.account.handle();
    let missing = (!connected.missing.is_empty()).then(|| say::missing(&connected.missing));
    if connected.by_program {
        // Whoever has the key may have made this person connect an account that is not theirs.
        return Notice::new(Tone::Yours, say::connected_by_program(&handle)).saying(
            match missing {
                Some(missing) => format!("{} {missing}", say::UNEXPECTED),
                None => say::UNEXPECTED.to_owned(),
            },
        );
    }
    let title = say::connected(&handle);
    match missing {
        Some(missing) => Notice::new(Tone::Yours, title).saying(missing),
        None => Notice::new(Tone::Good, title),
    }
}

/// `POST /logout`: ends the session here, not only in the browser.
pub(super) async fn logout(
    State(ctx): State<Context>,
    Extension(mut auth): Extension<AuthSession>,
) -> Result<Response, Problem> {
    auth.logout().await.map_err(|error| {
        tracing::error!(%error, "could not end a session");
        ErrorCode::Internal
    })?;
    let mut response = Redirect::to(paths::LOGIN).into_response();
    forget_session(&ctx, &mut response);
    Ok(response)
}

/// Takes the session cookie away. The session layer does so without `Secure`, which browsers ignore for a name with
/// `__Host-`.
pub(super) fn forget_session(ctx: &Context, response: &mut Response) {
    let secure = is_secure(ctx);
    let mut cookie = Cookie::build((cookie_name("session", secure), ""))
        .path("/")
        .secure(secure)
        .http_only(true)
        .build();
    cookie.make_removal();
    if let Ok(cookie) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}
