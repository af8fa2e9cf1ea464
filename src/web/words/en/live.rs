//! What a page says that follows the work.

/// Events flow.
pub(crate) const LIVE: &str = "Live";
/// The link in its place while they do not.
pub(crate) const RELOAD: &str = "Reload";
