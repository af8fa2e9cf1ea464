//! Deleting an account: access given back at TikTok, rows and files gone, and a receipt that names nobody.
//!
//! What was begun is carried to its end: here at once, and by the rounds of the pipeline if this process dies, or if a
//! file lies on another machine.

use std::time::Duration;

use futures::future::join_all;

use crate::{
    domain::{
        account::Account,
        deletion::Receipt,
        error_code::ErrorCode,
        id::{DeletionId, UserId},
    },
    service::{Context, Result, ServiceError, accounts, files, uploads},
    store::deletions::OpenDeletion,
};

/// How long TikTok may take to give up an access. The deletion does not depend on it.
const TIKTOK_MAY_TAKE: Duration = Duration::from_secs(10);
/// How long one process keeps a deletion to itself.
const LEASE: Duration = Duration::from_secs(120);
/// When somebody looks again whether a file is gone.
const AGAIN: Duration = Duration::from_secs(60);
/// How long the person waits for the end of it. It goes on anyway.
const PATIENCE: Duration = Duration::from_secs(20);

/// Deletes a user and everything of theirs. When this answers, nobody can act as them any more; the receipt says whether
/// all of it is gone.
///
/// # Errors
/// [`ErrorCode::NotFound`]; the database failed.
pub async fn delete(ctx: &Context, user: UserId) -> Result<DeletionId> {
    let now = ctx.now();
    let open = ctx.store.begin_deletion(user, now, now + LEASE).await?;
    let open = open.ok_or_else(|| ServiceError::refused(ErrorCode::NotFound))?;
    let task = {
        let ctx = ctx.clone();
        // Whoever asked may go away.
        ctx.tasks
            .clone()
            .spawn(async move { carry_out(&ctx, open).await })
    };
    match tokio::time::timeout(PATIENCE, task).await {
        Ok(Ok(Ok(()))) => {}
        Ok(Ok(Err(error))) => {
            tracing::error!(receipt = %open.id, %error, "a deletion will be resumed");
        }
        Ok(Err(error)) => {
            tracing::error!(receipt = %open.id, %error, "a deletion will be resumed");
        }
        Err(_) => tracing::info!(receipt = %open.id, "a deletion takes longer"),
    }
    Ok(open.id)
}

/// Goes on with every deletion that nobody is at work on.
///
/// # Errors
/// The database failed.
pub async fn resume(ctx: &Context) -> Result<()> {
    loop {
        let now = ctx.now();
        let Some(open) = ctx.store.claim_deletion(now, now + LEASE).await? else {
            return Ok(());
        };
        carry_out(ctx, open).await?;
    }
}

/// The receipt of that id.
///
/// # Errors
/// [`ErrorCode::NotFound`].
pub async fn receipt(ctx: &Context, id: DeletionId) -> Result<Receipt> {
    let receipt = ctx.store.find_receipt(id).await?;
    receipt.ok_or_else(|| ServiceError::refused(ErrorCode::NotFound))
}

/// Each step may be repeated, and finds what the one before left over.
async fn carry_out(ctx: &Context, open: OpenDeletion) -> Result<()> {
    give_access_back(ctx, open).await?;
    // Whoever is at work on an upload stops now.
    for upload in uploads::open(ctx, open.user).await? {
        if let Err(error) = uploads::discard(ctx, open.user, upload.id).await {
            tracing::warn!(upload = %upload.id, %error, "the sweep deletes its file");
        }
    }
    delete_files(ctx, open).await?;
    while ctx.store.delete_posts_of(open).await? {}
    // A worker may have made one more before it noticed that its lease is gone.
    delete_files(ctx, open).await?;
    // A consent at TikTok may have ended in between.
    give_access_back(ctx, open).await?;
    ctx.store.delete_rest_of(open).await?;
    let now = ctx.now();
    if ctx.store.close_deletion(open, now, now + AGAIN).await? {
        tracing::info!(receipt = %open.id, "an account was deleted");
    } else {
        tracing::warn!(receipt = %open.id, "files of a deleted account are still here");
    }
    Ok(())
}

/// Tells TikTok of each account at once, then wipes our access, whatever TikTok says. It is not told again later: that
/// would mean to keep the access of somebody who asked to be forgotten.
async fn give_access_back(ctx: &Context, open: OpenDeletion) -> Result<()> {
    let accounts = accounts::list(ctx, open.user).await?;
    let connected: Vec<&Account> = accounts.iter().filter(|it| it.connected).collect();
    let told = join_all(connected.iter().map(|account| async {
        tokio::time::timeout(TIKTOK_MAY_TAKE, accounts::revoke(ctx, account.id))
            .await
            .unwrap_or(false)
    }))
    .await;
    for (account, told) in connected.into_iter().zip(told) {
        ctx.store.wipe_access(open, account.id, told).await?;
    }
    Ok(())
}

/// Deletes the files of this machine. Those of others are theirs to delete, at their next sweep.
async fn delete_files(ctx: &Context, open: OpenDeletion) -> Result<()> {
    for file in ctx.store.release_files(open.user, ctx.now()).await? {
        files::discard(ctx, file.id).await;
    }
    Ok(())
}
