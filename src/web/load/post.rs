//! `/posts/{id}`: one post of the person who looks.

use secrecy::ExposeSecret as _;
use url::Url;

use super::{follows, lines};
use crate::{
    domain::{
        account::Account,
        error_code::ErrorCode,
        id::{PostId, UserId},
        post::Post,
        status::Status,
    },
    service::{Context, ServiceError, accounts, budgets, posts},
    store::{
        StoreError,
        budgets::Used,
        callbacks::{Attempt, Callback},
        posts::PostFilter,
    },
    web::{
        context::Visit,
        form::FormState,
        render::{Loaded, Loading},
        shell::Section,
        views::post::{CallbackLine, CallbackTry, Place, PostView, post_page},
        words,
    },
};

/// Drafts among which a place is looked for; beyond, the page says no place.
const NEIGHBOURS: u32 = 100;

/// The page of the post that `id` names.
pub(in crate::web) async fn load(visit: Visit, form: FormState, id: Option<String>) -> Loading {
    let ctx = &visit.ctx;
    let user = visit.user()?;
    let not_found = || ServiceError::refused(ErrorCode::NotFound);
    let id: PostId = id.and_then(|id| id.parse().ok()).ok_or_else(not_found)?;
    let follows = follows(ctx, user.id, Some(id)).await?;
    let post = posts::get(ctx, user.id, id).await?;
    let place = place(ctx, user.id, &post).await?;
    let history = ctx.store.history(post.id).await?;
    let callbacks = ctx.store.callbacks_of(post.id).await?;
    let mut line = lines(ctx, user.id, vec![post]).await?;
    let line = line.pop().ok_or_else(not_found)?;
    let accounts = accounts::list(ctx, user.id).await?;
    let drafts = drafts(ctx, user.id, &line.post, &accounts).await?;
    let view = PostView {
        now: visit.now(),
        line,
        accounts,
        drafts,
        history,
        callback_host: callback_host(ctx, id).await?,
        callbacks: callbacks.into_iter().rev().map(callback).collect(),
        place,
        form,
        user_name: user.name.clone(),
        history_days: ctx.settings.history_days,
    };
    let page = Loaded::new(
        Section::Drafts,
        words::post::title(&view.line.post),
        post_page(&view),
    )
    .about(view.line.post.status);
    Ok(if view.line.can_change() {
        page.following(follows)
    } else {
        page
    })
}

/// Whom the post's events are told to; nothing if no key opens the address.
async fn callback_host(ctx: &Context, id: PostId) -> Result<String, ServiceError> {
    let url = match ctx.store.callback_url(id).await {
        Err(StoreError::Sealed(_)) => None,
        url => url?,
    };
    let url = url.and_then(|url| Url::parse(url.expose_secret()).ok());
    Ok(url
        .as_ref()
        .and_then(Url::host_str)
        .unwrap_or_default()
        .to_owned())
}

/// How full the TikTok inbox is that a held draft is meant for.
async fn drafts(
    ctx: &Context,
    user: UserId,
    post: &Post,
    accounts: &[Account],
) -> Result<Option<Used>, ServiceError> {
    if post.status != Status::NeedsReview {
        return Ok(None);
    }
    let allowances = budgets::allowances(ctx, user, accounts).await?;
    let account = accounts
        .iter()
        .find(|account| account.connected && post.account_id == Some(account.id));
    let allowance = account.and_then(|account| allowances.get(&account.id));
    Ok(allowance.map(|allowance| allowance.drafts))
}

/// Where a held draft stands among the others, in the order of the drafts page; for any other post, which draft is next.
async fn place(ctx: &Context, user: UserId, post: &Post) -> Result<Option<Place>, ServiceError> {
    let filter = PostFilter {
        statuses: vec![Status::NeedsReview],
        oldest_first: true,
    };
    let held = posts::list(ctx, user, &filter, None, NEIGHBOURS).await?;
    let has_more = held.next.is_some();
    let held = held_in_order(ctx, held.items).await?;
    let of = if has_more {
        let counts = posts::counts(ctx, user).await?;
        counts.get(&Status::NeedsReview).copied().unwrap_or(1)
    } else {
        held.len() as u64
    };
    if post.status != Status::NeedsReview {
        return Ok(held.first().map(|next| Place {
            number: None,
            of,
            previous: None,
            next: Some(*next),
        }));
    }
    Ok(held
        .iter()
        .position(|other| *other == post.id)
        .map(|index| Place {
            number: Some(index as u64 + 1),
            of,
            previous: index.checked_sub(1).map(|before| held[before]),
            next: held.get(index + 1).copied(),
        }))
}

/// The ids, those whose file has the least time left first.
async fn held_in_order(ctx: &Context, mut held: Vec<Post>) -> Result<Vec<PostId>, ServiceError> {
    let files: Vec<_> = held.iter().filter_map(|post| post.temporary_file).collect();
    let files = ctx.store.find_temporary_files(&files).await?;
    held.sort_by_key(|post| {
        post.temporary_file
            .and_then(|id| files.get(&id))
            .map(|file| file.held_until)
    });
    Ok(held.into_iter().map(|post| post.id).collect())
}

fn callback((callback, mut attempts): (Callback, Vec<Attempt>)) -> CallbackLine {
    attempts.reverse();
    CallbackLine {
        id: callback.id,
        event: callback.event,
        next_at: callback.next_at,
        tries: attempts
            .into_iter()
            .map(|attempt| CallbackTry {
                at: attempt.at,
                answer: attempt.status.ok_or_else(|| {
                    attempt
                        .error
                        .unwrap_or_else(|| words::post::callbacks::NO_ANSWER.to_owned())
                }),
            })
            .collect(),
    }
}
