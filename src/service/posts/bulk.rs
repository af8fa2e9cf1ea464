//! One decision about several held drafts. Each of them is decided by itself: what is wrong with one stops no other.

use super::{get, reject, send_to_inbox};
use crate::{
    domain::{
        error_code::ErrorCode,
        id::{PostId, UserId},
        post::Post,
    },
    service::{Context, Result, ServiceError},
};

/// The most drafts of one decision.
pub const MOST_AT_ONCE: usize = 100;

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulkDecision {
    /// Send each to the TikTok inbox of its account.
    Inbox,
    /// Reject each and delete its file.
    Reject,
}

/// What became of a bulk decision.
#[derive(Debug, Default)]
pub struct Decided {
    /// Posts that went as decided, in the order given.
    pub done: Vec<Post>,
    /// Posts of the user that did not, and why.
    pub refused: Vec<(Post, ServiceError)>,
    /// How many ids are no post of the user.
    pub unknown: usize,
}

/// Decides about `ids`, one after the other; an id that stands twice counts once.
///
/// # Errors
/// [`ErrorCode::InvalidField`] if there is none or more than [`MOST_AT_ONCE`], [`ErrorCode::NotFound`] if none of them is a
/// post of the user. What befalls a single post is told in [`Decided`].
pub async fn decide(
    ctx: &Context,
    user_id: UserId,
    ids: &[PostId],
    decision: BulkDecision,
) -> Result<Decided> {
    let mut once: Vec<PostId> = Vec::with_capacity(ids.len().min(MOST_AT_ONCE));
    for id in ids {
        if !once.contains(id) {
            once.push(*id);
        }
        if once.len() > MOST_AT_ONCE {
            return Err(ServiceError::field(
                ErrorCode::InvalidField,
                "posts",
                format!("At most {MOST_AT_ONCE} drafts can be decided at once."),
            ));
        }
    }
    if once.is_empty() {
        return Err(ServiceError::field(
            ErrorCode::InvalidField,
            "posts",
            "No draft was chosen.",
        ));
    }
    let mut decided = Decided::default();
    for id in &once {
        let post = match get(ctx, user_id, *id).await {
            Ok(post) => post,
            Err(error) if error.failure().code == ErrorCode::NotFound => {
                decided.unknown += 1;
                continue;
            }
            Err(error) => return Err(error),
        };
        let outcome = match decision {
            BulkDecision::Inbox => send_to_inbox(ctx, user_id, *id).await,
            BulkDecision::Reject => reject(ctx, user_id, *id, "").await,
        };
        match outcome {
            Ok(post) => decided.done.push(post),
            Err(error) => decided.refused.push((post, error)),
        }
    }
    if decided.unknown == once.len() {
        return Err(ServiceError::refused(ErrorCode::NotFound));
    }
    Ok(decided)
}
