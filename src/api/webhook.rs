//! What TikTok tells us by itself.

use super::{body, error::ApiError, wire::Fine};
use crate::service::{Context, events};
use axum::{
    Json,
    extract::{Request, State},
};

/// Takes an event of TikTok: checks the signature over the raw body, stores it, answers at once.
#[utoipa::path(
    post,
    path = "/webhooks/tiktok",
    operation_id = "receive_tiktok_webhook",
    tag = "For machines",
    params(("TikTok-Signature" = String, Header, description = "`t=<unix seconds>,s=<hex>`: HMAC-SHA256 over `t`, a dot and the raw body.")),
    request_body(content = Object, description = "The event as TikTok sends it."),
    responses((status = 200, description = "Stored; acted on later.", body = Fine)),
)]
pub(super) async fn receive(
    State(ctx): State<Context>,
    request: Request,
) -> Result<Json<Fine>, ApiError> {
    let (head, body) = request.into_parts();
    let body = body::read(body, body::LARGEST_WEBHOOK).await?;
    let signature = head
        .headers
        .get("tiktok-signature")
        .and_then(|value| value.to_str().ok());
    events::receive(&ctx, signature, &body).await?;
    Ok(Json(Fine::OK))
}
