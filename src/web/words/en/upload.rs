//! The upload page, with and without its script.

use crate::web::format;

/// How long a file stays.
pub(crate) fn lead(hours: u64) -> String {
    format!(
        "The file stays here only until it is delivered, and never longer than {}.",
        format::counted(hours, "hour", "hours")
    )
}

pub(crate) const CONNECT_FIRST: &str = "Connect TikTok first";
pub(crate) const WHY_CONNECT: &str =
    "A video needs an account to go to. Connecting takes about a minute.";
pub(crate) const CONNECT: &str = "Connect TikTok";

pub(crate) const CHOOSE: &str = "Choose a video";
/// The same where files can be dropped.
pub(crate) const DROP: &str = "Drop videos here";
/// The same under a finger.
pub(crate) const CHOOSE_VIDEOS: &str = "Choose videos";
pub(crate) const OR: &str = "or";
pub(crate) const CHOOSE_FILES: &str = "Choose files";

/// What the file may be.
pub(crate) fn limits(most: &str) -> String {
    format!("MP4, MOV or WebM, up to {most}, 23 to 60 frames a second")
}

pub(crate) const HELD: &str = "It waits in your drafts: you hold everything for review. ";
pub(crate) const CHANGE_THAT: &str = "Change that";

pub(crate) const WHEN_HERE: &str = "When the file is here";
pub(crate) const REVIEW: &str = "Review first";
pub(crate) const REVIEW_HINT: &str = "It waits in your drafts. You decide later.";
pub(crate) const INBOX: &str = "Send to my TikTok inbox";
pub(crate) const INBOX_HINT: &str = "A private draft in the TikTok app. You finish it there.";

pub(crate) const UPLOAD: &str = "Upload";
pub(crate) const KEEP_OPEN: &str =
    "Keep this page open until the upload is done. After that it carries on by itself.";
/// The same where an upload can be resumed.
pub(crate) const CAN_RESUME: &str =
    "Keep this page open. If it closes, choose the same file again: it goes on where it stopped.";

pub(crate) const ARRIVED: &str = "The video is here";
pub(crate) const CHOOSE_A_VIDEO: &str = "Choose a video.";

/// The list of files.
pub(crate) const FILES: &str = "Files";
pub(crate) const UNFINISHED: &str = "Unfinished";
/// What to do with an upload that waits for its file.
pub(crate) const CHOOSE_AGAIN: &str =
    "Choose the same file again, in the browser where it began, and it goes on.";
/// When an upload that waits is deleted: `at 13:40 UTC`.
pub(crate) fn deleted_at(moment: &str) -> String {
    format!("deleted {moment}")
}
pub(crate) const A_FILE: &str = "A file without a name";
pub(crate) const DISCARD: &str = "Discard";
pub(crate) const DISCARDED: &str = "Discarded. The file was deleted.";
pub(crate) const DISCARD_TITLE: &str = "Discard this upload?";
/// What discarding loses.
pub(crate) fn discard_loses(name: &str, size: &str) -> String {
    format!("{size} of {name} are deleted here. Your own file stays as it is.")
}
pub(crate) const KEEP: &str = "Keep it";

// What the script puts where braces stand: a file's name, figures.

pub(crate) const CAPTION_FOR: &str = "Caption for {name}";
pub(crate) const READY: &str = "Ready";
pub(crate) const WAITING: &str = "Waiting for its turn";
pub(crate) const UPLOADING: &str = "Uploading";
pub(crate) const PAUSED: &str = "Paused";
pub(crate) const OFFLINE: &str = "Waiting for the server";
pub(crate) const FAILED: &str = "Not uploaded";
pub(crate) const REFUSED: &str = "Cannot be uploaded";
pub(crate) const DONE: &str = "Uploaded";
pub(crate) const IN_DRAFTS: &str = "It waits in your drafts.";
pub(crate) const TO_INBOX: &str = "It is on its way to your TikTok inbox.";
pub(crate) const OPEN: &str = "Open it";
pub(crate) const UPLOADED: &str = "Uploaded";
pub(crate) const PAUSE: &str = "Pause";
pub(crate) const RESUME: &str = "Resume";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const REMOVE: &str = "Remove";
pub(crate) const PACE: &str = "{speed}/s, about {left} left";
/// How long an upload stays that is not moving.
pub(crate) const KEPT: &str = "kept for {left}";
/// A size of which a part is done, in one unit and in two.
pub(crate) const OF_ONE: &str = "{done} of {total} {unit}";
pub(crate) const OF_TWO: &str = "{done} of {total}";
pub(crate) const PERCENT: &str = "{share} %";
/// The units of sizes, each a thousand times the one before it.
pub(crate) const SIZES: &str = "B kB MB GB";
/// The units of spans: seconds, minutes, hours.
pub(crate) const SPANS: &str = "s min h";
pub(crate) const NOT_CHOSEN: &str = "Choose a video first.";
pub(crate) const OF_LONGEST: &str = "{used} of {longest}";
/// What a screen reader hears now and then.
pub(crate) const SAY: &str = "{name}: {what}";
