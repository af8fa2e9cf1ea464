//! The rounds for all open pages of this process: what changed, whose session is over, a minute passed. They end when
//! nobody follows any more.

use std::{
    collections::{HashMap, HashSet},
    sync::atomic::Ordering,
    time::Duration,
};

use tokio::time::{Interval, MissedTickBehavior, interval, sleep};

use super::{Context, Live, News, Result, compare::Seen};
use crate::{
    domain::{clock::Timestamp, id::UserId},
    store::{StoreError, live::Held, sessions::SessionKey},
};

/// What other processes wrote is found after so long at the latest.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// What comes in quick succession is told together.
const GATHER: Duration = Duration::from_millis(200);
/// How far back each look goes behind the last one: transactions commit later than they say, and clocks differ.
const OVERLAP: Duration = Duration::from_secs(10);
/// How long a session that another process ended is still told something.
const ASK_SESSIONS_EVERY: Duration = Duration::from_secs(5);
/// How often pages learn how long their files stay.
const TELL_TIME_EVERY: Duration = Duration::from_secs(60);
/// A page that has followed for so long must come again, and is recognised anew.
const LONGEST: Duration = Duration::from_secs(30 * 60);

/// What this process knows from the last look.
struct Rounds {
    ctx: Context,
    seen: Seen,
    looked_at: Timestamp,
}

/// Looks once, so that nothing old is told as new, and begins the rounds.
pub(super) async fn begin(ctx: &Context) -> Result<()> {
    let mut rounds = Rounds {
        ctx: ctx.clone(),
        seen: Seen::default(),
        looked_at: ctx.now(),
    };
    rounds.look().await?;
    ctx.tasks.spawn(rounds.go());
    Ok(())
}

impl Rounds {
    async fn go(mut self) {
        let ctx = self.ctx.clone();
        let mut sessions = every(ASK_SESSIONS_EVERY);
        let mut minutes = every(TELL_TIME_EVERY);
        // Not a pause after whatever was done last: that would put off a look for as long as sessions are asked for.
        let mut looks = every(LOOK_EVERY);
        while !self.is_over().await {
            let told = tokio::select! {
                () = ctx.stop.cancelled() => break,
                () = ctx.store.session_ended() => end_sessions(&ctx).await,
                _ = sessions.tick() => end_sessions(&ctx).await,
                _ = minutes.tick() => tell_time(&ctx).await,
                () = ctx.store.post_changed() => {
                    sleep(GATHER).await;
                    self.tell().await
                }
                _ = looks.tick() => self.tell().await,
            };
            if let Err(error) = told {
                tracing::error!(%error, "open pages could not be told what is new");
                sleep(LOOK_EVERY).await;
            }
        }
        ctx.live.close_all();
    }

    /// Whether nobody follows any more. Whoever comes after that begins new rounds.
    async fn is_over(&self) -> bool {
        if self.ctx.live.count() > 0 {
            return false;
        }
        let mut running = self.ctx.live.0.rounds.lock().await;
        let over = self.ctx.live.count() == 0;
        *running = !over;
        over
    }

    async fn look(&mut self) -> Result<Vec<(UserId, News)>, StoreError> {
        let now = self.ctx.now();
        let since = self.looked_at.min(now) - OVERLAP;
        self.ctx.live.0.looks.fetch_add(1, Ordering::Relaxed);
        let lately = self.ctx.store.posts_changed_since(since).await?;
        self.looked_at = now;
        let news = self.seen.take_in(lately).into_iter();
        Ok(news.map(|(post, news)| (post.user_id, news)).collect())
    }

    async fn tell(&mut self) -> Result<(), StoreError> {
        for (user, news) in self.look().await? {
            self.ctx.live.tell(user, &news);
        }
        Ok(())
    }
}

fn every(pause: Duration) -> Interval {
    let mut ticks = interval(pause);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick comes at once.
    ticks.reset();
    ticks
}

/// Lets go of the pages whose session is over, and of those that have followed for long.
async fn end_sessions(ctx: &Context) -> Result<(), StoreError> {
    let asked = ctx.live.sessions();
    let now = ctx.now();
    let keys: Vec<_> = asked.iter().cloned().collect();
    let lasting = ctx.store.lasting_sessions(&keys, now).await?;
    for follower in ctx.live.followers().values().flatten() {
        // A session that began while the question was asked was not asked about.
        if asked.contains(&follower.session) && !lasting.contains(&follower.session) {
            follower.mailbox.put(News::SignedOut);
        } else if now.since(follower.since) > LONGEST {
            follower.mailbox.close();
        }
    }
    Ok(())
}

/// Tells each user how long their files stay.
async fn tell_time(ctx: &Context) -> Result<(), StoreError> {
    let mut of_users: HashMap<UserId, Vec<Held>> = HashMap::new();
    for held in ctx.store.held_files().await? {
        of_users.entry(held.user).or_default().push(held);
    }
    for (user, files) in of_users {
        ctx.live.tell(user, &News::Held(files.into()));
    }
    Ok(())
}

impl Live {
    fn tell(&self, user: UserId, news: &News) {
        for follower in self.followers().get(&user).into_iter().flatten() {
            follower.mailbox.put(news.clone());
        }
    }

    fn close_all(&self) {
        for follower in self.followers().values().flatten() {
            follower.mailbox.close();
        }
    }

    fn sessions(&self) -> HashSet<SessionKey> {
        let followers = self.followers();
        let keys = followers.values().flatten();
        keys.map(|follower| follower.session.clone()).collect()
    }
}
