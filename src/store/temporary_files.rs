//! Records of temporary files, from creation to proven deletion.
#![expect(
    unused_variables,
    clippy::unused_async,
    reason = "signatures first; the bodies follow"
)]

use std::collections::HashMap;

use super::{Result, Store, claims::Lease};
use crate::domain::{
    clock::Timestamp, id::TemporaryFileId, post::Post, temporary_file::TemporaryFile,
};

impl Store {
    /// Records a file before its first byte is written.
    pub async fn insert_temporary_file(&self, file: &TemporaryFile) -> Result<()> {
        unimplemented!()
    }

    /// Records a file and makes it the leased post's own, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`](super::StoreError::LeaseLost) if the post was taken over; nothing is recorded then.
    pub async fn attach_temporary_file(
        &self,
        lease: &Lease,
        file: &TemporaryFile,
        now: Timestamp,
    ) -> Result<Post> {
        unimplemented!()
    }

    /// The record of a file.
    pub async fn find_temporary_file(&self, id: TemporaryFileId) -> Result<Option<TemporaryFile>> {
        unimplemented!()
    }

    /// The records of many files.
    pub async fn find_temporary_files(
        &self,
        ids: &[TemporaryFileId],
    ) -> Result<HashMap<TemporaryFileId, TemporaryFile>> {
        unimplemented!()
    }

    /// Records that the file is proven gone. The first proof stays.
    pub async fn mark_file_deleted(&self, id: TemporaryFileId, now: Timestamp) -> Result<()> {
        unimplemented!()
    }

    /// Records that the file could not be deleted.
    pub async fn record_deletion_failure(
        &self,
        id: TemporaryFileId,
        reason: &str,
        now: Timestamp,
    ) -> Result<()> {
        unimplemented!()
    }

    /// The files on a machine that are not proven gone, oldest first, with the post that owns each.
    ///
    /// A file without a post is an upload that is not finished, or was replaced by another: then its `held_until` is over.
    pub async fn present_files(&self, machine: &str) -> Result<Vec<(TemporaryFile, Option<Post>)>> {
        unimplemented!()
    }

    /// Takes the file from whoever owned it and lets its time be over, so that the next sweep deletes it.
    pub async fn forget_temporary_file(&self, id: TemporaryFileId, now: Timestamp) -> Result<()> {
        unimplemented!()
    }
}
