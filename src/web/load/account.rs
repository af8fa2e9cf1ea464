//! What belongs to a person besides posts: upload, TikTok accounts, API keys, n8n, settings.

use std::collections::HashMap;

use super::retention_hours;
use crate::{
    domain::{id::AccountId, status::Status},
    service::{Context, ServiceError, accounts, api_keys, posts},
    store::posts::PostFilter,
    web::{
        assets,
        context::Visit,
        form::FormState,
        render::{Loaded, Loading},
        shell::Section,
        views::{
            accounts::{AccountLine, AccountsView, accounts_page},
            api_keys::{ApiKeysView, FreshKey, api_keys_page},
            n8n::{N8nView, n8n_page},
            settings::{SettingsView, settings_page},
            upload::{UploadView, upload_page},
        },
        words,
    },
};

/// Posts that are looked through to say what waits for which account.
const WAITING: u32 = 500;

/// `/upload`.
pub(in crate::web) async fn upload(visit: Visit, form: FormState) -> Loading {
    let ctx = &visit.ctx;
    let user = visit.user()?;
    let view = UploadView {
        accounts: accounts::list(ctx, user.id).await?,
        max_video_bytes: ctx.settings.max_video_bytes,
        retention_hours: retention_hours(ctx),
        hold_everything: user.hold_everything,
        form,
    };
    Ok(Loaded::new(
        Section::Upload,
        words::shell::UPLOAD,
        upload_page(&view),
    ))
}

/// `/accounts`.
pub(in crate::web) async fn accounts(visit: Visit, _form: FormState) -> Loading {
    let ctx = &visit.ctx;
    let user = visit.user()?;
    let waiting = waiting(ctx, &visit).await?;
    let accounts = accounts::list(ctx, user.id).await?;
    let view = AccountsView {
        now: visit.now(),
        accounts: accounts
            .into_iter()
            .map(|account| AccountLine {
                waiting: waiting.get(&account.id).copied().unwrap_or(0),
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

/// How many posts wait for each account: in review or on the way.
async fn waiting(ctx: &Context, visit: &Visit) -> Result<HashMap<AccountId, u64>, ServiceError> {
    let filter = PostFilter {
        oldest_first: false,
        statuses: vec![
            Status::Queued,
            Status::Downloading,
            Status::Checking,
            Status::NeedsReview,
            Status::Sending,
        ],
    };
    let page = posts::list(ctx, visit.user()?.id, &filter, None, WAITING).await?;
    let mut waiting = HashMap::new();
    for account in page.items.iter().filter_map(|post| post.account_id) {
        *waiting.entry(account).or_default() += 1;
    }
    Ok(waiting)
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
    let view = ApiKeysView {
        now: visit.now(),
        keys: api_keys::list(ctx, visit.user()?.id).await?,
        fresh,
        form,
    };
    Ok(Loaded::new(
        Section::ApiKeys,
        words::shell::API_KEYS,
        api_keys_page(&view),
    ))
}

/// `/n8n`.
pub(in crate::web) async fn n8n(visit: Visit, _form: FormState) -> Loading {
    let view = N8nView {
        public_url: visit.ctx.settings.public_url.clone(),
    };
    Ok(Loaded::new(
        Section::N8n,
        words::shell::N8N,
        n8n_page(&view),
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
