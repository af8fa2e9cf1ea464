//! One video on its way through the simulated TikTok.

use serde::{Serialize, Serializer};
use sha2::Sha256;

/// Which of the two doors a video came in by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Into the creator's inbox, as a draft.
    Inbox,
    /// Posted at once.
    Direct,
}

impl Mode {
    /// What webhooks call it.
    pub(crate) const fn publish_type(self) -> &'static str {
        match self {
            Self::Inbox => "INBOX_SHARE",
            Self::Direct => "DIRECT_PUBLISH",
        }
    }
}

/// How far a video has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Bytes are still missing.
    Uploading,
    /// Every byte is here, no verdict yet.
    Processing,
    /// The draft lies in the inbox.
    InInbox,
    /// The person deleted the draft; TikTok never tells the app.
    Deleted,
    /// Posted.
    Published,
    /// Refused; the reason stands in `fail_reason`.
    Failed,
}

/// What the next complete upload comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The file decides.
    Fair,
    /// Fails with this `fail_reason`.
    Fail(&'static str),
    /// Never leaves processing.
    Silent,
}

/// Every `fail_reason` that TikTok documents for an uploaded video.
pub const FAIL_REASONS: [&str; 12] = [
    "internal",
    "file_format_check_failed",
    "duration_check_failed",
    "frame_rate_check_failed",
    "picture_size_check_failed",
    "spam_risk",
    "spam_risk_text",
    "spam_risk_too_many_posts",
    "spam_risk_user_banned_from_posting",
    "publish_cancelled",
    "video_pull_failed",
    "auth_removed",
];

/// A video as tests and the phone see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Video {
    /// TikTok's name for this attempt.
    pub publish_id: String,
    /// Whose it is.
    pub open_id: String,
    /// Inbox or direct.
    pub mode: Mode,
    /// How far it has come.
    pub stage: Stage,
    /// The status that status/fetch answers.
    pub status: &'static str,
    /// Why it failed.
    pub fail_reason: Option<&'static str>,
    /// Size announced at init, in bytes.
    pub size: u64,
    /// Bytes that have arrived.
    pub received: u64,
    /// Chunks that have arrived.
    pub chunks: u64,
    /// Size of a chunk announced at init, in bytes.
    pub chunk_size: u64,
    /// Checksum of what arrived, lowercase hexadecimal; there once every byte is.
    pub sha256: Option<String>,
    /// `Content-Type` of the chunks.
    pub media_type: Option<String>,
    /// The caption: the title of a direct post, or what the person wrote on the phone.
    pub caption: String,
    /// The privacy level of a direct post.
    pub privacy_level: Option<String>,
    /// The whole `post_info` as it came.
    pub post_info: Option<serde_json::Value>,
    /// Ids of the public posts made of it; strings in JSON, because browsers would round them.
    #[serde(serialize_with = "as_strings")]
    pub post_ids: Vec<i64>,
    /// When init was called, in milliseconds.
    pub created_at: i64,
    /// When the last byte arrived, in milliseconds.
    pub completed_at: Option<i64>,
}

fn as_strings<S: Serializer>(ids: &[i64], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(ids.iter().map(i64::to_string))
}

/// What the simulator knows of a video beyond what it shows.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) video: Video,
    pub(crate) file: u64,
    pub(crate) upload_id: String,
    pub(crate) upload_token: String,
    pub(crate) url_expires_at: i64,
    pub(crate) chunk_count: u64,
    pub(crate) hasher: Sha256,
    pub(crate) writing: std::sync::Arc<tokio::sync::Mutex<()>>,
    pub(crate) outcome: Outcome,
    /// Posts waiting for moderation: when it ends.
    pub(crate) moderation: Vec<i64>,
}

impl Record {
    /// The status as TikTok spells it.
    pub(crate) fn status(&self) -> &'static str {
        match self.video.stage {
            Stage::Uploading | Stage::Processing => "PROCESSING_UPLOAD",
            Stage::InInbox | Stage::Deleted => "SEND_TO_USER_INBOX",
            Stage::Published => "PUBLISH_COMPLETE",
            Stage::Failed => "FAILED",
        }
    }

    /// The video with its status filled in.
    pub(crate) fn shown(&self) -> Video {
        Video {
            status: self.status(),
            ..self.video.clone()
        }
    }

    /// Moves to `stage`.
    pub(crate) fn move_to(&mut self, stage: Stage) {
        self.video.stage = stage;
        self.video.status = self.status();
    }

    /// Moves to failed.
    pub(crate) fn fail(&mut self, reason: &'static str) {
        self.video.fail_reason = Some(reason);
        self.move_to(Stage::Failed);
    }
}
