//! What TikTok's errors mean: the catalogue's entry, and what to do about it. Nothing else decides that.
//!
//! Sources: the error tables of Direct Post, Upload, Photo, Creator Info, Get Status and Login Kit.

use std::time::Duration;

use super::{call::Answer, wire::Complaint};
use crate::{
    domain::error_code::{ErrorCode, Failure},
    remote::http,
};

/// No wait is shorter, whatever TikTok asks for.
const SHORTEST: Duration = Duration::from_secs(1);
/// A limit per minute: TikTok's documentation names no Retry-After.
const MINUTE: Duration = Duration::from_secs(60);
/// A slot in the inbox gets free when the person posts a draft, at the latest after a day.
const HOUR: Duration = Duration::from_secs(60 * 60);
/// Caps that roll over 24 hours.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

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
    /// How long TikTok asked us to wait.
    pub retry_after: Option<Duration>,
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

/// Which kind of call it was; some codes mean different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A call with an access token.
    Api,
    /// A code for tokens.
    Exchange,
    /// A refresh token for tokens.
    Refresh,
    /// The end of a token.
    Revoke,
}

impl TikTokError {
    /// No answer came: whether TikTok did what it was asked is unknown.
    pub(super) fn lost(endpoint: &'static str, error: reqwest::Error) -> Self {
        // A request that could not even be built will not be better next time.
        let (verdict, failure) = if error.is_builder() {
            (Verdict::Fail, Failure::new(ErrorCode::Internal))
        } else {
            (Verdict::Retry, unavailable(&http::reason(error)))
        };
        Self::refused(endpoint, verdict, failure)
    }

    /// No byte moved for too long; as unknown as a lost answer.
    pub(super) fn silent(endpoint: &'static str) -> Self {
        Self::refused(
            endpoint,
            Verdict::Retry,
            unavailable("no byte moved for too long"),
        )
    }

    /// The answer claims success but is not what the documentation promises; like a lost one.
    pub(super) fn garbled(endpoint: &'static str, what: &str) -> Self {
        Self {
            verdict: Verdict::Retry,
            failure: unavailable(&format!("its answer cannot be understood: {what}")),
            endpoint,
            code: String::new(),
            status: Some(200),
            retry_after: None,
        }
    }

    /// An answer that forbids to go on, for a reason of ours.
    pub(super) fn refused(endpoint: &'static str, verdict: Verdict, failure: Failure) -> Self {
        Self {
            verdict,
            failure,
            endpoint,
            code: String::new(),
            status: None,
            retry_after: None,
        }
    }

    /// TikTok complained, or the HTTP status does.
    pub(super) fn answered(
        endpoint: &'static str,
        kind: Kind,
        answer: &Answer,
        complaint: Option<Complaint>,
    ) -> Self {
        let complaint = complaint.unwrap_or_default();
        let (entry, verdict) = meaning(kind, &complaint.code)
            .unwrap_or_else(|| of_status(kind, answer.status, &complaint.code));
        let verdict = match (verdict, answer.retry_after) {
            // The minute is our guess, and TikTok's word counts; a cap is not over before its day is.
            (Verdict::Wait(MINUTE), Some(asked)) => Verdict::Wait(asked.max(SHORTEST)),
            (Verdict::Wait(wait), Some(asked)) => Verdict::Wait(wait.max(asked)),
            (verdict, _) => verdict,
        };
        let words = if complaint.message.is_empty() {
            &answer.excerpt
        } else {
            &complaint.message
        };
        Self {
            verdict,
            failure: quoting(entry, &complaint.code, Some(answer.status), words)
                .with_log_id(complaint.log_id),
            endpoint,
            code: complaint.code,
            status: Some(answer.status),
            retry_after: answer.retry_after,
        }
    }

    /// A bare HTTP status, as the upload servers answer.
    pub(super) fn bare(endpoint: &'static str, status: u16, retry_after: Option<Duration>) -> Self {
        let answer = Answer {
            status,
            retry_after,
            json: None,
            excerpt: String::new(),
        };
        Self::answered(endpoint, Kind::Api, &answer, None)
    }
}

/// What TikTok's `fail_reason` means, with and without its suffix.
pub(super) fn fail_reason(reason: &str) -> Failure {
    let entry = match reason.strip_suffix("_check_failed").unwrap_or(reason) {
        "file_format" => ErrorCode::TiktokFileFormat,
        "duration" => ErrorCode::TiktokDuration,
        "frame_rate" => ErrorCode::TiktokFrameRate,
        "picture_size" => ErrorCode::TiktokPictureSize,
        "internal" => ErrorCode::TiktokInternal,
        "video_pull_failed" | "photo_pull_failed" => ErrorCode::TiktokPullFailed,
        "publish_cancelled" => ErrorCode::TiktokCancelled,
        "auth_removed" => ErrorCode::TiktokAuthRemoved,
        _ => meaning(Kind::Api, reason).map_or(ErrorCode::TiktokRefused, |(entry, _)| entry),
    };
    quoting(entry, reason, None, "")
}

