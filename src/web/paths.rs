//! Every address that a page links to or a form posts to.

use std::fmt::Display;

use sha2::{Digest as _, Sha256};

use crate::domain::{
    account::Account,
    id::{AccountId, ApiKeyId, DeletionId, PostId},
};

/// The drafts: the first page after signing in.
pub(crate) const DRAFTS: &str = "/";
/// Sign in.
pub(crate) const LOGIN: &str = "/login";
/// What the path of a post begins with.
pub(crate) const POSTS: &str = "/posts/";
/// Hand over a file.
pub(crate) const UPLOAD: &str = "/upload";
/// Where files come in by tus.
pub(crate) const UPLOADS: &str = "/uploads";
/// TikTok accounts.
pub(crate) const ACCOUNTS: &str = "/accounts";
/// API keys.
pub(crate) const API_KEYS: &str = "/api-keys";
/// How to connect n8n.
pub(crate) const N8N: &str = "/n8n";
/// Both workflows, ready to be imported into n8n: one hands over an address, the other a file.
pub(crate) const WORKFLOW: &str = "/n8n/workflow.json";
/// The other.
pub(crate) const WORKFLOW_FILE: &str = "/n8n/workflow-file.json";
/// What happened lately.
pub(crate) const ACTIVITY: &str = "/activity";
/// Settings.
pub(crate) const SETTINGS: &str = "/settings";
/// Where a person says by which clock they live.
pub(crate) const TIME_ZONE: &str = "/settings#time-zone";
/// GET: everything that is held about whoever is signed in, as a zip.
pub(crate) const EXPORT: &str = "/settings/export";
/// The question before an account is deleted.
pub(crate) const DELETE_ACCOUNT: &str = "/settings/delete";
/// What is kept, why, and how long.
pub(crate) const PRIVACY: &str = "/privacy";
/// Terms of use.
pub(crate) const TERMS: &str = "/terms";
/// The documentation of the interface for programs.
pub(crate) const DOCS: &str = "/docs";
/// How TikTok audits an app for Direct Post.
pub(crate) const AUDIT: &str = "/docs/going-live#audit";
/// GET: to Google and back. Takes `next`.
pub(crate) const SIGN_IN: &str = "/auth/google";
/// GET: to TikTok and back.
pub(crate) const CONNECT_TIKTOK: &str = "/auth/tiktok";
/// GET: what happens to the posts, as server-sent events.
pub(crate) const EVENTS: &str = "/events";
/// POST: ends the session.
pub(crate) const LOGOUT: &str = "/logout";

/// What forms post to, with the names of their fields.
pub(crate) mod actions {
    /// `theme`: `system`, `light` or `dark`; `back`: the path of the page that asked.
    pub(crate) const THEME: &str = "/actions/theme";
    /// `post`, `caption`, `account`, `decision`: `save`, `inbox` or `publish`.
    pub(crate) const REVIEW: &str = "/actions/review";
    /// `posts[]`, `decision`: `inbox`, `reject` or `none`.
    pub(crate) const BULK: &str = "/actions/bulk";
    /// `post`, `account`, `caption`, `privacy`, and each `1` or absent: `comment`, `duet`, `stitch`, `disclose`,
    /// `your_brand`, `branded`.
    pub(crate) const PUBLISH: &str = "/actions/publish";
    /// `post`, `reason` (may be empty).
    pub(crate) const REJECT: &str = "/actions/reject";
    /// `post`.
    pub(crate) const RETRY: &str = "/actions/retry";
    /// `post`.
    pub(crate) const CANCEL: &str = "/actions/cancel";
    /// `post`: asks TikTok now what became of an unconfirmed post.
    pub(crate) const CHECK: &str = "/actions/check";
    /// `post`, `looked`: `1`. Sends an unconfirmed post once more.
    pub(crate) const SEND_AGAIN: &str = "/actions/send-again";
    /// `callback`: its id; `post`.
    pub(crate) const RESEND_CALLBACK: &str = "/actions/callbacks/resend";
    /// `account`.
    pub(crate) const MAKE_DEFAULT: &str = "/actions/accounts/default";
    /// `account`.
    pub(crate) const DISCONNECT: &str = "/actions/accounts/disconnect";
    /// `name`, `ends`: `never`, `30`, `90` or `365` days.
    pub(crate) const CREATE_KEY: &str = "/actions/keys/create";
    /// `key`: its id.
    pub(crate) const REVOKE_KEY: &str = "/actions/keys/revoke";
    /// `hold`: `1`, or absent.
    pub(crate) const SETTINGS: &str = "/actions/settings";
    /// `email`: the address of the account, typed once more.
    pub(crate) const DELETE_ACCOUNT: &str = "/actions/delete-account";
    /// `zone`: the IANA name.
    pub(crate) const TIME_ZONE: &str = "/actions/time-zone";
    /// Multipart: `caption`, `account`, `then`: `review` or `inbox`, `file`.
    pub(crate) const UPLOAD: &str = "/actions/upload";
    /// `upload`: its id.
    pub(crate) const DISCARD_UPLOAD: &str = "/actions/uploads/discard";
}

/// One post.
pub(crate) fn post(id: PostId) -> String {
    format!("{POSTS}{id}")
}

/// Publishing a held draft, as `account` if it is to be another than the draft's own.
pub(crate) fn publish(id: PostId, account: Option<AccountId>) -> String {
    match account {
        Some(account) => format!("/posts/{id}/publish?account={account}"),
        None => format!("/posts/{id}/publish"),
    }
}

/// The video of a post, as long as its temporary file is here.
pub(crate) fn video(id: PostId) -> String {
    format!("/posts/{id}/video")
}

/// The same for a picture of its first frame: of each range only a little is sent, see [`super::media`].
pub(crate) fn still(id: PostId) -> String {
    format!("{}?still#t=0.1", video(id))
}

/// The question before a key is revoked.
pub(crate) fn revoke_key(id: ApiKeyId) -> String {
    format!("/api-keys/{id}/revoke")
}

/// The avatar of an account, under a name that changes with the picture; none if TikTok has shown none.
pub(crate) fn avatar(account: &Account) -> Option<String> {
    // What follows `?` is a signature, which changes each time TikTok is asked.
    let source = account.avatar_url.as_deref()?.split('?').next()?;
    let hash = hex::encode(&Sha256::digest(source)[..4]);
    Some(format!("/accounts/{}/avatar?v={hash}", account.id))
}

/// What happened in a range of time.
pub(crate) fn activity(range: &str) -> String {
    format!("{ACTIVITY}?range={range}")
}

/// What stays of a deleted account.
pub(crate) fn receipt(id: DeletionId) -> String {
    format!("/deleted/{id}")
}

/// The same as a text to keep.
pub(crate) fn receipt_file(id: DeletionId) -> String {
    format!("/deleted/{id}/receipt.txt")
}

/// One tab of the drafts, from `cursor` on.
pub(crate) fn drafts(tab: &str, cursor: Option<impl Display>) -> String {
    match cursor {
        Some(cursor) => format!("/?tab={tab}&cursor={cursor}"),
        None => format!("/?tab={tab}"),
    }
}
