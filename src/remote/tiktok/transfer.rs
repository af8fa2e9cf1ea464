//! Sends one chunk of a video.

use std::{ops::RangeInclusive, time::Instant};

use reqwest::{
    Response,
    header::{CONTENT_RANGE, CONTENT_TYPE},
};
use secrecy::{ExposeSecret, SecretString};

use super::{TikTok, TikTokError, Verdict, chunk_body::ChunkBody};
use crate::{
    domain::error_code::{ErrorCode, Failure},
    remote::{content_range::ContentRange, http},
};

const UPLOAD: &str = "upload";

/// What became of a chunk.
///
/// `received` is the number in the answer's Content-Range. TikTok does not say whether it counts bytes or names the last
/// one; where the sent range tells which, it is made a count, else it is as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// Stored; TikTok wants more.
    More {
        /// See [`Sent`].
        received: Option<u64>,
    },
    /// Stored, and it was the last one.
    All,
    /// The range does not follow what TikTok holds (416).
    OutOfStep {
        /// See [`Sent`].
        received: Option<u64>,
    },
    /// The upload address is dead (403, 404): ask for the status, then begin anew.
    Gone,
}

impl TikTok {
    /// Sends the bytes `range` of a file of `total` bytes; `body` must be exactly those bytes.
    ///
    /// # Errors
    /// [`TikTokError`]; with [`Verdict::Retry`] the chunk may or may not have arrived.
    pub async fn send_chunk(
        &self,
        upload_url: &SecretString,
        range: RangeInclusive<u64>,
        total: u64,
        media_type: &str,
        body: reqwest::Body,
    ) -> Result<Sent, TikTokError> {
        let url = upload_url.expose_secret();
        let (first, last) = range.into_inner();
        if !self.may_upload_to(url) || first > last || last >= total {
            let failure = Failure::new(ErrorCode::Internal)
                .with_detail("The chunk does not fit the upload it belongs to.");
            return Err(TikTokError::refused(UPLOAD, Verdict::Fail, failure));
        }
        let began = Instant::now();
        let (body, taken) = ChunkBody::new(body, last - first + 1, self.clients.meter.clone());
        let request = self
            .clients
            .transfer
            .put(url)
            .header(CONTENT_TYPE, media_type)
            .header(CONTENT_RANGE, format!("bytes {first}-{last}/{total}"))
            .body(reqwest::Body::wrap(body));
        let silence = self.clients.timeouts.silence;
        let result = match taken.unless_silent(silence, request.send()).await {
            None => Err(TikTokError::silent(UPLOAD)),
            Some(Err(error)) => Err(TikTokError::lost(UPLOAD, error)),
            Some(Ok(response)) => {
                tracing::debug!(endpoint = UPLOAD, status = response.status().as_u16(), first, last,
                    total, elapsed = ?began.elapsed(), "sent a chunk to TikTok");
                judge(&response, first, last, total)
            }
        };
        self.count(UPLOAD, result.as_ref().err(), began.elapsed());
        result
    }
}

#[expect(
    clippy::result_large_err,
    reason = "a complaint of TikTok's is rare, and all of its words are wanted"
)]
fn judge(response: &Response, first: u64, last: u64, total: u64) -> Result<Sent, TikTokError> {
    let received = response
        .headers()
        .get(CONTENT_RANGE)
        .and_then(|value| value.to_str().ok())
        .and_then(ContentRange::parse)
        .and_then(ContentRange::last)
        .map(|number| count(number, first, last, total));
    match response.status().as_u16() {
        201 => Ok(Sent::All),
        // 200 is not documented, but seen: the position tells.
        200 | 202 | 204 if last + 1 == total => Ok(Sent::All),
        200 | 202 | 204 | 206 => Ok(Sent::More { received }),
        // No token goes with a chunk: whatever the server will not let in, it is the address.
        401 | 403 | 404 => Ok(Sent::Gone),
        416 => Ok(Sent::OutOfStep { received }),
        status => Err(TikTokError::bare(
            UPLOAD,
            status,
            http::retry_after(response.headers()),
        )),
    }
}

/// `number` as a count of bytes: one that is just below a boundary that we know of names the last byte.
fn count(number: u64, first: u64, last: u64, total: u64) -> u64 {
    let next = number.saturating_add(1);
    if next == first || next == last + 1 || next == total {
        next
    } else {
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_byte_becomes_a_count() {
        for (number, expected) in [
            (9, 10),
            (10, 10),
            (19, 20),
            (20, 20),
            (34, 35),
            (35, 35),
            (0, 0),
        ] {
            assert_eq!(count(number, 10, 19, 35), expected, "{number}");
        }
    }
}
