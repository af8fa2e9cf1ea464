//! Posts: made, found, listed, counted. How they change is in `changes` and `claims`.
#![expect(
    unused_variables,
    clippy::unused_async,
    reason = "signatures first; the bodies follow"
)]

use std::collections::BTreeMap;

use secrecy::SecretString;

use super::{
    Result, Store,
    idempotency::{Reservation, StoredAnswer},
};
use crate::domain::{
    clock::Timestamp,
    id::{AccountId, PostId, UserId},
    page::{Cursor, Page},
    post::Post,
    status::{Actor, Status},
};

/// Which posts a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostFilter {
    /// Only these statuses; any if empty.
    pub statuses: Vec<Status>,
}

impl Store {
    /// Makes a post in one transaction: the row, its first history entry, the ownership of its file, and the answer
    /// that a repeated request gets.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`](super::StoreError::LeaseLost) if another request took the reservation over; nothing is
    /// made then.
    pub async fn insert_post(
        &self,
        post: &Post,
        detail: &str,
        actor: Actor,
        answer: Option<(&Reservation, &StoredAnswer)>,
    ) -> Result<()> {
        unimplemented!()
    }

    /// A post of a user.
    pub async fn find_post(&self, user: UserId, id: PostId) -> Result<Option<Post>> {
        unimplemented!()
    }

    /// The post of that id, for the machine.
    pub async fn post_by_id(&self, id: PostId) -> Result<Option<Post>> {
        unimplemented!()
    }

    /// The post that TikTok knows by this id.
    pub async fn post_by_publish_id(&self, publish_id: &str) -> Result<Option<Post>> {
        unimplemented!()
    }

    /// A page of a user's posts, newest first, beginning behind `after`.
    pub async fn list_posts(
        &self,
        user: UserId,
        filter: &PostFilter,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<Post>> {
        unimplemented!()
    }

    /// How many posts of a user stand where; statuses without a post are absent.
    pub async fn count_posts(&self, user: UserId) -> Result<BTreeMap<Status, u64>> {
        unimplemented!()
    }

    /// Where the chunks of a post go.
    pub async fn upload_url(&self, id: PostId) -> Result<Option<SecretString>> {
        unimplemented!()
    }

    /// The latest post made since `since` that brings the same URL to the same account and did not end without success
    /// (failed, rejected, cancelled or expired).
    pub async fn find_duplicate(
        &self,
        user: UserId,
        account: AccountId,
        url: &str,
        since: Timestamp,
    ) -> Result<Option<PostId>> {
        unimplemented!()
    }
}
