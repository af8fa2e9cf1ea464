//! One post: review it, watch it move, or mend it.

mod arrived;
mod callbacks;
mod moving;
mod parts;
mod review;
mod trouble;

use leptos::prelude::*;

use super::line::PostLine;
use crate::{
    domain::{
        account::Account,
        clock::Timestamp,
        error_code::{ErrorCode, Failure},
        id::{CallbackId, PostId},
        post::HistoryEntry,
        status::Status,
    },
    store::budgets::Used,
    web::{form::FormState, format::Now, words},
};

/// What the page of a post knows.
#[derive(Debug, Clone)]
pub(crate) struct PostView {
    /// Now.
    pub(crate) now: Now,
    /// The post.
    pub(crate) line: PostLine,
    /// All accounts of the person, to choose from while it needs review.
    pub(crate) accounts: Vec<Account>,
    /// How full the inbox of its account is, while it needs review.
    pub(crate) drafts: Option<Used>,
    /// What happened, oldest first.
    pub(crate) history: Vec<HistoryEntry>,
    /// What its callback URL was told, newest first.
    pub(crate) callbacks: Vec<CallbackLine>,
    /// The host of that URL; the rest may be a secret of others.
    pub(crate) callback_host: String,
    /// Its place among the drafts that need review, or which of them comes next.
    pub(crate) place: Option<Place>,
    /// What a refused review form remembers: `caption`, `account`.
    pub(crate) form: FormState,
    /// Who looks at it.
    pub(crate) user_name: String,
    /// How long history stays, in days.
    pub(crate) history_days: u32,
}

/// Where a draft stands among those that need review.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// From 1; none if it is not one of them any more.
    pub(crate) number: Option<u64>,
    /// How many there are.
    pub(crate) of: u64,
    /// The one before.
    pub(crate) previous: Option<PostId>,
    /// The next one.
    pub(crate) next: Option<PostId>,
}

/// One event for the callback URL, with its tries.
#[derive(Debug, Clone)]
pub(crate) struct CallbackLine {
    /// The `webhook-id`.
    pub(crate) id: CallbackId,
    /// The event's name.
    pub(crate) event: String,
    /// Newest first.
    pub(crate) tries: Vec<CallbackTry>,
    /// When it is tried again.
    pub(crate) next_at: Option<Timestamp>,
}

/// One try to deliver a callback.
#[derive(Debug, Clone)]
pub(crate) struct CallbackTry {
    /// When.
    pub(crate) at: Timestamp,
    /// What the server answered, or why it did not.
    pub(crate) answer: Result<u16, String>,
}

/// The page, whatever the post's status.
pub(crate) fn post_page(view: &PostView) -> AnyView {
    let post = &view.line.post;
    match post.status {
        Status::NeedsReview => review::page(view),
        Status::Queued
        | Status::Downloading
        | Status::Checking
        | Status::Sending
        | Status::Processing => moving::page(view, words::post::title(post)),
        Status::InInbox => arrived::in_inbox(view),
        Status::Published => arrived::published(view),
        Status::Unconfirmed => trouble::unconfirmed(view),
        Status::Failed => match &post.error {
            Some(failure) => trouble::failed(view, failure),
            None => trouble::failed(view, &Failure::new(ErrorCode::Internal)),
        },
        Status::Expired => trouble::expired(view),
        Status::Rejected => trouble::ended(view, words::post::trouble::REJECTED),
        Status::Cancelled => trouble::ended(view, words::post::trouble::CANCELLED),
    }
}
