//! Sends one chunk of a video.
#![expect(unused_variables, clippy::unused_async, reason = "bodies follow")]

use std::ops::RangeInclusive;

use secrecy::SecretString;

use super::{TikTok, TikTokError};

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
    /// [`TikTokError`]; with [`Verdict::Retry`](super::Verdict::Retry) the chunk may or may not have arrived.
    pub async fn send_chunk(
        &self,
        upload_url: &SecretString,
        range: RangeInclusive<u64>,
        total: u64,
        media_type: &str,
        body: reqwest::Body,
    ) -> Result<Sent, TikTokError> {
        unimplemented!()
    }
}
