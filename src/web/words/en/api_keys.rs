//! The pages of API keys, and what their forms answer.

use crate::web::format;

pub(crate) const LEAD: &str =
    "A key lets a program hand over videos in your name. It can never approve, publish or reject.";

/// To the documentation of what a key opens.
pub(crate) const DOCS: &str = "What a program can do with it";

/// A key has just been made.
pub(crate) fn ready(name: &str) -> String {
    format!("“{name}” is ready")
}

pub(crate) const COPY_BOTH: &str = "Copy both now. They are shown this one time only: we keep a fingerprint of the key, not the key.";
pub(crate) const KEY: &str = "API key";
pub(crate) const COPY_KEY: &str = "Copy key";
pub(crate) const CALLBACK_SECRET: &str = "Callback secret";
pub(crate) const COPY_SECRET: &str = "Copy secret";
pub(crate) const PROVES: &str = "The callback secret proves that a callback came from here. ";
pub(crate) const HOW_TO_CHECK: &str = "How to check it";

pub(crate) const YOURS: &str = "Your keys";
pub(crate) const REVOKING: &str =
    "Revoking works at once. What a key has already handed over is not touched.";
pub(crate) const NAME: &str = "Name";
pub(crate) const LAST_USED: &str = "Last used";
pub(crate) const LAST_30_DAYS: &str = "Last 30 days";
pub(crate) const MADE: &str = "Made";
pub(crate) const ENDS: &str = "Ends";
pub(crate) const ACTION: &str = "Action";
pub(crate) const NEVER: &str = "never";

pub(crate) const MAKE: &str = "Make a key";
pub(crate) const ONE_EACH: &str = "One key per program. Then you can see who sent what, and take one back without stopping the others.";
pub(crate) const EXAMPLE_NAME: &str = "n8n nightly clips";
pub(crate) const MAKE_KEY: &str = "Make key";

/// How long a key may live: the value sent, and the words for it.
pub(crate) const CHOICES: [(&str, &str); 4] = [
    ("never", "Never"),
    ("30", "In 30 days"),
    ("90", "In 90 days"),
    ("365", "In one year"),
];

pub(crate) const OVER: &str = "Over";
pub(crate) const NO_LONGER_VALID: &str = "No longer valid";
pub(crate) const OVER_CAPTION: &str = "Keys that are no longer valid";

/// How many keys are over.
pub(crate) fn keys(count: u64) -> String {
    format::counted(count, "key", "keys")
}

/// How often a key was used.
pub(crate) fn requests(count: u64) -> String {
    format::counted(count, "request", "requests")
}

/// A key that somebody ended.
pub(crate) fn revoked_on(day: &str) -> String {
    format!("Revoked {day}")
}

/// A key whose time is up.
pub(crate) fn ended_on(day: &str) -> String {
    format!("Ended by itself {day}")
}

pub(crate) const REVOKE: &str = "Revoke";

/// What a screen reader calls the link to the question.
pub(crate) fn revoke(name: &str) -> String {
    format!("Revoke “{name}”")
}

/// The title of the page that asks.
pub(crate) fn revoke_question(name: &str) -> String {
    format!("Revoke “{name}”?")
}

pub(crate) const STOPS: &str = "The program that uses this key stops working at once: its requests are answered with 401. The key cannot be switched on again.";
pub(crate) const CARRIES_ON: &str = "What it has already handed over carries on. Its callbacks still come, signed with the same secret.";
pub(crate) const PROGRAM: &str = "Program";
pub(crate) const BEGINS: &str = "The key begins with";
pub(crate) const REVOKE_KEY: &str = "Revoke key";
pub(crate) const KEEP: &str = "Keep it";

/// After revoking.
pub(crate) fn revoked(name: &str) -> String {
    format!("“{name}” is revoked")
}

/// For an end that is not among the choices.
pub(crate) const CHOOSE_END: &str = "Choose when the key ends.";
