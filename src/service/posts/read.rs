//! Looking at posts.

use std::collections::{BTreeMap, HashMap};

use super::submit::DUPLICATE_WITHIN;
use crate::{
    domain::{
        account::Account,
        error_code::ErrorCode,
        id::{AccountId, PostId, UserId},
        page::{Cursor, Page},
        post::Post,
        post_object::PostObject,
        status::Status,
    },
    service::{Context, Result, ServiceError},
    store::posts::PostFilter,
};

/// One post of the user.
///
/// # Errors
/// [`ErrorCode::NotFound`] if there is none, or it is somebody else's.
pub async fn get(ctx: &Context, user_id: UserId, id: PostId) -> Result<Post> {
    find_own(ctx, user_id, id)
        .await?
        .ok_or_else(|| ServiceError::refused(ErrorCode::NotFound))
}

/// One post of the user, if there is one.
///
/// # Errors
/// The database failed.
pub async fn find_own(ctx: &Context, user_id: UserId, id: PostId) -> Result<Option<Post>> {
    Ok(ctx.store.find_post(user_id, id).await?)
}

/// A page of the user's posts, newest first.
///
/// # Errors
/// The database failed.
pub async fn list(
    ctx: &Context,
    user_id: UserId,
    filter: &PostFilter,
    cursor: Option<Cursor>,
    limit: u32,
) -> Result<Page<Post>> {
    Ok(ctx.store.list_posts(user_id, filter, cursor, limit).await?)
}

/// How many posts the user has in each status.
///
/// # Errors
/// The database failed.
pub async fn counts(ctx: &Context, user_id: UserId) -> Result<BTreeMap<Status, u64>> {
    Ok(ctx.store.count_posts(user_id).await?)
}

/// How many posts of the user wait for TikTok.
///
/// # Errors
/// The database failed.
pub async fn waiting(ctx: &Context, user_id: UserId) -> Result<u64> {
    Ok(ctx.store.count_waiting(user_id).await?)
}

/// Which of these posts may be duplicates, and of which earlier post: the same URL for the same account within an hour.
///
/// # Errors
/// The database failed.
pub async fn duplicates(
    ctx: &Context,
    user_id: UserId,
    posts: &[PostId],
) -> Result<HashMap<PostId, PostId>> {
    Ok(ctx
        .store
        .duplicates_of(user_id, posts, DUPLICATE_WITHIN)
        .await?)
}

/// How many posts of the user that have not come to rest go to which account, in which status.
///
/// # Errors
/// The database failed.
pub async fn moving_by_account(
    ctx: &Context,
    user_id: UserId,
) -> Result<BTreeMap<(AccountId, Status), u64>> {
    Ok(ctx.store.count_moving_by_account(user_id).await?)
}

/// A post as JSON.
///
/// # Errors
/// The database failed.
pub async fn object(ctx: &Context, post: &Post, with_history: bool) -> Result<PostObject> {
    let account = match post.account_id {
        Some(id) => ctx.store.find_account(post.user_id, id).await?,
        None => None,
    };
    let file = match post.temporary_file {
        Some(id) => ctx.store.find_temporary_file(id).await?,
        None => None,
    };
    let mut object = PostObject::new(
        post,
        account.as_ref(),
        file.as_ref(),
        &ctx.settings.public_url,
    );
    if with_history {
        object.history = Some(ctx.store.history(post.id).await?);
    }
    Ok(object)
}

/// Posts of one user as JSON, with as few questions to the database as a single one needs.
///
/// # Errors
/// The database failed.
pub async fn objects(ctx: &Context, user_id: UserId, posts: &[Post]) -> Result<Vec<PostObject>> {
    let accounts: HashMap<AccountId, Account> = ctx
        .store
        .accounts_of(user_id)
        .await?
        .into_iter()
        .map(|account| (account.id, account))
        .collect();
    let ids: Vec<_> = posts
        .iter()
        .filter_map(|post| post.temporary_file)
        .collect();
    let files = ctx.store.find_temporary_files(&ids).await?;
    Ok(posts
        .iter()
        .map(|post| {
            PostObject::new(
                post,
                post.account_id.and_then(|id| accounts.get(&id)),
                post.temporary_file.and_then(|id| files.get(&id)),
                &ctx.settings.public_url,
            )
        })
        .collect())
}
