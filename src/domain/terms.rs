//! Which version of the terms and the privacy text stands, and what people accepted.

use super::{clock::Timestamp, id::AcceptanceId};

/// The day on which the texts last changed in what they mean. Whoever accepted another version is told of the change, and
/// accepts this one when they next sign in. `words::legal` says what changed.
pub const VERSION: &str = "2026-11-24";

/// That a person accepted a version of the texts, by signing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// Sorts by age.
    pub id: AcceptanceId,
    /// When.
    pub at: Timestamp,
    /// Which version.
    pub version: String,
    /// The sentence that stood at the button, word for word.
    pub words: String,
}
