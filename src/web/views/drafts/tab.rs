//! The five tabs: which statuses each one lists.

use crate::domain::status::Status;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_one_place() {
        for status in Status::ALL {
            let places = Tab::ALL
                .iter()
                .filter(|tab| tab.statuses().contains(&status))
                .count()
                + usize::from(ENDED_BY_YOU.contains(&status));
            assert_eq!(places, 1, "{status}");
        }
    }

    #[test]
    fn names_read_back() {
        for tab in Tab::ALL {
            assert_eq!(Tab::from_name(tab.as_str()), tab);
        }
        assert_eq!(Tab::from_name("?"), Tab::Review);
    }
}
