//! What is counted of a person's posts and requests, hour by hour. `store::figures` keeps the counts.

use std::time::Duration;

use super::{
    clock::Timestamp,
    error_code::ErrorCode,
    id::ApiKeyId,
    post::Post,
    status::Status::{self, Checking, Downloading, Processing, Queued, Sending},
};

/// An hour, in milliseconds.
pub const HOUR: i64 = 3_600_000;

/// The stages whose length is measured: how long a post stood in that status.
pub const STAGES: [Status; 5] = [Queued, Downloading, Checking, Sending, Processing];

/// Upper ends of the spans that lengths are counted in, in milliseconds; what is longer is counted behind the last one.
pub const BOUNDS: [u64; 26] = [
    50, 100, 250, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 7_500, 10_000, 15_000, 20_000,
    30_000, 45_000, 60_000, 90_000, 120_000, 180_000, 300_000, 600_000, 1_800_000, 3_600_000,
    14_400_000, 86_400_000,
];

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Posts, by what became of them: [`Outcome`].
    Posts,
    /// Failed posts, by error code.
    Failed,
    /// Posts that left a stage, by stage and span.
    Stage,
    /// Bytes, by direction: `in` or `out`.
    Bytes,
    /// Requests with an API key, by key, how they ended, and route.
    Requests,
    /// Requests with an API key that were refused, by error code.
    Refused,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Posts,
        Self::Failed,
        Self::Stage,
        Self::Bytes,
        Self::Requests,
        Self::Refused,
    ];

    /// The name used in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Posts => "posts",
            Self::Failed => "failed",
            Self::Stage => "stage",
            Self::Bytes => "bytes",
            Self::Requests => "requests",
            Self::Refused => "refused",
        }
    }

    /// Reads [`as_str`](Self::as_str) back.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// So much more of something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Figure {
    /// Of what.
    pub kind: Kind,
    /// Of which of them.
    pub label: String,
    /// How much more.
    pub amount: u64,
}

impl Figure {
    fn one(kind: Kind, label: impl Into<String>) -> Self {
        Self {
            kind,
            label: label.into(),
            amount: 1,
        }
    }

    fn bytes(direction: &str, amount: u64) -> Self {
        Self {
            kind: Kind::Bytes,
            label: direction.to_owned(),
            amount,
        }
    }

    /// A request with `key` to `route` that was answered with `status`.
    #[must_use]
    pub fn request(key: ApiKeyId, route: &str, status: u16) -> Self {
        Self::one(
            Kind::Requests,
            format!("{key} {} {route}", Ending::of(status).as_str()),
        )
    }

    /// A request that was refused with `code`.
    #[must_use]
    pub fn refused(code: ErrorCode) -> Self {
        Self::one(Kind::Refused, code.as_str())
    }
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// It did what it should.
    Fine,
    /// It was refused: 4xx.
    Refused,
    /// We failed: 5xx.
    Broken,
}

impl Ending {
    /// How an answer with this status counts.
    #[must_use]
    pub const fn of(status: u16) -> Self {
        match status {
            0..400 => Self::Fine,
            400..500 => Self::Refused,
            _ => Self::Broken,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Refused => "refused",
            Self::Broken => "broken",
        }
    }
}

/// Reads the label of a [`Kind::Requests`] back: the key, how it ended, the route.
#[must_use]
pub fn read_request(label: &str) -> Option<(ApiKeyId, Ending, &str)> {
    let mut words = label.splitn(3, ' ');
    let key = words.next()?.parse().ok()?;
    let ending = words.next()?;
    let ending = [Ending::Fine, Ending::Refused, Ending::Broken]
        .into_iter()
        .find(|one| one.as_str() == ending)?;
    Some((key, ending, words.next()?))
}

/// What became of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It was accepted.
    Made,
    /// It reached the TikTok inbox.
    InInbox,
    /// A Direct Post was published.
    Published,
    /// The person posted a draft of their TikTok inbox: it had been delivered before.
    Finished,
    /// It failed; a retry may bring it further all the same.
    Failed,
    /// A person or a program ended it.
    Ended,
    /// Nobody decided in time.
    Expired,
}

impl Outcome {
    const ALL: [Self; 7] = [
        Self::Made,
        Self::InInbox,
        Self::Published,
        Self::Finished,
        Self::Failed,
        Self::Ended,
        Self::Expired,
    ];

    /// The name used in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::InInbox => "in_inbox",
            Self::Published => "published",
            Self::Finished => "finished",
            Self::Failed => "failed",
            Self::Ended => "ended",
            Self::Expired => "expired",
        }
    }

    /// Reads [`as_str`](Self::as_str) back.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }

    const fn of(from: Status, to: Status) -> Option<Self> {
        match (from, to) {
            (Status::InInbox, Status::Published) => Some(Self::Finished),
            (_, Status::InInbox) => Some(Self::InInbox),
            (_, Status::Published) => Some(Self::Published),
            (_, Status::Failed) => Some(Self::Failed),
            (_, Status::Rejected | Status::Cancelled) => Some(Self::Ended),
            (_, Status::Expired) => Some(Self::Expired),
            _ => None,
        }
    }
}

