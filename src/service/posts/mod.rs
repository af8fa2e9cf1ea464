//! Posts: accepting them, looking at them, and what may be asked for while they live.

mod bulk;
mod cancel;
mod kept_key;
mod publish;
mod read;
mod retry;
mod review;
mod submission;
mod submit;

pub use self::{
    bulk::{BulkDecision, Decided, MOST_AT_ONCE, decide},
    cancel::cancel,
    kept_key::{KeptKey, keep_key},
    publish::{Publication, publish},
    read::{counts, duplicates, find_own, get, list, moving_by_account, object, objects, waiting},
    retry::{retry, send_again},
    review::{choose_account, reject, save_caption, send_to_inbox},
    submission::{Submission, Video},
    submit::{Accepted, Idempotency, Notice, Submitted, submit, submit_once},
};

use crate::{
    domain::{
        change::Change,
        error_code::ErrorCode,
        id::{PostId, UserId},
        post::Post,
        status::IllegalMove,
    },
    service::{Context, Result, ServiceError},
    store::changes::ChangeError,
};

/// What a request makes of a post.
enum Decision {
    /// Change it.
    Do(Change),
    /// It already is as asked for.
    AsIs,
}

/// Why a request changes nothing.
enum Unchanged {
    AsIs(Box<Post>),
    Refused(ServiceError),
}

/// Lets `decide` look at the locked post and writes what it says.
async fn change(
    ctx: &Context,
    user_id: UserId,
    id: PostId,
    decide: impl FnOnce(&Post) -> Result<Decision> + Send,
) -> Result<Post> {
    let changed = ctx
        .store
        .change_post(user_id, id, ctx.now(), |post| match decide(post) {
            Ok(Decision::Do(change)) => Ok(change),
            Ok(Decision::AsIs) => Err(Unchanged::AsIs(Box::new(post.clone()))),
            Err(error) => Err(Unchanged::Refused(error)),
        })
        .await;
    match changed {
        Ok(post) => {
            ctx.wake_workers();
            Ok(post)
        }
        Err(ChangeError::Refused(Unchanged::AsIs(post))) => Ok(*post),
        Err(ChangeError::Refused(Unchanged::Refused(error))) => Err(error),
        Err(ChangeError::NotFound) => Err(ServiceError::refused(ErrorCode::NotFound)),
        Err(ChangeError::Store(error)) => Err(error.into()),
    }
}

impl From<IllegalMove> for ServiceError {
    fn from(error: IllegalMove) -> Self {
        Self::because(
            ErrorCode::Conflict,
            format!(
                "The post is {} by now.",
                error.from.as_str().replace('_', " ")
            ),
        )
    }
}
