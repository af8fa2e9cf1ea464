//! JSON for programs and machines.
//!
//! [`routes`] is the whole surface on one screen. Every error is written by `error::answer`, whoever made it;
//! nothing here ever redirects to a page.

mod auth;
mod body;
mod connection;
mod docs;

mod error;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod intake;
mod machine;
mod metrics;
mod openapi;

mod posts;
mod rate;
pub mod request_id;
mod webhook;
mod wire;

use std::any::Any;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::from_fn_with_state,
    response::{IntoResponse as _, Response},
    routing::{any, get, post},
};
use tower_http::catch_panic::CatchPanicLayer;

pub use self::auth::without_secrets;
use self::{
    auth::{Gate, admit},
    error::ApiError,
};
use crate::{domain::error_code::ErrorCode, service::Context};

/// Every route for programs and machines, and the two pages that document them.
pub fn routes(ctx: &Context) -> Router<Context> {
    let gate = Gate::new(ctx);
    let sessions_too = from_fn_with_state(gate.or_signed_in(), admit);
    let keys = from_fn_with_state(gate, admit);
    // Videos are larger than any limit for bodies; each reader brings its own.
    let no_limit = DefaultBodyLimit::disable();
    Router::new()
        .route(
            "/api/posts/video",
            post(intake::submit)
                .layer(no_limit)
                .route_layer(keys.clone()),
        )
        .route(
            "/webhook/n8n/video-upload",
            post(intake::submit_from_n8n)
                .layer(no_limit)
                .route_layer(keys.clone()),
        )
        .route(
            "/n8n/test-connection",
            get(connection::test).route_layer(keys.clone()),
        )
        .route(
            "/auth/oauth-url/tiktok",
            get(connection::connect_link).route_layer(sessions_too),
        )
        .route("/api/posts", get(posts::list).route_layer(keys.clone()))
        .route("/api/posts/{id}", get(posts::get).route_layer(keys.clone()))
        .route(
            "/api/posts/{id}/retry",
            post(posts::retry).route_layer(keys.clone()),
        )
        .route(
            "/api/posts/{id}/cancel",
            post(posts::cancel).route_layer(keys),
        )
        .route("/webhooks/tiktok", post(webhook::receive).layer(no_limit))
        .merge(for_monitors())
        .route("/metrics/dashboard.json", get(metrics::dashboard))
        .route("/api/openapi.json", get(openapi::document))
        .route("/docs", get(docs::page))
        .route("/docs/going-live", get(docs::guide::page))
        .route("/docs/style.css", get(docs::style))
        .route("/api", any(not_found))
        .route("/api/{*rest}", any(not_found))
        .route("/n8n/{*rest}", any(not_found))
        .route("/webhook/{*rest}", any(not_found))
        .route("/webhooks/{*rest}", any(not_found))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(ctx.clone(), error::answer))
}

/// What watches over a process: all that one answers which only works.
pub fn for_monitors() -> Router<Context> {
    Router::new()
        .route("/healthz", get(machine::alive))
        .route("/readyz", get(machine::ready))
        .route("/metrics", get(metrics::show))
}

/// Puts around `inner` what writes every error as the error object, also those of layers that others put around our routes.
pub fn with_json_errors(ctx: &Context, inner: Router<Context>) -> Router<Context> {
    inner.layer(from_fn_with_state(ctx.clone(), error::answer))
}

/// There is no such path.
pub async fn not_found() -> Response {
    ApiError::new(ErrorCode::NotFound).into_response()
}

async fn method_not_allowed() -> ApiError {
    ApiError::new(ErrorCode::MethodNotAllowed)
}

fn panicked(_panic: Box<dyn Any + Send>) -> Response {
    ApiError::new(ErrorCode::Internal).into_response()
}
