//! For whoever watches over the process: is it alive, can it do its work.

use super::wire::Fine;
use crate::service::{Context, health};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};

/// The process answers. Says nothing about what it depends on.
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "alive",
    tag = "For machines",
    responses((status = 200, description = "The process answers.", body = Fine)),
)]
pub(super) async fn alive(State(ctx): State<Context>) -> impl IntoResponse {
    let whose = ctx.settings.installation.clone();
    ([(health::INSTALLATION_HEADER, whose)], Json(Fine::OK))
}

/// Whether the service can do its work now, and if not, why.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "ready",
    tag = "For machines",
    responses(
        (status = 200, description = "Everything is well.", body = health::Readiness),
        (status = 503, description = "Something is not; `checks` says what.", body = health::Readiness),
    ),
)]
pub(super) async fn ready(State(ctx): State<Context>) -> impl IntoResponse {
    let found = health::look(&ctx).await;
    let status = if found.is_ready() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(found))
}
