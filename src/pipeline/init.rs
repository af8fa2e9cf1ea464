//! The begin of a publish at TikTok; for a Direct Post, after asking once more what the creator may post.

use super::{
    job::{Job, TokenOrCall},
    step::StepError,
};
use crate::{
    domain::{
        budget::Budget,
        change::Field,
        chunk::Plan,
        error_code::{ErrorCode, Failure},
        post::UPLOAD_URL_LIVES,
        publish::{
            Choices, Delivery,
            rules::{self, Terms, Violation, Wish},
        },
        secret::SecretString,
    },
    remote::{Verdict, tiktok::Init},
};

/// Begins a publish and commits what TikTok answered, before any byte is sent.
///
/// A publish alone is no progress, so the count of tries goes on: TikTok may refuse one after the other.
/// Should the answer be lost, a second init does no harm: no byte was sent, so nothing can have been posted.
pub(super) async fn begin(job: &mut Job, plan: Plan) -> Result<SecretString, StepError> {
    let asked_at = job.now();
    let choices = match job.post.delivery {
        Delivery::Inbox => None,
        Delivery::Direct => Some(direct(job).await?),
    };
    let place = match choices {
        None => Budget::Drafts,
        Some(_) => Budget::Posts,
    };
    job.take_place(place).await?;
    let init = match ask(job, plan, choices.as_ref()).await {
        Ok(init) => init,
        Err(error) => {
            if began_nothing(&error) {
                job.return_place(place).await?;
            }
            return Err(error.into());
        }
    };
    job.effects.after("publish begun").await;
    let upload_url = init.upload_url.clone();
    job.checkpoint(vec![
        Field::Publish {
            publish_id: init.publish_id,
            upload_url: init.upload_url,
            upload_url_expires_at: asked_at + UPLOAD_URL_LIVES,
            chunk_size: plan.chunk_size(),
        },
        Field::SentBytes(0),
        Field::Waiting(None),
    ])
    .await?;
    Ok(upload_url)
}

async fn ask(job: &Job, plan: Plan, choices: Option<&Choices>) -> Result<Init, TokenOrCall> {
    let (tiktok, caption) = (&job.ctx.tiktok, &job.post.caption);
    job.with_token(Budget::Init, |token| async move {
        match choices {
            None => tiktok.init_inbox(&token, plan).await,
            Some(choices) => tiktok.init_direct(&token, plan, caption, choices).await,
        }
    })
    .await
}

/// Whether TikTok was not asked, or said no. After a lost answer it may count a draft.
fn began_nothing(error: &TokenOrCall) -> bool {
    match error {
        TokenOrCall::Call(error) => error.verdict != Verdict::Retry,
        TokenOrCall::Token(_) | TokenOrCall::NotBefore { .. } => true,
    }
}

/// The human's choices, if TikTok still allows them.
async fn direct(job: &Job) -> Result<Choices, StepError> {
    let Some(choices) = &job.post.choices else {
        return Err(StepError::Fail(
            Failure::new(ErrorCode::TiktokPrivacyMismatch)
                .with_detail("Nobody has chosen who can see the post."),
        ));
    };
    let tiktok = &job.ctx.tiktok;
    let creator = job
        .with_token(Budget::CreatorInfo, |token| async move {
            tiktok.creator_info(&token).await
        })
        .await?;
    let terms = Terms {
        creator: &creator,
        audited: job.ctx.settings.tiktok_app_audited,
        duration_ms: job.post.video.as_ref().map(|video| video.duration_ms),
    };
    // Nothing is published with other choices than those that a human agreed to: if one of them is no longer possible,
    // the human decides anew.
    rules::check(&Wish::from(choices), &terms)
        .map_err(|broken| StepError::Fail(no_longer_allowed(&broken)))
}

/// All that has changed since the human pressed Publish, under the code of the first.
fn no_longer_allowed(broken: &[Violation]) -> Failure {
    let failures: Vec<Failure> = broken.iter().map(|it| it.failure()).collect();
    let sentences: Vec<&str> = failures.iter().map(Failure::message).collect();
    let code = failures
        .first()
        .map_or(ErrorCode::TiktokPrivacyMismatch, |first| first.code);
    Failure::new(code).with_detail(sentences.join(" "))
}
