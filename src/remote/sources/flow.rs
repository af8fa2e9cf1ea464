//! The bytes of a video as they come, counted against what the server announced.

use bytes::Bytes;
use futures::{Stream, StreamExt, future};
use reqwest::Response;

use super::SourceError;
use crate::domain::error_code::{ErrorCode, Failure};

/// The body; `expected` bytes if the server said how many. Fewer or more are an error, after which nothing flows.
pub(super) fn flow(
    response: Response,
    expected: Option<u64>,
) -> impl Stream<Item = Result<Bytes, SourceError>> + Send + 'static {
    let mut flowed = 0;
    let mut broken = false;
    response
        .bytes_stream()
        .map(|piece| Some(piece.map_err(SourceError::while_flowing)))
        // Marks the end, so that an early one can be told.
        .chain(futures::stream::once(future::ready(None)))
        .scan((), move |(), piece| {
            if broken {
                return future::ready(None);
            }
            let judged = match piece {
                Some(Ok(bytes)) => {
                    flowed += bytes.len() as u64;
                    match expected {
                        Some(expected) if flowed > expected => Some(Err(too_many(expected))),
                        _ => Some(Ok(bytes)),
                    }
                }
                Some(Err(error)) => Some(Err(error)),
                None => expected
                    .filter(|expected| flowed < *expected)
                    .map(|expected| {
                        Err(SourceError::interrupted(&format!(
                            "{flowed} of {expected} bytes came"
                        )))
                    }),
            };
            broken = !matches!(judged, Some(Ok(_)));
            future::ready(judged)
        })
}

fn too_many(expected: u64) -> SourceError {
    SourceError::for_good(
        Failure::new(ErrorCode::DownloadWrongLength).with_detail(format!(
            "The server sent more than the {expected} bytes that it announced."
        )),
    )
}