/// What a code means; none for one that the documentation does not name.
fn meaning(kind: Kind, code: &str) -> Option<(ErrorCode, Verdict)> {
    use Verdict::{Fail, Operator, Reconnect, RefreshToken, Retry, Wait};
    Some(match code {
        "access_token_invalid" => (ErrorCode::TiktokReconnect, RefreshToken),
        "scope_not_authorized" | "scope_permission_missed" => {
            (ErrorCode::TiktokScopeMissing, Reconnect)
        }
        "rate_limit_exceeded" => (ErrorCode::TiktokRateLimit, Wait(MINUTE)),
        "spam_risk_too_many_pending_share" => (ErrorCode::TiktokInboxFull, Wait(HOUR)),
        "spam_risk_too_many_posts" => (ErrorCode::TiktokDailyCap, Wait(DAY)),
        "reached_active_user_cap" => (ErrorCode::TiktokActiveUserCap, Wait(DAY)),
        "internal_error" | "server_error" | "temporarily_unavailable" => {
            (ErrorCode::TiktokUnavailable, Retry)
        }
        "spam_risk_user_banned_from_posting" => (ErrorCode::TiktokBanned, Fail),
        "spam_risk_text" => (ErrorCode::TiktokSpamText, Fail),
        "spam_risk" => (ErrorCode::TiktokSpam, Fail),
        "unaudited_client_can_only_post_to_private_accounts" => {
            (ErrorCode::TiktokAccountMustBePrivate, Fail)
        }
        "privacy_level_option_mismatch" => (ErrorCode::TiktokPrivacyMismatch, Fail),
        "url_ownership_unverified" => (ErrorCode::TiktokUrlUnverified, Operator),
        "app_version_check_failed" => (ErrorCode::TiktokAppVersion, Fail),
        "invalid_publish_id" => (ErrorCode::TiktokUnconfirmed, Fail),
        "publish_not_cancellable" => (ErrorCode::NotCancellable, Fail),
        // TikTok writes both the singular and the plural.
        "invalid_param"
        | "invalid_params"
        | "invalid_file_upload"
        | "token_not_authorized_for_specified_publish_id" => {
            (ErrorCode::TiktokInvalidRequest, Fail)
        }
        // Login Kit. A code that was spent, is old or came to another address is invalid_grant or invalid_request.
        "invalid_client"
        | "unauthorized_client"
        | "invalid_scope"
        | "unsupported_grant_type"
        | "unsupported_response_type" => (ErrorCode::TiktokAppRefused, Operator),
        "invalid_grant" | "access_denied" if kind == Kind::Refresh => {
            (ErrorCode::TiktokReconnect, Reconnect)
        }
        "invalid_grant" | "access_denied" => (ErrorCode::TiktokDeclined, Fail),
        "invalid_request" if kind == Kind::Exchange => (ErrorCode::TiktokDeclined, Fail),
        "invalid_request" => (ErrorCode::TiktokInvalidRequest, Fail),
        _ => return None,
    })
}

/// What the HTTP status means where no known code says more: 4xx is for good, 5xx passes.
fn of_status(kind: Kind, status: u16, code: &str) -> (ErrorCode, Verdict) {
    match status {
        401 if kind == Kind::Api && code.is_empty() => {
            (ErrorCode::TiktokReconnect, Verdict::RefreshToken)
        }
        408 | 500.. => (ErrorCode::TiktokUnavailable, Verdict::Retry),
        429 => (ErrorCode::TiktokRateLimit, Verdict::Wait(MINUTE)),
        400 if code.is_empty() => (ErrorCode::TiktokInvalidRequest, Verdict::Fail),
        _ => (ErrorCode::TiktokRefused, Verdict::Fail),
    }
}

/// The catalogue's sentence, and TikTok's own words after it.
fn quoting(entry: ErrorCode, code: &str, status: Option<u16>, words: &str) -> Failure {
    let mut said = match (code, status) {
        ("", Some(status)) => format!("HTTP {status}"),
        ("", None) => "nothing more".to_owned(),
        (code, Some(status)) => format!("{code} (HTTP {status})"),
        (code, None) => code.to_owned(),
    };
    if !words.is_empty() {
        said.push_str(": ");
        said.push_str(words);
    }
    Failure::new(entry)
        .with_detail(format!("{} TikTok says: {said}", entry.entry().message))
        .with_tiktok_code(code)
}

fn unavailable(why: &str) -> Failure {
    let entry = ErrorCode::TiktokUnavailable;
    Failure::new(entry).with_detail(format!(
        "{} The call broke off: {why}",
        entry.entry().message
    ))
}

#[cfg(test)]
#[path = "error_tests.rs"]
mod tests;
