//! What can be asked for: verbs in the user's words. Checks ownership, opens the transaction.
//!
//! Every function takes the [`Context`] and whose request it is; what belongs to another user is not found.
//! What runs by itself is in `pipeline`, which may ask here.

mod account_locks;
pub mod accounts;
pub mod activity;
pub mod api_keys;
pub mod avatars;
pub mod budgets;
pub mod creator;
mod error;
pub mod events;
pub mod export;
pub mod figures;
pub mod files;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod gauges;
pub mod health;
mod heartbeat;
pub mod intake;
pub mod live;
pub mod multipart;
pub mod oauth;
pub mod posts;
pub mod restored;
mod settings;
pub mod throttle;
mod together;
pub mod tokens;
pub mod uploads;
pub mod users;

use std::{ops::Deref, sync::Arc};

use tokio::sync::Notify;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use self::{
    account_locks::AccountLocks,
    error::{Result, ServiceError},
    heartbeat::Heartbeat,
    settings::Settings,
};
use crate::{
    domain::{
        clock::{SharedClock, Timestamp},
        id::UserId,
    },
    media::Media,
    meter::Meter,
    remote::{AddressGuard, CallbackSender, Google, Sources, TikTok},
    store::Store,
};

/// Everything a request or a step needs. Cheap to clone: every layer around a request holds one.
#[derive(Clone)]
pub struct Context(Arc<Everything>);

/// What a [`Context`] leads to.
#[derive(Clone)]
pub struct Everything {
    /// The database.
    pub store: Store,
    /// TikTok.
    pub tiktok: TikTok,
    /// Google.
    pub google: Google,
    /// Servers that videos come from.
    pub sources: Sources,
    /// Servers that want to be told.
    pub callbacks: CallbackSender,
    /// Which addresses may be reached.
    pub guard: AddressGuard,
    /// Video files.
    pub media: Media,
    /// Counters for monitoring.
    pub meter: Meter,
    /// How things stood when monitoring last asked.
    pub gauges: gauges::Latest,
    /// Requests that hand in videos at the same moment.
    pub intake: intake::Intake,
    /// Requests that are not in the hourly figures yet.
    pub requests: figures::Requests,
    /// The time.
    pub clock: SharedClock,
    /// What the operator decided.
    pub settings: Arc<Settings>,
    /// Rung when a worker may have something to do.
    pub wake: Arc<Notify>,
    /// Every spawned task, so that shutdown can wait for it.
    pub tasks: TaskTracker,
    /// Cancelled when the process is to stop.
    pub stop: CancellationToken,
    /// The worker's sign of life.
    pub heartbeat: Heartbeat,
    /// Open pages that follow the work.
    pub live: live::Live,
    /// One refresh at a time for each account.
    pub refreshes: AccountLocks,
    /// Pictures of TikTok accounts that were fetched lately.
    pub avatars: avatars::Avatars,
    /// One export at a time for each person.
    pub exports: export::Turns,
    /// One request at a time for each upload.
    pub upload_turns: uploads::Turns,
}

impl Deref for Context {
    type Target = Everything;

    fn deref(&self) -> &Everything {
        &self.0
    }
}

impl Context {
    /// The context of one installation.
    #[must_use]
    pub fn new(everything: Everything) -> Self {
        Self(Arc::new(everything))
    }

    /// The same installation with other settings, as after a restart.
    #[must_use]
    pub fn with_settings(&self, settings: Settings) -> Self {
        Self::new(Everything {
            settings: Arc::new(settings),
            ..Everything::clone(self)
        })
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Tells the workers that there may be something to do.
    pub fn wake_workers(&self) {
        self.wake.notify_waiters();
        self.wake.notify_one();
    }
}

/// Request extension: who is signed in, as the session layer found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn(pub UserId);
