//! A post: one video on its way to TikTok.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use super::{
    clock::Timestamp,
    error_code::{ErrorCode, Failure},
    id::{AccountId, ApiKeyId, PostId, TemporaryFileId, UserId},
    publish::{Choices, Delivery},
    source::Source,
    status::{Actor, Status},
    video::Video,
};

/// One video on its way to TikTok, without its history.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// Our id.
    pub id: PostId,
    /// Whose it is.
    pub user_id: UserId,
    /// To which TikTok account it goes; none after that account was deleted here.
    pub account_id: Option<AccountId>,
    /// Which key made it; none for a browser.
    pub api_key_id: Option<ApiKeyId>,
    /// Where it came in.
    pub origin: Origin,
    /// Where it stands.
    pub status: Status,
    /// Where the video comes from.
    pub source: Source,
    /// The words that go with it.
    pub caption: String,
    /// As the client gave it.
    pub video_title: Option<String>,
    /// As the client gave it.
    pub video_description: Option<String>,
    /// Whether it goes to the inbox without a human.
    pub auto_approve: bool,
    /// Which way it goes.
    pub delivery: Delivery,
    /// The publish form's answers, for [`Delivery::Direct`].
    pub choices: Option<Choices>,
    /// Bytes here and there.
    pub progress: Progress,
    /// Why it waits for TikTok, while it does.
    pub waiting: Option<Waiting>,
    /// What the check found.
    pub video: Option<Video>,
    /// What TikTok knows of it.
    pub tiktok: TikTokSide,
    /// Why it failed.
    pub error: Option<Failure>,
    /// The temporary file that it has or had last.
    pub temporary_file: Option<TemporaryFileId>,
    /// `ETag` or `Last-Modified` of the download, for If-Range.
    pub validator: Option<String>,
    /// The boot of the machine whose memory holds a part of the file that its disk does not have yet; none if the disk has all
    /// that is counted.
    pub unsynced_boot: Option<String>,
    /// The caller's own id for it.
    pub external_id: Option<String>,
    /// The caller's own data.
    pub metadata: Option<serde_json::Value>,
    /// Who wants to be told.
    pub callback_url: Option<CallbackUrl>,
    /// When a backup was put back in which it was not at its end, until a person has it sent again: what became of it since
    /// the backup is unknown.
    pub restored_at: Option<Timestamp>,
    /// Tries of this stage that failed in a row without progress.
    pub attempts: u32,
    /// When this status began.
    pub entered_at: Timestamp,
    /// When the last byte moved or the stage began.
    pub progressed_at: Timestamp,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Grows with every change.
    pub version: i64,
}

impl Post {
    /// A post just accepted at `now`.
    #[must_use]
    pub fn queued(new: NewPost, now: Timestamp) -> Self {
        let size = new.file.map(|(_, size)| size);
        Self {
            id: new.id,
            user_id: new.user_id,
            account_id: Some(new.account_id),
            api_key_id: new.api_key_id,
            origin: new.origin,
            status: Status::Queued,
            source: new.source,
            caption: new.caption,
            video_title: new.video_title,
            video_description: new.video_description,
            auto_approve: new.auto_approve,
            delivery: Delivery::Inbox,
            choices: None,
            progress: Progress {
                total_bytes: size,
                downloaded_bytes: size.unwrap_or(0),
                sent_bytes: 0,
            },
            waiting: None,
            video: None,
            tiktok: TikTokSide::default(),
            error: None,
            temporary_file: new.file.map(|(id, _)| id),
            validator: None,
            unsynced_boot: None,
            external_id: new.external_id,
            metadata: new.metadata,
            callback_url: new.callback_url.map(CallbackUrl::Given),
            restored_at: None,
            attempts: 0,
            entered_at: now,
            progressed_at: now,
            created_at: now,
            updated_at: now,
            version: 1,
        }
    }
}

/// Who wants to be told of a post. The address may carry a signature, so it is sealed in the database and never printed.
#[derive(Clone, PartialEq, Eq)]
pub enum CallbackUrl {
    /// As it was handed in, with a post that is just being made.
    Given(Url),
    /// It lies in the database, where only who calls it opens it.
    Kept,
}

