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
    service::{Context, Result, ServiceError, budgets, posts},
};

/// Tries a post again, if it stands still; otherwise answers it as it is.
///
/// # Errors
/// [`ErrorCode::NotFound`]; [`ErrorCode::NotRetryable`] if a retry cannot help or needs a human.
pub async fn retry(ctx: &Context, user_id: UserId, id: PostId, actor: Actor) -> Result<Post> {
    again(ctx, user_id, id, move |post, file, now| {
        decide(post, file, actor, now)
    })
    .await
}

/// Sends an unconfirmed post once more, at the word of somebody who looked in the TikTok app; any other is tried again.
///
/// # Errors
/// As [`retry`].
pub async fn send_again(ctx: &Context, user_id: UserId, id: PostId) -> Result<Post> {
    again(ctx, user_id, id, |post, file, now| match post.status {
        Status::Unconfirmed => send_unconfirmed(post, file, now),
        Status::Failed if post.may_be_at_tiktok() => send_unconfirmed(post, file, now),
        _ => decide(post, file, Actor::User, now),
    })
    .await
}

async fn again(
    ctx: &Context,
    user_id: UserId,
    id: PostId,
    decide: impl FnOnce(&Post, Option<&TemporaryFile>, Timestamp) -> Result<Decision> + Send,
) -> Result<Post> {
    let post = posts::get(ctx, user_id, id).await?;
    if let (Some(code), Some(account)) = (waits_for(&post), post.account_id) {
        budgets::try_anyway(ctx, account, code).await?;
    }
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
        decide(post, file, now)
    })
    .await
}

