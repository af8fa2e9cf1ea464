//! Avatars of TikTok accounts, kept for two hours in memory: pages ask for them often, TikTok should be asked seldom.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use url::Url;

use crate::{
    domain::{
        account::{Account, USER_INFO_BASIC},
        clock::Timestamp,
        id::{AccountId, UserId},
    },
    remote::tiktok::{AvatarError, Picture},
    service::{AccountLocks, Context, Result, accounts, tokens},
};

/// How long a picture is kept. TikTok's addresses of avatars live as long.
pub const KEPT_FOR: Duration = Duration::from_secs(2 * 3600);
/// How long nobody asks again for a picture that did not come.
pub const GIVEN_UP_FOR: Duration = Duration::from_secs(10 * 60);
/// The most accounts whose pictures are kept.
const MOST_KEPT: usize = 256;
/// The most bytes of all pictures together.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The pictures that this process keeps.
#[derive(Debug, Clone, Default)]
pub struct Avatars {
    kept: Arc<Mutex<Kept>>,
    fetching: AccountLocks,
}

#[derive(Debug, Default)]
struct Kept {
    pictures: HashMap<AccountId, Entry>,
    /// Counts the looks, so that the one looked at longest ago can go first.
    looks: u64,
}

/// How the last try to fetch a picture ended.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Came(Picture),
    DidNotCome,
}

impl Outcome {
    fn picture(self) -> Option<Picture> {
        match self {
            Self::Came(picture) => Some(picture),
            Self::DidNotCome => None,
        }
    }

    const fn life(&self) -> Duration {
        match self {
            Self::Came(_) => KEPT_FOR,
            Self::DidNotCome => GIVEN_UP_FOR,
        }
    }

    const fn bytes(&self) -> usize {
        match self {
            Self::Came(picture) => picture.bytes.len(),
            Self::DidNotCome => 0,
        }
    }
}

impl From<Result<Picture, AvatarError>> for Outcome {
    fn from(result: Result<Picture, AvatarError>) -> Self {
        result.map_or(Self::DidNotCome, Self::Came)
    }
}

#[derive(Debug)]
struct Entry {
    /// Which picture it is: the address without its signature, which changes each time TikTok is asked.
    source: String,
    outcome: Outcome,
    until: Timestamp,
    looked_at: u64,
}

impl Kept {
    fn find(&mut self, id: AccountId, source: &str, now: Timestamp) -> Option<Outcome> {
        self.looks += 1;
        let entry = self.pictures.get_mut(&id)?;
        if entry.source != source || entry.until <= now {
            return None;
        }
        entry.looked_at = self.looks;
        Some(entry.outcome.clone())
    }

    fn keep(&mut self, id: AccountId, source: String, outcome: Outcome, now: Timestamp) {
        self.looks += 1;
        self.pictures.retain(|_, entry| entry.until > now);
        let entry = Entry {
            source,
            until: now + outcome.life(),
            outcome,
            looked_at: self.looks,
        };
        self.pictures.insert(id, entry);
        while self.pictures.len() > MOST_KEPT || self.bytes() > MOST_BYTES {
            let oldest = self
                .pictures
                .iter()
                .min_by_key(|(_, entry)| entry.looked_at);
            let Some(oldest) = oldest.map(|(id, _)| *id) else {
                break;
            };
            self.pictures.remove(&oldest);
        }
    }

    fn bytes(&self) -> usize {
        let entries = self.pictures.values();
        entries.map(|entry| entry.outcome.bytes()).sum()
    }
}

/// The avatar of an account of the user, from memory or from TikTok. None if TikTok has none, or it did not come.
///
/// # Errors
/// [`NotFound`](crate::domain::error_code::ErrorCode::NotFound) for an account that is not theirs.
pub async fn find(ctx: &Context, user: UserId, id: AccountId) -> Result<Option<Picture>> {
    let account = accounts::get(ctx, user, id).await?;
    let Some(url) = url(&account) else {
        return Ok(None);
    };
    if let Some(known) = known(ctx, id, &url) {
        return Ok(known.picture());
    }
    let lock = ctx.avatars.fetching.of(id);
    let _alone = lock.lock().await;
    // Whoever was here first has brought it.
    if let Some(known) = known(ctx, id, &url) {
        return Ok(known.picture());
    }
    let (source, outcome) = fetch(ctx, &account, url).await;
    let mut kept = ctx
        .avatars
        .kept
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    kept.keep(id, source, outcome.clone(), ctx.now());
    Ok(outcome.picture())
}

