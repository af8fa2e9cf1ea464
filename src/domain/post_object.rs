//! The post object: a post as JSON, for the API and for callbacks.

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    account::Account,
    clock::Timestamp,
    error_code::{ErrorCode, Failure},
    post::{HistoryEntry, Post, Progress},
    source::Source,
    status::Status,
    temporary_file::TemporaryFile,
    video::Video,
};

/// A post as programs see it. Flat, so that `{{$json.id}}` works in n8n.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PostObject {
    /// UUIDv7.
    pub id: String,
    /// Where it stands.
    pub status: Status,
    /// Whether the machine has nothing more to do.
    pub is_terminal: bool,
    /// Always `["tiktok"]`.
    #[schema(value_type = Vec<String>, example = json!(["tiktok"]))]
    pub platforms: [&'static str; 1],
    /// The words that go with it.
    pub caption: String,
    /// As given.
    pub video_title: Option<String>,
    /// As given.
    pub video_description: Option<String>,
    /// Whether it goes to the inbox without a human.
    pub auto_approve: bool,
    /// `inbox` or `direct`.
    pub delivery: &'static str,
    /// Where the video comes from.
    pub source: SourceObject,
    /// To which TikTok account it goes.
    pub account: Option<AccountObject>,
    /// Bytes here and there.
    pub progress: Progress,
    /// What it waits for.
    pub waiting: Option<WaitingObject>,
    /// What the check found.
    pub video: Option<Video>,
    /// What TikTok knows of it.
    pub tiktok: TikTokObject,
    /// Why it failed.
    pub error: Option<PostError>,
    /// The copy that we hold or held.
    pub temporary_file: Option<TemporaryFileObject>,
    /// The caller's own id.
    pub external_id: Option<String>,
    /// The caller's own data.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<serde_json::Value>,
    /// Where to ask for it.
    pub status_url: String,
    /// Where a human looks at it.
    pub review_url: String,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// What happened; only when a single post is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Vec<HistoryEntry>>,
}

/// `source` of a post object.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SourceObject {
    /// `url` or `file`.
    pub kind: &'static str,
    /// For `url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// For `file`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
}

/// `account` of a post object.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AccountObject {
    /// Our id.
    pub id: String,
    /// TikTok's `open_id`.
    pub tiktok_user_id: String,
    /// The handle, where known.
    pub username: Option<String>,
    /// The nickname.
    pub display_name: String,
}

/// `waiting` of a post object.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WaitingObject {
    /// An error code of the catalogue.
    pub code: ErrorCode,
    /// What it waits for.
    pub message: &'static str,
    /// When it tries again by itself.
    pub until: Timestamp,
}

/// `tiktok` of a post object.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TikTokObject {
    /// Opaque id of the publish.
    pub publish_id: Option<String>,
    /// TikTok's status, verbatim.
    pub status: Option<String>,
    /// The public post: a number beyond 2^53, so a text.
    pub post_id: Option<String>,
    /// Where to watch it.
    pub post_url: Option<String>,
}

/// `error` of a post object.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PostError {
    /// An error code of the catalogue.
    pub code: ErrorCode,
    /// What happened.
    pub message: String,
    /// What to do.
    pub description: &'static str,
    /// Whether a retry can help.
    pub retryable: bool,
    /// TikTok's `log_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_id: Option<String>,
    /// What TikTok itself said, if the error is TikTok's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<TikTokWords>,
}

/// `details` of an error that came from TikTok.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TikTokWords {
    /// TikTok's own code, verbatim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tiktok_code: Option<String>,
    /// TikTok's `log_id`, which its support asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_id: Option<String>,
}

impl TikTokWords {
    /// Of `failure`, if TikTok had a part in it.
    #[must_use]
    pub fn of(failure: &Failure) -> Option<Self> {
        let said = failure.tiktok_code.is_some() || failure.log_id.is_some();
        said.then(|| Self {
            tiktok_code: failure.tiktok_code.clone(),
            log_id: failure.log_id.clone(),
        })
    }
}

