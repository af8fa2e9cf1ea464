//! `/posts/{id}/publish`: what TikTok says of the creator is asked for at every rendering, and kept nowhere.

use super::lines;
use crate::{
    domain::{
        account::Account,
        error_code::ErrorCode,
        id::{AccountId, PostId},
        post::Post,
        status::Status,
    },
    service::{
        ServiceError, accounts,
        creator::{self, CreatorError},
        posts,
    },
    web::{
        assets,
        context::{Visit, redirect},
        form::FormState,
        paths,
        render::{Loaded, Loading},
        shell::Section,
        views::publish::{Answer, PublishView, publish_page},
        words::publish as say,
    },
};

/// The page of the draft that `id` names. A post that is no draft any more shows its own page instead.
pub(in crate::web) async fn load(visit: Visit, form: FormState, id: Option<String>) -> Loading {
    let ctx = &visit.ctx;
    let user = visit.user()?;
    let not_found = || ServiceError::refused(ErrorCode::NotFound);
    let id: PostId = id.and_then(|id| id.parse().ok()).ok_or_else(not_found)?;
    let post = posts::get(ctx, user.id, id).await?;
    let is_held = post.status == Status::NeedsReview;
    let accounts: Vec<Account> = accounts::list(ctx, user.id)
        .await?
        .into_iter()
        .filter(|account| account.connected)
        .collect();
    let chosen = chosen(&visit, &post, &accounts);
    let (account, answer) = if is_held {
        ask(&visit, chosen).await?
    } else {
        redirect(&paths::post(id));
        (None, Answer::NoAccount)
    };
    let mut line = lines(ctx, user.id, vec![post]).await?;
    let view = PublishView {
        now: visit.now(),
        line: line.pop().ok_or_else(not_found)?,
        accounts,
        account,
        answer,
        audited: ctx.settings.tiktok_app_audited,
        form,
    };
    Ok(
        Loaded::new(Section::Drafts, say::WINDOW, publish_page(&view))
            .with(&assets::PUBLISH_MODULE),
    )
}

/// As whom to post: the account that the address names, else that of the draft, else the first.
fn chosen(visit: &Visit, post: &Post, accounts: &[Account]) -> Option<Account> {
    let find = |id: AccountId| accounts.iter().find(|account| account.id == id);
    let asked: Option<AccountId> = visit.query("account").and_then(|id| id.parse().ok());
    asked
        .and_then(find)
        .or_else(|| post.account_id.and_then(find))
        .or_else(|| accounts.first())
        .cloned()
}

async fn ask(
    visit: &Visit,
    account: Option<Account>,
) -> Result<(Option<Account>, Answer), ServiceError> {
    let Some(account) = account else {
        return Ok((None, Answer::NoAccount));
    };
    let answer = match creator::creator_info(&visit.ctx, &account).await {
        Ok(creator) => {
            let known = creator::known_as(&account, &creator);
            return Ok((Some(known), Answer::Open(creator)));
        }
        Err(CreatorError::Blocked(failure)) => Answer::Blocked(failure),
        Err(CreatorError::Silent { failure, again_at }) => Answer::Silent { failure, again_at },
        Err(CreatorError::ScopeMissing(_)) => Answer::NoScope,
        Err(CreatorError::Reconnect(_)) => Answer::Reconnect,
        Err(CreatorError::Store(error)) => return Err(error.into()),
    };
    Ok((Some(account), answer))
}
