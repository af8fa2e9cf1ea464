//! What the next page says after something was done.

pub(crate) const SAVED: &str = "Saved";
pub(crate) const REJECTED: &str = "Rejected. The file was deleted.";
pub(crate) const TRYING_AGAIN: &str = "Trying again";
pub(crate) const ASKING: &str = "Asking TikTok";
pub(crate) const SENDING_AGAIN: &str = "Sending it again";
