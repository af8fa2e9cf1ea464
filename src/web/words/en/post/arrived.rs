//! A post that arrived.

pub(crate) const IN_INBOX: &str = "It is in your TikTok inbox";
pub(crate) const CAPTION_TO_PASTE: &str = "Caption to paste";
pub(crate) const COPY_CAPTION: &str = "Copy caption";

pub(crate) const WHAT_NEXT: &str = "What to do next";
pub(crate) const OPEN_TIKTOK: &str = "Open TikTok";

/// Where to open it.
pub(crate) fn on_the_phone_of(handle: &str) -> String {
    format!("on the phone of {handle}.")
}

pub(crate) const TAP: &str = "Tap the notification";
pub(crate) const IN_THE_INBOX: &str = "in the inbox. It says that a video is ready.";
pub(crate) const PASTE: &str = "Paste the caption";
pub(crate) const IF_MISSING: &str = "if it is missing, check the rest, post.";
pub(crate) const NOT_PUBLIC: &str =
    "Nothing is public yet. When you have posted it, this page says Published by itself.";

pub(crate) const ON_TIKTOK: &str = "It is on TikTok";
pub(crate) const WATCH: &str = "Watch on TikTok";
pub(crate) const NO_LINK: &str = "TikTok names the public post only after its moderation. Look for it in your TikTok profile; TikTok may need a few minutes until it is visible.";
