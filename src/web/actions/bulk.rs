//! The form around the drafts that wait: one decision about several, and a report of what became of each.

use leptos::prelude::*;

use super::{Done, act};
use crate::{
    domain::{error_code::ErrorCode, id::PostId},
    service::{
        ServiceError,
        posts::{self, BulkDecision, Decided},
    },
    web::{
        components::notice::{Notice, Tone},
        context::Visit,
        flash::Flash,
        form::FormState,
        paths,
        words::bulk as words,
    },
};

/// Sends the chosen drafts to the TikTok inbox, or rejects them; `none` is what Enter on a box sends.
#[server(prefix = "/actions", endpoint = "bulk")]
pub(super) async fn bulk(
    #[server(default)] posts: Vec<String>,
    #[server(default)] decision: String,
) -> Result<(), ServerFnError> {
    act(paths::DRAFTS, FormState::default(), async |visit| {
        let decision = match decision.as_str() {
            "inbox" => BulkDecision::Inbox,
            "reject" => BulkDecision::Reject,
            "none" => return Ok(Done::go(paths::DRAFTS)),
            _ => return Err(ServiceError::refused(ErrorCode::InvalidField)),
        };
        let ids: Result<Vec<PostId>, _> = posts.iter().map(|id| id.parse()).collect();
        let ids = ids.map_err(|_| ServiceError::refused(ErrorCode::NotFound))?;
        let decided = posts::decide(&visit.ctx, visit.user()?.id, &ids, decision).await?;
        Ok(Done::go(paths::DRAFTS).with(report(&visit, decision, &decided)))
    })
    .await
}

/// Says how many went as decided, and of the others which and why.
fn report(visit: &Visit, decision: BulkDecision, decided: &Decided) -> Flash {
    let mut flash = Flash::default();
    if !decided.done.is_empty() {
        let title = words::done(decision, decided.done.len());
        flash.notices.push(Notice::new(Tone::Good, title));
    }
    // Drafts with the same reason share a sentence.
    let mut reasons: Vec<(String, Vec<&str>)> = Vec::new();
    for (post, error) in &decided.refused {
        let failure = visit.failure(error);
        let caption = post.caption.as_str();
        match reasons
            .iter_mut()
            .find(|(message, _)| message == failure.message())
        {
            Some((_, captions)) => captions.push(caption),
            None => reasons.push((failure.message().to_owned(), vec![caption])),
        }
    }
    let count = decided.refused.len() + decided.unknown;
    if count > 0 {
        let mut sentences: Vec<String> = reasons
            .iter()
            .map(|(message, captions)| words::reason(captions, message))
            .collect();
        if decided.unknown > 0 {
            sentences.push(words::unknown(decided.unknown));
        }
        let title = words::refused(decision, count);
        let notice = Notice::new(Tone::Bad, title).saying(sentences.join(" "));
        flash.notices.push(notice);
    }
    flash
}