/// What of TikTok's it waits for, or waited for until its time was over.
fn waits_for(post: &Post) -> Option<ErrorCode> {
    match post.status {
        Status::Sending => post.waiting.map(|waiting| waiting.code),
        Status::Failed => post.error.as_ref().map(|failure| failure.code),
        _ => None,
    }
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
        Status::Unconfirmed => Err(needs_a_human(actor)),
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
    if post.may_be_at_tiktok() {
        return Err(needs_a_human(actor));
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
    if post.restored_at.is_some() && actor != Actor::User {
        return Err(needs_a_human(actor));
    }
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

fn send_unconfirmed(post: &Post, file: Option<&TemporaryFile>, now: Timestamp) -> Result<Decision> {
    if file.is_none() && !post.source.can_be_fetched_again() {
        return Err(refused(
            "The uploaded file is no longer here. Send the video again.",
        ));
    }
    let change = Change::to(
        post.status,
        Status::Queued,
        Actor::User,
        "Sent again by hand",
    )?
    .run_at(now);
    Ok(Decision::Do(from_the_start(post, file, change)))
}

/// Forgets what a new try must not build on: the publish always, the download if its file is gone.
fn from_the_start(post: &Post, file: Option<&TemporaryFile>, change: Change) -> Change {
    let mut change = without_publish(change).with(Field::RestoredAt(None));
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
            .with(Field::UnsyncedBoot(None))
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

fn needs_a_human(actor: Actor) -> ServiceError {
    refused(match actor {
        Actor::User => {
            "TikTok may already have the video. Look in the TikTok app, then use “Send again”."
        }
        _ => {
            "TikTok may already have the video. Only a person can decide to send it again: open review_url."
        }
    })
}

fn refused(detail: &str) -> ServiceError {
    ServiceError::because(ErrorCode::NotRetryable, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        error_code::Failure,
        id::{AccountId, TemporaryFileId},
        post::{NewPost, Origin, Waiting},
        source::Source,
        status::Move,
        video::{Container, Video},
    };

    const NOW: Timestamp = Timestamp::from_millis(1_795_000_000_000);

    fn post(status: Status, source: Source) -> Post {
        let mut post = Post::queued(
            NewPost {
                id: PostId::new(NOW),
                user_id: UserId::new(NOW),
                account_id: AccountId::new(NOW),
                api_key_id: None,
                origin: Origin::Api,
                source,
                caption: String::new(),
                video_title: None,
                video_description: None,
                auto_approve: false,
                external_id: None,
                metadata: None,
                callback_url: None,
                file: None,
            },
            NOW,
        );
        post.status = status;
        post.video = Some(Video {
            container: Container::Mp4,
            codec: "h264".into(),
            width: 720,
            height: 1280,
            frame_rate: 30.0,
            duration_ms: 1000,
            size_bytes: 1,
        });
        post
    }

    fn by_url(status: Status) -> Post {
        post(
            status,
            Source::Url("https://example.com/v.mp4".parse().unwrap()),
        )
    }

    fn uploaded(status: Status) -> Post {
        post(status, Source::File { name: None })
    }

    fn failed(mut post: Post, code: ErrorCode) -> Post {
        post.error = Some(Failure::new(code));
        post
    }

    fn file() -> TemporaryFile {
        TemporaryFile {
            id: TemporaryFileId::new(NOW),
            user_id: UserId::new(NOW),
            post_id: None,
            machine: "here".into(),
            created_at: NOW,
            held_until: NOW,
            deleted_at: None,
            deletion_failures: 0,
        }
    }

    /// Where it goes; none if it stays as it is.
    fn goes(post: &Post, file: Option<&TemporaryFile>, actor: Actor) -> Result<Option<Status>> {
        decide(post, file, actor, NOW).map(|decision| match decision {
            Decision::AsIs => None,
            Decision::Do(change) => Some(change.step.map_or(post.status, Move::to)),
        })
    }

    fn is_refused(post: &Post, file: Option<&TemporaryFile>, actor: Actor) -> bool {
        matches!(goes(post, file, actor), Err(error) if error.failure().code == ErrorCode::NotRetryable)
    }

    #[test]
    fn what_moves_or_has_arrived_is_left_alone() {
        for status in [
            Status::Queued,
            Status::Downloading,
            Status::Checking,
            Status::NeedsReview,
            Status::Sending,
            Status::Processing,
            Status::InInbox,
            Status::Published,
        ] {
            assert_eq!(goes(&by_url(status), None, Actor::ApiKey).unwrap(), None);
        }
        for status in [Status::Rejected, Status::Cancelled] {
            assert!(is_refused(&by_url(status), None, Actor::User));
        }
    }

    #[test]
    fn a_waiting_post_runs_now() {
        let mut waits = by_url(Status::Sending);
        waits.waiting = Some(Waiting {
            code: ErrorCode::TiktokInboxFull,
            until: NOW,
        });
        let Decision::Do(change) = decide(&waits, None, Actor::ApiKey, NOW).unwrap() else {
            panic!("it runs");
        };
        assert!(change.step.is_none());
        assert_eq!(change.run_at, Some(NOW));
    }

    #[test]
    fn a_failure_that_can_pass_is_tried_again_if_the_video_can_be_had() {
        let passing = ErrorCode::TiktokUnavailable;
        let queued = Some(Status::Queued);
        let fetched = failed(by_url(Status::Failed), passing);
        assert_eq!(goes(&fetched, None, Actor::ApiKey).unwrap(), queued);
        let sent = failed(uploaded(Status::Failed), passing);
        assert_eq!(goes(&sent, Some(&file()), Actor::ApiKey).unwrap(), queued);
        assert!(is_refused(&sent, None, Actor::User));
        let broken = failed(by_url(Status::Failed), ErrorCode::NotAVideo);
        assert!(is_refused(&broken, Some(&file()), Actor::User));
    }

    #[test]
    fn a_direct_post_is_reviewed_once_more() {
        let mut direct = failed(by_url(Status::Failed), ErrorCode::TiktokUnavailable);
        direct.delivery = Delivery::Direct;
        for actor in [Actor::User, Actor::ApiKey] {
            let held = goes(&direct, Some(&file()), actor).unwrap();
            assert_eq!(held, Some(Status::NeedsReview));
        }
        let Decision::Do(change) = decide(&direct, None, Actor::User, NOW).unwrap() else {
            panic!("it is fetched again");
        };
        assert!(
            change
                .fields
                .iter()
                .any(|field| matches!(field, Field::Video(None)))
        );
    }

    #[test]
    fn only_a_human_sends_again_what_tiktok_may_have() {
        let unconfirmed = by_url(Status::Unconfirmed);
        for actor in [Actor::ApiKey, Actor::User] {
            assert!(is_refused(&unconfirmed, Some(&file()), actor));
        }
        let Decision::Do(again) = send_unconfirmed(&unconfirmed, Some(&file()), NOW).unwrap()
        else {
            panic!("it is sent");
        };
        assert_eq!(again.step.map(Move::to), Some(Status::Queued));
        assert!(send_unconfirmed(&uploaded(Status::Unconfirmed), None, NOW).is_err());

        let mut unsure = failed(by_url(Status::Failed), ErrorCode::TiktokReconnect);
        unsure.tiktok.last_chunk_started = true;
        for actor in [Actor::ApiKey, Actor::User] {
            assert!(is_refused(&unsure, Some(&file()), actor));
        }
        assert!(send_unconfirmed(&unsure, Some(&file()), NOW).is_ok());
        unsure.tiktok.status = Some("FAILED".into());
        let sure = goes(&unsure, Some(&file()), Actor::ApiKey).unwrap();
        assert_eq!(sure, Some(Status::Queued));
    }

    #[test]
    fn an_expired_draft_is_fetched_again_if_it_can_be() {
        let again = goes(&by_url(Status::Expired), None, Actor::ApiKey).unwrap();
        assert_eq!(again, Some(Status::Queued));
        assert!(is_refused(&uploaded(Status::Expired), None, Actor::User));
    }
}
