//! A connected TikTok account, and what its owner allowed us to do.

use std::{collections::BTreeSet, fmt};

use secrecy::{ExposeSecret as _, SecretString};

use super::{
    clock::Timestamp,
    error_code::ErrorCode,
    id::{AccountId, UserId},
};

/// One TikTok profile of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Our id.
    pub id: AccountId,
    /// Whose it is here.
    pub user_id: UserId,
    /// TikTok's `open_id`: opaque, case-sensitive, stable for one app.
    pub tiktok_user_id: String,
    /// The handle without `@`; known only with the scope `user.info.profile` or `video.publish`.
    pub username: Option<String>,
    /// The nickname.
    pub display_name: String,
    /// Where TikTok serves the avatar; such URLs expire.
    pub avatar_url: Option<String>,
    /// What the person granted.
    pub scopes: Scopes,
    /// Whether this is the account used when none is named.
    pub is_default: bool,
    /// Whether we hold tokens that TikTok has not refused.
    pub connected: bool,
    /// Why it is no longer connected: an error code of the catalogue.
    pub disconnect_reason: Option<String>,
    /// Since when; none if it is connected, or was disconnected before this was kept.
    pub disconnected_at: Option<Timestamp>,
    /// When the access token ends.
    pub access_expires_at: Option<Timestamp>,
    /// When the refresh token ends.
    pub refresh_expires_at: Option<Timestamp>,
    /// When it was connected last.
    pub connected_at: Timestamp,
}

impl Account {
    /// Whether its owner disconnected it here, and so wants it no longer.
    #[must_use]
    pub fn is_given_up(&self) -> bool {
        let own = ErrorCode::TiktokNotConnected.as_str();
        !self.connected && self.disconnect_reason.as_deref() == Some(own)
    }

    /// `@handle` where the handle is known, else the nickname.
    #[must_use]
    pub fn handle(&self) -> String {
        self.username
            .as_ref()
            .map_or_else(|| self.display_name.clone(), |name| format!("@{name}"))
    }

    /// Whether `name` means this account: its id, its `tiktok_user_id` or its username (with or without `@`).
    #[must_use]
    pub fn answers_to(&self, name: &str) -> bool {
        self.id.to_string().eq_ignore_ascii_case(name)
            || self.tiktok_user_id == name
            || self.username.as_deref().is_some_and(|username| {
                username.eq_ignore_ascii_case(name.strip_prefix('@').unwrap_or(name))
            })
    }
}

/// The OAuth tokens of one account, as TikTok's token endpoint returns them.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// For API calls.
    pub access: SecretString,
    /// When `access` ends.
    pub access_expires_at: Timestamp,
    /// For the next refresh; it rotates.
    pub refresh: SecretString,
    /// When `refresh` ends.
    pub refresh_expires_at: Timestamp,
    /// What was granted.
    pub scopes: Scopes,
    /// TikTok's `open_id`.
    pub tiktok_user_id: String,
}

impl Tokens {
    /// Whether these are the same two tokens as `others`.
    #[must_use]
    pub fn are(&self, others: &Self) -> bool {
        self.access.expose_secret() == others.access.expose_secret()
            && self.refresh.expose_secret() == others.refresh.expose_secret()
    }
}

/// A set of TikTok scopes; written comma-separated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scopes(BTreeSet<String>);

/// The scope for drafts in the TikTok inbox.
pub const VIDEO_UPLOAD: &str = "video.upload";
/// The scope for Direct Post and `creator_info`.
pub const VIDEO_PUBLISH: &str = "video.publish";
/// The scope for ids, nickname and avatar.
pub const USER_INFO_BASIC: &str = "user.info.basic";
/// The scope for the handle.
pub const USER_INFO_PROFILE: &str = "user.info.profile";

impl Scopes {
    /// Reads a list separated by commas or blanks.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self(
            text.split([',', ' '])
                .map(str::trim)
                .filter(|scope| !scope.is_empty())
                .map(str::to_owned)
                .collect(),
        )
    }

    /// Whether `scope` was granted.
    #[must_use]
    pub fn has(&self, scope: &str) -> bool {
        self.0.contains(scope)
    }

    /// Each scope, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            f.write_str(scope)?;
        }
        Ok(())
    }
}
