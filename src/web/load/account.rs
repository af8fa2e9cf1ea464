//! What belongs to a person besides posts: upload, TikTok accounts, API keys, n8n, settings.

use super::retention_hours;
use crate::{
    domain::{
        error_code::ErrorCode,
        id::{AccountId, ApiKeyId},
        status::Status,
    },
    service::{ServiceError, accounts, activity, api_keys, budgets, posts, uploads},
    web::{
        assets,
        context::Visit,
        form::FormState,
        render::{Loaded, Loading},
        shell::Section,
        views::{
            accounts::{AccountLine, AccountsView, accounts_page},
            api_keys::{ApiKeysView, FreshKey, api_keys_page},
            delete_account::{DeleteAccountView, delete_account_page},
            n8n::{N8nView, n8n_page},
            revoke_key::{RevokeView, revoke_page},
            settings::{SettingsView, settings_page},
            upload::{UploadView, upload_page},
        },
        words,
    },
};

/// `/upload`.
pub(in crate::web) async fn upload(visit: Visit, form: FormState) -> Loading {
    let ctx = &visit.ctx;
    let user = visit.user()?;
    let view = UploadView {
        now: visit.now(),
        unfinished: uploads::open(ctx, user.id).await?,
        accounts: accounts::list(ctx, user.id).await?,
        max_video_bytes: ctx.settings.max_video_bytes,
        retention_hours: retention_hours(ctx),
        hold_everything: user.hold_everything,
        form,
    };
    let page = Loaded::new(Section::Upload, words::shell::UPLOAD, upload_page(&view));
    Ok(page.with(&assets::TUS_CLIENT).with(&assets::UPLOAD_MODULE))
}

/// `/accounts`.
pub(in crate::web) async fn accounts(visit: Visit, _form: FormState) -> Loading {
    let ctx = &visit.ctx;
    let user = visit.user()?;
    let accounts = accounts::list(ctx, user.id).await?;
    let posts = posts::moving_by_account(ctx, user.id).await?;
    let count = |id: AccountId, wanted: fn(Status) -> bool| {
        let of_it = posts
            .iter()
            .filter(|((account, status), _)| *account == id && wanted(*status));
        of_it.map(|(_, count)| count).sum()
    };
    let allowances = budgets::allowances(ctx, user.id, &accounts).await?;
    let view = AccountsView {
        now: visit.now(),
        accounts: accounts
            .into_iter()
            .map(|account| AccountLine {
                held: count(account.id, |status| status == Status::NeedsReview),
                moving: count(account.id, is_on_the_way),
                allowance: allowances.get(&account.id).copied().unwrap_or_default(),
                account,
            })
            .collect(),
        asked: ctx.settings.tiktok_scopes.clone(),
    };
    Ok(Loaded::new(
        Section::Accounts,
        words::shell::TIKTOK_ACCOUNTS,
        accounts_page(&view),
    ))
}

/// Whether a post still needs the account it goes to.
const fn is_on_the_way(status: Status) -> bool {
    matches!(
        status,
        Status::Queued | Status::Downloading | Status::Checking | Status::Sending
    )
}

/// `/api-keys`.
pub(in crate::web) async fn keys(visit: Visit, form: FormState) -> Loading {
    keys_with(visit, form, None).await
}

/// The same with the key that was just made.
pub(in crate::web) async fn keys_with(
    visit: Visit,
    form: FormState,
    fresh: Option<FreshKey>,
) -> Loading {
    let ctx = &visit.ctx;
    let user = visit.user()?.id;
    let view = ApiKeysView {
        now: visit.now(),
        keys: api_keys::list(ctx, user).await?,
        requests: activity::requests_by_key(ctx, user).await?,
        fresh,
        form,
    };
    Ok(Loaded::new(
        Section::ApiKeys,
        words::shell::API_KEYS,
        api_keys_page(&view),
    ))
}

/// `/api-keys/{id}/revoke`: the question.
pub(in crate::web) async fn revoke(visit: Visit, _form: FormState, id: Option<String>) -> Loading {
    let ctx = &visit.ctx;
    let not_found = || ServiceError::refused(ErrorCode::NotFound);
    let id: ApiKeyId = id.and_then(|id| id.parse().ok()).ok_or_else(not_found)?;
    let keys = api_keys::list(ctx, visit.user()?.id).await?;
    let key = keys
        .into_iter()
        .find(|key| key.id == id && key.revoked_at.is_none())
        .ok_or_else(not_found)?;
    let view = RevokeView {
        now: visit.now(),
        key,
    };
    Ok(Loaded::new(
        Section::ApiKeys,
        words::api_keys::revoke_question(&view.key.name),
        revoke_page(&view),
    ))
}

/// `/n8n`.
pub(in crate::web) async fn n8n(visit: Visit, _form: FormState) -> Loading {
    let view = N8nView {
        public_url: visit.ctx.settings.public_url.clone(),
        version: visit.ctx.settings.version,
        email: visit.user()?.email.clone(),
    };
    Ok(Loaded::new(
        Section::N8n,
        words::shell::N8N,
        n8n_page(&view),
    ))
}

/// `/settings/delete`: the question.
pub(in crate::web) async fn delete(visit: Visit, form: FormState) -> Loading {
    let ctx = &visit.ctx;
    let user = visit.user()?;
    let posts = posts::counts(ctx, user.id).await?;
    let sum = |wanted: fn(Status) -> bool| {
        let of_it = posts.iter().filter(|(status, _)| wanted(**status));
        of_it.map(|(_, count)| count).sum()
    };
    let now = ctx.now();
    let accounts = accounts::list(ctx, user.id).await?;
    let keys = api_keys::list(ctx, user.id).await?;
    let view = DeleteAccountView {
        email: user.email.clone(),
        posts: sum(|_| true),
        held: sum(|status| status == Status::NeedsReview),
        moving: sum(is_on_the_way),
        accounts: accounts.iter().filter(|it| it.connected).count() as u64,
        keys: keys.iter().filter(|it| it.is_valid_at(now)).count() as u64,
        form,
    };
    Ok(Loaded::new(
        Section::Elsewhere,
        words::deletion::QUESTION,
        delete_account_page(&view),
    ))
}

/// `/settings`.
pub(in crate::web) async fn settings(visit: Visit, form: FormState) -> Loading {
    let settings = &visit.ctx.settings;
    let view = SettingsView {
        now: visit.now(),
        form,
        hold_everything: visit.user()?.hold_everything,
        retention_hours: retention_hours(&visit.ctx),
        history_days: settings.history_days,
        session_days: settings.session_days,
    };
    let page = Loaded::new(
        Section::Elsewhere,
        words::settings::TITLE,
        settings_page(&view),
    );
    Ok(page.with(&assets::SETTINGS_MODULE))
}
