//! A post on its way.

use crate::domain::status::Status;

pub(crate) const CARRIES_ON: &str =
    "You can close this page. It carries on, even after a restart of the server.";

/// The brake.
pub(crate) const fn cancel(status: Status) -> &'static str {
    match status {
        Status::Sending => "Cancel sending",
        Status::Downloading => "Cancel download",
        _ => "Cancel",
    }
}

pub(crate) const WAITS_FOR: &str = "What it waits for";
pub(crate) const WHAT_TO_DO: &str = "What to do";
pub(crate) const TRY_NOW: &str = "Try now";

/// A moment ahead, once as a span and once by the clock.
pub(crate) fn ahead_at(ahead: &str, clock: &str) -> String {
    format!("{ahead} ({clock})")
}

pub(crate) const PROGRESS: &str = "Progress";
pub(crate) const DOWNLOAD: &str = "Download";
pub(crate) const SEND: &str = "Send";
