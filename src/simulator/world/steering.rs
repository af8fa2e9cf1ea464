//! What tests, the phone page and a person may do to the world.

use super::{
    Creator, CreatorSettings, Delivery, IssuedTokens, Mode, Outcome, Person, Stage, State, World,
    people::one_more,
};
use crate::simulator::{
    faults::{Fault, FaultKind},
    options::Limits,
    tiktok::webhooks,
};

/// The thing to be changed is not there, or is past being changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such {0}")]
pub struct NoSuchThing(pub &'static str);

type Done = Result<(), NoSuchThing>;

impl Creator {
    /// Whether `name` is their open id or their username.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.open_id == name || self.username == name
    }
}

/// People, creators and the app.
impl World {
    /// Lets one more person sign in with Google.
    pub fn add_person(&self, person: Person) {
        self.with(|state, _| {
            state.people.retain(|other| other.email != person.email);
            state.people.push(person);
        });
    }

    /// Lets so many more people have a TikTok profile.
    pub fn add_creators(&self, count: usize) {
        self.with(|state, _| {
            for number in state.creators.len() + 1..=state.creators.len() + count {
                state.creators.push(one_more(number));
            }
        });
    }

    /// Changes what a creator (open id or username) has set in the app.
    ///
    /// # Errors
    /// There is no such creator.
    pub fn change_creator(&self, creator: &str, change: impl FnOnce(&mut CreatorSettings)) -> Done {
        self.with(|state, _| {
            let found = state.creators.iter_mut().find(|it| it.is(creator));
            found
                .map(|it| change(&mut it.settings))
                .ok_or(NoSuchThing("creator"))
        })
    }

    /// Whether TikTok has audited the app from now on.
    pub fn set_audited(&self, audited: bool) {
        self.with(|state, _| state.audited = audited);
    }

    /// Other limits from now on.
    pub fn set_limits(&self, limits: Limits) {
        self.with(|state, _| state.limits = limits);
    }

    /// Where webhooks go from now on.
    pub fn set_webhook_url(&self, url: Option<String>) {
        self.with(|state, _| state.webhook_url = url);
    }

    /// Hands out tokens for a creator (open id or username), as if they had just consented.
    ///
    /// # Errors
    /// There is no such creator.
    pub fn issue_tokens(
        &self,
        creator: &str,
        scopes: &[&str],
    ) -> Result<IssuedTokens, NoSuchThing> {
        let lifetimes = &self.options().lifetimes;
        self.of_creator(creator, |state, open_id, now| {
            let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
            state
                .grants
                .issue(&mut state.rng, open_id, &scopes, now, lifetimes)
        })
    }

    /// Ends the life of a creator's access tokens; refresh tokens go on.
    ///
    /// # Errors
    /// There is no such creator.
    pub fn expire_access_tokens(&self, creator: &str) -> Done {
        self.of_creator(creator, |state, open_id, _| {
            state
                .grants
                .access
                .retain(|_, grant| grant.open_id != open_id);
        })
    }

    /// Ends the life of a creator's refresh tokens; access tokens go on.
    ///
    /// # Errors
    /// There is no such creator.
    pub fn kill_refresh_tokens(&self, creator: &str) -> Done {
        self.of_creator(creator, |state, open_id, _| {
            state
                .grants
                .refresh
                .retain(|_, grant| grant.open_id != open_id);
        })
    }

    /// The person takes the app away in TikTok: every token dies, uploads under way fail,
    /// `authorization.removed` is sent with `reason` (1 is "user disconnected").
    ///
    /// # Errors
    /// There is no such creator.
    pub fn disconnect_by_user(&self, creator: &str, reason: u8) -> Done {
        self.of_creator(creator, |state, open_id, now| {
            state.disconnect(open_id, Some(reason), now);
        })
    }

    fn of_creator<T>(
        &self,
        creator: &str,
        act: impl FnOnce(&mut State, &str, i64) -> T,
    ) -> Result<T, NoSuchThing> {
        self.with(|state, now| {
            let open_id = state.creators.iter().find(|it| it.is(creator));
            let open_id = open_id
                .map(|it| it.open_id.clone())
                .ok_or(NoSuchThing("creator"))?;
            Ok(act(state, &open_id, now))
        })
    }
}

/// Videos.
impl World {
    /// What the next complete upload comes to; several calls queue up.
    pub fn next_outcome(&self, outcome: Outcome) {
        self.with(|state, _| state.outcomes.push_back(outcome));
    }

    /// What the next complete uploads come to, as asked for.
    pub fn outcomes(&self) -> Vec<Outcome> {
        self.with(|state, _| state.outcomes.iter().copied().collect())
    }

