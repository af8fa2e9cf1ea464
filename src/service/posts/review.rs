//! What a signed-in human decides about a held draft. No API key comes here.

use super::{Decision, change, submission::check_caption};
use crate::{
    domain::{
        account,
        change::{Change, Field},
        error_code::ErrorCode,
        id::{AccountId, PostId, UserId},
        post::Post,
        publish::Delivery,
        status::{Actor, Status},
    },
    service::{Context, Result, ServiceError, files, posts},
};

/// The longest reason of a rejection, in characters.
const LONGEST_REASON: usize = 200;

/// Changes the words of a held draft.
///
/// # Errors
/// [`ErrorCode::NotFound`], [`ErrorCode::Conflict`] if it is not held any more, [`ErrorCode::CaptionTooLong`].
pub async fn save_caption(
    ctx: &Context,
    user_id: UserId,
    id: PostId,
    caption: &str,
) -> Result<Post> {
    let caption = as_typed(caption);
    check_caption(&caption)?;
    change(ctx, user_id, id, move |post| {
        held(post)?;
        if post.caption == caption {
            return Ok(Decision::AsIs);
        }
        Ok(Decision::Do(
            Change::stay(Actor::User, None)
                .with(Field::Caption(caption))
                .saying("Caption changed"),
        ))
    })
    .await
}

/// The words of a text area as the person typed them.
pub(super) fn as_typed(caption: &str) -> String {
    // Browsers send line ends as CRLF; TikTok would count two.
    let caption = caption.replace("\r\n", "\n");
    // HTML lets a text area begin with a line end that is not part of its text.
    caption.strip_prefix('\n').unwrap_or(&caption).to_owned()
}

/// Sends a held draft to another TikTok account of the same user.
///
/// # Errors
/// [`ErrorCode::NotFound`], [`ErrorCode::Conflict`] if it is not held any more, [`ErrorCode::UnknownAccount`].
pub async fn choose_account(
    ctx: &Context,
    user_id: UserId,
    id: PostId,
    account_id: AccountId,
) -> Result<Post> {
    let account = ctx
        .store
        .find_account(user_id, account_id)
        .await?
        .filter(|account| account.connected)
        .ok_or_else(|| ServiceError::refused(ErrorCode::UnknownAccount))?;
    change(ctx, user_id, id, move |post| {
        held(post)?;
        if post.account_id == Some(account.id) {
            return Ok(Decision::AsIs);
        }
        Ok(Decision::Do(
            Change::stay(Actor::User, None)
                .with(Field::Account(account.id))
                .saying(format!("Account changed to {}", account.handle())),
        ))
    })
    .await
}

/// Sends a held draft to the TikTok inbox. Safe to repeat while it is on its way there.
///
/// # Errors
/// [`ErrorCode::NotFound`], [`ErrorCode::Conflict`] if it is not held any more, [`ErrorCode::TiktokNotConnected`],
/// [`ErrorCode::TiktokScopeMissing`].
pub async fn send_to_inbox(ctx: &Context, user_id: UserId, id: PostId) -> Result<Post> {
    let post = posts::get(ctx, user_id, id).await?;
    if post.status == Status::NeedsReview {
        check_inbox_account(ctx, &post).await?;
    }
    let sent = is_on_its_way_to_the_inbox;
    begin_sending(
        ctx,
        user_id,
        id,
        sent,
        "Sent to the TikTok inbox",
        |change| {
            change
                .with(Field::Delivery(Delivery::Inbox))
                .with(Field::Choices(None))
        },
    )
    .await
}

/// Lets a held draft go to TikTok at a person's word, unless it `is_done` already.
pub(super) async fn begin_sending(
    ctx: &Context,
    user_id: UserId,
    id: PostId,
    is_done: fn(&Post) -> bool,
    detail: impl Into<String> + Send,
    how: impl FnOnce(Change) -> Change + Send,
) -> Result<Post> {
    let now = ctx.now();
    change(ctx, user_id, id, move |post| {
        if is_done(post) {
            return Ok(Decision::AsIs);
        }
        held(post)?;
        let change = Change::to(post.status, Status::Sending, Actor::User, detail)?
            .run_at(now)
            .with(Field::NoPublish);
        Ok(Decision::Do(how(change)))
    })
    .await
}

/// Rejects a held draft and deletes its file at once. Safe to repeat. A `reason` goes into the history.
///
/// # Errors
/// [`ErrorCode::NotFound`], [`ErrorCode::Conflict`] if it is not held any more.
pub async fn reject(ctx: &Context, user_id: UserId, id: PostId, reason: &str) -> Result<Post> {
    let reason: String = reason
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_REASON)
        .collect();
    let detail = match reason.trim() {
        "" => "Rejected".to_owned(),
        reason => format!("Rejected: {reason}"),
    };
    let post = change(ctx, user_id, id, |post| {
        if post.status == Status::Rejected {
            return Ok(Decision::AsIs);
        }
        held(post)?;
        Ok(Decision::Do(Change::to(
            post.status,
            Status::Rejected,
            Actor::User,
            detail,
        )?))
    })
    .await?;
    if let Some(file) = post.temporary_file {
        files::discard(ctx, file).await;
    }
    Ok(post)
}

fn is_on_its_way_to_the_inbox(post: &Post) -> bool {
    post.delivery == Delivery::Inbox
        && matches!(
            post.status,
            Status::Sending | Status::Processing | Status::InInbox
        )
}

pub(super) fn held(post: &Post) -> Result<()> {
    if post.status == Status::NeedsReview {
        return Ok(());
    }
    Err(ServiceError::because(
        ErrorCode::Conflict,
        "The post is no longer waiting for review.",
    ))
}

async fn check_inbox_account(ctx: &Context, post: &Post) -> Result<()> {
    let account = match post.account_id {
        Some(id) => ctx.store.find_account(post.user_id, id).await?,
        None => None,
    };
    let account = account.filter(|account| account.connected).ok_or_else(|| {
        ServiceError::because(
            ErrorCode::TiktokNotConnected,
            "The TikTok account of this post is not connected.",
        )
    })?;
    if account.scopes.has(account::VIDEO_UPLOAD) {
        return Ok(());
    }
    Err(ServiceError::because(
        ErrorCode::TiktokScopeMissing,
        format!(
            "{} did not allow uploading drafts (video.upload).",
            account.handle()
        ),
    ))
}
