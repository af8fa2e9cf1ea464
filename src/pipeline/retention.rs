//! What becomes of a post when its temporary file has been held as long as it may be.

use super::step::StepError;
use crate::{
    domain::{
        change::Change,
        clock::Timestamp,
        error_code::{ErrorCode, Failure},
        post::Post,
        status::{Actor, Status},
        temporary_file::TemporaryFile,
    },
    service::Context,
    store::changes::ChangeError,
};

/// The change that is due because the time of `file` is over; none if the post keeps its status.
pub(crate) fn due(
    post: &Post,
    file: &TemporaryFile,
    now: Timestamp,
) -> Result<Option<Change>, StepError> {
    if now < file.held_until || post.temporary_file != Some(file.id) {
        return Ok(None);
    }
    let change = match post.status {
        Status::NeedsReview => Change::to(
            post.status,
            Status::Expired,
            Actor::System,
            "Nobody decided in time; the video is deleted.",
        )?,
        // TikTok may have all of it: only TikTok can say, and that needs no file.
        Status::Sending if post.tiktok.last_chunk_started => Change::to(
            post.status,
            Status::Unconfirmed,
            Actor::System,
            "The time we may keep the video ended before TikTok answered.",
        )?,
        Status::Queued | Status::Downloading | Status::Checking | Status::Sending => {
            let code = post
                .waiting
                .map_or(ErrorCode::RetentionReached, |waiting| waiting.code);
            Change::fail(post.status, Actor::System, Failure::new(code))?
        }
        _ => return Ok(None),
    };
    Ok(Some(change))
}

/// The post has moved on, or is not due after all.
struct NotDue;

/// Ends a post whose file's time is over, whoever holds its lease.
pub(crate) async fn end(
    ctx: &Context,
    post: &Post,
    file: &TemporaryFile,
) -> Result<Option<Post>, StepError> {
    let now = ctx.now();
    if due(post, file, now)?.is_none() {
        return Ok(None);
    }
    let changed = ctx
        .store
        .change_post_as_system(post.id, now, |post| {
            due(post, file, now).ok().flatten().ok_or(NotDue)
        })
        .await;
    match changed {
        Ok(post) => {
            if let Some(failure) = post
                .error
                .as_ref()
                .filter(|_| post.status == Status::Failed)
            {
                ctx.meter.error(failure.code.as_str());
            }
            Ok(Some(post))
        }
        Err(ChangeError::NotFound | ChangeError::Refused(NotDue)) => Ok(None),
        Err(ChangeError::Store(error)) => Err(error.into()),
    }
}
