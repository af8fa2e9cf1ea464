//! When there is no page.

use crate::web::format;

pub(crate) const NOT_FOUND: &str = "Not found";
pub(crate) const NOTHING_HERE: &str = "There is nothing at this address";

/// Why there may be nothing.
pub(crate) fn why(history_days: u32) -> String {
    let days = format::counted(u64::from(history_days), "day", "days");
    format!(
        "The link may be old, or the post belongs to another account. Posts older than {days} are deleted."
    )
}

pub(crate) const TO_DRAFTS: &str = "To your drafts";
pub(crate) const UPLOAD: &str = "Upload a video";

pub(crate) const ERROR: &str = "Error";
pub(crate) const BROKE: &str = "Something broke on our side";
pub(crate) const VIDEOS_ARE_SAFE: &str =
    "Your videos are safe: nothing is sent twice and nothing is lost. Try again in a moment.";
pub(crate) const TRY_AGAIN: &str = "Try again";

/// Before the request id.
pub(crate) const TELL_THE_OPERATOR: &str = "If it stays, tell the operator this number: ";
