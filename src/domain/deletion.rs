//! What stays of an account that was deleted: counts and moments, and nothing of whose it was.

use super::{clock::Timestamp, id::DeletionId};

/// The receipt for a deleted account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Random but for its moment; nothing else tells who asked.
    pub id: DeletionId,
    /// When the person asked.
    pub asked_at: Timestamp,
    /// When the last of it was proven gone; none while a file on another machine, or one in trouble, is still here.
    pub done_at: Option<Timestamp>,
    /// Rows of the database that were deleted.
    pub rows: u64,
    /// How many of these were posts.
    pub posts: u64,
    /// Video files that were here then, and are proven gone.
    pub files: u64,
    /// TikTok accounts whose access TikTok took back.
    pub revoked: u32,
    /// TikTok accounts of which TikTok could not be told; our access to them was wiped all the same.
    pub not_revoked: u32,
}
