//! Trying again: safe to repeat, and never a second video at TikTok without a human's word.

use super::{Decision, change};
use crate::{
    domain::{
        change::{Change, Field},
        clock::Timestamp,
        error_code::ErrorCode,
        id::{PostId, UserId},
        post::Post,
        post_object::can_retry,
        publish::Delivery,
        status::{Actor, Status},
        temporary_file::TemporaryFile,
    },
    service::{Context, Result, ServiceError, posts},
};

/// Tries a post again, if it stands still; otherwise answers it as it is.
///
/// # Errors
/// [`ErrorCode::NotFound`]; [`ErrorCode::NotRetryable`] if a retry cannot help or needs a human.
pub async fn retry(ctx: &Context, user_id: UserId, id: PostId, actor: Actor) -> Result<Post> {
    let post = posts::get(ctx, user_id, id).await?;
    // Read before the post is locked: the change below re-checks the status, and files only ever go away by a change.
    let file = match post.temporary_file {
        Some(id) => ctx.store.find_temporary_file(id).await?,
        None => None,
    };
    let now = ctx.now();
    change(ctx, user_id, id, move |post| {
        let file = file
            .as_ref()
            .filter(|file| Some(file.id) == post.temporary_file && file.is_present());
        decide(post, file, actor, now)
    })
    .await
}

/// Whether the video may lie at TikTok although the post does not say so: then only a human sends it again.
#[must_use]
pub fn can_send_again(post: &Post) -> bool {
    post.status == Status::Unconfirmed
}

fn decide(
    post: &Post,
    file: Option<&TemporaryFile>,
    actor: Actor,
    now: Timestamp,
) -> Result<Decision> {
    match post.status {
        Status::Sending if post.waiting.is_some() => Ok(Decision::Do(
            Change::stay(actor, Some(now))
                .with(Field::Waiting(None))
                .saying("Tried again by hand"),
        )),
        Status::Failed => retry_failed(post, file, actor, now),
        Status::Expired => retry_expired(post, actor, now),
        Status::Unconfirmed => send_again(post, file, actor, now),
        Status::Rejected | Status::Cancelled => {
            Err(refused("The post was ended on request. Make a new one."))
        }
        _ => Ok(Decision::AsIs),
    }
}

fn retry_failed(
    post: &Post,
    file: Option<&TemporaryFile>,
    actor: Actor,
    now: Timestamp,
) -> Result<Decision> {
    let helps = post
        .error
        .as_ref()
        .is_some_and(|failure| can_retry(post, failure, file));
    if !helps {
        return Err(ServiceError::refused(ErrorCode::NotRetryable));
    }
    if may_be_at_tiktok(post) && actor != Actor::User {
        return Err(needs_a_human());
    }
    let direct = post.delivery == Delivery::Direct;
    if direct && file.is_some() && post.video.is_some() {
        let change = Change::to(
            post.status,
            Status::NeedsReview,
            actor,
            "Tried again; a human must press Publish again",
        )?;
        return Ok(Decision::Do(without_publish(change)));
    }
    let change = Change::to(post.status, Status::Queued, actor, "Tried again")?.run_at(now);
    Ok(Decision::Do(from_the_start(post, file, change)))
}

fn retry_expired(post: &Post, actor: Actor, now: Timestamp) -> Result<Decision> {
    if !post.source.can_be_fetched_again() {
        return Err(refused(
            "The uploaded file was deleted when its time was over. Send the video again.",
        ));
    }
    let change = Change::to(
        post.status,
        Status::Queued,
        actor,
        "Tried again; the video is fetched again",
    )?
    .run_at(now);
    Ok(Decision::Do(from_the_start(post, None, change)))
}

fn send_again(
    post: &Post,
    file: Option<&TemporaryFile>,
    actor: Actor,
    now: Timestamp,
) -> Result<Decision> {
    if actor != Actor::User {
        return Err(needs_a_human());
    }
    if file.is_none() && !post.source.can_be_fetched_again() {
        return Err(refused(
            "The uploaded file is no longer here. Send the video again.",
        ));
    }
    let change = Change::to(post.status, Status::Queued, actor, "Sent again by hand")?.run_at(now);
    Ok(Decision::Do(from_the_start(post, file, change)))
}

/// Forgets what a new try must not build on: the publish always, the download if its file is gone.
fn from_the_start(post: &Post, file: Option<&TemporaryFile>, change: Change) -> Change {
    let mut change = without_publish(change);
    if post.delivery == Delivery::Direct {
        // Unchecked and without auto_approve, it stops for review once more.
        change = change.with(Field::Video(None));
    }
    if file.is_none() {
        change = change
            .with(Field::TemporaryFile(None))
            .with(Field::DownloadedBytes(0))
            .with(Field::TotalBytes(None))
            .with(Field::Validator(None))
            .with(Field::Video(None));
    }
    change
}

fn without_publish(change: Change) -> Change {
    change
        .with(Field::NoPublish)
        .with(Field::Delivery(Delivery::Inbox))
        .with(Field::Choices(None))
}

/// TikTok may have the whole video, and has not said that it failed.
fn may_be_at_tiktok(post: &Post) -> bool {
    post.tiktok.last_chunk_started && post.tiktok.status.as_deref() != Some("FAILED")
}

fn needs_a_human() -> ServiceError {
    refused(
        "TikTok may already have the video. Only a person can decide to send it again: open review_url.",
    )
}

fn refused(detail: &str) -> ServiceError {
    ServiceError::because(ErrorCode::NotRetryable, detail)
}
