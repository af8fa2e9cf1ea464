//! What the settings page says, and what its forms answer.

/// The title.
pub(crate) const TITLE: &str = "Settings";
/// The button of each form.
pub(crate) const SAVE: &str = "Save";
/// After saving.
pub(crate) const SAVED: &str = "Saved";

/// Heading and what it is about: review.
pub(crate) const REVIEW: (&str, &str) = (
    "Review",
    "Who decides when a program asks to skip the review.",
);
/// The switch, and what stands before and behind the name of the field that it overrides.
pub(crate) const HOLD: &str = "Hold everything for review";
/// What the switch does, up to the field.
pub(crate) const HOLD_HINT: &str = "Every video waits in your drafts, also when a program sends ";

/// Heading and what it is about: time zone.
pub(crate) const ZONE: (&str, &str) = (
    "Time zone",
    "By which clock the pages show times. Programs always get UTC.",
);
/// Label of the list.
pub(crate) const YOUR_ZONE: &str = "Your time zone";
/// The group of the one zone that is no place.
pub(crate) const NO_PLACE: &str = "No place";
/// For a zone that is not in the list.
pub(crate) const UNKNOWN_ZONE: &str = "That time zone is not in the list. Choose one of it.";

/// What the chosen clock shows: `It is 21:06 in Bangkok now.`, `It is 14:06 UTC now.`
pub(crate) fn time_now(time: &str, place: Option<&str>) -> String {
    match place {
        Some(place) => format!("It is {time} in {place} now."),
        None => format!("It is {time} now."),
    }
}

/// On the button that takes over the device's zone; the script puts the place in the gap.
pub(crate) const AS_DEVICE: &str = "Use this device’s zone: ";

/// After choosing a zone.
pub(crate) fn zone_saved(place: &str) -> String {
    format!("Times are shown in {place} now")
}

/// Heading and what it is about: retention. Behind it stands a link.
pub(crate) const KEEP: (&str, &str) = (
    "How long things stay",
    "Set by the operator of this server. Shown here so that you know. ",
);
/// The link to the whole list.
pub(crate) const ALL_OF_IT: &str = "All of it";
/// What stays for the retention.
pub(crate) const KEEP_FILES: &str =
    "A video file, at the longest. Deleted at once after delivery or rejection.";
/// What stays for the days of history.
pub(crate) const KEEP_HISTORY: &str = "History and captions of your posts.";
/// What stays for the days of a session.
pub(crate) const KEEP_SESSION: &str = "Your sign-in, counted from the last time you came.";
/// How long the rest stays, and what it is.
pub(crate) const KEEP_REST: (&str, &str) = (
    "Until you end it",
    "Your account, API keys and TikTok connections.",
);

/// Heading and what it is about: the person's own data.
pub(crate) const DATA: (&str, &str) = ("Your data", "Everything we hold about you, in one file.");
/// What is in the export.
pub(crate) const EXPORTED: &str = "A zip with your posts, captions, history, keys (without the secrets), connections and settings. No video files: those are gone by design.";
/// The link that begins the download.
pub(crate) const EXPORT: &str = "Export my data";

/// Heading and what it is about: deleting the account.
pub(crate) const DELETE: (&str, &str) = ("Delete account", "Cannot be undone.");
/// What goes and what stays.
pub(crate) const DELETED: &str = "We give your TikTok access back, delete every file, key, post and setting, and sign you out everywhere. You get a receipt with the counts. Videos that are already on TikTok stay there.";
/// The link to the question.
pub(crate) const DELETE_ACCOUNT: &str = "Delete my account…";
