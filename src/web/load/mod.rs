//! What each page shows: asked of the service, put into the values that a view takes.

pub(super) mod account;
pub(super) mod activity;
pub(super) mod drafts;
pub(super) mod open;
pub(super) mod post;
pub(super) mod publish;

use std::collections::HashMap;

use super::{shell::Follows, views::line::PostLine};
use crate::{
    domain::{
        id::{PostId, UserId},
        post::Post,
        status::Status::{Cancelled, Expired, Published, Rejected},
    },
    service::{Context, ServiceError, accounts, api_keys, live, posts},
};

/// Puts to each post what belongs to it, with as few questions to the database as for one.
async fn lines(
    ctx: &Context,
    user: UserId,
    list: Vec<Post>,
) -> Result<Vec<PostLine>, ServiceError> {
    if list.is_empty() {
        return Ok(Vec::new());
    }
    let accounts: HashMap<_, _> = accounts::list(ctx, user)
        .await?
        .into_iter()
        .map(|account| (account.id, account))
        .collect();
    let keys: HashMap<_, _> = api_keys::list(ctx, user)
        .await?
        .into_iter()
        .map(|key| (key.id, key.name))
        .collect();
    let files: Vec<_> = list.iter().filter_map(|post| post.temporary_file).collect();
    let files = ctx.store.find_temporary_files(&files).await?;
    // What was said no to, or is out already, needs no warning any more.
    let warnable: Vec<_> = list
        .iter()
        .filter(|post| !matches!(post.status, Rejected | Cancelled | Expired | Published))
        .map(|post| post.id)
        .collect();
    let duplicates = posts::duplicates(ctx, user, &warnable).await?;
    let stand_in = ctx.tiktok.stand_in();
    Ok(list
        .into_iter()
        .map(|post| PostLine {
            account: post.account_id.and_then(|id| accounts.get(&id).cloned()),
            file: post.temporary_file.and_then(|id| files.get(&id).cloned()),
            duplicate_of: duplicates.get(&post.id).copied(),
            key_name: post.api_key_id.and_then(|id| keys.get(&id).cloned()),
            stand_in: stand_in.clone(),
            post,
        })
        .collect())
}

/// How a page follows the work. Asked before anything that the page shows: what comes later makes it out of date.
async fn follows(
    ctx: &Context,
    user: UserId,
    post: Option<PostId>,
) -> Result<Follows, ServiceError> {
    Ok(Follows {
        mark: live::mark(ctx, user).await?,
        post,
        pause: None,
    })
}

/// How long a file may stay, in hours.
fn retention_hours(ctx: &Context) -> u64 {
    ctx.settings.retention.as_secs() / 3600
}
