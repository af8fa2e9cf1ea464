//! Pages for people: Leptos, rendered on the server, working without a script.
//!
//! A request passes, from the outside in: the page that errors get (`error`), the session
//! (`session`), the same-origin check (`guard`), and, unless the address is open to all, the demand to be signed in.
//! Then `load` finds out what a page shows and `views` shows it, or `actions` does what a form asked.
//!
//! [`routes`] brings all these layers along and the page for unknown addresses. [`with_session`] puts the session around
//! routes of another floor that a signed-in browser may use too, [`with_security_headers`] the headers around everything.
//! The request id comes from further outside.

mod actions;
mod app;
pub(crate) mod assets;
mod auth;
mod avatar;
mod browser;
pub(crate) mod components;
mod context;
mod error;
mod events;
mod export;
mod flash;
pub(crate) mod form;
pub(crate) mod format;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
#[cfg(test)]
mod gallery;
mod guard;
mod load;
mod media;
mod next;
pub(crate) mod paths;
mod range;
mod receipt;
mod render;
mod session;
pub(crate) mod shell;
mod tus;
pub(crate) mod views;
pub(crate) mod words;
mod workflow;

use std::any::Any;

use axum::{
    Extension, Router,
    extract::{MatchedPath, Request},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use http::Method;
use tower_http::catch_panic::CatchPanicLayer;

use self::{error::Problem, next::login_path};
use crate::{
    domain::error_code::ErrorCode,
    service::{Context, SignedIn},
};

/// Addresses for people who are not signed in. All others demand it.
const OPEN: &[&str] = &[
    paths::LOGIN,
    paths::PRIVACY,
    paths::TERMS,
    paths::SIGN_IN,
    "/auth/google/callback",
    "/auth/tiktok/callback",
    paths::LOGOUT,
    "/deleted/{id}",
    RECEIPT_FILE,
];

/// The receipt for a deleted account, as a text.
const RECEIPT_FILE: &str = "/deleted/{id}/receipt.txt";

/// All pages, forms and sign-in routes with their layers, and the page for unknown addresses.
pub fn routes(ctx: &Context) -> Router<Context> {
    let people = Router::new()
        .merge(app::routes(ctx))
        .merge(actions::routes(ctx))
        .route("/posts/{id}/video", get(media::video))
        .route("/accounts/{id}/avatar", get(avatar::avatar))
        .route(RECEIPT_FILE, get(receipt::receipt))
        .route(paths::EXPORT, get(export::export))
        .route(paths::WORKFLOW, get(workflow::by_address))
        .route(paths::WORKFLOW_FILE, get(workflow::as_file))
        .route(
            paths::SIGN_IN,
            get(auth::to_google).layer(Extension(auth::Departures::new(ctx))),
        )
        .route("/auth/google/callback", get(auth::from_google))
        .route(paths::CONNECT_TIKTOK, get(auth::to_tiktok))
        .route("/auth/tiktok/callback", get(auth::from_tiktok))
        .route(paths::LOGOUT, post(auth::logout))
        .route_layer(from_fn(demand_sign_in))
        .fallback(nothing_here)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(ctx.clone(), guard::same_origin));
    with_session(ctx, people)
        .layer(from_fn_with_state(ctx.clone(), error::dress))
        .merge(tus::routes(ctx))
        .merge(assets::routes())
}

/// Puts the headers around `inner` that tell a browser how little it may do with any answer.
pub fn with_security_headers(ctx: &Context, inner: Router<Context>) -> Router<Context> {
    inner.layer(from_fn_with_state(ctx.clone(), guard::headers))
}

/// The events, with the same layers: they stand apart because no encoder may lie around them. It would keep its state,
/// many kilobytes, for each open page, though there is nothing to encode.
pub fn events(ctx: &Context) -> Router<Context> {
    let events = Router::new()
        .route(paths::EVENTS, get(events::events))
        .layer(CatchPanicLayer::custom(panicked));
    with_session(ctx, events)
        .layer(from_fn_with_state(ctx.clone(), error::dress))
        .layer(from_fn_with_state(ctx.clone(), guard::headers))
}

/// Puts the session around `inner`: who is signed in becomes the request extensions [`SignedIn`] and
/// [`User`](crate::domain::user::User). Nobody is kept out.
pub fn with_session(ctx: &Context, inner: Router<Context>) -> Router<Context> {
    inner
        .layer(from_fn_with_state(ctx.clone(), session::recognise))
        .layer(session::layer(ctx))
        .layer(from_fn(session::tell_out_of_reach))
}

/// Sends people who are not signed in to the sign-in page, and from there back to where they wanted to go.
async fn demand_sign_in(request: Request, next: Next) -> Response {
    let open = request
        .extensions()
        .get::<MatchedPath>()
        .is_some_and(|path| OPEN.contains(&path.as_str()));
    if open || request.extensions().get::<SignedIn>().is_some() {
        return next.run(request).await;
    }
    let wish = match *request.method() {
        Method::GET | Method::HEAD => request.uri().path_and_query().map(ToString::to_string),
        _ => None,
    };
    Redirect::to(&login_path(wish.as_deref())).into_response()
}

async fn nothing_here() -> Problem {
    ErrorCode::NotFound.into()
}

fn panicked(_panic: Box<dyn Any + Send>) -> Response {
    tracing::error!("a page panicked");
    Problem::from(ErrorCode::Internal).into_response()
}
