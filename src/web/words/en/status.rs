//! What the 13 statuses are called, and where a post came in.

use crate::domain::{post::Origin, status::Status};

/// The word on a badge.
pub(crate) const fn status(status: Status) -> &'static str {
    match status {
        Status::Queued => "Queued",
        Status::Downloading => "Downloading",
        Status::Checking => "Checking",
        Status::NeedsReview => "Needs review",
        Status::Sending => "Sending",
        Status::Processing => "Processing",
        Status::InInbox => "In TikTok inbox",
        Status::Published => "Published",
        Status::Unconfirmed => "Unconfirmed",
        Status::Failed => "Failed",
        Status::Rejected => "Rejected",
        Status::Cancelled => "Cancelled",
        Status::Expired => "Expired",
    }
}

/// Where a post came in, if no API key gives a name.
pub(crate) const fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Browser => "Uploaded by you",
        Origin::Api => "API",
        Origin::N8n => "n8n",
    }
}
