//! What the 13 statuses, and where a post came in, are called and which icon goes with them.

use super::icon::Icon;
use crate::domain::{account, post::Origin, status::Status};

/// The word on a badge.
pub(crate) const fn status_word(status: Status) -> &'static str {
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

/// The icon on a badge.
pub(crate) const fn status_icon(status: Status) -> Icon {
    match status {
        Status::Queued => Icon::Queue,
        Status::Downloading => Icon::Download,
        Status::Checking => Icon::Scan,
        Status::NeedsReview => Icon::Eye,
        Status::Sending => Icon::Send,
        Status::Processing => Icon::Process,
        Status::InInbox => Icon::Inbox,
        Status::Published => Icon::CheckCircle,
        Status::Unconfirmed => Icon::Question,
        Status::Failed => Icon::Alert,
        Status::Rejected => Icon::XSquare,
        Status::Cancelled => Icon::Slash,
        Status::Expired => Icon::Hourglass,
    }
}

/// Where a post came in: an icon and, if no API key gives a name, a word.
pub(crate) const fn origin(origin: Origin) -> (Icon, &'static str) {
    match origin {
        Origin::Browser => (Icon::Browser, "Uploaded by you"),
        Origin::Api => (Icon::Key, "API"),
        Origin::N8n => (Icon::Flow, "n8n"),
    }
}

/// Scopes in the order in which people meet them: who you are, drafts, publishing, the rest.
pub(crate) fn scope_rank(name: &str) -> usize {
    const KNOWN: [&str; 4] = [
        account::USER_INFO_BASIC,
        account::USER_INFO_PROFILE,
        account::VIDEO_UPLOAD,
        account::VIDEO_PUBLISH,
    ];
    KNOWN
        .iter()
        .position(|known| *known == name)
        .unwrap_or(KNOWN.len())
}

/// What a scope allows, in the words of the person who grants it.
pub(crate) fn scope(name: &str) -> &'static str {
    match name {
        "user.info.basic" => "See your name and picture",
        "user.info.profile" => "See your handle",
        "user.info.stats" => "See your follower counts",
        "video.upload" => "Send drafts to your inbox",
        "video.publish" => "Publish when you press the button",
        "video.list" => "See your public videos",
        _ => "Another permission",
    }
}
