//! What TikTok lets one profile do in a minute or a day, as far as we use it up. `store::budgets` keeps count.

use std::time::Duration;

use super::{error_code::ErrorCode, status::Status};

/// A second more than TikTok's minute: a call reaches TikTok some time after it was counted here.
const MINUTE: Duration = Duration::from_secs(61);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Something of which TikTok takes only so much for each profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Budget {
    /// Begins of a publish. Documented: 6 a minute for each init endpoint; we count both together.
    Init,
    /// Questions for a status. Documented: 30 a minute; ten are left for whoever else uses the token.
    Status,
    /// Questions what a creator may post. Documented: 20 a minute.
    CreatorInfo,
    /// Drafts that lie unposted in the TikTok inbox. Documented: 5 in 24 hours; reported: 6 at once, free when posted.
    Drafts,
    /// Direct Posts. Documented: "typically about 15" in 24 hours, differs by creator, shared with other apps.
    Posts,
}

impl Budget {
    /// Every budget.
    pub const ALL: [Self; 5] = [
        Self::Init,
        Self::Status,
        Self::CreatorInfo,
        Self::Drafts,
        Self::Posts,
    ];

    /// The name used in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Init => "init",
            Self::Status => "status",
            Self::CreatorInfo => "creator_info",
            Self::Drafts => "drafts",
            Self::Posts => "posts",
        }
    }

    /// Reads [`as_str`](Self::as_str) back.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|budget| budget.as_str() == name)
    }

    /// How many there are in a [`window`](Self::window).
    #[must_use]
    pub const fn most(self) -> u32 {
        match self {
            Self::Init => 6,
            Self::Status | Self::CreatorInfo => 20,
            Self::Drafts => 5,
            Self::Posts => 15,
        }
    }

    /// How long one stays used.
    #[must_use]
    pub const fn window(self) -> Duration {
        match self {
            Self::Init | Self::Status | Self::CreatorInfo => MINUTE,
            Self::Drafts | Self::Posts => DAY,
        }
    }

    /// What a post waits for when none is left.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::Init | Self::Status | Self::CreatorInfo => ErrorCode::TiktokRateLimit,
            Self::Drafts => ErrorCode::TiktokInboxFull,
            Self::Posts => ErrorCode::TiktokDailyCap,
        }
    }

    /// Where a post stands that still uses what it took; empty if that does not depend on a post.
    ///
    /// A draft that was posted or refused leaves the inbox; a Direct Post that was refused was none.
    #[must_use]
    pub const fn used_in(self) -> &'static [Status] {
        match self {
            Self::Init | Self::Status | Self::CreatorInfo => &[],
            // From the download on, for one that is sent while it is fetched.
            Self::Drafts => &[
                Status::Downloading,
                Status::Checking,
                Status::Sending,
                Status::Processing,
                Status::InInbox,
                Status::Unconfirmed,
            ],
            Self::Posts => &[
                Status::Sending,
                Status::Processing,
                Status::Published,
                Status::Unconfirmed,
            ],
        }
    }

    /// The budget of which TikTok says with `code` that nothing is left, after a call that `called` counts.
    #[must_use]
    pub const fn of_refusal(code: ErrorCode, called: Self) -> Self {
        match code {
            ErrorCode::TiktokInboxFull => Self::Drafts,
            ErrorCode::TiktokDailyCap | ErrorCode::TiktokActiveUserCap => Self::Posts,
            _ => called,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_stay_below_what_tiktok_allows() {
        for budget in Budget::ALL {
            assert_eq!(Budget::from_name(budget.as_str()), Some(budget));
        }
        let documented = [6, 30, 20, 5, 15];
        for (budget, documented) in Budget::ALL.into_iter().zip(documented) {
            assert!(budget.most() <= documented, "{budget:?}");
        }
    }
}
