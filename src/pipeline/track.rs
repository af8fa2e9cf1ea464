//! `processing`, `unconfirmed`, `in_inbox` and lately `published`: TikTok is asked what became of the post.
//!
//! Nothing here ever sends. A question without an answer changes nothing but the time of the next one.

use std::time::Duration;

use super::{
    job::{Job, TokenOrCall},
    pace,
    step::StepError,
};
use crate::{
    domain::{
        budget::Budget,
        change::{Change, Field},
        clock::Timestamp,
        error_code::{ErrorCode, Failure},
        post::Post,
        publish::{Delivery, Privacy},
        status::{Actor, Status},
    },
    remote::{
        Verdict,
        tiktok::{PublishState, Stage},
    },
};

/// Asks once.
pub(crate) async fn track(job: &mut Job) -> Result<Change, StepError> {
    let now = job.now();
    let Some(publish_id) = job.post.tiktok.publish_id.clone() else {
        return no_verdict(&job.post, None, now);
    };
    let tiktok = &job.ctx.tiktok;
    let publish_id = &publish_id;
    let answer = job
        .with_token(Budget::Status, |token| async move {
            tiktok.fetch_status(&token, publish_id).await
        })
        .await;
    if let Err(TokenOrCall::NotBefore { pause, .. }) = answer {
        return Ok(later(pause, now, rand::random()));
    }
    job.effects.after("status fetched").await;
    match answer {
        Ok(state) => verdict(&job.post, state, now),
        Err(error) if error.is_unknown_publish() => forgotten(&job.post, now),
        Err(error) => {
            let pause = match &error {
                TokenOrCall::Call(error) => match error.verdict {
                    Verdict::Wait(pause) => pause,
                    _ => Duration::ZERO,
                },
                TokenOrCall::Token(_) | TokenOrCall::NotBefore { .. } => Duration::from_secs(60),
            };
            tracing::debug!(post = %job.post.id, ?error, "no answer about a publish");
            no_verdict(&job.post, Some(pause), now)
        }
    }
}

/// The account has asked TikTok often enough for this minute: nothing was asked, and the others ask at other moments.
fn later(pause: Duration, now: Timestamp, seed: u64) -> Change {
    let spread = Duration::from_millis(seed % 15_000);
    Change::stay(Actor::System, Some(now + pause + spread))
}

fn verdict(post: &Post, state: PublishState, now: Timestamp) -> Result<Change, StepError> {
    let reached = match &state.stage {
        Stage::InInbox => Status::InInbox,
        Stage::Published => Status::Published,
        Stage::Failed(_) => Status::Failed,
        Stage::Uploading | Stage::Processing | Stage::Unknown => post.status,
    };
    let change = match state.stage {
        _ if reached == post.status || post.status.to(reached).is_err() => {
            no_verdict(post, None, now)?
        }
        Stage::Failed(failure) => Change::fail(post.status, Actor::TikTok, failure)?,
        Stage::InInbox => Change::to(
            post.status,
            reached,
            Actor::TikTok,
            "The draft is in the TikTok inbox.",
        )?
        .run_at(now + Duration::from_secs(15)),
        _ => {
            let change = Change::to(post.status, reached, Actor::TikTok, "TikTok has posted it.")?;
            if state.post_id.is_none() && may_become_public(post) {
                change.run_at(now + Duration::from_secs(60))
            } else {
                change
            }
        }
    };
    let change = match state.post_id {
        Some(id) => Change {
            run_at: change.run_at.filter(|_| reached != Status::Published),
            ..change.with(Field::TikTokPostId(id))
        },
        None => change,
    };
    Ok(change.with(Field::TikTokStatus(Some(state.status))))
}

/// Only a public post ever gets an id. What a person made of an inbox draft, we cannot know.
fn may_become_public(post: &Post) -> bool {
    match post.delivery {
        Delivery::Inbox => true,
        Delivery::Direct => post
            .choices
            .as_ref()
            .is_some_and(|choices| choices.privacy == Privacy::PublicToEveryone),
    }
}

/// The post stays as it is and is looked at again, `at_least` so much later; too long without a verdict, and it is
/// unconfirmed.
fn no_verdict(
    post: &Post,
    at_least: Option<Duration>,
    now: Timestamp,
) -> Result<Change, StepError> {
    if post.status == Status::Processing && now.since(post.entered_at) >= pace::VERDICT_WITHIN {
        return unconfirmed(Failure::new(ErrorCode::TiktokUnconfirmed).message());
    }
    let over = post.status == Status::Published
        && (post.tiktok.post_id.is_some() || !may_become_public(post));
    let next = pace::pause(post, now)
        .filter(|_| !over)
        .map(|pause| now + pause.max(at_least.unwrap_or_default()));
    Ok(Change::stay(Actor::System, next).with(Field::StatusFetches(
        post.tiktok.status_fetches.saturating_add(1),
    )))
}

/// TikTok no longer knows the publish: it will never tell.
fn forgotten(post: &Post, now: Timestamp) -> Result<Change, StepError> {
    match post.status {
        Status::Processing => unconfirmed("TikTok no longer knows the upload."),
        Status::Unconfirmed => no_verdict(post, Some(Duration::from_secs(3600)), now),
        _ => Ok(Change::stay(Actor::System, None)),
    }
}

fn unconfirmed(detail: &str) -> Result<Change, StepError> {
    Ok(Change::to(
        Status::Processing,
        Status::Unconfirmed,
        Actor::System,
        detail,
    )?)
}
