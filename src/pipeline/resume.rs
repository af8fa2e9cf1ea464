//! What TikTok holds of a publish that was begun earlier, and where to go on from there.
//!
//! Whatever was lost, a crash, an answer, the upload address: status/fetch decides, never our own memory.

use std::time::Duration;

use super::{
    job::{Job, TokenOrCall},
    step::StepError,
};
use crate::{
    domain::{
        budget::Budget,
        change::{Change, Field},
        chunk::Plan,
        clock::Timestamp,
        error_code::{ErrorCode, Failure},
        post::Post,
        status::{Actor, Status},
    },
    remote::{
        Verdict,
        tiktok::{PublishState, Stage},
    },
};

/// So long before its end the upload address is not used any more.
const SPARE: Duration = Duration::from_secs(5 * 60);

/// How a begun publish goes on.
#[derive(Debug)]
pub(super) enum Next {
    /// Send from this chunk on.
    Chunk(u64),
    /// This publish cannot come to anything: begin another one.
    Begin,
    /// This publish was refused before it was whole: begin another one after a pause.
    BeginLater(Failure),
    /// Sending has ended.
    End(Change),
}

/// Asks TikTok. `gone` says that the upload address was found dead.
pub(super) async fn ask(
    job: &Job,
    publish_id: &str,
    plan: Plan,
    gone: bool,
) -> Result<Next, StepError> {
    let tiktok = &job.ctx.tiktok;
    let answer = job
        .with_token(Budget::Status, |token| async move {
            tiktok.fetch_status(&token, publish_id).await
        })
        .await;
    let now = job.now();
    let dead = gone || left(&job.post, now).is_none();
    match answer {
        Ok(state) => decide(&job.post, state, plan, dead, now),
        Err(error) if error.is_unknown_publish() => unknown(&job.post),
        Err(TokenOrCall::Call(error)) if error.verdict == Verdict::Fail => {
            tracing::warn!(%error, "the status of a publish cannot be fetched");
            Err(StepError::retry(error.failure))
        }
        Err(error) => Err(error.into()),
    }
}

/// How long the upload address can still be used; none if not at all.
pub(super) fn left(post: &Post, now: Timestamp) -> Option<Duration> {
    let end = post.tiktok.upload_url_expires_at?;
    let left = end.since(now + SPARE);
    (left > Duration::ZERO).then_some(left)
}

/// TikTok does not know the publish: nothing can have been posted, unless it had all the bytes.
fn unknown(post: &Post) -> Result<Next, StepError> {
    if post.tiktok.last_chunk_started {
        unconfirmed("TikTok no longer knows the upload.")
    } else {
        Ok(Next::Begin)
    }
}

fn decide(
    post: &Post,
    state: PublishState,
    plan: Plan,
    dead: bool,
    now: Timestamp,
) -> Result<Next, StepError> {
    let started = post.tiktok.last_chunk_started;
    match state.stage {
        Stage::Uploading => by_bytes(post, state, plan, dead, now),
        Stage::Unknown if !started => by_bytes(post, state, plan, dead, now),
        Stage::Failed(failure) if !started && says_nothing_of_the_video(failure.code) => {
            Ok(Next::BeginLater(failure))
        }
        Stage::Failed(failure) => {
            let change = Change::fail(Status::Sending, Actor::TikTok, failure)?;
            Ok(Next::End(
                change.with(Field::TikTokStatus(Some(state.status))),
            ))
        }
        Stage::Processing | Stage::InInbox | Stage::Published | Stage::Unknown => {
            Ok(Next::End(sent(plan, Some(state.status), now)?))
        }
    }
}

/// Before TikTok has the whole video, such a failure is about the transfer.
const fn says_nothing_of_the_video(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::TiktokInternal | ErrorCode::TiktokRefused | ErrorCode::TiktokUploadExpired
    )
}

fn by_bytes(
    post: &Post,
    state: PublishState,
    plan: Plan,
    dead: bool,
    now: Timestamp,
) -> Result<Next, StepError> {
    let started = post.tiktok.last_chunk_started;
    let held = match state.uploaded_bytes {
        Some(bytes) => bytes,
        // It may have everything: following it is safe, sending is not.
        None if started => return Ok(Next::End(sent(plan, Some(state.status), now)?)),
        None => post.progress.sent_bytes,
    };
    if held >= plan.size() {
        return Ok(Next::End(sent(plan, Some(state.status), now)?));
    }
    if dead {
        return if started {
            unconfirmed("TikTok's upload address expired while the last part was on its way.")
        } else {
            Ok(Next::Begin)
        };
    }
    match plan.resume_at(held) {
        Some(index) => Ok(Next::Chunk(index)),
        // A part of the last chunk: the same publish takes it again.
        None if started => Ok(Next::Chunk(plan.count() - 1)),
        None => Ok(Next::Begin),
    }
}

fn unconfirmed(detail: &str) -> Result<Next, StepError> {
    Ok(Next::End(Change::to(
        Status::Sending,
        Status::Unconfirmed,
        Actor::System,
        detail,
    )?))
}

/// TikTok has every byte.
pub(super) fn sent(
    plan: Plan,
    status: Option<String>,
    now: Timestamp,
) -> Result<Change, StepError> {
    let change = Change::to(
        Status::Sending,
        Status::Processing,
        Actor::System,
        "TikTok has the whole video.",
    )?;
    Ok(change
        .with(Field::SentBytes(plan.size()))
        .with(Field::LastChunkStarted(true))
        .with(Field::TikTokStatus(status))
        .run_at(now))
}
