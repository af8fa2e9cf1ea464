//! Who an account is, and what it may post now.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use super::{
    TikTok, TikTokError, Verdict,
    wire::{optional_number, optional_text},
};
use crate::domain::{
    account::{Scopes, USER_INFO_BASIC, USER_INFO_PROFILE},
    error_code::{ErrorCode, Failure},
    publish::rules::CreatorInfo,
};

const USER_INFO: &str = "/v2/user/info/";
const CREATOR_INFO: &str = "/v2/post/publish/creator_info/query/";

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

#[derive(Deserialize)]
struct UserData {
    user: User,
}

#[derive(Deserialize)]
struct User {
    open_id: String,
    #[serde(default, deserialize_with = "optional_text")]
    display_name: Option<String>,
    #[serde(default, deserialize_with = "optional_text")]
    avatar_url: Option<String>,
    #[serde(default, deserialize_with = "optional_text")]
    username: Option<String>,
}

#[derive(Deserialize)]
struct CreatorData {
    #[serde(
        default,
        rename = "creator_avatar_url",
        deserialize_with = "optional_text"
    )]
    avatar_url: Option<String>,
    #[serde(rename = "creator_username")]
    username: String,
    #[serde(rename = "creator_nickname")]
    nickname: String,
    privacy_level_options: Vec<Value>,
    comment_disabled: bool,
    duet_disabled: bool,
    stitch_disabled: bool,
    #[serde(deserialize_with = "optional_number")]
    max_video_post_duration_sec: Option<u64>,
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
        let fields = fields(scopes).ok_or_else(|| {
            let failure = Failure::new(ErrorCode::TiktokScopeMissing);
            TikTokError::refused(USER_INFO, Verdict::Reconnect, failure)
        })?;
        let request = self
            .clients
            .api
            .get(self.api(USER_INFO))
            .query(&[("fields", fields)])
            .bearer_auth(access.expose_secret());
        let UserData { user } = self.data(USER_INFO, request).await?;
        Ok(UserInfo {
            tiktok_user_id: user.open_id,
            display_name: user.display_name.unwrap_or_default(),
            avatar_url: user.avatar_url,
            username: user.username,
        })
    }

    /// What the account may post now (scope `video.publish`, 20 calls a minute).
    ///
    /// # Errors
    /// [`TikTokError`], also for a creator who cannot post now.
    pub async fn creator_info(&self, access: &SecretString) -> Result<CreatorInfo, TikTokError> {
        let creator: CreatorData = self.post(CREATOR_INFO, access, &Value::Null).await?;
        let longest = creator
            .max_video_post_duration_sec
            .ok_or_else(|| TikTokError::garbled(CREATOR_INFO, "max_video_post_duration_sec"))?;
        Ok(CreatorInfo {
            avatar_url: creator.avatar_url,
            username: creator.username,
            nickname: creator.nickname,
            // An audience that this version does not know cannot be chosen.
            privacy_levels: creator
                .privacy_level_options
                .into_iter()
                .filter_map(|option| serde_json::from_value(option).ok())
                .collect(),
            comment_disabled: creator.comment_disabled,
            duet_disabled: creator.duet_disabled,
            stitch_disabled: creator.stitch_disabled,
            longest_seconds: u32::try_from(longest).unwrap_or(u32::MAX),
        })
    }
}

/// The fields of `user/info` that `scopes` cover; TikTok refuses others.
fn fields(scopes: &Scopes) -> Option<&'static str> {
    match (scopes.has(USER_INFO_BASIC), scopes.has(USER_INFO_PROFILE)) {
        (true, true) => Some("open_id,display_name,avatar_url,username"),
        (true, false) => Some("open_id,display_name,avatar_url"),
        (false, _) => None,
    }
}
