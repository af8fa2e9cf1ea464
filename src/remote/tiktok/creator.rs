//! Who an account is, and what it may post now.
#![expect(unused_variables, clippy::unused_async, reason = "bodies follow")]

use secrecy::SecretString;

use super::{TikTok, TikTokError};
use crate::domain::{account::Scopes, publish::Privacy};

/// Who an account is; from `user/info`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserInfo {
    /// TikTok's `open_id`.
    pub tiktok_user_id: String,
    /// The nickname; empty if TikTok gives none.
    pub display_name: String,
    /// Where TikTok serves the avatar; expires.
    pub avatar_url: Option<String>,
    /// The handle; only with the scope `user.info.profile`.
    pub username: Option<String>,
}

/// What an account may post now; from `creator_info`. Never to be cached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatorInfo {
    /// Where TikTok serves the avatar; expires after two hours.
    pub avatar_url: Option<String>,
    /// The handle without `@`.
    pub username: String,
    /// The nickname, which the publish page must show.
    pub nickname: String,
    /// The audiences to choose from, in TikTok's order.
    pub privacy_levels: Vec<Privacy>,
    /// Comments cannot be allowed.
    pub comment_disabled: bool,
    /// Duets cannot be allowed.
    pub duet_disabled: bool,
    /// Stitches cannot be allowed.
    pub stitch_disabled: bool,
    /// The longest video, in seconds.
    pub longest_seconds: u32,
}

impl TikTok {
    /// Who the token belongs to; asks only for what `scopes` cover.
    ///
    /// # Errors
    /// [`TikTokError`].
    pub async fn user_info(
        &self,
        access: &SecretString,
        scopes: &Scopes,
    ) -> Result<UserInfo, TikTokError> {
        unimplemented!()
    }

    /// What the account may post now (scope `video.publish`, 20 calls a minute).
    ///
    /// # Errors
    /// [`TikTokError`], also for a creator who cannot post now.
    pub async fn creator_info(&self, access: &SecretString) -> Result<CreatorInfo, TikTokError> {
        unimplemented!()
    }
}
