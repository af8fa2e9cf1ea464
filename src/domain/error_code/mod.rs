//! The error catalogue: every error that people or programs can meet, once.
//!
//! Each entry has a stable code, what happened, what to do, who must act, and whether a retry can help.
//! API, pages, callbacks and logs all speak from it.

mod entries;

use std::{fmt, str::FromStr};

pub use entries::ErrorCode;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What the catalogue says of one error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Stable, `snake_case`.
    pub code: &'static str,
    /// HTTP status where the error answers a request.
    pub status: u16,
    /// Who must act.
    pub who: Who,
    /// Whether the same thing can succeed later.
    pub retryable: bool,
    /// What happened.
    pub message: &'static str,
    /// What to do.
    pub description: &'static str,
}

impl Entry {
    /// When the same thing can succeed.
    #[must_use]
    pub const fn again(&self) -> Again {
        match (self.retryable, self.who) {
            (false, _) => Again::Never,
            (true, Who::Nobody) => Again::ByItself,
            (true, who) => Again::AfterActing(who),
        }
    }
}

/// When something that failed can succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Never: something else must be asked for.
    Never,
    /// Later, without anybody's doing.
    ByItself,
    /// When someone has done what the entry says.
    AfterActing(Who),
}

/// Who must act on an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The person whose video it is.
    Creator,
    /// The program that called.
    Client,
    /// Whoever runs this installation.
    Operator,
    /// Nobody: time or the service mends it.
    Nobody,
}

impl ErrorCode {
    /// The stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.entry().code
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no entry of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no error code \"{0}\"")]
pub struct UnknownErrorCode(pub String);

impl FromStr for ErrorCode {
    type Err = UnknownErrorCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.as_str() == text)
            .ok_or_else(|| UnknownErrorCode(text.to_owned()))
    }
}

impl Serialize for ErrorCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ErrorCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// Why a post ended, as stored with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The entry of the catalogue.
    pub code: ErrorCode,
    /// What exactly: a sentence of ours, or TikTok's code and words verbatim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// TikTok's own code, verbatim, also one that this version does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiktok_code: Option<String>,
    /// TikTok's `log_id`, which its support asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_id: Option<String>,
}

impl Failure {
    /// A failure that the catalogue describes fully.
    #[must_use]
    pub const fn new(code: ErrorCode) -> Self {
        Self {
            code,
            detail: None,
            tiktok_code: None,
            log_id: None,
        }
    }

    /// The same, saying what exactly.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The same, with TikTok's own code; nothing if that is empty.
    #[must_use]
    pub fn with_tiktok_code(mut self, code: &str) -> Self {
        self.tiktok_code = Some(code.to_owned()).filter(|code| !code.is_empty());
        self
    }

    /// The same, with TikTok's `log_id`.
    #[must_use]
    pub fn with_log_id(mut self, log_id: Option<String>) -> Self {
        self.log_id = log_id;
        self
    }

    /// What happened: the detail where there is one, else the catalogue's sentence.
    #[must_use]
    pub fn message(&self) -> &str {
        self.detail
            .as_deref()
            .unwrap_or_else(|| self.code.entry().message)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_unique_snake_case_and_read_back() {
        let mut seen = HashSet::new();
        for code in ErrorCode::ALL {
            let name = code.as_str();
            assert!(seen.insert(name), "{name} stands twice");
            assert!(
                name.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
                "{name}"
            );
            assert_eq!(name.parse(), Ok(*code));
        }
    }

    #[test]
    fn every_entry_says_what_happened_and_what_to_do() {
        for code in ErrorCode::ALL {
            let entry = code.entry();
            assert!(
                entry.message.ends_with('.') && entry.description.ends_with('.'),
                "{code}"
            );
            assert!((400..600).contains(&entry.status), "{code}");
        }
    }
}
