//! `GET /deleted/{id}/receipt.txt`: the receipt for a deleted account, to keep.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

use super::{error::Problem, views::receipt::receipt_text};
use crate::{
    domain::{error_code::ErrorCode, id::DeletionId},
    service::{Context, users},
};

/// The text.
pub(super) async fn receipt(
    State(ctx): State<Context>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id: DeletionId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    let receipt = users::receipt(&ctx, id).await?;
    let settings = &ctx.settings;
    let text = receipt_text(&receipt, &settings.app_name, &settings.public_url);
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (
            CONTENT_DISPOSITION,
            "attachment; filename=\"deletion-receipt.txt\"",
        ),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, text).into_response())
}
