//! The way out to Google or TikTok and back: a state that works once, for ten minutes, in one browser.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::RngCore as _;
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::domain::clock::Timestamp;

/// How long a person may take on Google's or TikTok's pages.
pub const STATE_LIFETIME: Duration = Duration::from_secs(10 * 60);

/// An address to send a browser to.
#[derive(Debug, Clone)]
pub struct Started {
    /// Google's or TikTok's page.
    pub url: Url,
    /// When the way back closes.
    pub expires_at: Timestamp,
}

/// What came back in the query of a callback.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Callback {
    /// Echo of ours.
    #[serde(default)]
    pub state: String,
    /// Single use.
    #[serde(default)]
    pub code: String,
    /// Why there is no code.
    #[serde(default)]
    pub error: Option<String>,
    /// The same in words.
    #[serde(default)]
    pub error_description: Option<String>,
}

/// A fresh state: 256 random bits.
pub(crate) fn new_state() -> String {
    let mut bytes = [0u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is stored of a browser's cookie.
pub(crate) fn browser_hash(cookie: &str) -> String {
    hex::encode(Sha256::digest(cookie.as_bytes()))
}

/// `next` if it is a path of ours, so that nobody is led away by a link.
#[must_use]
pub fn own_path(next: Option<&str>) -> Option<String> {
    let next = next?;
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.chars().any(char::is_control)
        && next.len() <= 1024;
    own.then(|| next.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_paths_are_followed() {
        assert_eq!(
            own_path(Some("/posts/1?x=2")).as_deref(),
            Some("/posts/1?x=2")
        );
        for foreign in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/a\r\nb",
        ] {
            assert_eq!(own_path(Some(foreign)), None, "{foreign:?}");
        }
        assert_eq!(own_path(None), None);
    }
}