/// What a post that was just accepted adds.
#[must_use]
pub fn of_new(post: &Post) -> Vec<Figure> {
    let mut figures = vec![Figure::one(Kind::Posts, Outcome::Made.as_str())];
    if post.progress.downloaded_bytes > 0 {
        figures.push(Figure::bytes("in", post.progress.downloaded_bytes));
    }
    figures
}

/// What a change of status at `now` adds.
#[must_use]
pub fn of_step(before: &Post, after: &Post, now: Timestamp) -> Vec<Figure> {
    let mut figures = Vec::new();
    if before.status == after.status {
        return figures;
    }
    if let Some(outcome) = Outcome::of(before.status, after.status) {
        figures.push(Figure::one(Kind::Posts, outcome.as_str()));
    }
    if let (Status::Failed, Some(failure)) = (after.status, &after.error) {
        figures.push(Figure::one(Kind::Failed, failure.code.as_str()));
    }
    // What ended in a failure says nothing about how long the stage takes.
    if STAGES.contains(&before.status)
        && !matches!(after.status, Status::Failed | Status::Cancelled)
    {
        let span = span_of(now.since(before.entered_at));
        figures.push(Figure::one(
            Kind::Stage,
            format!("{} {span:02}", before.status),
        ));
    }
    match before.status {
        Downloading if after.progress.downloaded_bytes > 0 => {
            figures.push(Figure::bytes("in", after.progress.downloaded_bytes));
        }
        Sending if after.progress.sent_bytes > 0 => {
            figures.push(Figure::bytes("out", after.progress.sent_bytes));
        }
        _ => {}
    }
    figures
}

/// Reads the label of a [`Kind::Stage`] back: the stage, and the index of the span.
#[must_use]
pub fn read_stage(label: &str) -> Option<(Status, usize)> {
    let (stage, span) = label.split_once(' ')?;
    Some((stage.parse().ok()?, span.parse().ok()?))
}

/// The index of the span that `length` is counted in.
#[must_use]
pub fn span_of(length: Duration) -> usize {
    let millis = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
    BOUNDS.partition_point(|bound| *bound < millis)
}

/// The length that a `share` (0 to 1) of what was counted stayed within, by span; in between, the span is divided evenly.
#[must_use]
pub fn quantile(counts: &[u64], share: f64) -> Option<Duration> {
    let all: u64 = counts.iter().sum();
    if all == 0 {
        return None;
    }
    let wanted = share * as_float(all);
    let mut below = 0.0;
    let mut from = 0.0;
    for (index, count) in counts.iter().enumerate() {
        let Some(bound) = BOUNDS.get(index) else {
            break;
        };
        let (count, to) = (as_float(*count), as_float(*bound));
        if count > 0.0 && below + count >= wanted {
            let millis = from + (to - from) * ((wanted - below) / count).clamp(0.0, 1.0);
            return Some(Duration::from_secs_f64(millis / 1000.0));
        }
        below += count;
        from = to;
    }
    Some(Duration::from_secs_f64(from / 1000.0))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts and milliseconds of a chart: far below what a float holds exactly"
)]
const fn as_float(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_counted_in_the_span_that_ends_behind_it() {
        assert_eq!(span_of(Duration::ZERO), 0);
        assert_eq!(span_of(Duration::from_millis(50)), 0);
        assert_eq!(span_of(Duration::from_millis(51)), 1);
        assert_eq!(span_of(Duration::from_secs(86_401)), BOUNDS.len());
    }

    #[test]
    fn quantiles_lie_within_their_span() {
        let mut counts = [0; BOUNDS.len() + 1];
        assert_eq!(quantile(&counts, 0.5), None);
        counts[5] = 10; // 750 ms to 1 s
        counts[11] = 10; // 7.5 s to 10 s
        assert_eq!(quantile(&counts, 0.5), Some(Duration::from_secs(1)));
        assert_eq!(quantile(&counts, 0.75), Some(Duration::from_millis(8_750)));
        counts = [0; BOUNDS.len() + 1];
        counts[BOUNDS.len()] = 1;
        assert_eq!(quantile(&counts, 0.5), Some(Duration::from_secs(86_400)));
    }

    #[test]
    fn labels_read_back() {
        let key = ApiKeyId::new(Timestamp::default());
        let figure = Figure::request(key, "/api/posts/{id}", 404);
        assert_eq!(
            read_request(&figure.label),
            Some((key, Ending::Refused, "/api/posts/{id}"))
        );
        assert_eq!(read_request("x fine /"), None);
        assert_eq!(read_stage("sending 04"), Some((Sending, 4)));
        assert_eq!(read_stage("sending"), None);
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.as_str()), Some(kind));
        }
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_name(outcome.as_str()), Some(outcome));
        }
    }
}
