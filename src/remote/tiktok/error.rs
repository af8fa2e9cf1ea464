//! What TikTok's errors mean: the catalogue's entry, and what to do about it.

use std::time::Duration;

use crate::domain::error_code::Failure;

/// A call to TikTok that did not do what it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{endpoint}: {}", failure.message())]
pub struct TikTokError {
    /// What to do.
    pub verdict: Verdict,
    /// What to tell people.
    pub failure: Failure,
    /// Which call: a path below the API's origin.
    pub endpoint: &'static str,
    /// TikTok's code, verbatim; empty if it gave none.
    pub code: String,
    /// The HTTP status; none if no answer came.
    pub status: Option<u16>,
}

/// What to do about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A passing fault: back off and try again.
    Retry,
    /// Stay where you are for so long, and say so.
    Wait(Duration),
    /// The access token is not good: refresh it once, repeat the call once.
    RefreshToken,
    /// The person must connect the account again.
    Reconnect,
    /// The operator must correct the app's settings; never disconnect anyone for it.
    Operator,
    /// For good.
    Fail,
}
