//! Following the work: open pages hear what happens to the posts of their user, whoever did it, on whichever machine.
//!
//! One task in each process (`rounds`) asks the database for all of them, as long as there is one; `compare` tells what
//! is new, and a `mailbox` for each page keeps it until the page takes it: never more than what a look at the page shows.

mod compare;
mod mailbox;
mod rounds;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use self::mailbox::Mailbox;
pub use self::mailbox::{Changed, News};
use super::{Context, Result, ServiceError};
use crate::{
    domain::{clock::Timestamp, error_code::ErrorCode, id::UserId},
    store::sessions::SessionKey,
};

/// Pages that one user may follow at a time; a page beyond is told to reload by hand.
pub const MOST_FOLLOWING: usize = 20;

/// Who follows. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Live(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    followers: Mutex<Followers>,
    /// Whether the rounds run; held while they begin or end.
    rounds: tokio::sync::Mutex<bool>,
    looks: AtomicU64,
}

type Followers = HashMap<UserId, Vec<Follower>>;

#[derive(Debug)]
struct Follower {
    session: SessionKey,
    since: Timestamp,
    mailbox: Arc<Mailbox>,
}

/// A page that follows, until this is dropped.
#[derive(Debug)]
pub struct Following {
    live: Live,
    user: UserId,
    mailbox: Arc<Mailbox>,
}

impl Following {
    /// Whose posts these are.
    #[must_use]
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// Waits for what is new. None when there will be nothing more from this process.
    pub async fn next(&self) -> Option<News> {
        self.mailbox.next().await
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        let mut followers = self.live.followers();
        if let Some(of_user) = followers.get_mut(&self.user) {
            of_user.retain(|follower| !Arc::ptr_eq(&follower.mailbox, &self.mailbox));
            if of_user.is_empty() {
                followers.remove(&self.user);
            }
        }
    }
}

/// Lets a page of the user follow, as long as its session lasts. What happens from now on is not missed.
///
/// # Errors
/// [`ErrorCode::TooManyStreams`] beyond [`MOST_FOLLOWING`], [`ErrorCode::Unavailable`] while the process stops, and
/// faults of the database.
pub async fn follow(ctx: &Context, user: UserId, session: SessionKey) -> Result<Following> {
    let mut running = ctx.live.0.rounds.lock().await;
    let following = ctx.live.admit(user, session, ctx.now())?;
    // Whoever came before this is let go by the rounds.
    if ctx.stop.is_cancelled() {
        return Err(ServiceError::refused(ErrorCode::Unavailable));
    }
    if !*running {
        rounds::begin(ctx).await?;
        *running = true;
    }
    Ok(following)
}

/// A short text that is another one after any change to a post of the user: what a page shows is the latest if the text
/// is still the one that it was made with.
///
/// # Errors
/// The database failed.
pub async fn mark(ctx: &Context, user: UserId) -> Result<String> {
    Ok(ctx.store.posts_mark(user, ctx.now()).await?)
}

impl Live {
    /// How often the database was asked what changed.
    #[must_use]
    pub fn looks(&self) -> u64 {
        self.0.looks.load(Ordering::Relaxed)
    }

    /// How many pages follow.
    #[must_use]
    pub fn count(&self) -> usize {
        self.followers().values().map(Vec::len).sum()
    }

    fn admit(&self, user: UserId, session: SessionKey, now: Timestamp) -> Result<Following> {
        let mut followers = self.followers();
        let of_user = followers.entry(user).or_default();
        if of_user.len() >= MOST_FOLLOWING {
            return Err(ServiceError::refused(ErrorCode::TooManyStreams));
        }
        let mailbox = Arc::<Mailbox>::default();
        of_user.push(Follower {
            session,
            since: now,
            mailbox: Arc::clone(&mailbox),
        });
        Ok(Following {
            live: self.clone(),
            user,
            mailbox,
        })
    }

    fn followers(&self) -> MutexGuard<'_, Followers> {
        self.0
            .followers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
