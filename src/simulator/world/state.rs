//! Everything the simulated world knows, behind one lock, and how time moves it on.

use std::collections::{BTreeMap, VecDeque};

use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};

use super::{
    events::{self, Events, Pending},
    grants::{Grants, random},
    people::{Creator, Person, first_creators, first_people},
    video::{Mode, Outcome, Record, Stage},
};
use crate::simulator::{
    faults::Faults,
    google::Desk,
    options::{Limits, Options, millis},
    tiktok::limits::Rates,
};

/// What stands behind the lock.
pub(crate) struct State {
    pub(crate) rng: StdRng,
    pub(crate) people: Vec<Person>,
    pub(crate) creators: Vec<Creator>,
    pub(crate) google: Desk,
    pub(crate) grants: Grants,
    pub(crate) records: Vec<Record>,
    pub(crate) outcomes: VecDeque<Outcome>,
    pub(crate) events: Events,
    pub(crate) faults: Faults,
    pub(crate) calls: BTreeMap<String, u64>,
    /// Calls of each sample, with its query.
    pub(crate) sample_calls: BTreeMap<String, u64>,
    pub(crate) rates: Rates,
    pub(crate) limits: Limits,
    pub(crate) audited: bool,
    pub(crate) webhook_url: Option<String>,
    pub(crate) moderation: i64,
    pub(crate) processing: i64,
    client_key: String,
}

impl State {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            rng: options
                .seed
                .map_or_else(StdRng::from_os_rng, StdRng::seed_from_u64),
            people: first_people(),
            creators: first_creators(),
            google: Desk::default(),
            grants: Grants::default(),
            records: Vec::new(),
            outcomes: VecDeque::new(),
            events: Events::default(),
            faults: Faults::default(),
            calls: BTreeMap::new(),
            sample_calls: BTreeMap::new(),
            rates: Rates::default(),
            limits: options.limits.clone(),
            audited: options.audited,
            webhook_url: options.webhook_url.clone(),
            moderation: millis(options.lifetimes.moderation),
            processing: millis(options.lifetimes.processing),
            client_key: options.tiktok_client_key.clone(),
        }
    }

    pub(crate) fn random(&mut self, length: usize) -> String {
        random(&mut self.rng, length)
    }

    /// A number with 19 digits, too large for a JavaScript number.
    pub(crate) fn long_number(&mut self) -> i64 {
        self.rng
            .random_range(7_600_000_000_000_000_000..7_700_000_000_000_000_000)
    }

    pub(crate) fn creator(&self, open_id: &str) -> Option<&Creator> {
        self.creators
            .iter()
            .find(|creator| creator.open_id == open_id)
    }

    pub(crate) fn record(&mut self, publish_id: &str) -> Option<&mut Record> {
        self.records
            .iter_mut()
            .find(|record| record.video.publish_id == publish_id)
    }

    /// Says something to the app's webhook, if it has one.
    pub(crate) fn emit(&mut self, event: &str, now: i64, open_id: Option<&str>, content: &Value) {
        if self.webhook_url.is_some() {
            let body = events::envelope(&self.client_key, event, now, open_id, content);
            self.events.pending.push(Pending {
                event: event.to_owned(),
                body,
                attempts: 0,
                next_at: now,
            });
        }
    }

    /// Moves everything on whose time has come.
    pub(crate) fn settle(&mut self, now: i64) {
        for at in 0..self.records.len() {
            let record = &self.records[at];
            let done = record
                .video
                .completed_at
                .is_some_and(|end| end + self.processing <= now);
            if record.video.stage == Stage::Processing && done {
                self.decide(at, now);
            }
            let ended = self.records[at]
                .moderation
                .extract_if(.., |end| *end <= now)
                .count();
            for _ in 0..ended {
                self.make_available(at, now);
            }
        }
    }

    /// TikTok's verdict on a complete upload.
    pub(crate) fn decide(&mut self, at: usize, now: i64) {
        let record = &mut self.records[at];
        match (record.outcome, record.video.mode) {
            (Outcome::Silent, _) => {}
            (Outcome::Fail(reason), _) => self.fail(at, reason, now),
            (Outcome::Fair, Mode::Inbox) => {
                record.move_to(Stage::InInbox);
                self.say(at, "post.publish.inbox_delivered", now, None);
            }
            (Outcome::Fair, Mode::Direct) => self.publish(at, now),
        }
    }

    /// The video fails, whatever it was doing.
    pub(crate) fn fail(&mut self, at: usize, reason: &'static str, now: i64) {
        self.records[at].fail(reason);
        self.say(at, "post.publish.failed", now, Some(("reason", reason)));
    }

    /// The video is posted; if all may see it, moderation begins.
    pub(crate) fn publish(&mut self, at: usize, now: i64) {
        let private = self
            .creator(&self.records[at].video.open_id)
            .is_some_and(|creator| creator.settings.private);
        let record = &mut self.records[at];
        let public = match record.video.mode {
            Mode::Inbox => !private,
            Mode::Direct => record.video.privacy_level.as_deref() == Some("PUBLIC_TO_EVERYONE"),
        };
        record.move_to(Stage::Published);
        if public {
            record.moderation.push(now + self.moderation);
        }
        self.say(at, "post.publish.complete", now, None);
    }

    /// Moderation has passed: everybody sees the post.
    pub(crate) fn make_available(&mut self, at: usize, now: i64) {
        let post_id = self.long_number();
        self.records[at].video.post_ids.push(post_id);
        let text = post_id.to_string();
        self.say(
            at,
            "post.publish.publicly_available",
            now,
            Some(("post_id", &text)),
        );
    }

    /// Says something about one video.
    pub(crate) fn say(&mut self, at: usize, event: &str, now: i64, more: Option<(&str, &str)>) {
        let video = &self.records[at].video;
        let mut content = json!({ "publish_id": video.publish_id });
        if let Some((key, value)) = more {
            content[key] = value.into();
        }
        content["publish_type"] = video.mode.publish_type().into();
        let open_id = video.open_id.clone();
        self.emit(event, now, Some(&open_id), &content);
    }

    /// The creator or the app ends the connection: tokens die, uploads under way fail.
    pub(crate) fn disconnect(&mut self, open_id: &str, reason: Option<u8>, now: i64) {
        self.grants.remove(open_id);
        for at in 0..self.records.len() {
            let video = &self.records[at].video;
            if video.open_id == open_id
                && matches!(video.stage, Stage::Uploading | Stage::Processing)
            {
                self.fail(at, "auth_removed", now);
            }
        }
        if let Some(reason) = reason {
            self.emit(
                "authorization.removed",
                now,
                Some(open_id),
                &json!({ "reason": reason }),
            );
        }
    }
}
