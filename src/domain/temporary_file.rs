//! The one copy of a video that we hold, tracked from creation to proven deletion.

use super::{
    clock::Timestamp,
    id::{PostId, TemporaryFileId, UserId},
};

/// The record of a temporary file; it outlives the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemporaryFile {
    /// Our id, and the name of the file in the temporary folder.
    pub id: TemporaryFileId,
    /// Whose it is.
    pub user_id: UserId,
    /// The post that owns it; none while an upload is not finished.
    pub post_id: Option<PostId>,
    /// Which machine holds it.
    pub machine: String,
    /// When it was made: retention counts from here.
    pub created_at: Timestamp,
    /// When it is deleted at the latest.
    pub held_until: Timestamp,
    /// When its deletion was verified.
    pub deleted_at: Option<Timestamp>,
    /// Tries to delete it that failed.
    pub deletion_failures: u32,
}

impl TemporaryFile {
    /// Whether the file should still be there.
    #[must_use]
    pub const fn is_present(&self) -> bool {
        self.deleted_at.is_none()
    }
}