impl fmt::Debug for CallbackUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallbackUrl(…)")
    }
}

impl Post {
    /// Whether TikTok may have the whole video: then only a human sends it again. It may if the last chunk has left and it has
    /// not said that this failed, and if the post comes from a backup, whatever it says of the publish that we know.
    #[must_use]
    pub fn may_be_at_tiktok(&self) -> bool {
        let last_word = self.tiktok.status.as_deref();
        self.restored_at.is_some()
            || (self.tiktok.last_chunk_started && last_word != Some("FAILED"))
    }
}

/// Where a post came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The upload page.
    Browser,
    /// `POST /api/posts/video`.
    Api,
    /// `POST /webhook/n8n/video-upload`.
    N8n,
}

impl Origin {
    /// The name used in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Api => "api",
            Self::N8n => "n8n",
        }
    }

    /// Reads [`as_str`](Self::as_str) back.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Browser, Self::Api, Self::N8n]
            .into_iter()
            .find(|origin| origin.as_str() == name)
    }
}

/// How many bytes moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Progress {
    /// Size of the video, once known.
    pub total_bytes: Option<u64>,
    /// Bytes that reached us.
    pub downloaded_bytes: u64,
    /// Bytes that reached TikTok.
    pub sent_bytes: u64,
}

/// What a post waits for, in [`Status::Sending`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The entry of the catalogue.
    pub code: ErrorCode,
    /// When it tries again by itself.
    pub until: Timestamp,
}

/// How long TikTok's upload address lives. Source: Media Transfer Guide.
pub const UPLOAD_URL_LIVES: Duration = Duration::from_secs(3600);

/// What TikTok knows of a post.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TikTokSide {
    /// Opaque id of this publish.
    pub publish_id: Option<String>,
    /// Chunk size agreed at init, in bytes.
    pub chunk_size: Option<u64>,
    /// When `upload_url` ends (itself sealed; the store hands it out on its own).
    pub upload_url_expires_at: Option<Timestamp>,
    /// Whether the last chunk may have reached TikTok: from then on only status/fetch decides.
    pub last_chunk_started: bool,
    /// TikTok's status, verbatim.
    pub status: Option<String>,
    /// The public post, once there is one.
    pub post_id: Option<String>,
    /// How often its status was fetched since the stage began; paces the polling.
    pub status_fetches: u32,
}

impl TikTokSide {
    /// When the publish was begun whose bytes are sent.
    #[must_use]
    pub fn begun_at(&self) -> Option<Timestamp> {
        Some(self.upload_url_expires_at? - UPLOAD_URL_LIVES)
    }
}

/// One line of a post's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HistoryEntry {
    /// When.
    pub at: Timestamp,
    /// The status that began.
    pub status: Status,
    /// What happened, in words.
    pub detail: String,
    /// Who caused it.
    pub actor: Actor,
}

/// A post to be made.
#[derive(Debug, Clone)]
pub struct NewPost {
    /// Our id.
    pub id: PostId,
    /// Whose it is.
    pub user_id: UserId,
    /// To which TikTok account it goes.
    pub account_id: AccountId,
    /// Which key made it.
    pub api_key_id: Option<ApiKeyId>,
    /// Where it came in.
    pub origin: Origin,
    /// Where the video comes from.
    pub source: Source,
    /// The words that go with it.
    pub caption: String,
    /// As the client gave it.
    pub video_title: Option<String>,
    /// As the client gave it.
    pub video_description: Option<String>,
    /// Whether it goes to the inbox without a human.
    pub auto_approve: bool,
    /// The caller's own id for it.
    pub external_id: Option<String>,
    /// The caller's own data.
    pub metadata: Option<serde_json::Value>,
    /// Who wants to be told.
    pub callback_url: Option<Url>,
    /// The file, for [`Source::File`], with its size in bytes.
    pub file: Option<(TemporaryFileId, u64)>,
}
