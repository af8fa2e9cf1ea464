//! Accepting a video: checked, made durable with its answer in one transaction, and only then answered.

use std::time::Duration;

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    kept_key::KeptKey,
    submission::{Checked, Submission},
};
use crate::{
    domain::{
        error_code::ErrorCode,
        id::{ApiKeyId, PostId},
        post::{self, Post},
        post_object::PostObject,
        source::Source,
        status::Actor,
    },
    service::{Context, Result, ServiceError, files},
    store::{
        idempotency::{Begun, Reservation, StoredAnswer},
        intake::{ACCEPTED, Alike, NewPost, NewRequest},
    },
};

/// Within this time the same source and account look like a mistake.
pub(super) const DUPLICATE_WITHIN: Duration = Duration::from_secs(3600);

/// The longest `Idempotency-Key`, in characters.
const LONGEST_KEY: usize = 255;

/// What a client is told of an accepted video: the post object, and a notice if there is one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Accepted {
    /// The post.
    #[serde(flatten)]
    pub object: PostObject,
    /// Something the caller should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
}

/// Something that does not stop a post but may be a mistake.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Notice {
    /// `possible_duplicate`.
    pub code: &'static str,
    /// In words.
    pub message: &'static str,
    /// The other post.
    pub post_id: String,
}

/// A request that must take effect once, however often it is sent.
#[derive(Debug)]
pub struct Idempotency {
    /// Whose key space.
    pub api_key: ApiKeyId,
    /// The `Idempotency-Key`.
    pub key: String,
    /// SHA-256 over what was asked for.
    pub fingerprint: String,
    /// The key, if it was kept from others while the content came in.
    pub kept: Option<KeptKey>,
}

