//! How a step ends, and the change to the post that follows from it.

use std::time::Duration;

use crate::{
    domain::{
        change::{Change, Field},
        clock::Timestamp,
        error_code::{ErrorCode, Failure},
        post::Post,
        publish::Delivery,
        retry,
        source::Source,
        status::{Actor, IllegalMove, Status},
    },
    media::MediaError,
    remote::{TikTokError, Verdict, sources::SourceError},
    store::StoreError,
};

/// How long a waiting post goes without a look whether there is room by now.
const LONGEST_UNSEEN: Duration = Duration::from_secs(5 * 60);

/// Why a step did not end with a change of its own.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StepError {
    /// A passing fault: again after a pause, until the stage gives up.
    #[error("{}: {}", failure.code, failure.message())]
    Retry {
        /// What the post ends with if the stage gives up.
        failure: Failure,
        /// How long the other side asked us to wait.
        after: Option<Duration>,
    },
    /// TikTok takes nothing now: the post stays and says so.
    #[error("waits for {}", failure.code)]
    Wait {
        /// For what, in TikTok's own words where it said so itself.
        failure: Failure,
        /// How long.
        pause: Duration,
    },
    /// For good.
    #[error("{}: {}", .0.code, .0.message())]
    Fail(Failure),
    /// The temporary file is not here any more, or not whole.
    #[error("the temporary file is lost")]
    FileLost,
    /// Another worker or a person has taken the post.
    #[error("the lease is lost")]
    LeaseLost,
    /// The process is to stop; the checkpoint stands.
    #[error("stopped")]
    Stopped,
    /// The database failed.
    #[error(transparent)]
    Store(StoreError),
    /// A bug of ours.
    #[error(transparent)]
    IllegalMove(#[from] IllegalMove),
}

impl StepError {
    /// A passing fault without a wish of the other side.
    pub(crate) const fn retry(failure: Failure) -> Self {
        Self::Retry {
            failure,
            after: None,
        }
    }

    /// What people are told, if it comes to that.
    pub(crate) const fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Retry { failure, .. } | Self::Wait { failure, .. } | Self::Fail(failure) => {
                Some(failure)
            }
            _ => None,
        }
    }

    /// For good, in the catalogue's words.
    pub(crate) const fn fail(code: ErrorCode) -> Self {
        Self::Fail(Failure::new(code))
    }
}

impl From<StoreError> for StepError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::LeaseLost => Self::LeaseLost,
            error => Self::Store(error),
        }
    }
}

impl From<SourceError> for StepError {
    fn from(error: SourceError) -> Self {
        if error.retry {
            Self::Retry {
                failure: error.failure,
                after: error.retry_after,
            }
        } else {
            Self::Fail(error.failure)
        }
    }
}

impl From<MediaError> for StepError {
    fn from(error: MediaError) -> Self {
        match error {
            MediaError::Missing(_) | MediaError::TooShort { .. } => Self::FileLost,
            MediaError::TooLarge { .. } | MediaError::DiskFull => Self::Fail(error.failure()),
            error => {
                tracing::error!(%error, "the temporary folder failed");
                Self::retry(error.failure())
            }
        }
    }
}

impl From<TikTokError> for StepError {
    fn from(error: TikTokError) -> Self {
        match error.verdict {
            Verdict::Retry => Self::Retry {
                failure: error.failure,
                after: error.retry_after,
            },
            Verdict::Wait(pause) => Self::Wait {
                failure: error.failure,
                pause,
            },
            Verdict::RefreshToken | Verdict::Reconnect => Self::Fail(Failure {
                code: match error.failure.code {
                    ErrorCode::TiktokScopeMissing => ErrorCode::TiktokScopeMissing,
                    _ => ErrorCode::TiktokReconnect,
                },
                ..error.failure
            }),
            Verdict::Operator | Verdict::Fail => Self::Fail(error.failure),
        }
    }
}

/// What the worker does with a post whose step ended.
#[derive(Debug)]
pub(crate) enum Settlement {
    /// Write this and end the lease.
    Change(Change),
    /// End the lease; the next worker goes on from the checkpoint.
    Release,
    /// The post is no longer ours: touch nothing.
    Abandon,
}

/// What follows from the end of a step. `seed` is for the jitter of its pauses.
pub(crate) fn settlement(
    post: &Post,
    ended: Result<Change, StepError>,
    now: Timestamp,
    seed: u64,
) -> Result<Settlement, IllegalMove> {
    let change = match ended {
        Ok(change) => change,
        Err(StepError::LeaseLost) => return Ok(Settlement::Abandon),
        Err(StepError::Stopped) => return Ok(Settlement::Release),
        Err(StepError::Retry { failure, after }) => again(post, failure, after, now, seed)?,
        Err(StepError::Store(_) | StepError::IllegalMove(_)) => {
            again(post, Failure::new(ErrorCode::Internal), None, now, seed)?
        }
        Err(StepError::Wait { failure, pause }) => wait(post, &failure, pause, now, seed),
        Err(StepError::Fail(failure)) => give_up(post, failure)?,
        Err(StepError::FileLost) => file_lost(post, now)?,
    };
    Ok(Settlement::Change(change))
}

