//! What TikTok tells us by itself.

use axum::{
    Json,
    extract::{Request, State},
};
use serde_json::{Value, json};

use super::{body, error::ApiError};
use crate::service::{Context, events};

/// Takes an event of TikTok: checks the signature over the raw body, stores it, answers at once.
pub(super) async fn receive(
    State(ctx): State<Context>,
    request: Request,
) -> Result<Json<Value>, ApiError> {
    let (head, body) = request.into_parts();
    let body = body::read(body, body::LARGEST_WEBHOOK).await?;
    let signature = head
        .headers
        .get("tiktok-signature")
        .and_then(|value| value.to_str().ok());
    events::receive(&ctx, signature, &body).await?;
    Ok(Json(json!({ "status": "ok" })))
}