impl Idempotency {
    /// Whether `key` may be used as one: 1 to 255 visible ASCII characters.
    #[must_use]
    pub fn is_valid_key(key: &str) -> bool {
        (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
    }
}

/// How a repeatable submission ended.
#[derive(Debug)]
pub enum Submitted {
    /// A new post; this is the answer.
    New(Box<Post>, StoredAnswer),
    /// The same request came before; this was the answer.
    Replayed(StoredAnswer),
}

/// Accepts a video, as [`submit_once`] does.
///
/// # Errors
/// What a submission can be refused for, in the order of the documentation; or the database failed.
pub async fn submit(ctx: &Context, submission: Submission) -> Result<Post> {
    match submit_once(ctx, submission, None).await? {
        Submitted::New(post, _) => Ok(*post),
        Submitted::Replayed(_) => Err(ServiceError::Broken(
            "a submission without a key was answered from memory".to_owned(),
        )),
    }
}

/// Accepts a video once for each `Idempotency-Key`. If nothing new was made, its uploaded file is gone.
///
/// Runs to its end even if the caller goes away: half of it would leave a key in progress, or a post whose file the caller
/// takes for its own.
///
/// # Errors
/// As [`submit`]; [`ErrorCode::IdempotencyKeyReused`] and [`ErrorCode::IdempotencyInProgress`].
pub async fn submit_once(
    ctx: &Context,
    submission: Submission,
    idempotency: Option<Idempotency>,
) -> Result<Submitted> {
    let task = {
        let ctx = ctx.clone();
        ctx.tasks.clone().spawn(async move {
            let file = submission.file.as_ref().map(|file| file.id);
            let submitted = claim_and_make(&ctx, submission, idempotency).await;
            if let (Err(_) | Ok(Submitted::Replayed(_)), Some(id)) = (&submitted, file) {
                files::discard_unowned(&ctx, id).await;
            }
            submitted
        })
    };
    task.await.unwrap_or_else(|error| {
        Err(ServiceError::Broken(format!(
            "a submission broke off: {error}"
        )))
    })
}

async fn claim_and_make(
    ctx: &Context,
    submission: Submission,
    idempotency: Option<Idempotency>,
) -> Result<Submitted> {
    let reservation = match idempotency {
        None => None,
        Some(request) => match begin(ctx, request).await? {
            Begun::Fresh(reservation) => Some(reservation),
            Begun::Replay(answer) => return Ok(Submitted::Replayed(answer)),
            Begun::InProgress | Begun::Answered => return Err(in_progress()),
            Begun::Mismatch => {
                return Err(ServiceError::refused(ErrorCode::IdempotencyKeyReused));
            }
        },
    };
    match make(ctx, submission, reservation.as_ref()).await {
        Ok(made) => Ok(Submitted::New(Box::new(made.post), made.answer)),
        Err(error) => {
            if let Some(reservation) = &reservation {
                ctx.store.abandon_request(reservation).await?;
            }
            Err(error)
        }
    }
}

async fn begin(ctx: &Context, request: Idempotency) -> Result<Begun> {
    if let Some(kept) = request.kept {
        return Ok(Begun::Fresh(kept.named(&request.fingerprint).await?));
    }
    ctx.begin_request(NewRequest {
        reservation: Reservation::new(request.api_key, &request.key),
        fingerprint: request.fingerprint,
        at: ctx.now(),
    })
    .await
}

pub(super) const fn in_progress() -> ServiceError {
    ServiceError::refused(ErrorCode::IdempotencyInProgress)
}

/// A new post and what its maker is told.
struct Made {
    post: Post,
    answer: StoredAnswer,
}

/// Checks, then writes the post and the answer to this request in one transaction.
async fn make(
    ctx: &Context,
    submission: Submission,
    reservation: Option<&Reservation>,
) -> Result<Made> {
    let checked = submission.check(ctx).await?;
    let actor = match submission.api_key {
        Some(_) => Actor::ApiKey,
        None => Actor::User,
    };
    let notice = find_duplicate(ctx, &submission, &checked).await?;
    let account = checked.account.clone();
    let post = new_post(ctx, submission, checked);
    let file = match post.temporary_file {
        Some(id) => ctx.store.find_temporary_file(id).await?,
        None => None,
    };
    let object = PostObject::new(
        &post,
        Some(&account),
        file.as_ref(),
        &ctx.settings.public_url,
    );
    let accepted = Accepted { object, notice };
    let answer = StoredAnswer {
        status: 202,
        location: Some(accepted.object.status_url.clone()),
        body: serde_json::to_string(&accepted).map_err(|error| ServiceError::unwritable(&error))?,
    };
    if post.temporary_file.is_some() {
        let stored = reservation.map(|reservation| (reservation, &answer));
        ctx.store
            .insert_post(&post, ACCEPTED, actor, stored)
            .await?;
        ctx.wake_workers();
    } else {
        let stored = reservation.map(|reservation| (reservation.clone(), answer.clone()));
        ctx.insert_post(NewPost {
            post: post.clone(),
            actor,
            answer: stored,
        })
        .await?;
    }
    Ok(Made { post, answer })
}

async fn find_duplicate(
    ctx: &Context,
    submission: &Submission,
    checked: &Checked,
) -> Result<Option<Notice>> {
    let Source::Url(url) = &checked.source else {
        return Ok(None);
    };
    let earlier = ctx
        .duplicate_of(Alike {
            user: submission.user.id,
            account: checked.account.id,
            url: url.to_string(),
            since: ctx.now() - DUPLICATE_WITHIN,
        })
        .await?;
    Ok(earlier.map(|id| Notice {
        code: "possible_duplicate",
        message: "The same video was handed in for this account within the last hour.",
        post_id: id.to_string(),
    }))
}

fn new_post(ctx: &Context, submission: Submission, checked: Checked) -> Post {
    let now = ctx.now();
    Post::queued(
        post::NewPost {
            id: PostId::new(now),
            user_id: submission.user.id,
            account_id: checked.account.id,
            api_key_id: submission.api_key,
            origin: submission.origin,
            source: checked.source,
            caption: checked.caption,
            video_title: submission.video_title,
            video_description: submission.video_description,
            auto_approve: checked.auto_approve,
            external_id: submission.external_id,
            metadata: submission.metadata,
            callback_url: checked.callback_url,
            file: submission.file.map(|file| (file.id, file.size)),
        },
        now,
    )
}