fn again(
    post: &Post,
    failure: Failure,
    after: Option<Duration>,
    now: Timestamp,
    seed: u64,
) -> Result<Change, IllegalMove> {
    let attempts = post.attempts + 1;
    let stands_still =
        post.attempts > 0 && now.since(post.progressed_at) >= retry::LONGEST_STANDSTILL;
    // Only TikTok's word ends a post that TikTok has: a fault of ours must not make it fit to be sent again.
    let with_tiktok = matches!(
        post.status,
        Status::Processing | Status::Unconfirmed | Status::InInbox | Status::Published
    );
    if !with_tiktok && (attempts >= retry::MOST_TRIES || stands_still) {
        return give_up(post, failure);
    }
    let pause = retry::pause(attempts, seed).max(after.unwrap_or_default());
    let mut change = Change::stay(Actor::System, Some(now + pause)).with(Field::Attempts(attempts));
    if post.waiting.is_some() {
        change = change.with(Field::Waiting(None));
    }
    Ok(change)
}

/// Stays and says so. The history tells it once, not at each look.
///
/// A place may get free before its time, so that a look of ours comes earlier; it asks TikTok nothing.
fn wait(post: &Post, failure: &Failure, pause: Duration, now: Timestamp, seed: u64) -> Change {
    let look = pause.min(LONGEST_UNSEEN) + Duration::from_millis(seed % 10_000);
    let code = failure.code;
    let change = Change::stay(Actor::System, Some(now + look))
        .with(Field::Attempts(0))
        .with(Field::waiting(code, now + pause));
    if post.waiting.is_some_and(|waiting| waiting.code == code) {
        change
    } else {
        change.saying(failure.message())
    }
}

/// The end of a post that we cannot bring further.
///
/// Once the last chunk may have reached TikTok, a failure of ours says nothing about the video: it is unconfirmed then.
fn give_up(post: &Post, failure: Failure) -> Result<Change, IllegalMove> {
    if post.status == Status::Sending && post.tiktok.last_chunk_started {
        return Change::to(
            post.status,
            Status::Unconfirmed,
            Actor::System,
            failure.message().to_owned(),
        );
    }
    Change::fail(post.status, Actor::System, failure)
}

/// The temporary file is gone: a URL is fetched again unless TikTok may have the video; an uploaded file is lost.
pub(crate) fn file_lost(post: &Post, now: Timestamp) -> Result<Change, IllegalMove> {
    let failure = Failure::new(ErrorCode::TemporaryFileLost);
    if post.status == Status::Sending && post.tiktok.last_chunk_started {
        return Change::to(
            post.status,
            Status::Unconfirmed,
            Actor::System,
            "The temporary file is gone; only TikTok knows whether it has the video.",
        );
    }
    if matches!(post.source, Source::File { .. }) {
        return give_up(post, failure);
    }
    let change = if post.status == Status::Queued {
        Change::stay(Actor::System, Some(now))
    } else {
        Change::to(
            post.status,
            Status::Queued,
            Actor::System,
            "The temporary file was lost; the video is fetched again.",
        )?
        .run_at(now)
    };
    // A human looks again before other bytes are published.
    Ok(fetched_anew(change)
        .with(Field::Delivery(Delivery::Inbox))
        .with(Field::Choices(None)))
}

/// The same change, forgetting everything that hung on the bytes we had.
pub(crate) fn fetched_anew(change: Change) -> Change {
    change
        .with(Field::TemporaryFile(None))
        .with(Field::DownloadedBytes(0))
        .with(Field::TotalBytes(None))
        .with(Field::Validator(None))
        .with(Field::UnsyncedBoot(None))
        .with(Field::Video(None))
        .with(Field::NoPublish)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        id::{AccountId, PostId, UserId},
        post::{NewPost, Origin},
        status::Move,
    };

    fn tried_often(status: Status) -> Post {
        let now = Timestamp::default();
        let new = NewPost {
            id: PostId::new(now),
            user_id: UserId::new(now),
            account_id: AccountId::new(now),
            api_key_id: None,
            origin: Origin::Api,
            source: Source::File { name: None },
            caption: String::new(),
            video_title: None,
            video_description: None,
            auto_approve: true,
            external_id: None,
            metadata: None,
            callback_url: None,
            file: None,
        };
        Post {
            status,
            attempts: retry::MOST_TRIES,
            ..Post::queued(new, now)
        }
    }

    #[test]
    fn a_fault_of_ours_never_ends_a_post_that_tiktok_has() {
        for status in [Status::Processing, Status::Unconfirmed, Status::InInbox] {
            let fault = Err(StepError::retry(Failure::new(ErrorCode::Internal)));
            let end = settlement(&tried_often(status), fault, Timestamp::default(), 5);
            let Ok(Settlement::Change(change)) = end else {
                panic!("{status}: {end:?}")
            };
            assert!(change.step.is_none() && change.run_at.is_some(), "{status}");
        }
    }

    #[test]
    fn before_that_a_stage_gives_up() {
        let fault = Err(StepError::retry(Failure::new(ErrorCode::Internal)));
        let end = settlement(
            &tried_often(Status::Sending),
            fault,
            Timestamp::default(),
            5,
        );
        let Ok(Settlement::Change(change)) = end else {
            panic!("{end:?}")
        };
        assert_eq!(change.step.map(Move::to), Some(Status::Failed));
    }

    #[test]
    fn a_pause_that_the_other_side_asks_for_is_kept() {
        let asked = Duration::from_secs(90);
        let busy = TikTokError {
            verdict: Verdict::Retry,
            failure: Failure::new(ErrorCode::TiktokUnavailable),
            endpoint: "upload",
            code: String::new(),
            status: Some(503),
            retry_after: Some(asked),
        };
        let post = Post {
            attempts: 0,
            ..tried_often(Status::Sending)
        };
        let now = Timestamp::default();
        let end = settlement(&post, Err(busy.into()), now, 5);
        let Ok(Settlement::Change(change)) = end else {
            panic!("{end:?}")
        };
        assert_eq!(change.run_at, Some(now + asked));
    }
}
