//! The avatar of a TikTok account, for its owner's pages. It comes from us, so that no browser asks TikTok for it.

use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};

use super::error::Problem;
use crate::{
    domain::{error_code::ErrorCode, id::AccountId},
    service::{Context, SignedIn, avatars},
};

/// What stands for a picture that did not come: nothing to see, so that the letters behind it show.
const NOTHING: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>"#;

/// `GET /accounts/{id}/avatar`.
pub(super) async fn avatar(
    State(ctx): State<Context>,
    Extension(SignedIn(user)): Extension<SignedIn>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id: AccountId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    let (media_type, bytes, cache) = match avatars::find(&ctx, user, id).await? {
        Some(picture) => (picture.media_type, picture.bytes, "private, max-age=7200"),
        None => ("image/svg+xml", NOTHING.into(), "private, max-age=600"),
    };
    let headers = [
        (CONTENT_TYPE, media_type),
        (CACHE_CONTROL, cache),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Opened by itself it is a picture and nothing else.
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((headers, bytes).into_response())
}
