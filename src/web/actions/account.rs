//! Forms about what belongs to a person: TikTok accounts, API keys, settings.

use leptos::prelude::*;

use super::{Done, act};
use crate::{
    domain::{
        error_code::ErrorCode,
        id::{AccountId, ApiKeyId},
        user::Theme,
    },
    service::{ServiceError, accounts, api_keys, users},
    web::{
        components::notice::{Notice, Tone},
        flash::Flash,
        form::FormState,
        format::Zone,
        next::own_path,
        paths,
        words::{self, settings as say},
    },
};

fn account_id(text: &str) -> Result<AccountId, ServiceError> {
    text.parse()
        .map_err(|_| ServiceError::refused(ErrorCode::NotFound))
}

/// Makes an account the default.
#[server(prefix = "/actions", endpoint = "accounts/default")]
pub(super) async fn make_default(#[server(default)] account: String) -> Result<(), ServerFnError> {
    act(paths::ACCOUNTS, FormState::default(), async |visit| {
        let (ctx, user) = (&visit.ctx, visit.user()?.id);
        let id = account_id(&account)?;
        accounts::make_default(ctx, user, id).await?;
        let account = accounts::get(ctx, user, id).await?;
        let notice = words::accounts::is_default(&account.handle());
        Ok(Done::go(paths::ACCOUNTS).saying(notice))
    })
    .await
}

/// Gives an account's access back to TikTok and forgets it.
#[server(prefix = "/actions", endpoint = "accounts/disconnect")]
pub(super) async fn disconnect(#[server(default)] account: String) -> Result<(), ServerFnError> {
    act(paths::ACCOUNTS, FormState::default(), async |visit| {
        let (ctx, user) = (&visit.ctx, visit.user()?.id);
        let id = account_id(&account)?;
        let handle = accounts::get(ctx, user, id).await?.handle();
        let told = accounts::disconnect(ctx, user, id).await?;
        let title = words::accounts::disconnected(&handle);
        let done = Done::go(paths::ACCOUNTS);
        Ok(if told {
            done.saying(title)
        } else {
            done.with(Flash::from(
                Notice::new(Tone::Yours, title).saying(words::accounts::NOT_TOLD),
            ))
        })
    })
    .await
}

/// Ends an API key.
#[server(prefix = "/actions", endpoint = "keys/revoke")]
pub(super) async fn revoke_key(#[server(default)] key: String) -> Result<(), ServerFnError> {
    act(paths::API_KEYS, FormState::default(), async |visit| {
        let id: ApiKeyId = key
            .parse()
            .map_err(|_| ServiceError::refused(ErrorCode::NotFound))?;
        let key = api_keys::revoke(&visit.ctx, visit.user()?.id, id).await?;
        let notice = words::api_keys::revoked(&key.name);
        Ok(Done::go(paths::API_KEYS).saying(notice))
    })
    .await
}

/// Saves the settings.
#[server(prefix = "/actions", endpoint = "settings")]
pub(super) async fn save_settings(#[server(default)] hold: String) -> Result<(), ServerFnError> {
    act(paths::SETTINGS, FormState::default(), async |visit| {
        users::hold_everything(&visit.ctx, visit.user()?.id, hold == "1").await?;
        Ok(Done::go(paths::SETTINGS).saying(say::SAVED))
    })
    .await
}

/// Chooses the colours.
#[server(prefix = "/actions", endpoint = "theme")]
pub(super) async fn choose_theme(
    #[server(default)] theme: String,
    #[server(default)] back: String,
) -> Result<(), ServerFnError> {
    act(paths::SETTINGS, FormState::default(), async |visit| {
        let theme = Theme::from_name(&theme);
        users::choose_theme(&visit.ctx, visit.user()?.id, theme).await?;
        Ok(Done::go(
            own_path(Some(&back)).unwrap_or_else(|| paths::DRAFTS.to_owned()),
        ))
    })
    .await
}

/// Chooses the time zone of the pages.
#[server(prefix = "/actions", endpoint = "time-zone")]
pub(super) async fn choose_time_zone(#[server(default)] zone: String) -> Result<(), ServerFnError> {
    act(paths::SETTINGS, FormState::default(), async |visit| {
        let Some(zone) = Zone::named(&zone) else {
            return Err(ServiceError::field(
                ErrorCode::InvalidField,
                "zone",
                say::UNKNOWN_ZONE,
            ));
        };
        users::choose_time_zone(&visit.ctx, visit.user()?.id, zone.name()).await?;
        Ok(Done::go(paths::SETTINGS).saying(say::zone_saved(&zone.place())))
    })
    .await
}
