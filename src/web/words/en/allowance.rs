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

/// How many are used, and when the next one is free: `3 of 5 used, next slot 14:20 UTC`.
pub(crate) fn used(used: &Used, most: u32, now: Now) -> String {
    match used.next_at.filter(|_| used.slots > 0) {
        None => format!("none of {most} used"),
        Some(next) => format!(
            "{} of {most} used, next slot {}",
            used.slots,
            format::moment(next, now)
        ),
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
