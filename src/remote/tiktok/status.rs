//! What became of a publish.
#![expect(unused_variables, clippy::unused_async, reason = "bodies follow")]

use secrecy::SecretString;

use super::{TikTok, TikTokError};
use crate::domain::error_code::Failure;

/// What TikTok says of a publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishState {
    /// TikTok's word, verbatim.
    pub status: String,
    /// What it means.
    pub stage: Stage,
    /// How many bytes TikTok holds.
    pub uploaded_bytes: Option<u64>,
    /// The public post, if there is one already.
    pub post_id: Option<String>,
}

/// What TikTok's status means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// `PROCESSING_UPLOAD`: bytes arrive, or all have arrived and are worked on.
    Uploading,
    /// `PROCESSING_DOWNLOAD`.
    Processing,
    /// `SEND_TO_USER_INBOX`.
    InInbox,
    /// `PUBLISH_COMPLETE`.
    Published,
    /// `FAILED`, with its reason.
    Failed(Failure),
    /// A word we do not know: goes on as processing.
    Unknown,
}

impl TikTok {
    /// Asks what became of `publish_id` (30 calls a minute).
    ///
    /// # Errors
    /// [`TikTokError`].
    pub async fn fetch_status(
        &self,
        access: &SecretString,
        publish_id: &str,
    ) -> Result<PublishState, TikTokError> {
        unimplemented!()
    }
}
