//! What any page may say.

pub(crate) const CLOSE: &str = "Close";
pub(crate) const COPY: &str = "Copy";

/// What a copy button says for a moment after it has copied.
pub(crate) const COPIED: &str = "Copied";

/// What went wrong, with the number under which the operator finds it.
pub(crate) fn with_request_id(message: &str, request_id: &str) -> String {
    format!("{message} The request id is {request_id}.")
}

pub(crate) const PAGES: &str = "Pages";
pub(crate) const NEWEST: &str = "Newest posts";
pub(crate) const OLDER: &str = "Older posts";

pub(crate) const THE_VIDEO: &str = "The video";
pub(crate) const FILE_IS_DELETED: &str = "The file is deleted";

pub(crate) const CAPTION: &str = "Caption";
pub(crate) const NO_CAPTION: &str = "No caption";
/// While one can still be written.
pub(crate) const NO_CAPTION_YET: &str = "No caption yet";

pub(crate) const TIKTOK_ACCOUNT: &str = "TikTok account";

/// For an account whose handle is not known.
pub(crate) const YOUR_ACCOUNT: &str = "your account";

/// Below an account in the chooser.
pub(crate) fn account(handle: &str, is_connected: bool, is_default: bool) -> String {
    match (is_connected, is_default) {
        (false, _) => format!("{handle}, connect again first"),
        (true, true) => format!("{handle}, default"),
        (true, false) => handle.to_owned(),
    }
}

/// Before the moment at which our copy went.
pub(crate) const COPY_DELETED: &str = "Our copy was deleted ";
pub(crate) const BEING_DELETED: &str = "File is being deleted";

/// Before the time left.
pub(crate) const DELETED_IN: &str = "File deleted in ";

/// Behind the time left: the moment at which it ends, `at 17:18`.
pub(crate) fn namely(moment: &str) -> String {
    format!(", {moment}")
}
