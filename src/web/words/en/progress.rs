//! What stands at the bars of bytes.

/// What a bar shows, once it is known how far it goes.
pub(crate) const DOWNLOADED: &str = "Downloaded";
pub(crate) const SENT: &str = "Sent to TikTok";

/// What a bar shows whose end is not known.
pub(crate) fn without_end(what: &str) -> String {
    format!("{what}, total size unknown")
}

/// How much came while the end is not known.
pub(crate) fn so_far(bytes: &str) -> String {
    format!("{bytes} so far")
}

pub(crate) const SIZE_UNKNOWN: &str = "size unknown";
pub(crate) const DONE: &str = "done";

/// The time left.
pub(crate) fn left(span: &str) -> String {
    format!("about {span} left")
}

/// Bytes a second, before the time left.
pub(crate) fn speed_and_more(bytes: &str) -> String {
    format!("{bytes}/s, ")
}

/// A share of a hundred.
pub(crate) fn percent(share: u64) -> String {
    format!("{share} %")
}
