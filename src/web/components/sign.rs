//! Which icon goes with the 13 statuses and with where a post came in, and the order of scopes.

use super::icon::Icon;
use crate::domain::{account, post::Origin, status::Status};

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

/// The icon for where a post came in.
pub(crate) const fn origin_icon(origin: Origin) -> Icon {
    match origin {
        Origin::Browser => Icon::Browser,
        Origin::Api => Icon::Key,
        Origin::N8n => Icon::Flow,
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