    /// Judges the next uploads fairly.
    pub fn clear_outcomes(&self) {
        self.with(|state, _| state.outcomes.clear());
    }

    /// Moves on everything whose time has come.
    pub fn settle(&self) {
        self.with(|_, _| ());
    }

    /// Ends all processing now.
    pub fn finish_processing(&self) {
        self.with(|state, now| {
            for at in 0..state.records.len() {
                if state.records[at].video.stage == Stage::Processing {
                    state.decide(at, now);
                }
            }
        });
    }

    /// Ends all moderation now: public posts get their ids.
    pub fn finish_moderation(&self) {
        self.with(|state, now| {
            for at in 0..state.records.len() {
                for _ in 0..std::mem::take(&mut state.records[at].moderation).len() {
                    state.make_available(at, now);
                }
            }
        });
    }

    /// The person opens the draft on the phone and taps Post; works again on a posted draft.
    ///
    /// # Errors
    /// There is no such draft.
    pub fn tap_post(&self, publish_id: &str, caption: Option<&str>) -> Done {
        let posted = [Stage::InInbox, Stage::Published];
        self.of_draft(publish_id, &posted, |state, at, now| {
            if let Some(caption) = caption {
                caption.clone_into(&mut state.records[at].video.caption);
            }
            state.publish(at, now);
        })
    }

    /// The person deletes the draft; TikTok never tells the app.
    ///
    /// # Errors
    /// There is no such draft.
    pub fn delete_draft(&self, publish_id: &str) -> Done {
        self.of_draft(publish_id, &[Stage::InInbox], |state, at, _| {
            state.records[at].move_to(Stage::Deleted);
        })
    }

    /// Fails a video, wherever it is.
    ///
    /// # Errors
    /// There is no such video.
    pub fn fail_video(&self, publish_id: &str, reason: &'static str) -> Done {
        self.of_video(publish_id, &[], |state, at, now| {
            state.fail(at, reason, now);
        })
    }

    /// Hides every public post made of a video (`no_longer_publicaly_available`).
    ///
    /// # Errors
    /// There is no such video.
    pub fn take_down(&self, publish_id: &str) -> Done {
        self.of_video(publish_id, &[Stage::Published], |state, at, now| {
            for post_id in std::mem::take(&mut state.records[at].video.post_ids) {
                let event = "post.publish.no_longer_publicaly_available";
                state.say(at, event, now, Some(("post_id", &post_id.to_string())));
            }
        })
    }

    /// Ends the life of a video's upload address.
    ///
    /// # Errors
    /// There is no such video.
    pub fn expire_upload_url(&self, publish_id: &str) -> Done {
        self.of_video(publish_id, &[], |state, at, now| {
            state.records[at].url_expires_at = now;
        })
    }

    /// Acts on a video of inbox mode; a direct post never was a draft.
    fn of_draft(
        &self,
        publish_id: &str,
        stages: &[Stage],
        act: impl FnOnce(&mut State, usize, i64),
    ) -> Done {
        match self.video(publish_id) {
            Some(video) if video.mode == Mode::Inbox => self.of_video(publish_id, stages, act),
            _ => Err(NoSuchThing("draft")),
        }
    }

    /// Acts on a video that stands in one of `stages`; none means any.
    fn of_video(
        &self,
        publish_id: &str,
        stages: &[Stage],
        act: impl FnOnce(&mut State, usize, i64),
    ) -> Done {
        self.with(|state, now| {
            let at = state.records.iter().position(|record| {
                let video = &record.video;
                video.publish_id == publish_id
                    && (stages.is_empty() || stages.contains(&video.stage))
            });
            act(state, at.ok_or(NoSuchThing("video"))?, now);
            Ok(())
        })
    }
}

/// Faults and webhooks.
impl World {
    /// Breaks calls from now on.
    pub fn add_fault(&self, fault: Fault) {
        self.with(|state, _| state.faults.add(fault));
    }

    /// Breaks the next call of `endpoint`.
    pub fn break_next(&self, endpoint: &str, kind: FaultKind) {
        self.add_fault(Fault::once(endpoint, kind));
    }

    /// Breaks nothing any more.
    pub fn clear_faults(&self) {
        self.with(|state, _| state.faults.clear());
    }

    /// The rules in force; used-up ones are gone.
    pub fn faults(&self) -> Vec<Fault> {
        self.with(|state, _| state.faults.list())
    }

    /// Sends every webhook that is due, once, and tells how it went.
    pub async fn deliver_webhooks(&self) -> Vec<Delivery> {
        webhooks::deliver(self).await
    }

    /// Queues the event that TikTok's portal sends on "Test URL".
    pub fn ping_webhook(&self) {
        self.with(|state, now| state.emit("tiktok.ping", now, None, &serde_json::json!({})));
    }
}
