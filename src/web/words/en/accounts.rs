//! The page of TikTok accounts, and what its forms answer.

use crate::{
    domain::account::{Scopes, USER_INFO_BASIC, USER_INFO_PROFILE, VIDEO_PUBLISH, VIDEO_UPLOAD},
    web::format,
};

pub(crate) const LEAD: &str = "Where your videos may go. TikTok asks you what we may do, and you can take it back at any time.";
pub(crate) const CONNECT_ANOTHER: &str = "Connect another";

pub(crate) const NONE: &str = "No account is connected";
pub(crate) const BEFORE_CONNECTING: &str = "TikTok opens, asks you to sign in there, and lets you refuse each of these. We never see your TikTok password.";
pub(crate) const CONNECT: &str = "Connect TikTok";

pub(crate) const YOU_ALLOWED: &str = "You allowed";
pub(crate) const NOT_ALLOWED: &str = "Not allowed.";
pub(crate) const CONNECT_AGAIN: &str = "Connect again";
/// Behind the link, about the switch on TikTok's page.
pub(crate) const LEAVE_ON: &str = " and leave this switch on.";

/// What an account cannot do without a scope, beside those it has.
pub(crate) fn cost(missing: &str, granted: &Scopes) -> &'static str {
    match missing {
        VIDEO_PUBLISH if granted.has(VIDEO_UPLOAD) => {
            "You cannot publish from here; the inbox works."
        }
        VIDEO_PUBLISH => "You cannot publish from here.",
        VIDEO_UPLOAD if granted.has(VIDEO_PUBLISH) => {
            "Nothing can be sent to the inbox; publishing works."
        }
        VIDEO_UPLOAD => "Nothing can be sent to the inbox.",
        USER_INFO_BASIC => "Its name and picture may be missing here.",
        USER_INFO_PROFILE => "Its handle may be missing here.",
        _ => "",
    }
}

pub(crate) const CONNECTION: &str = "Connection";
pub(crate) const WORKING: &str = "Working";
pub(crate) const ENDS_SOON: &str = "Ends soon";
pub(crate) const ENDED: &str = "Ended";
pub(crate) const DEFAULT: &str = "Default";

/// When the access is renewed next.
pub(crate) fn renews(when: &str) -> String {
    format!("Renews itself, next {when}.")
}

/// When the access is renewed next, if that is due.
pub(crate) const RENEWS_WITH_USE: &str = "Renews itself with the next video.";

/// When the connection ends.
pub(crate) fn ends(day: &str) -> String {
    format!("Ends on {day} if it is never used.")
}

/// What to do before it ends.
pub(crate) fn ends_soon(day: &str) -> String {
    format!("Ends on {day}. Connect again before, or send a video.")
}

/// Since when it is connected.
pub(crate) fn since(when: &str) -> String {
    format!("Connected {when}.")
}

pub(crate) const TOO_LONG_UNUSED: &str =
    "TikTok ended this connection, because it was not used for a long time.";
pub(crate) const DISCONNECTED: &str = "Disconnected";
pub(crate) const YOU_DISCONNECTED: &str = "You disconnected this account.";
pub(crate) const NOT_CONNECTED: &str = "This account is not connected.";

/// Since when it is not connected.
pub(crate) fn gone_since(when: &str) -> String {
    format!("Disconnected {when}.")
}

/// How many videos have nowhere to go.
pub(crate) fn waiting(held: u64, moving: u64) -> String {
    match held + moving {
        0 => String::new(),
        1 => " One video waits for it.".to_owned(),
        many => format!(" {} videos wait for it.", format::count_word(many)),
    }
}

pub(crate) const MAKE_DEFAULT: &str = "Make default";
pub(crate) const DISCONNECT: &str = "Disconnect";
pub(crate) const KEEP: &str = "Keep it";

/// The question before disconnecting.
pub(crate) fn disconnect(name: &str) -> String {
    format!("Disconnect {name}?")
}

/// What disconnecting does, also to the drafts held for the account and the videos on their way to it.
pub(crate) fn disconnecting(held: u64, moving: u64) -> String {
    let waiting = losing(held, moving);
    format!("We give the access back to TikTok and delete it here.{waiting}")
}

/// The same for an account that TikTok has disconnected already.
pub(crate) fn giving_up(held: u64, moving: u64) -> String {
    let waiting = losing(held, moving);
    format!(
        "TikTok has ended the access already. The account is no longer offered for new videos; what went to it keeps its name.{waiting}"
    )
}

fn losing(held: u64, moving: u64) -> String {
    let held = match held {
        0 => String::new(),
        1 => " One draft waits for it: it stays here until you choose another account, or its time is up.".to_owned(),
        many => format!(
            " {} drafts wait for it: they stay here until you choose another account, or their time is up.",
            format::count_word(many)
        ),
    };
    let moving = match moving {
        0 => String::new(),
        1 => " One video is on its way to it: it stops, and can be tried again once the account is connected.".to_owned(),
        many => format!(
            " {} videos are on their way to it: they stop, and can be tried again once the account is connected.",
            format::count_word(many)
        ),
    };
    format!("{held}{moving}")
}

/// After making an account the default.
pub(crate) fn is_default(handle: &str) -> String {
    format!("{handle} is the default now")
}

/// After disconnecting.
pub(crate) fn disconnected(handle: &str) -> String {
    format!("{handle} is disconnected")
}

/// If TikTok could not be told.
pub(crate) const NOT_TOLD: &str =
    "TikTok could not be told. Remove this app in the TikTok settings, under apps and services.";
