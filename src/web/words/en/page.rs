//! What any page may say.

/// What a copy button says for a moment after it has copied.
pub(crate) const COPIED: &str = "Copied";
