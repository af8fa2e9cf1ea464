//! What happened to a post, and by whom.

pub(crate) const ACCEPTED: &str = "Accepted";
pub(crate) const BY_A_PROGRAM: &str = "By a program.";

/// Who handed the video over.
pub(crate) fn from(sender: &str) -> String {
    format!("From {sender}.")
}

/// Who decided.
pub(crate) fn by(name: &str) -> String {
    format!("By {name}.")
}
