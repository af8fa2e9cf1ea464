//! The handle on the simulated world: tests look at it here; `steering` changes it.

mod events;
mod grants;
mod people;
mod state;
mod steering;
mod video;

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

pub use self::{
    events::Delivery,
    grants::IssuedTokens,
    people::{Creator, CreatorSettings, Person},
    steering::NoSuchThing,
    video::{FAIL_REASONS, Mode, Outcome, Stage, Video},
};
pub(crate) use self::{
    grants::{Code, ConsentRequest, ScopeSet},
    state::State,
    video::Record,
};
use super::{link::Link, options::Options};

/// A handle on the simulated world; clones share it.
#[derive(Clone)]
pub struct World(Arc<Inner>);

struct Inner {
    options: Options,
    base_url: String,
    folder: PathBuf,
    client: reqwest::Client,
    upload_link: Option<Link>,
    state: Mutex<State>,
}

impl World {
    pub(crate) fn new(
        options: Options,
        base_url: String,
        folder: PathBuf,
        client: reqwest::Client,
    ) -> Self {
        let state = Mutex::new(State::new(&options));
        Self(Arc::new(Inner {
            upload_link: options.upload_rate.map(Link::new),
            options,
            base_url,
            folder,
            client,
            state,
        }))
    }

    pub(crate) fn options(&self) -> &Options {
        &self.0.options
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.0.base_url
    }

    pub(crate) fn client(&self) -> &reqwest::Client {
        &self.0.client
    }

    /// What chunks come in over, if it is limited.
    pub(crate) fn upload_link(&self) -> Option<&Link> {
        self.0.upload_link.as_ref()
    }

    /// Where the bytes of a video lie.
    pub(crate) fn file(&self, number: u64) -> PathBuf {
        self.0.folder.join(format!("{number}.video"))
    }

    /// Brings the world up to now, then does something with it.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut State, i64) -> T) -> T {
        let now = self.now();
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.settle(now);
        act(&mut state, now)
    }

    /// The simulator's time, in milliseconds since 1970.
    pub fn now(&self) -> i64 {
        self.0.options.now()
    }

    /// Everybody who can sign in with Google.
    pub fn people(&self) -> Vec<Person> {
        self.with(|state, _| state.people.clone())
    }

    /// Everybody with a TikTok profile.
    pub fn creators(&self) -> Vec<Creator> {
        self.with(|state, _| state.creators.clone())
    }

    /// One creator, by open id or username.
    pub fn creator(&self, name: &str) -> Option<Creator> {
        self.creators().into_iter().find(|creator| creator.is(name))
    }

    /// Every video that an init was called for, oldest first.
    pub fn videos(&self) -> Vec<Video> {
        self.with(|state, _| state.records.iter().map(Record::shown).collect())
    }

    /// One video.
    pub fn video(&self, publish_id: &str) -> Option<Video> {
        self.videos()
            .into_iter()
            .find(|video| video.publish_id == publish_id)
    }

    /// Videos of which every byte arrived.
    pub fn received_videos(&self) -> Vec<Video> {
        self.videos()
            .into_iter()
            .filter(|video| video.sha256.is_some())
            .collect()
    }

    /// Calls of one endpoint so far, such as `POST /v2/oauth/token/`.
    pub fn calls(&self, endpoint: &str) -> u64 {
        self.with(|state, _| state.calls.get(endpoint).copied().unwrap_or(0))
    }

    /// Calls of every endpoint so far.
    pub fn all_calls(&self) -> BTreeMap<String, u64> {
        self.with(|state, _| state.calls.clone())
    }

    /// Every attempt to deliver a webhook so far.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.with(|state, _| state.events.deliveries.clone())
    }

    /// Names of the events that still wait for a 200.
    pub fn pending_webhooks(&self) -> Vec<String> {
        self.with(|state, _| {
            state
                .events
                .pending
                .iter()
                .map(|it| it.event.clone())
                .collect()
        })
    }

    /// Whether the app is among the creator's connected apps.
    pub fn is_connected(&self, creator: &str) -> bool {
        self.creator(creator).is_some_and(|creator| {
            self.with(|state, _| state.grants.consents.contains_key(&creator.open_id))
        })
    }
}
