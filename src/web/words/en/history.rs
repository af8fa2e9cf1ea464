//! What happened to a post, and by whom.

use super::status;
use crate::{domain::status::Status, web::format};

pub(crate) const ACCEPTED: &str = "Accepted";
pub(crate) const BY_A_PROGRAM: &str = "By a program.";

/// Something happened while the status stayed: `Still sending`.
pub(crate) fn still(status: Status) -> String {
    let word = status::status(status);
    let (first, rest) = word.split_at(1);
    format!("Still {}{rest}", first.to_lowercase())
}

/// How often that was so, and since when: `4 times since 08:29:10.`
pub(crate) fn repeated(times: u64, since: &str) -> String {
    let times = format::counted(times, "time", "times");
    format!("{times} since {since}.")
}

/// Who handed the video over.
pub(crate) fn from(sender: &str) -> String {
    format!("From {sender}.")
}

/// Who decided.
pub(crate) fn by(name: &str) -> String {
    format!("By {name}.")
}
