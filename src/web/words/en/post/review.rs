//! A draft that waits for a decision.

use crate::web::format;

pub(crate) const TITLE: &str = "Review this draft";
pub(crate) const CAPTION_MAY_DROP: &str =
    "TikTok may drop the caption of an inbox draft. You can copy it later from here.";
pub(crate) const SAVE_CAPTION: &str = "Save caption";

/// Around the link to connect an account.
pub(crate) const NO_ACCOUNT: &str = "No TikTok account is connected. ";
pub(crate) const CONNECT_ONE: &str = "Connect one";
/// Around the link to connect it again.
pub(crate) fn is_disconnected(handle: &str) -> String {
    format!("{handle} is disconnected. ")
}

pub(crate) const CONNECT_IT_AGAIN: &str = "Connect it again";
pub(crate) const OR_CHOOSE_ANOTHER: &str = " or choose another account.";
pub(crate) const THEN_COME_BACK: &str = ", then come back: the draft waits.";

pub(crate) const DECISION: &str = "Your decision";
pub(crate) const TO_INBOX: &str = "Send to TikTok inbox";

/// The same where there is little room.
pub(crate) const TO_INBOX_SHORT: &str = "Send to inbox";
pub(crate) const PRIVATE_DRAFT: &str = "A private draft in the TikTok app. You finish it there.";

/// The same, naming the only account.
pub(crate) fn private_draft_of(handle: &str) -> String {
    format!("A private draft in the TikTok app of {handle}. You finish it there.")
}

pub(crate) const REJECT: &str = "Reject";
pub(crate) const REJECT_HINT: &str = "The file is deleted at once. TikTok never sees it.";
pub(crate) const REJECT_THIS: &str = "Reject this draft?";

/// What rejecting loses.
pub(crate) fn reject_loses(history_days: u32) -> String {
    let days = format::counted(u64::from(history_days), "day", "days");
    format!(
        "The file is deleted now and cannot be brought back. The caption and the history stay for {days}."
    )
}

pub(crate) const REASON: &str = "Reason, if you like";
pub(crate) const REJECT_AND_DELETE: &str = "Reject and delete";
pub(crate) const KEEP: &str = "Keep the draft";
