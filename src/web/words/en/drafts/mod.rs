//! The drafts page, its tabs and lists.

pub(crate) mod rows;

use crate::{
    domain::publish::Privacy,
    web::{format, views::drafts::Tab},
};

pub(crate) const TITLE: &str = "Drafts";
pub(crate) const TABS: &str = "Drafts by state";

/// The word on a tab.
pub(crate) const fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Review => "Needs review",
        Tab::OnTheWay => ON_THE_WAY,
        Tab::InTikTok => "In TikTok",
        Tab::Published => "Published",
        Tab::Problems => "Problems",
    }
}

/// One sentence for a whole tab with so many posts, of which `waiting` wait for TikTok.
pub(crate) fn lead(tab: Tab, count: u64, waiting: u64, history_days: u32) -> String {
    let number = format::count_word(count);
    let videos = format!("{number} {}", if count == 1 { "video" } else { "videos" });
    let days = format::counted(u64::from(history_days), "day", "days");
    match (tab, count) {
        (Tab::Review, 0) => "Nothing waits for you.".to_owned(),
        (Tab::Review, 1) => {
            format!("{videos} waits for you. Nothing goes public until you decide.")
        }
        (Tab::Review, _) => format!("{videos} wait for you. Nothing goes public until you decide."),
        (Tab::OnTheWay, 0) => "Nothing is moving.".to_owned(),
        (Tab::OnTheWay, _) if waiting > 0 => on_the_way(count.saturating_sub(waiting), waiting),
        (Tab::OnTheWay, 1) => {
            format!("{videos} is moving. You can close this page, it carries on.")
        }
        (Tab::OnTheWay, _) => {
            format!("{videos} are moving. You can close this page, they carry on.")
        }
        (Tab::InTikTok, 0) => "Your TikTok inbox holds nothing from here.".to_owned(),
        (Tab::InTikTok, 1) => format!(
            "{number} draft lies in your TikTok inbox. Only you can finish it, in the TikTok app."
        ),
        (Tab::InTikTok, _) => format!(
            "{number} drafts lie in your TikTok inbox. Only you can finish them, in the TikTok app."
        ),
        (Tab::Published, 0) => "Nothing is out yet.".to_owned(),
        (Tab::Published, 1) => {
            format!("{videos} is out. We keep its history for {days}, not its file.")
        }
        (Tab::Published, _) => {
            format!("{videos} are out. We keep their history for {days}, not their files.")
        }
        (Tab::Problems, 0) => "Nothing needs a hand.".to_owned(),
        (Tab::Problems, 1) => format!("{videos} needs a hand. It is not sent again without you."),
        (Tab::Problems, _) => {
            format!("{videos} need a hand. None of them is sent again without you.")
        }
    }
}

/// So many move, so many wait for TikTok: at least one.
fn on_the_way(moving: u64, waiting: u64) -> String {
    let videos = |count, one: &str, many: &str| {
        let number = format::count_word(count);
        format!("{number} {}", if count == 1 { one } else { many })
    };
    let carries_on = if moving + waiting == 1 {
        "it carries on"
    } else {
        "they carry on"
    };
    let wait = if waiting == 1 { "waits" } else { "wait" };
    let where_they_are = if moving == 0 {
        let videos = videos(waiting, "video", "videos");
        format!("{videos} {wait} for TikTok")
    } else {
        let videos = videos(moving, "video is", "videos are");
        format!(
            "{videos} moving, {} {wait} for TikTok",
            format::count(waiting)
        )
    };
    format!("{where_they_are}. You can close this page, {carries_on}.")
}

/// Title and sentence of a tab that holds nothing.
pub(crate) const fn empty(tab: Tab) -> (&'static str, &'static str) {
    match tab {
        Tab::Review => (
            "All decided",
            "The next video that a program hands over, or that you upload, appears here and waits for you.",
        ),
        Tab::OnTheWay => (
            "All quiet",
            "Videos show up here while they are fetched, checked and sent.",
        ),
        Tab::InTikTok => (
            "No draft in TikTok",
            "What you send to your TikTok inbox shows up here until you post it in the TikTok app.",
        ),
        Tab::Published => (
            "Nothing published yet",
            "What you post in the TikTok app shows up here by itself.",
        ),
        Tab::Problems => (
            "No problems",
            "A video that fails, or that nobody decided about in time, shows up here with what to do.",
        ),
    }
}

pub(crate) const UPLOAD: &str = "Upload a video";
pub(crate) const ON_YOUR_PHONE: &str = "Open TikTok, tap the notification in your inbox, finish the post there. TikTok takes at most 5 unfinished drafts per account in 24 hours.";
pub(crate) const REVIEW: &str = "Review";
pub(crate) const ON_THE_WAY: &str = "On the way";

/// The link to the tab with so many posts.
pub(crate) fn see_all(count: u64) -> String {
    format!("See all {}", format::count(count))
}

pub(crate) const ENDED_BY_YOU: &str = "Ended by you";

/// How many were ended.
pub(crate) fn in_days(count: u64, history_days: u32) -> String {
    let days = format::counted(u64::from(history_days), "day", "days");
    format!("{} in the last {days}", format::count(count))
}

/// Who may see a published video.
pub(crate) const fn audience(privacy: Privacy) -> &'static str {
    match privacy {
        Privacy::PublicToEveryone => "Everyone",
        Privacy::MutualFollowFriends => "Friends",
        Privacy::FollowerOfCreator => "Followers",
        Privacy::SelfOnly => "Only me",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lead_tells_what_moves_from_what_waits() {
        let lead = |count, waiting| lead(Tab::OnTheWay, count, waiting, 90);
        assert_eq!(
            lead(11, 10),
            "One video is moving, 10 wait for TikTok. You can close this page, they carry on."
        );
        assert_eq!(
            lead(1, 1),
            "One video waits for TikTok. You can close this page, it carries on."
        );
        assert_eq!(
            lead(3, 1),
            "Two videos are moving, 1 waits for TikTok. You can close this page, they carry on."
        );
        assert!(lead(2, 0).starts_with("Two videos are moving. "));
    }
}
