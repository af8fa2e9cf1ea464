//! What a page says that follows the work.

/// Events flow.
pub(crate) const LIVE: &str = "Live";
