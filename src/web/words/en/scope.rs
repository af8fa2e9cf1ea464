//! What TikTok's permissions are called.

/// What a scope allows, in the words of the person who grants it.
pub(crate) fn scope(name: &str) -> &'static str {
    match name {
        "user.info.basic" => "See your name and picture",
        "user.info.profile" => "See your handle",
        "user.info.stats" => "See your follower counts",
        "video.upload" => "Send drafts to your inbox",
        "video.publish" => "Publish when you press the button",
        "video.list" => "See your public videos",
        _ => "Another permission",
    }
}
