//! `GET /settings/export`: everything that is held about whoever is signed in, as a zip.

use axum::{
    Extension,
    body::Body,
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

use super::error::Problem;
use crate::service::{Context, SignedIn, export};

/// The download, as it comes into being: its length is not known before its end.
pub(super) async fn export(
    State(ctx): State<Context>,
    Extension(SignedIn(user)): Extension<SignedIn>,
) -> Result<Response, Problem> {
    let zip = export::stream(&ctx, user).await?;
    let name = export::file_name(ctx.now());
    let headers = [
        (CONTENT_TYPE, "application/zip".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(zip)).into_response())
}
