//! Why a video does not flow, and whether trying again by itself can help.

use std::time::Duration;

use crate::{
    domain::error_code::{ErrorCode, Failure},
    remote::{
        guard::{GuardError, LookupFailed},
        http::{cause, reason},
    },
};

/// Why a video does not flow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", failure.message())]
pub struct SourceError {
    /// What the post ends with if no retry helps.
    pub failure: Failure,
    /// Whether trying again by itself can help.
    pub retry: bool,
    /// How long the server asks us to wait.
    pub retry_after: Option<Duration>,
}

impl SourceError {
    /// No retry by itself helps.
    pub(super) const fn for_good(failure: Failure) -> Self {
        Self {
            failure,
            retry: false,
            retry_after: None,
        }
    }

    /// A passing fault.
    pub(super) const fn passing(failure: Failure) -> Self {
        Self {
            failure,
            retry: true,
            retry_after: None,
        }
    }

    /// The server answers something that is of no use; `how` goes on after "The server of the video is of no use:".
    pub(super) fn refused(how: &str) -> Self {
        Self::for_good(
            Failure::new(ErrorCode::DownloadRefused)
                .with_detail(format!("The server's answer is of no use: {how}.")),
        )
    }

    /// The server answered an HTTP status that is no video.
    pub(super) fn status(status: u16, retry_after: Option<Duration>) -> Self {
        let code = match status {
            404 | 410 => ErrorCode::DownloadNotFound,
            401 | 403 => ErrorCode::DownloadForbidden,
            _ => ErrorCode::DownloadRefused,
        };
        let failure = Failure::new(code).with_detail(format!("The server answered HTTP {status}."));
        Self {
            failure,
            retry: matches!(status, 408 | 425 | 429 | 500..),
            retry_after,
        }
    }

    /// The bytes stopped before their end.
    pub(super) fn interrupted(how: &str) -> Self {
        let entry = ErrorCode::DownloadInterrupted;
        Self::passing(Failure::new(entry).with_detail(format!("The download broke off: {how}.")))
    }

    /// A fault of the network while bytes flowed.
    pub(super) fn while_flowing(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::passing(Failure::new(ErrorCode::DownloadTimedOut))
        } else {
            Self::interrupted(&reason(error))
        }
    }
}

impl From<GuardError> for SourceError {
    fn from(error: GuardError) -> Self {
        let code = match error {
            GuardError::Private(_) => ErrorCode::PrivateAddress,
            _ => ErrorCode::InvalidVideoUrl,
        };
        Self::for_good(Failure::new(code).with_detail(sentence(&error.to_string())))
    }
}

/// A fault of the network before an answer.
impl From<reqwest::Error> for SourceError {
    fn from(error: reqwest::Error) -> Self {
        if let Some(refused) = cause::<GuardError>(&error) {
            return refused.clone().into();
        }
        if let Some(unknown) = cause::<LookupFailed>(&error) {
            let detail = sentence(&unknown.to_string());
            return Self::passing(Failure::new(ErrorCode::DownloadUnreachable).with_detail(detail));
        }
        if error.is_builder() {
            return Self::for_good(Failure::new(ErrorCode::InvalidVideoUrl));
        }
        if error.is_timeout() && !error.is_connect() {
            return Self::passing(Failure::new(ErrorCode::DownloadTimedOut));
        }
        let why = reason(error);
        // A certificate does not mend itself in a minute.
        let retry = !why.contains("certificate");
        let detail = format!("The server of the video cannot be reached: {why}.");
        Self {
            retry,
            ..Self::passing(Failure::new(ErrorCode::DownloadUnreachable).with_detail(detail))
        }
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        format!("{}{}.", first.to_uppercase(), letters.as_str())
    })
}
