//! Deleting an account: the question, and the receipt.

use crate::web::format;

/// The title of the page that asks.
pub(crate) const QUESTION: &str = "Delete your account?";
/// What follows from it.
pub(crate) const FOLLOWS: &str = "Everything below goes at once and cannot be brought back. You are signed out everywhere, your API keys stop working, and we give your TikTok access back. Videos that are already on TikTok stay there.";
pub(crate) const GOES: &str = "What goes with it";
pub(crate) const ACCOUNT: &str = "Account";
pub(crate) const POSTS: &str = "Posts";
pub(crate) const HELD: &str = "of them wait for your review";
pub(crate) const MOVING: &str = "are on the way";
pub(crate) const ACCOUNTS: &str = "TikTok accounts";
pub(crate) const KEYS: &str = "API keys";
pub(crate) const TAKE_ALONG: &str = "If you want to keep a copy, export your data first.";
/// The field.
pub(crate) const TYPE_EMAIL: &str = "Type your e-mail address to confirm";
/// Whatever else was typed.
pub(crate) const OTHER_EMAIL: &str = "That is not the e-mail address of this account.";
/// The buttons.
pub(crate) const DELETE: &str = "Delete everything";
pub(crate) const KEEP: &str = "Keep my account";

/// Posts, with what is still to be decided or moving: `9, 4 of them wait for your review, 5 are on the way`.
pub(crate) fn posts(all: u64, held: u64, moving: u64) -> String {
    let mut said = format::count(all);
    if held > 0 {
        said = format!("{said}, {} {HELD}", format::count(held));
    }
    if moving > 0 {
        said = format!("{said}, {} {MOVING}", format::count(moving));
    }
    said
}

/// The title of the receipt.
pub(crate) const DONE: &str = "Your account is deleted";
/// The same while something is still here.
pub(crate) const NEARLY_DONE: &str = "Your account is closed";
/// What the receipt is.
pub(crate) const DONE_LEAD: &str =
    "Nothing of yours is here any more. This receipt names nobody, and it is all that stays.";
/// The same while something is still here.
pub(crate) const NEARLY_DONE_LEAD: &str = "Nobody can act as you any more. The rest is being deleted: reload this page in a minute to see that it is done.";
pub(crate) const RECEIPT: &str = "Receipt";
pub(crate) const ASKED: &str = "Asked for";
pub(crate) const ENDED: &str = "All gone";
pub(crate) const NOT_YET: &str = "Not yet";
pub(crate) const ROWS: &str = "Rows deleted";
pub(crate) const FILES: &str = "Video files deleted, and seen to be gone";
pub(crate) const REVOKED: &str = "TikTok accounts whose access TikTok took back";
pub(crate) const NOT_REVOKED: &str = "TikTok accounts that TikTok did not answer for";
/// What to do about the latter.
pub(crate) const NOT_REVOKED_WHY: &str = "Our access to them is wiped, so nobody here can use it. To see it gone at TikTok too, open the TikTok app: Settings, Security and permissions, Manage app permissions.";
pub(crate) const KEEP_IT: &str = "Keep the number if you may want to ask the operator about it.";
pub(crate) const SAVE: &str = "Save the receipt";
pub(crate) const SIGN_IN: &str = "To the sign-in page";

/// Rows, with how many of them were posts.
pub(crate) fn rows(all: u64, posts: u64) -> String {
    let posts = format::counted(posts, "post", "posts");
    format!("{}, {posts} among them", format::count(all))
}

/// One line of the receipt as a text.
pub(crate) fn line(name: &str, value: &str) -> String {
    format!("{name}: {value}\n")
}
