//! What happened lately: a person's own figures from the hourly ones, and how the installation's temporary files stand.

mod sums;

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use self::sums::Sums;
use crate::{
    domain::{
        account::Account,
        api_key::ApiKey,
        clock::Timestamp,
        error_code::ErrorCode,
        figure::{HOUR, Kind, Outcome, STAGES, read_request},
        id::{ApiKeyId, PostId, UserId},
        status::Status,
        temporary_file::TemporaryFile,
    },
    media::{Name, Usage},
    service::{
        Context, Result, accounts, api_keys,
        budgets::{self, Allowance},
        gauges,
    },
    store::{figures::hour_of, health::FilesState},
};

/// Posts that are looked through for those that met an error.
const LOOKED_THROUGH: u32 = 200;
/// So far back the requests of a key are added up.
const MONTH: Duration = Duration::from_secs(30 * 24 * 3600);
/// Deletions that are shown.
const DELETIONS: u32 = 6;
/// A file without a record is no leftover before the sweep had time for it.
const STRAY_AGE: Duration = Duration::from_secs(6 * 60);

/// Of which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Range {
    /// 24 hours, hour by hour.
    #[default]
    Day,
    /// 7 days, by six hours.
    Week,
    /// 30 days, day by day.
    Month,
}

impl Range {
    /// All, the shortest first.
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// The name in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "24h",
            Self::Week => "7d",
            Self::Month => "30d",
        }
    }

    /// The range of that name; the shortest for any other text.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|range| range.as_str() == name)
            .unwrap_or_default()
    }
}

/// What happened in some hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// When it began.
    pub at: Timestamp,
    /// Posts that reached TikTok.
    pub delivered: u64,
    /// Posts that failed.
    pub failed: u64,
    /// Requests that did what they should.
    pub fine: u64,
    /// Requests that did not.
    pub refused: u64,
}

/// How long half and nearly all of the posts stood in a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lengths {
    /// Half of them no longer than this.
    pub typical: Duration,
    /// 95 of 100 no longer than this.
    pub slow: Duration,
    /// How many there were.
    pub posts: u64,
}

/// A stage in the whole range and slot by slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageFigures {
    /// Which.
    pub stage: Status,
    /// In the whole range; none if no post left it.
    pub whole: Option<Lengths>,
    /// In each slot.
    pub slots: Vec<Option<Lengths>>,
}

/// An error and who met it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorLine {
    /// Which.
    pub code: ErrorCode,
    /// Posts that failed with it.
    pub posts: u64,
    /// Requests that were refused with it.
    pub requests: u64,
    /// The latest of those posts, as far as they have not been brought further since.
    pub latest: Vec<(PostId, Timestamp)>,
}

/// What a key was used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyLine {
    /// The key; none once it is gone.
    pub key: Option<ApiKey>,
    /// The route.
    pub route: String,
    /// Requests.
    pub requests: u64,
    /// Of these, those that did what they should.
    pub fine: u64,
}

/// How the temporary files of the installation stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilesPanel {
    /// By the records of all machines; none if the database did not say in time.
    pub state: Option<FilesState>,
    /// By the disk of this machine.
    pub usage: Usage,
    /// Files on the disk of this machine that no record explains; none if it could not be read.
    pub left_over: Option<usize>,
    /// When it was last swept.
    pub last_sweep: Option<Timestamp>,
    /// How long a file may stay.
    pub retention: Duration,
}

/// Everything the page shows.
#[derive(Debug, Clone)]
pub struct Activity {
    /// Of which time.
    pub range: Range,
    /// What became of posts.
    pub outcomes: BTreeMap<Outcome, u64>,
    /// Bytes that came in for this person.
    pub bytes_in: u64,
    /// Bytes that went to TikTok.
    pub bytes_out: u64,
    /// Slot by slot, the oldest first.
    pub slots: Vec<Slot>,
    /// Stage by stage.
    pub stages: Vec<StageFigures>,
    /// The most frequent first.
    pub errors: Vec<ErrorLine>,
    /// The busiest first.
    pub keys: Vec<KeyLine>,
    /// Posts on their way now.
    pub moving: u64,
    /// Drafts that wait for this person.
    pub to_review: u64,
    /// What TikTok still takes of each account.
    pub accounts: Vec<(Account, Allowance)>,
    /// The installation's temporary files.
    pub files: FilesPanel,
    /// This person's files that went last.
    pub deletions: Vec<(TemporaryFile, Option<(PostId, Status)>)>,
}

