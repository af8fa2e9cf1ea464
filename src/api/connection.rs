//! n8n's credential test, and the link with which a program lets its user connect TikTok.

use axum::{Extension, Json, extract::State, http::header, response::IntoResponse};

use super::{
    auth::Caller,
    error::ApiError,
    wire::{
        ConnectLink, Connection, ConnectionAccount, ConnectionKey, ConnectionTikTok, ConnectionUser,
    },
};
use crate::{
    domain::{account::Account, error_code::ErrorCode},
    service::{Context, accounts, oauth::BrowserCookie},
};

/// Tells a program that its key works, and for whom.
#[utoipa::path(
    get,
    path = "/n8n/test-connection",
    operation_id = "test_connection",
    tag = "Connection",
    security(("bearer" = []), ("header" = []), ("query" = [])),
    responses((status = 200, description = "The key works.", body = Connection)),
)]
pub(super) async fn test(
    State(ctx): State<Context>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Connection>, ApiError> {
    let key = caller
        .key
        .ok_or_else(|| ApiError::new(ErrorCode::MissingApiKey))?;
    let accounts = accounts::list(&ctx, caller.user.id).await?;
    Ok(Json(Connection {
        status: "ok",
        version: ctx.settings.version,
        user: ConnectionUser {
            email: caller.user.email,
            name: caller.user.name,
        },
        api_key: ConnectionKey {
            name: key.name,
            prefix: key.prefix,
            expires_at: key.expires_at,
        },
        tiktok: ConnectionTikTok {
            connected: accounts.iter().any(|account| account.connected),
            accounts: accounts.into_iter().map(wire).collect(),
        },
    }))
}

fn wire(account: Account) -> ConnectionAccount {
    ConnectionAccount {
        id: account.id.to_string(),
        tiktok_user_id: account.tiktok_user_id,
        username: account.username,
        display_name: account.display_name,
        default: account.is_default,
        connected: account.connected,
        scopes: account.scopes.iter().map(str::to_owned).collect(),
    }
}

/// A link to TikTok's consent page. Only a browser in which the same user is signed in can finish; if a browser asked, only
/// that one.
#[utoipa::path(
    get,
    path = "/auth/oauth-url/tiktok",
    operation_id = "connect_link",
    tag = "Connection",
    security(("bearer" = []), ("header" = []), ("query" = [])),
    responses(
        (status = 200, description = "Send the user's browser to `url`.", body = ConnectLink),
    ),
)]
pub(super) async fn connect_link(
    State(ctx): State<Context>,
    Extension(caller): Extension<Caller>,
    carried: Option<Extension<BrowserCookie>>,
) -> Result<impl IntoResponse, ApiError> {
    // A program's link is for a browser that it does not know; a browser's own is for no other.
    let cookie = caller
        .key
        .is_none()
        .then(|| carried.map_or_else(BrowserCookie::fresh, |Extension(cookie)| cookie));
    let browser = cookie.as_ref().map(|cookie| cookie.0.as_str());
    let started = accounts::start_connect(&ctx, caller.user.id, browser, None).await?;
    Ok((
        [(header::CACHE_CONTROL, "no-store")],
        cookie.map(Extension),
        Json(ConnectLink {
            url: started.url.into(),
            expires_at: started.expires_at,
        }),
    ))
}
