//! Changes to a post: decided on the locked row, written with history and callbacks in one transaction.
#![expect(
    unused_variables,
    clippy::unused_async,
    reason = "signatures first; the bodies follow"
)]

use super::{Result, Store, StoreError};
use crate::domain::{
    change::Change,
    clock::Timestamp,
    id::{AccountId, PostId, UserId},
    post::Post,
};

/// Why a post did not change.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError<E> {
    /// The user has no such post.
    #[error("there is no such post")]
    NotFound,
    /// The decision was no.
    #[error("the change was refused")]
    Refused(E),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Changes a user's post as `decide` says, on the locked row. A worker that holds the post loses it.
    ///
    /// A change without a step and without `run_at` leaves it to the workers when they next take the post.
    ///
    /// # Errors
    /// [`ChangeError::Refused`] with the error of `decide`; nothing is written then.
    pub async fn change_post<E: Send>(
        &self,
        user: UserId,
        id: PostId,
        now: Timestamp,
        decide: impl FnOnce(&Post) -> Result<Change, E> + Send,
    ) -> Result<Post, ChangeError<E>> {
        unimplemented!()
    }

    /// The same for the machine itself, whoever owns the post.
    ///
    /// # Errors
    /// As [`change_post`](Self::change_post).
    pub async fn change_post_as_system<E: Send>(
        &self,
        id: PostId,
        now: Timestamp,
        decide: impl FnOnce(&Post) -> Result<Change, E> + Send,
    ) -> Result<Post, ChangeError<E>> {
        unimplemented!()
    }

    /// Lets a worker look at a post at once, if it is processing, unconfirmed, in the inbox, or waiting for TikTok.
    pub async fn wake_post(&self, id: PostId, now: Timestamp) -> Result<()> {
        unimplemented!()
    }

    /// Lets every post of an account that waits for TikTok try again at once.
    pub async fn wake_waiting(&self, account: AccountId, now: Timestamp) -> Result<u64> {
        unimplemented!()
    }
}
