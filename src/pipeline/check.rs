//! `checking`: the container is read and held against TikTok's rules; then the post waits for a human or goes on.

use super::{job::Job, step::StepError};
use crate::domain::{
    change::{Change, Field},
    error_code::{ErrorCode, Failure},
    post::Post,
    publish::Delivery,
    rules,
    status::{Actor, Status},
};

/// Examines the video. Every broken rule is named; the first one gives the error its code.
pub(crate) async fn check(job: &mut Job) -> Result<Change, StepError> {
    let file = job.whole_file().await?;
    let video = match job.ctx.media.probe(file.id).await {
        Ok(video) => video,
        Err(error) if error.code == ErrorCode::TemporaryFileLost => {
            return Err(StepError::FileLost);
        }
        Err(error) if error.code == ErrorCode::Internal => {
            return Err(StepError::retry(error.into()));
        }
        Err(error) => return Err(StepError::Fail(error.into())),
    };
    let broken = rules::check(&video);
    let verdict = broken.first().map(|first| {
        let sentences: Vec<String> = broken.iter().map(ToString::to_string).collect();
        Failure::new(first.code()).with_detail(sentences.join(" "))
    });
    let change = match verdict {
        Some(failure) => Change::fail(Status::Checking, Actor::System, failure)?,
        None => onward(job)?,
    };
    Ok(change.with(Field::Video(Some(video))))
}

/// Nothing goes further than the TikTok inbox without a human: a Direct Post that comes here again is held again.
pub(super) fn goes_by_itself(post: &Post) -> bool {
    post.auto_approve && post.delivery == Delivery::Inbox
}

fn onward(job: &Job) -> Result<Change, StepError> {
    let change = if goes_by_itself(&job.post) {
        Change::to(
            Status::Checking,
            Status::Sending,
            Actor::System,
            "Fits TikTok's limits; it goes to the TikTok inbox.",
        )?
        .run_at(job.now())
    } else {
        Change::to(
            Status::Checking,
            Status::NeedsReview,
            Actor::System,
            "Fits TikTok's limits; held for review.",
        )?
    };
    Ok(change)
}
