//! Reads a request's body up to a limit.

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;

use super::error::ApiError;
use crate::{domain::error_code::ErrorCode, service::multipart::stood_still};

/// The largest JSON body, in bytes; and the most that all text parts of a multipart body may have together.
pub(super) const LARGEST_JSON: usize = 256 * 1024;
/// The largest webhook, in bytes.
pub(super) const LARGEST_WEBHOOK: usize = 1024 * 1024;
/// How much of a body that is too large is still read: a client that is writing cannot read why it was refused.
const POLITENESS: usize = 16 * 1024 * 1024;

/// The whole body.
pub(super) async fn read(body: Body, limit: usize) -> Result<Bytes, ApiError> {
    let mut stream = body.into_data_stream();
    let mut bytes = BytesMut::new();
    let mut seen = 0;
    while let Some(block) = stream.next().await {
        let block = block.map_err(|error| {
            if stood_still(&error) {
                return ApiError::new(ErrorCode::RequestTooSlow);
            }
            ApiError::because(ErrorCode::InvalidJson, "The body ended before its end.")
        })?;
        seen += block.len();
        if seen <= limit {
            bytes.extend_from_slice(&block);
        } else if seen > limit + POLITENESS {
            break;
        }
    }
    if seen > limit {
        return Err(ApiError::because(
            ErrorCode::BodyTooLarge,
            format!("The body is larger than {} KiB.", limit / 1024),
        ));
    }
    Ok(bytes.freeze())
}
