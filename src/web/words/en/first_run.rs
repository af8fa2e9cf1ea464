//! The drafts page of somebody who has no post yet.

/// The greeting; the name may be empty.
pub(crate) fn welcome(first_name: &str) -> String {
    match first_name {
        "" => "Welcome".to_owned(),
        name => format!("Welcome, {name}"),
    }
}

pub(crate) const LEAD: &str = "Three steps, about four minutes. After that, finished videos arrive here on their own and wait for you.";
pub(crate) const EXAMPLE: &str = "EXAMPLE";
pub(crate) const ABOUT_EXAMPLE: &str = "An example. A draft brings its first frame, its caption, where it came from and how long it may stay.";

pub(crate) const CONNECTED: &str = "TikTok is connected";
pub(crate) const SEE_ALLOWED: &str = "See what you allowed";
pub(crate) const CONNECT: &str = "Connect TikTok";
pub(crate) const CONNECT_TEXT: &str =
    "TikTok asks what you allow. You can take it back at any time, here or in the TikTok app.";

pub(crate) const SEND: &str = "Send the first video";
pub(crate) const SEND_TEXT: &str =
    "From a program: make an API key for n8n, a script or curl. By hand: upload a file.";
pub(crate) const SEND_WITH_KEY: &str =
    "From a program: your API key is ready for n8n, a script or curl. By hand: upload a file.";
pub(crate) const UPLOAD: &str = "Upload a video";
pub(crate) const CONNECT_N8N: &str = "Connect n8n";
pub(crate) const MAKE_KEY: &str = "Make an API key";

pub(crate) const REVIEW: &str = "Review it";

/// What there is to do, and what becomes of the file.
pub(crate) fn review(retention: &str) -> String {
    format!(
        "Watch it, correct the caption, then send it to your TikTok inbox or publish it. \
         The file is deleted after that, and never later than {retention}."
    )
}
