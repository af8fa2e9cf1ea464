//! The terms of use.

pub(crate) const WHAT: &str = "What it does";
pub(crate) const WHAT_TEXT: &str = "It takes videos from you or your programs and brings them to your TikTok account as private drafts. Nothing becomes public without you pressing a button.";
pub(crate) const ACCEPTING: &str = "How you agree";
pub(crate) const ACCEPTING_TEXT: &str = "By signing in with Google you accept these terms and the privacy text. We record when, and which version. If they change in what they mean, you are told on the next page that you open, and you accept the new ones by signing in again. If you do not agree, do not sign in, or delete your account in the settings.";
pub(crate) const YOU: &str = "What you promise";
pub(crate) const YOU_TEXT: &str = "You hand over only videos that you may publish, with music that you may use. You follow TikTok’s Terms of Service and Community Guidelines, and say so when a video advertises something. You keep your API keys to yourself, and answer for what is done with them.";
pub(crate) const FILES: &str = "Files";

/// How long a video stays.
pub(crate) fn files(retention: &str) -> String {
    format!(
        "A video stays here until it is delivered or rejected, and never longer than {retention}. What is deleted cannot be brought back, so keep your own copy."
    )
}

pub(crate) const ENDING: &str = "Ending it";
pub(crate) const ENDING_TEXT: &str = "You can delete your account at any time in the settings. The operator may end the service, or keep out whoever breaks these terms or the law. What lies on TikTok by then stays there.";
pub(crate) const LIMITS: &str = "What is not promised";
pub(crate) const LIMITS_TEXT: &str = "The service is offered as it is. TikTok decides what it accepts, and may refuse or remove a video. This service is not run by TikTok and not affiliated with it. Rights that the law gives you and that cannot be waived stay untouched.";
