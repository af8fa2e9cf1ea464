//! Where a post stands and the one thing to do, in a row.

pub(crate) const QUEUED: &str = "Saved. Starts when a transfer slot is free.";
pub(crate) const CHECKING: &str = "The file is checked against TikTok’s rules.";
pub(crate) const PROCESSING: &str =
    "TikTok has every byte and works on it. Usually under a minute.";
pub(crate) const NEEDS_REVIEW: &str = "Waits for you.";
pub(crate) const UNCONFIRMED: &str =
    "TikTok did not say whether it arrived. We keep asking and never send twice.";

/// The catalogue says more of it than a row has room for.
pub(crate) const INBOX_FULL: &str = "The TikTok inbox is full.";

/// What it waits for, and how it goes on.
pub(crate) fn waiting(reason: &str, goes_on: &str) -> String {
    format!("{reason} {goes_on}")
}

/// When it came into the inbox, and what became of our copy.
pub(crate) fn delivered(when: &str, our_copy: &str) -> String {
    format!("Delivered {when}. {our_copy}")
}

/// When it was published.
pub(crate) fn published(when: &str) -> String {
    format!("Published {when}.")
}

/// When it was rejected, and what became of our copy.
pub(crate) fn rejected(when: &str, our_copy: &str) -> String {
    format!("Rejected {when}. {our_copy}")
}

/// When it was cancelled, and what became of our copy.
pub(crate) fn cancelled(when: &str, our_copy: &str) -> String {
    format!("Cancelled {when}. {our_copy}")
}

/// Nobody decided.
pub(crate) fn expired(retention_hours: u64) -> String {
    format!("Nobody decided within {retention_hours} hours. The file was deleted.")
}

pub(crate) const COPY_IS_BEING_DELETED: &str = "Our copy is being deleted.";
pub(crate) const COPY_IS_DELETED: &str = "Our copy is deleted.";

/// What went wrong, while a retry needs no download.
pub(crate) fn failed_with_file(what: &str, until: &str) -> String {
    format!("{what} The file is kept until {until}, so a retry starts at once.")
}

pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const CAPTION: &str = "Caption";
pub(crate) const RETRY: &str = "Retry";
pub(crate) const FETCH_AGAIN: &str = "Fetch again";
pub(crate) const LOOK_CLOSER: &str = "Look closer";

pub(crate) const CANCEL_THIS: &str = "Cancel this video?";
pub(crate) const CANCEL_WHILE_SENDING: &str =
    "TikTok has part of the file and throws it away. Our file is deleted too. Nothing is posted.";
pub(crate) const CANCEL_BEFORE: &str = "What is here of the file is deleted. Nothing is posted.";
pub(crate) const CANCEL_AND_DELETE: &str = "Cancel and delete";
pub(crate) const CARRY_ON: &str = "Carry on";

pub(crate) const CAPTION_TO_PASTE: &str = "Caption to paste in TikTok";
pub(crate) const WHY_PASTE: &str = "TikTok may not keep the caption of an inbox draft.";
pub(crate) const COPY_CAPTION: &str = "Copy caption";