impl Activity {
    /// How many posts had this outcome.
    #[must_use]
    pub fn outcome(&self, outcome: Outcome) -> u64 {
        self.outcomes.get(&outcome).copied().unwrap_or(0)
    }

    /// Posts that reached TikTok.
    #[must_use]
    pub fn delivered(&self) -> u64 {
        self.outcome(Outcome::InInbox) + self.outcome(Outcome::Published)
    }

    /// Whether nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.outcomes.is_empty() && self.keys.is_empty()
    }
}

/// What happened to the posts and with the keys of `user_id` since the first of `slots`, the moments at which the slots of
/// `range` begin.
///
/// # Errors
/// The database failed.
pub async fn activity(
    ctx: &Context,
    user_id: UserId,
    range: Range,
    slots: &[Timestamp],
) -> Result<Activity> {
    let now = ctx.now();
    let from = slots.first().copied().unwrap_or(now);
    let until = Timestamp::from_millis(hour_of(now) + HOUR);
    let mut sums = Sums::over(slots);
    let counted = ctx.store.figures(user_id, slots, until).await?;
    for (slot, counts) in counted.iter().enumerate() {
        sums.take(slot, counts);
    }
    let latest = latest_failures(ctx, user_id, from).await?;
    let keys: HashMap<_, _> = api_keys::list(ctx, user_id)
        .await?
        .into_iter()
        .map(|key| (key.id, key))
        .collect();
    let accounts = accounts::list(ctx, user_id).await?;
    let allowances = budgets::allowances(ctx, user_id, &accounts).await?;
    let posts = ctx.store.count_posts(user_id).await?;
    let count = |statuses: &[Status]| statuses.iter().filter_map(|status| posts.get(status)).sum();
    let deletions = ctx.store.last_deletions(user_id, DELETIONS).await?;
    Ok(Activity {
        range,
        bytes_in: sums.bytes_in,
        bytes_out: sums.bytes_out,
        stages: sums.stages(),
        errors: sums.errors(&latest),
        keys: sums.keys(&keys),
        outcomes: sums.outcomes,
        slots: sums.slots,
        moving: count(&STAGES),
        to_review: count(&[Status::NeedsReview]),
        accounts: accounts
            .into_iter()
            .filter(|account| account.connected)
            .map(|account| {
                let allowance = allowances.get(&account.id).copied().unwrap_or_default();
                (account, allowance)
            })
            .collect(),
        files: files(ctx).await?,
        deletions: deletions
            .into_iter()
            .map(|(file, post)| (file, post.map(|post| (post.id, post.status))))
            .collect(),
    })
}

/// How many requests came with each key of `user_id` in the last 30 days. Those of the last seconds are not counted yet.
///
/// # Errors
/// The database failed.
pub async fn requests_by_key(ctx: &Context, user_id: UserId) -> Result<HashMap<ApiKeyId, u64>> {
    let until = ctx.now();
    let since = until - MONTH;
    let mut requests = HashMap::new();
    for counts in ctx.store.figures(user_id, &[since], until).await? {
        for (kind, label, amount) in counts.iter() {
            if kind == Kind::Requests
                && let Some((key, ..)) = read_request(label)
            {
                *requests.entry(key).or_default() += amount;
            }
        }
    }
    Ok(requests)
}

/// For each error the latest posts that met it.
type Latest = HashMap<ErrorCode, Vec<(PostId, Timestamp)>>;

async fn latest_failures(ctx: &Context, user: UserId, since: Timestamp) -> Result<Latest> {
    let mut latest = Latest::new();
    for (post, failure, at) in ctx.store.last_failures(user, LOOKED_THROUGH).await? {
        if at >= since {
            latest.entry(failure.code).or_default().push((post, at));
        }
    }
    Ok(latest)
}

async fn files(ctx: &Context) -> Result<FilesPanel> {
    let machine = ctx.media.machine();
    // The folder first: what is recorded and made after this look is not missed.
    let listed = ctx.media.list().await;
    let recorded = ctx.store.recorded_files(machine).await?;
    let now = ctx.now();
    let left_over = listed.ok().map(|listed| {
        listed
            .iter()
            .filter(|entry| now.since(entry.modified) > STRAY_AGE)
            .filter(|entry| match &entry.name {
                Name::File(id) => !recorded.contains(id),
                Name::Stray(_) => true,
            })
            .count()
    });
    Ok(FilesPanel {
        state: gauges::found(ctx).await.files,
        usage: ctx.media.usage(),
        left_over,
        last_sweep: ctx.store.last_sweep(machine).await?,
        retention: ctx.settings.retention,
    })
}
