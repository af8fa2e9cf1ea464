//! For whoever watches over the process: is it alive, can it do its work.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde_json::{Value, json};

use crate::service::{Context, health};

/// The process answers. Says nothing about what it depends on.
pub(super) async fn alive() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Whether the service can do its work now, and if not, why.
pub(super) async fn ready(State(ctx): State<Context>) -> impl IntoResponse {
    let found = health::look(&ctx).await;
    let status = if found.is_ready() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(found))
}
