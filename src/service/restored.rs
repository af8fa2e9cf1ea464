//! After a backup was put back: what became of its posts since is unknown, so nothing in it is sent without a human's word.

use crate::{
    domain::{
        change::{Change, Field},
        clock::Timestamp,
        error_code::{ErrorCode, Failure},
        id::PostId,
        post::Post,
        publish::Delivery,
        status::{Actor, IllegalMove, Status},
    },
    store::{Result, Store, changes::ChangeError},
};

/// What became of the posts that were not at their end when the backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settled {
    /// Begun at TikTok: TikTok is asked, nothing is sent.
    pub unconfirmed: u64,
    /// Would have been sent by themselves: failed, until a human says "send again".
    pub failed: u64,
    /// Wait for a human anyway, or stop for one: left as they were, with a note.
    pub held: u64,
    /// Failed before, and not to be tried again by a program any more.
    pub barred: u64,
    /// Sessions ended: whoever signed out since must not be signed in again.
    pub sessions: u64,
}

const OPEN: [Status; 9] = [
    Status::Queued,
    Status::Downloading,
    Status::Checking,
    Status::Sending,
    Status::NeedsReview,
    Status::Processing,
    Status::Unconfirmed,
    Status::Failed,
    Status::Expired,
];

/// What becomes of one post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Begun at TikTok while the rest came in: counts as being sent, and goes on to [`Fate::Unconfirmed`] from there.
    Begun,
    Unconfirmed,
    Failed,
    Held,
    Barred,
    /// TikTok is asked anyway. If it says that the publish of the backup's time failed, another may have been made since.
    Watched,
    Untouched,
}

/// Settles every post of a database that is a copy made at `backed_up_at`, ends all sessions, and takes the mark away. Safe to
/// repeat after an interruption, and beside other processes that do the same.
///
/// # Errors
/// The database failed; the mark is still there then.
pub async fn settle(store: &Store, backed_up_at: Timestamp, now: Timestamp) -> Result<Settled> {
    let mut settled = Settled::default();
    for id in store.posts_standing(&OPEN).await? {
        let mut fate = settle_one(store, id, backed_up_at, now).await?;
        if fate == Fate::Begun {
            fate = settle_one(store, id, backed_up_at, now).await?;
        }
        match fate {
            Fate::Unconfirmed => settled.unconfirmed += 1,
            Fate::Failed => settled.failed += 1,
            Fate::Held => settled.held += 1,
            Fate::Barred => settled.barred += 1,
            Fate::Begun | Fate::Watched | Fate::Untouched => {}
        }
    }
    settled.sessions = store.end_all_sessions().await?;
    store.mark_backed_up(None).await?;
    Ok(settled)
}

/// There is nothing to change.
struct AsItIs;

impl From<IllegalMove> for AsItIs {
    fn from(_: IllegalMove) -> Self {
        Self
    }
}

async fn settle_one(
    store: &Store,
    id: PostId,
    backed_up_at: Timestamp,
    now: Timestamp,
) -> Result<Fate> {
    let mut found = Fate::Untouched;
    let changed = store
        .change_post_as_system(id, now, |post| {
            found = fate(post);
            change(post, found, backed_up_at, now)
        })
        .await;
    match changed {
        Ok(_) => Ok(found),
        Err(ChangeError::Refused(AsItIs) | ChangeError::NotFound) => Ok(Fate::Untouched),
        Err(ChangeError::Store(error)) => Err(error),
    }
}

fn fate(post: &Post) -> Fate {
    // A checked video of the inbox goes without another question, as does one that nobody wanted to see.
    let goes_alone = post.auto_approve || post.video.is_some();
    match post.status {
        Status::NeedsReview => Fate::Held,
        Status::Sending if post.tiktok.publish_id.is_some() => Fate::Unconfirmed,
        Status::Queued | Status::Downloading | Status::Checking
            if post.tiktok.publish_id.is_some() =>
        {
            Fate::Begun
        }
        Status::Queued | Status::Downloading | Status::Checking if !goes_alone => Fate::Held,
        Status::Queued | Status::Downloading | Status::Checking | Status::Sending => Fate::Failed,
        Status::Processing | Status::Unconfirmed => Fate::Watched,
        Status::Expired if post.source.can_be_fetched_again() => Fate::Barred,
        Status::Failed if post.may_be_at_tiktok() => Fate::Untouched,
        Status::Failed => {
            let again = |failure: &Failure| failure.code.entry().retryable;
            let retryable = post.error.as_ref().is_some_and(again);
            if retryable && goes_alone && post.delivery == Delivery::Inbox {
                Fate::Barred
            } else {
                Fate::Untouched
            }
        }
        _ => Fate::Untouched,
    }
}

fn change(
    post: &Post,
    fate: Fate,
    backed_up_at: Timestamp,
    now: Timestamp,
) -> Result<Change, AsItIs> {
    let status = post.status;
    let since = format!(
        "Restored from a backup of {}; what happened since is not known.",
        minute(backed_up_at)
    );
    // From then on only a human sends it again.
    let barred = |change: Change| change.with(Field::RestoredAt(Some(now)));
    Ok(match fate {
        Fate::Begun => Change::to(
            status,
            Status::Sending,
            Actor::System,
            "TikTok had a part of it already when the backup was made.",
        )?,
        Fate::Unconfirmed => barred(Change::to(
            status,
            Status::Unconfirmed,
            Actor::System,
            since,
        )?)
        .with(Field::LastChunkStarted(true))
        .with(Field::TikTokStatus(None)),
        Fate::Failed => {
            let failure = Failure::new(ErrorCode::RestoredFromBackup).with_detail(since);
            barred(Change::fail(status, Actor::System, failure)?)
        }
        Fate::Barred => barred(Change::stay(Actor::System, None).saying(since)),
        Fate::Watched => barred(Change::stay(Actor::System, Some(now))),
        Fate::Held => Change::stay(Actor::System, None).saying(format!(
            "{since} Look in the TikTok app before you send it: it may be there already."
        )),
        Fate::Untouched => return Err(AsItIs),
    })
}

/// A moment for people, to the minute.
fn minute(at: Timestamp) -> String {
    let text = at.to_string();
    let (date, time) = text.split_once('T').unwrap_or((&text, ""));
    format!("{date}, {} UTC", time.get(..5).unwrap_or(time))
}
