//! Publish: the one way to a Direct Post. Only a signed-in human comes here, for a draft of their own that is held.

use serde_json::json;

use super::{
    review::{as_typed, begin_sending, held},
    submission::check_caption,
};
use crate::{
    domain::{
        account::Account,
        change::Field,
        error_code::{ErrorCode, Failure},
        id::{AccountId, ConsentId, PostId, UserId},
        post::Post,
        publish::{
            Choices, Delivery, Privacy,
            consent::{Agreement, Consent},
            rules::{self, Terms, Violation, Wish},
        },
        status::Status,
        temporary_file::TemporaryFile,
    },
    service::{Context, Result, ServiceError, creator, posts},
};

/// What a person sends by pressing Publish.
#[derive(Debug, Clone)]
pub struct Publication {
    /// As whom to post.
    pub account: AccountId,
    /// The words that go with it, as the browser sends them.
    pub caption: String,
    /// The form's answers.
    pub wish: Wish,
}

/// Publishes a held draft with the choices of the human who asks, and keeps what they agreed to. TikTok is asked afresh
/// what the creator may post. Safe to repeat: a second press publishes nothing more and changes no choice.
///
/// # Errors
/// [`ErrorCode::NotFound`]; [`ErrorCode::Conflict`] if it is not held any more or its time is over;
/// [`ErrorCode::UnknownAccount`], [`ErrorCode::TiktokScopeMissing`], [`ErrorCode::TiktokReconnect`];
/// [`ErrorCode::CaptionTooLong`]; what TikTok says of a creator who cannot post now; every [`Violation`], each with its
/// field in `details`.
pub async fn publish(
    ctx: &Context,
    user_id: UserId,
    id: PostId,
    publication: Publication,
) -> Result<Post> {
    let post = posts::get(ctx, user_id, id).await?;
    if is_being_published(&post) {
        return Ok(post);
    }
    held(&post)?;
    still_here(ctx, &post).await?;
    let account = own_account(ctx, user_id, publication.account).await?;
    let caption = as_typed(&publication.caption);
    check_caption(&caption)?;
    let creator = creator::creator_info(ctx, &account).await?;
    let account = creator::known_as(&account, &creator);
    let terms = Terms {
        creator: &creator,
        audited: ctx.settings.tiktok_app_audited,
        duration_ms: post.video.as_ref().map(|video| video.duration_ms),
    };
    let choices = rules::check(&publication.wish, &terms).map_err(|broken| refused(&broken))?;
    let now = ctx.now();
    let consent = Consent {
        id: ConsentId::new(now),
        user_id,
        post_id: id,
        account_id: Some(account.id),
        tiktok_user_id: account.tiktok_user_id.clone(),
        posting_as: posting_as(&account),
        at: now,
        words: Agreement::to(&choices).words(),
        caption: caption.clone(),
        choices: choices.clone(),
    };
    let detail = pressed(&account, &choices);
    begin_sending(
        ctx,
        user_id,
        id,
        is_being_published,
        detail,
        move |change| {
            change
                .with(Field::Caption(caption))
                .with(Field::Account(account.id))
                .with(Field::Delivery(Delivery::Direct))
                .with(Field::Choices(Some(choices)))
                .agreed(consent)
        },
    )
    .await
}

/// The account as the page names it: "Posting as …".
fn posting_as(account: &Account) -> String {
    match &account.username {
        Some(username) => format!("{} (@{username})", account.display_name),
        None => account.display_name.clone(),
    }
}

/// What the history says.
fn pressed(account: &Account, choices: &Choices) -> String {
    let audience = match choices.privacy {
        Privacy::PublicToEveryone => "everyone",
        Privacy::MutualFollowFriends => "friends",
        Privacy::FollowerOfCreator => "followers",
        Privacy::SelfOnly => "only the account itself",
    };
    format!(
        "Publish pressed for {}, visible to {audience}.",
        account.handle()
    )
}

fn is_being_published(post: &Post) -> bool {
    post.delivery == Delivery::Direct
        && matches!(
            post.status,
            Status::Sending | Status::Processing | Status::Published
        )
}

/// A draft whose time is over is published no more, even if nobody has swept it yet.
async fn still_here(ctx: &Context, post: &Post) -> Result<()> {
    let file = match post.temporary_file {
        Some(id) => ctx.store.find_temporary_file(id).await?,
        None => None,
    };
    let now = ctx.now();
    file.filter(|file| TemporaryFile::is_present(file) && file.held_until > now)
        .map(drop)
        .ok_or_else(|| {
            ServiceError::because(
                ErrorCode::Conflict,
                "The time of this draft is over; its file is deleted.",
            )
        })
}

async fn own_account(ctx: &Context, user_id: UserId, id: AccountId) -> Result<Account> {
    ctx.store
        .find_account(user_id, id)
        .await?
        .filter(|account| account.connected)
        .ok_or_else(|| ServiceError::refused(ErrorCode::UnknownAccount))
}

/// Every broken rule at its field, under the code of the first.
fn refused(broken: &[Violation]) -> ServiceError {
    let failures: Vec<(&str, Failure)> = broken
        .iter()
        .map(|violation| (violation.field(), violation.failure()))
        .collect();
    let details = failures
        .iter()
        .map(|(field, failure)| json!({ "field": field, "problem": failure.message() }))
        .collect();
    let first = failures.into_iter().next().map(|(_, failure)| failure);
    ServiceError::Refused {
        failure: first.unwrap_or_else(|| Failure::new(ErrorCode::InvalidField)),
        details: Some(details),
    }
}
