//! The drafts: five tabs of posts.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::line::PostLine;
use crate::domain::{clock::Timestamp, page::Cursor, status::Status};

/// A tab of the drafts page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tab {
    /// Held here for a human.
    #[default]
    Review,
    /// Moving.
    OnTheWay,
    /// In the TikTok inbox.
    InTikTok,
    /// Posted.
    Published,
    /// In need of a hand, or over.
    Problems,
}

impl Tab {
    /// All, in order.
    pub(crate) const ALL: [Self; 5] = [
        Self::Review,
        Self::OnTheWay,
        Self::InTikTok,
        Self::Published,
        Self::Problems,
    ];

    /// The name in the query.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::OnTheWay => "way",
            Self::InTikTok => "tiktok",
            Self::Published => "published",
            Self::Problems => "problems",
        }
    }

    /// The tab of that name; the first for any other text.
    pub(crate) fn from_name(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|tab| tab.as_str() == name)
            .unwrap_or_default()
    }

    /// The statuses that it lists and counts.
    pub(crate) const fn statuses(self) -> &'static [Status] {
        match self {
            Self::Review => &[Status::NeedsReview],
            Self::OnTheWay => &[
                Status::Queued,
                Status::Downloading,
                Status::Checking,
                Status::Sending,
                Status::Processing,
            ],
            Self::InTikTok => &[Status::InInbox],
            Self::Published => &[Status::Published],
            Self::Problems => &[Status::Unconfirmed, Status::Failed, Status::Expired],
        }
    }
}

/// Statuses that end by a human's "no": listed apart, below the problems, and not counted.
pub(crate) const ENDED_BY_YOU: &[Status] = &[Status::Rejected, Status::Cancelled];

/// What the drafts page knows.
#[derive(Debug, Clone)]
pub(crate) struct DraftsView {
    /// Now.
    pub(crate) now: Timestamp,
    /// Which tab is open.
    pub(crate) tab: Tab,
    /// How many posts the person has, by status.
    pub(crate) counts: BTreeMap<Status, u64>,
    /// This page of the open tab.
    pub(crate) posts: Vec<PostLine>,
    /// Where the next page begins.
    pub(crate) older: Option<Cursor>,
    /// Whether this is the first page of the tab.
    pub(crate) is_first: bool,
    /// Under [`Tab::Review`]: the latest few of [`Tab::OnTheWay`].
    pub(crate) moving: Vec<PostLine>,
    /// Under [`Tab::Problems`]: the latest few of [`ENDED_BY_YOU`].
    pub(crate) ended: Vec<PostLine>,
    /// How long a file may stay, in hours.
    pub(crate) retention_hours: u64,
    /// How long history stays, in days.
    pub(crate) history_days: u32,
}

/// What the page of a newcomer without any post knows.
#[derive(Debug, Clone)]
pub(crate) struct FirstRunView {
    /// Whom to welcome.
    pub(crate) name: String,
    /// Whether a TikTok account is connected.
    pub(crate) is_connected: bool,
    /// Whether there is an API key.
    pub(crate) has_key: bool,
    /// How long a file may stay, in hours.
    pub(crate) retention_hours: u64,
}

/// The page with its tabs.
pub(crate) fn drafts_page(view: &DraftsView) -> AnyView {
    let _ = view;
    ().into_any()
}

/// The same address for somebody who has no post yet.
pub(crate) fn first_run_page(view: &FirstRunView) -> AnyView {
    let _ = view;
    ().into_any()
}
