//! Forms about one post: review, reject, retry, cancel, ask TikTok again.

use leptos::prelude::*;

use super::{Done, act};
use crate::{
    domain::{
        error_code::ErrorCode,
        id::{AccountId, CallbackId, PostId},
        post::Post,
        status::{Actor, Status},
    },
    service::{ServiceError, posts},
    web::{form::FormState, paths, words, words::done as say},
};

/// The post that a form names, and its page.
pub(super) struct Named {
    id: Option<PostId>,
    pub(super) page: String,
}

impl Named {
    pub(super) fn new(id: &str) -> Self {
        let id: Option<PostId> = id.parse().ok();
        Self {
            page: id.map_or_else(|| paths::DRAFTS.to_owned(), paths::post),
            id,
        }
    }

    pub(super) fn id(&self) -> Result<PostId, ServiceError> {
        self.id.ok_or_else(not_found)
    }
}

fn not_found() -> ServiceError {
    ServiceError::refused(ErrorCode::NotFound)
}

/// Saves the caption, and sends the draft to the TikTok inbox or goes on to publish it, if that was the decision.
#[server(prefix = "/actions", endpoint = "review")]
pub(super) async fn review(
    #[server(default)] post: String,
    #[server(default)] caption: String,
    #[server(default)] account: String,
    #[server(default)] decision: String,
) -> Result<(), ServerFnError> {
    let named = Named::new(&post);
    let typed = FormState::default()
        .typed("caption", caption.as_str())
        .typed("account", account.as_str());
    act(named.page.clone(), typed, async |visit| {
        let (ctx, user, id) = (&visit.ctx, visit.user()?.id, named.id()?);
        posts::save_caption(ctx, user, id, &caption).await?;
        if !account.is_empty() {
            let account: AccountId = account.parse().map_err(|_| not_found())?;
            posts::choose_account(ctx, user, id, account).await?;
        }
        match decision.as_str() {
            "save" => Ok(Done::go(named.page).saying(say::SAVED)),
            "inbox" => {
                posts::send_to_inbox(ctx, user, id).await?;
                // The headline of its page says that it is on its way.
                Ok(Done::go(named.page))
            }
            // Nothing is sent yet: the next page asks for the rest.
            "publish" => Ok(Done::go(paths::publish(id, None))),
            _ => Err(ServiceError::refused(ErrorCode::InvalidField)),
        }
    })
    .await
}

/// Rejects a held draft.
#[server(prefix = "/actions", endpoint = "reject")]
pub(super) async fn reject(
    #[server(default)] post: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let named = Named::new(&post);
    act(named.page.clone(), FormState::default(), async |visit| {
        posts::reject(&visit.ctx, visit.user()?.id, named.id()?, &reason).await?;
        Ok(Done::go(paths::DRAFTS).saying(say::REJECTED))
    })
    .await
}

/// Tries a post again.
#[server(prefix = "/actions", endpoint = "retry")]
pub(super) async fn retry(#[server(default)] post: String) -> Result<(), ServerFnError> {
    let named = Named::new(&post);
    act(named.page.clone(), FormState::default(), async |visit| {
        let user = visit.user()?.id;
        let post = posts::retry(&visit.ctx, user, named.id()?, Actor::User).await?;
        Ok(moving(&post, named.page, say::TRYING_AGAIN))
    })
    .await
}

/// Cancels a post.
#[server(prefix = "/actions", endpoint = "cancel")]
pub(super) async fn cancel(#[server(default)] post: String) -> Result<(), ServerFnError> {
    let named = Named::new(&post);
    act(named.page.clone(), FormState::default(), async |visit| {
        let user = visit.user()?.id;
        posts::cancel(&visit.ctx, user, named.id()?, Actor::User).await?;
        // The headline says so.
        Ok(Done::go(named.page))
    })
    .await
}

/// Asks TikTok now what became of a post.
#[server(prefix = "/actions", endpoint = "check")]
pub(super) async fn check(#[server(default)] post: String) -> Result<(), ServerFnError> {
    let named = Named::new(&post);
    act(named.page.clone(), FormState::default(), async |visit| {
        let ctx = &visit.ctx;
        let post = posts::get(ctx, visit.user()?.id, named.id()?).await?;
        ctx.store.wake_post(post.id, ctx.now()).await?;
        ctx.wake_workers();
        Ok(Done::go(named.page).saying_while_in(post.status, say::ASKING))
    })
    .await
}

/// Sends an unconfirmed post once more, by somebody who looked in the TikTok app.
#[server(prefix = "/actions", endpoint = "send-again")]
pub(super) async fn send_again(
    #[server(default)] post: String,
    #[server(default)] looked: String,
) -> Result<(), ServerFnError> {
    let named = Named::new(&post);
    act(named.page.clone(), FormState::default(), async |visit| {
        let (user, id) = (visit.user()?.id, named.id()?);
        if looked != "1" {
            posts::get(&visit.ctx, user, id).await?;
            return Err(ServiceError::field(
                ErrorCode::InvalidField,
                "looked",
                words::post::trouble::LOOK_FIRST,
            ));
        }
        let post = posts::send_again(&visit.ctx, user, id).await?;
        Ok(moving(&post, named.page, say::SENDING_AGAIN))
    })
    .await
}

/// Back to the post's page, which says `notice` unless the video has arrived or ended meanwhile.
fn moving(post: &Post, page: String, notice: &str) -> Done {
    let done = Done::go(page);
    match post.status {
        Status::InInbox | Status::Published => done,
        status @ Status::NeedsReview => {
            done.saying_while_in(status, words::publish::BACK_IN_REVIEW)
        }
        status => done.saying_while_in(status, notice),
    }
}

/// Sends a callback once more.
#[server(prefix = "/actions", endpoint = "callbacks/resend")]
pub(super) async fn resend_callback(
    #[server(default)] callback: String,
    #[server(default)] post: String,
) -> Result<(), ServerFnError> {
    let named = Named::new(&post);
    act(named.page.clone(), FormState::default(), async |visit| {
        let ctx = &visit.ctx;
        let id: CallbackId = callback.parse().map_err(|_| not_found())?;
        let user = visit.user()?.id;
        if !ctx.store.resend_callback(user, id, ctx.now()).await? {
            return Err(not_found());
        }
        ctx.wake_workers();
        Ok(Done::go(named.page).saying(say::SENDING_AGAIN))
    })
    .await
}
