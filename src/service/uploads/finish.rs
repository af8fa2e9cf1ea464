//! The last byte is here: the post, in the same transaction.

use crate::{
    domain::{
        account::Account,
        error_code::ErrorCode,
        id::PostId,
        post::{NewPost, Origin, Post},
        source::Source,
        upload::ResumableUpload,
        user::User,
    },
    service::{Context, Result, ServiceError},
    store::StoreError,
};

/// Makes the post of an upload whose bytes are all on the disk.
///
/// What was announced was checked when the upload began. An account that was disconnected since then is no reason to lose
/// the video: it is held for review, where its owner chooses another.
///
/// # Errors
/// [`ErrorCode::NotFound`] if the upload was discarded meanwhile; [`ErrorCode::TiktokNotConnected`] if the user has no
/// account any more, not even a disconnected one.
pub(super) async fn finish(
    ctx: &Context,
    user: &User,
    upload: ResumableUpload,
) -> Result<ResumableUpload> {
    let (account, is_chosen) = account(ctx, &upload).await?;
    let now = ctx.now();
    let post = Post::queued(
        NewPost {
            id: PostId::new(now),
            user_id: upload.user_id,
            account_id: account.id,
            api_key_id: None,
            origin: Origin::Browser,
            source: Source::File {
                name: upload.file_name.clone(),
            },
            caption: upload.caption.clone(),
            video_title: None,
            video_description: None,
            auto_approve: upload.auto_approve && is_chosen && !user.hold_everything,
            external_id: None,
            metadata: None,
            callback_url: None,
            file: Some((upload.id, upload.total_bytes)),
        },
        now,
    );
    let detail = if is_chosen {
        "Accepted"
    } else {
        "Accepted; the account that was chosen is not connected any more"
    };
    match ctx.store.finish_upload(&post, upload.id, detail).await {
        Ok(()) => {}
        Err(StoreError::NotFound) => return Err(ServiceError::refused(ErrorCode::NotFound)),
        Err(error) => return Err(error.into()),
    }
    ctx.wake_workers();
    Ok(ResumableUpload {
        received: upload.total_bytes,
        post_id: Some(post.id),
        ..upload
    })
}

/// The account to post to, and whether it is the one that was chosen and can be posted to.
async fn account(ctx: &Context, upload: &ResumableUpload) -> Result<(Account, bool)> {
    let accounts = ctx.store.accounts_of(upload.user_id).await?;
    let chosen = accounts
        .iter()
        .find(|account| Some(account.id) == upload.account_id);
    if let Some(account) = chosen.filter(|account| account.connected) {
        return Ok((account.clone(), true));
    }
    // Connected ones stand first, and the default before the others.
    let other = accounts
        .first()
        .filter(|account| account.connected)
        .or(chosen)
        .or(accounts.first());
    other
        .map(|account| (account.clone(), false))
        .ok_or_else(|| ServiceError::refused(ErrorCode::TiktokNotConnected))
}
