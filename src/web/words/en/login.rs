//! The sign-in page.

pub(crate) const TITLE: &str = "Sign in";
pub(crate) const HEADLINE: &str = "Every video waits for your yes.";
pub(crate) const LEAD: &str = "Your automations hand over the videos. You watch them, polish the caption and decide: TikTok inbox, publish, or bin.";
pub(crate) const WITH_GOOGLE: &str = "Continue with Google";
/// Stands at the button, and is recorded word for word with each sign-in that accepts a new version: [`ACCEPTING`].
pub(crate) const ACCEPT: (&str, &str, &str) = ("By continuing you accept our ", " and our ", ".");
/// The same as one sentence.
pub(crate) const ACCEPTING: &str = "By continuing you accept our Terms and our Privacy.";
pub(crate) const WHAT_WE_LEARN: &str =
    "We learn your name, e-mail address and Google id, nothing else.";

pub(crate) const NOTHING_PUBLIC: &str = "Nothing goes public by itself.";
pub(crate) const A_PERSON: &str = "A person presses the button, every time.";
pub(crate) const FILES_GO: &str = "Files do not stay.";

/// When files go.
pub(crate) fn deleted(retention_hours: u64) -> String {
    format!("Deleted after delivery, at the latest after {retention_hours} hours.")
}

pub(crate) const YOURS: &str = "Yours to run.";
pub(crate) const ONE_PROGRAM: &str = "One program on your own server.";