fn known(ctx: &Context, id: AccountId, url: &Url) -> Option<Outcome> {
    let mut kept = ctx
        .avatars
        .kept
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    kept.find(id, &source(url), ctx.now())
}

fn url(account: &Account) -> Option<Url> {
    account.avatar_url.as_deref()?.parse().ok()
}

/// The address without what follows `?`.
fn source(url: &Url) -> String {
    url[..url::Position::AfterPath].to_owned()
}

/// Fetches it. An address that has expired is replaced once by the one that TikTok gives now.
async fn fetch(ctx: &Context, account: &Account, url: Url) -> (String, Outcome) {
    let first = try_once(ctx, account, &url).await;
    if !matches!(first, Err(AvatarError::Status(400..=499))) {
        return (source(&url), first.into());
    }
    match ask_again(ctx, account).await.filter(|newer| *newer != url) {
        Some(newer) => {
            let second = try_once(ctx, account, &newer).await;
            (source(&newer), second.into())
        }
        None => (source(&url), Outcome::DidNotCome),
    }
}

async fn try_once(ctx: &Context, account: &Account, url: &Url) -> Result<Picture, AvatarError> {
    let picture = ctx.tiktok.avatar(url).await;
    picture.inspect_err(
        |error| tracing::debug!(account = %account.id, %error, "an avatar did not come"),
    )
}

/// Where TikTok serves the avatar now; the account is brought up to date on the way.
async fn ask_again(ctx: &Context, account: &Account) -> Option<Url> {
    if !account.connected || !account.scopes.has(USER_INFO_BASIC) {
        return None;
    }
    let access = tokens::access_token(ctx, account.id).await.ok()?;
    let info = ctx.tiktok.user_info(&access, &account.scopes).await.ok()?;
    accounts::follow_profile(
        ctx,
        account,
        info.username.as_deref(),
        &info.display_name,
        info.avatar_url.as_deref(),
    )
    .await;
    info.avatar_url?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_795_000_000);

    fn picture(size: usize) -> Outcome {
        Outcome::Came(Picture {
            media_type: "image/png",
            bytes: vec![0; size].into(),
        })
    }

    #[test]
    fn the_one_looked_at_longest_ago_goes_first() {
        let mut kept = Kept::default();
        let ids: Vec<AccountId> = (0..=MOST_KEPT).map(|_| AccountId::new(NOW)).collect();
        for id in &ids[..MOST_KEPT] {
            kept.keep(*id, "a".into(), picture(1), NOW);
        }
        assert_eq!(kept.find(ids[0], "a", NOW), Some(picture(1)));
        kept.keep(ids[MOST_KEPT], "a".into(), picture(1), NOW);
        assert_eq!(kept.pictures.len(), MOST_KEPT);
        assert_eq!(kept.find(ids[1], "a", NOW), None);
        assert_eq!(kept.find(ids[0], "a", NOW), Some(picture(1)));
    }

    #[test]
    fn all_together_never_take_more_than_their_room() {
        let mut kept = Kept::default();
        let large = MOST_BYTES / 4;
        let ids: Vec<AccountId> = (0..6).map(|_| AccountId::new(NOW)).collect();
        for id in &ids {
            kept.keep(*id, "a".into(), picture(large), NOW);
            assert!(kept.bytes() <= MOST_BYTES);
        }
        assert_eq!(kept.pictures.len(), 4);
        assert_eq!(kept.find(ids[5], "a", NOW), Some(picture(large)));
    }

    #[test]
    fn another_picture_or_a_late_look_finds_nothing() {
        let mut kept = Kept::default();
        let id = AccountId::new(NOW);
        kept.keep(id, "a".into(), picture(1), NOW);
        assert_eq!(kept.find(id, "b", NOW), None);
        assert_eq!(kept.find(id, "a", NOW + KEPT_FOR), None);
        kept.keep(id, "a".into(), Outcome::DidNotCome, NOW);
        assert_eq!(kept.find(id, "a", NOW), Some(Outcome::DidNotCome));
        assert_eq!(kept.find(id, "a", NOW + GIVEN_UP_FOR), None);
    }
}
