//! The page of a post: what it says whatever the status. Each kind of page has a module of its own.

pub(crate) mod arrived;
pub(crate) mod callbacks;
pub(crate) mod moving;
pub(crate) mod review;
pub(crate) mod trouble;

use crate::{
    domain::{
        post::{Origin, Post},
        publish::Delivery,
        status::{Actor, Status},
        video::Container,
    },
    web::format,
};

/// What stands in the window's title, and is the headline while it moves.
pub(crate) fn title(post: &Post) -> &'static str {
    match post.status {
        Status::Queued => "Waiting for its turn",
        Status::Downloading => "Fetching the video",
        Status::Checking => "Checking the video",
        Status::NeedsReview => "Review",
        Status::Sending if post.waiting.is_some() => "Waiting for TikTok",
        Status::Sending if post.delivery == Delivery::Direct => "Sending to TikTok",
        Status::Sending => "Sending to your TikTok inbox",
        Status::Processing => "TikTok is working on it",
        other => super::status::status(other),
    }
}

pub(crate) const BACK: &str = "Drafts";
pub(crate) const TO_REVIEW: &str = "Drafts to review";

/// Its place among the drafts to review, or how many of them wait.
pub(crate) fn place(number: Option<u64>, of: u64) -> String {
    match (number, of) {
        (Some(number), _) => format!("Draft {} of {}", format::count(number), format::count(of)),
        (None, 1) => "1 draft waits".to_owned(),
        (None, _) => format!("{} drafts wait", format::count(of)),
    }
}

pub(crate) const PREVIOUS: &str = "Previous";

pub(crate) const NEXT: &str = "Next draft";

pub(crate) const POSSIBLE_DUPLICATE: &str = "Possible duplicate";
pub(crate) const DUPLICATE_TEXT: &str =
    "The same video was handed in for this account less than an hour before.";
/// To that earlier post.
pub(crate) const DUPLICATE_LINK: &str = "Look at the earlier one";

pub(crate) const NO_CAPTION: &str = "No caption";

pub(crate) const HISTORY: &str = "History";

/// By which clock: `UTC`, `Bangkok time`.
pub(crate) fn times_in(clock: &str) -> String {
    format!("times in {clock}")
}

/// How long the history is, and by which clock.
pub(crate) fn entries(count: u64, clock: &str) -> String {
    let entries = format::counted(count, "entry", "entries");
    format!("{entries}, {}", times_in(clock))
}

pub(crate) const THE_VIDEO: &str = "The video";
pub(crate) const CHECKS: &str = "Checks";
pub(crate) const FITS: &str = "Everything fits TikTok’s limits";
pub(crate) const LENGTH: &str = "Length";
pub(crate) const PICTURE: &str = "Picture";
pub(crate) const FORMAT: &str = "Format";
pub(crate) const SIZE: &str = "Size";
pub(crate) const CAME_FROM: &str = "Came from";
pub(crate) const ACCEPTED: &str = "Accepted";
pub(crate) const YOUR_REFERENCE: &str = "Your reference";
pub(crate) const REFERENCE: &str = "Reference";
pub(crate) const TIKTOKS_REFERENCE: &str = "TikTok’s reference";

/// What a file format is called.
pub(crate) const fn container(container: Container) -> &'static str {
    match container {
        Container::Mp4 => "MP4",
        Container::Mov => "MOV",
        Container::WebM => "WebM",
    }
}

/// Who handed it over: a named API key, or what is known without one.
pub(crate) fn who(key_name: Option<&str>, origin: Origin) -> String {
    match (key_name, origin) {
        (Some(name), _) => format!("the API key “{name}”"),
        (None, Origin::Browser) => "you".to_owned(),
        (None, Origin::Api | Origin::N8n) => "a program".to_owned(),
    }
}

/// Who handed it over, and the host it was fetched from.
pub(crate) fn fetched(who: &str, host: &str) -> String {
    format!("{who}, fetched from {host}")
}

/// Who handed it over, and what the file was called.
pub(crate) fn as_file(who: &str, name: &str) -> String {
    format!("{who}, as the file {name}")
}

/// Who ended it.
pub(crate) const fn ended_by(actor: Actor) -> &'static str {
    match actor {
        Actor::ApiKey => "By your program",
        Actor::System => "By the service",
        Actor::TikTok => "By TikTok",
        Actor::User => "By you",
    }
}

/// The temporary file should be gone, and is still there.
pub(crate) fn undeleted(tries: u32) -> String {
    let tries = format::counted(u64::from(tries), "time", "times");
    format!(
        "The server could not delete the video: it has tried {tries}. It tries again every minute, and its log says why."
    )
}
