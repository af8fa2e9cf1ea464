//! How a post goes on that waits for TikTok.

/// The inbox is full, and the file stays until then.
pub(crate) fn for_room(until: &str) -> String {
    format!("{FOR_ROOM} Kept until {until}.")
}

/// The same while it is not known how long the file stays.
pub(crate) const FOR_ROOM: &str = "Goes on as soon as you post one in the TikTok app.";

/// TikTok takes the next one only when the file is gone.
pub(crate) fn too_late(until: &str) -> String {
    format!("Kept until {until}; TikTok may take the next one only after that.")
}

/// When it is tried again by itself.
pub(crate) fn tries(when: &str) -> String {
    format!("Tries again {when}.")
}

pub(crate) const TRYING: &str = "Trying now.";