/// `temporary_file` of a post object.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TemporaryFileObject {
    /// When it was made.
    pub created_at: Timestamp,
    /// When it goes at the latest.
    pub held_until: Timestamp,
    /// When it went.
    pub deleted_at: Option<Timestamp>,
}

impl PostObject {
    /// The object of `post`. `public_url` is put in front of its links; it has no slash at its end.
    #[must_use]
    pub fn new(
        post: &Post,
        account: Option<&Account>,
        file: Option<&TemporaryFile>,
        public_url: &str,
    ) -> Self {
        Self {
            id: post.id.to_string(),
            status: post.status,
            is_terminal: post.status.is_terminal(),
            platforms: ["tiktok"],
            caption: post.caption.clone(),
            video_title: post.video_title.clone(),
            video_description: post.video_description.clone(),
            auto_approve: post.auto_approve,
            delivery: post.delivery.as_str(),
            source: SourceObject::new(&post.source),
            account: account.map(AccountObject::new),
            progress: post.progress,
            waiting: post.waiting.map(|waiting| WaitingObject {
                code: waiting.code,
                message: waiting.code.entry().message,
                until: waiting.until,
            }),
            video: post.video.clone(),
            tiktok: TikTokObject {
                publish_id: post.tiktok.publish_id.clone(),
                status: post.tiktok.status.clone(),
                post_id: post.tiktok.post_id.clone(),
                post_url: post_url(post, account),
            },
            error: post.error.as_ref().map(|failure| {
                let retryable = can_retry(post, failure, file) && !post.may_be_at_tiktok();
                PostError::new(failure, retryable)
            }),
            temporary_file: file.map(|file| TemporaryFileObject {
                created_at: file.created_at,
                held_until: file.held_until,
                deleted_at: file.deleted_at,
            }),
            external_id: post.external_id.clone(),
            metadata: post.metadata.clone(),
            status_url: format!("{public_url}/api/posts/{}", post.id),
            review_url: format!("{public_url}/posts/{}", post.id),
            created_at: post.created_at,
            updated_at: post.updated_at,
            history: None,
        }
    }
}

impl SourceObject {
    fn new(source: &Source) -> Self {
        match source {
            Source::Url(url) => Self {
                kind: source.kind(),
                url: Some(url.to_string()),
                file_name: None,
            },
            Source::File { name } => Self {
                kind: source.kind(),
                url: None,
                file_name: name.clone(),
            },
        }
    }
}

impl AccountObject {
    fn new(account: &Account) -> Self {
        Self {
            id: account.id.to_string(),
            tiktok_user_id: account.tiktok_user_id.clone(),
            username: account.username.clone(),
            display_name: account.display_name.clone(),
        }
    }
}

impl PostError {
    fn new(failure: &Failure, retryable: bool) -> Self {
        Self {
            code: failure.code,
            message: failure.message().to_owned(),
            description: failure.code.entry().description,
            retryable,
            log_id: failure.log_id.clone(),
            details: TikTokWords::of(failure),
        }
    }
}

/// Whether a retry can help: the fault may pass, and the video is still here or can be fetched again.
#[must_use]
pub fn can_retry(post: &Post, failure: &Failure, file: Option<&TemporaryFile>) -> bool {
    failure.code.entry().retryable
        && (post.source.can_be_fetched_again() || file.is_some_and(TemporaryFile::is_present))
}

/// Where TikTok shows posts.
pub const TIKTOK: &str = "https://www.tiktok.com";

/// Where the public post can be watched. The form of the link is what clients build; TikTok documents none.
#[must_use]
pub fn post_url(post: &Post, account: Option<&Account>) -> Option<String> {
    let username = account?.username.as_deref()?;
    let id = post.tiktok.post_id.as_deref()?;
    Some(format!("{TIKTOK}/@{username}/video/{id}"))
}
