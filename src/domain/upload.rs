//! A file that comes in pieces: what was announced when it began, and how far it is.

use super::{
    clock::Timestamp,
    id::{AccountId, PostId, TemporaryFileId, UserId},
};

/// An upload that can be resumed. It owns its temporary file until its post does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResumableUpload {
    /// Its id, and that of its temporary file.
    pub id: TemporaryFileId,
    /// Whose it is.
    pub user_id: UserId,
    /// To which TikTok account it was to go; none after that account was deleted here.
    pub account_id: Option<AccountId>,
    /// Bytes of the whole file, at least 1.
    pub total_bytes: u64,
    /// Bytes that are proven to be on the disk, from the start of the file.
    pub received: u64,
    /// As the client named it.
    pub file_name: Option<String>,
    /// The words that go with it.
    pub caption: String,
    /// Whether the person chose that it goes to the inbox without another look.
    pub auto_approve: bool,
    /// `Upload-Metadata`, as it came.
    pub metadata: String,
    /// When it began: retention counts from here.
    pub created_at: Timestamp,
    /// When it is deleted at the latest.
    pub expires_at: Timestamp,
    /// The post that its last byte made.
    pub post_id: Option<PostId>,
}

impl ResumableUpload {
    /// Bytes that are still to come.
    #[must_use]
    pub const fn missing(&self) -> u64 {
        self.total_bytes.saturating_sub(self.received)
    }

    /// Whether its time is over; one that became a post has no end.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.post_id.is_none() && now >= self.expires_at
    }
}
