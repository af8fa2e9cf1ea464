//! Stopping a post before TikTok has the video.

use super::{Decision, change};
use crate::{
    domain::{
        change::Change,
        error_code::ErrorCode,
        id::{PostId, UserId},
        post::Post,
        status::{Actor, Status},
    },
    service::{Context, Result, ServiceError, files},
};

/// Cancels a post and deletes its file. A post that has ended without TikTok having the video is answered as it is.
///
/// # Errors
/// [`ErrorCode::NotFound`]; [`ErrorCode::NotCancellable`] once the last byte may have reached TikTok.
pub async fn cancel(ctx: &Context, user_id: UserId, id: PostId, actor: Actor) -> Result<Post> {
    let post = change(ctx, user_id, id, |post| decide(post, actor)).await?;
    if let (Status::Cancelled, Some(file)) = (post.status, post.temporary_file) {
        files::discard(ctx, file).await;
    }
    Ok(post)
}

fn decide(post: &Post, actor: Actor) -> Result<Decision> {
    let beyond_recall = ServiceError::refused(ErrorCode::NotCancellable);
    match post.status {
        Status::Cancelled | Status::Rejected | Status::Expired | Status::Failed => {
            Ok(Decision::AsIs)
        }
        Status::Processing | Status::InInbox | Status::Published | Status::Unconfirmed => {
            Err(beyond_recall)
        }
        Status::Sending if post.tiktok.last_chunk_started => Err(beyond_recall),
        Status::Queued
        | Status::Downloading
        | Status::Checking
        | Status::NeedsReview
        | Status::Sending => Ok(Decision::Do(Change::to(
            post.status,
            Status::Cancelled,
            actor,
            "Cancelled",
        )?)),
    }
}
