//! How much TikTok still takes of an account.

use crate::{
    domain::{budget::Budget, clock::Timestamp},
    store::budgets::Used,
    web::format::{self, Now},
};

pub(crate) const TITLE: &str = "TikTok’s limits in 24 hours";

/// What is counted.
pub(crate) const fn counted(budget: Budget) -> &'static str {
    match budget {
        Budget::Drafts => "Drafts in the inbox",
        Budget::Posts => "Direct posts",
        Budget::Init | Budget::Status | Budget::CreatorInfo => "Calls a minute",
    }
}

/// How many are used, and when there is room again if none is left: `3 of 5 used`.
pub(crate) fn used(budget: Budget, used: &Used, now: Now) -> String {
    let most = budget.most();
    let room = used.next_at.filter(|_| used.slots >= most);
    match (used.slots, room) {
        (0, _) => format!("none of {most} used"),
        (slots, None) => format!("{slots} of {most} used"),
        (slots, Some(next)) => {
            let at = format::at_moment(next, now);
            let sooner = match budget {
                Budget::Drafts => ", or when you post one",
                _ => "",
            };
            format!("{slots} of {most} used: full, room again {at}{sooner}")
        }
    }
}

/// TikTok itself has refused.
pub(crate) fn refused(until: Timestamp, now: Now) -> String {
    format!(
        "TikTok takes no more for now; it is asked again {}.",
        format::at_moment(until, now)
    )
}

/// What sending one more draft means, when the inbox is nearly full.
pub(crate) fn last_place(most: u32) -> String {
    format!(
        "It takes the last of {most} places in the TikTok inbox. Post a draft in the app to make room."
    )
}

/// What sending one more draft means, when the inbox is full.
pub(crate) fn no_place(until: Option<Timestamp>, now: Now) -> String {
    match until {
        Some(until) => format!(
            "The TikTok inbox is full. It waits here until {}, or until you post a draft in the TikTok app.",
            format::moment(until, now)
        ),
        None => "The TikTok inbox is full. It waits here until you post a draft in the TikTok app."
            .to_owned(),
    }
}
