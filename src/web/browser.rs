//! The cookie that binds a trip to Google or TikTok to the browser that began it: a random value, of which the stored
//! OAuth state keeps a hash.

use axum::response::{IntoResponse, Redirect, Response};
use http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, SET_COOKIE},
};
use tower_sessions::cookie::{Cookie, SameSite, time::Duration};

use super::session::{cookie_name, is_secure};
use crate::service::{
    Context,
    oauth::{BrowserCookie, STATE_LIFETIME},
};

/// Characters of base64url for 32 bytes.
const LENGTH: usize = 43;

/// The value that this browser carries already, if it looks like one of ours.
pub(super) fn carried(ctx: &Context, headers: &HeaderMap) -> Option<BrowserCookie> {
    let name = name(ctx);
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
        .filter(|value| {
            value.len() == LENGTH
                && value
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        })
        .map(BrowserCookie)
}

/// Sends the browser to `url`, carrying `value` until the way back closes. Two trips at once share the value.
pub(super) fn send_off(ctx: &Context, value: BrowserCookie, url: &str) -> Response {
    let mut response = Redirect::to(url).into_response();
    give(ctx, value, response.headers_mut());
    response
}

/// Lets the browser carry `value` until the way back closes.
pub(super) fn give(ctx: &Context, BrowserCookie(value): BrowserCookie, answer: &mut HeaderMap) {
    let lifetime = Duration::seconds(i64::try_from(STATE_LIFETIME.as_secs()).unwrap_or(600));
    let cookie = Cookie::build((name(ctx), value))
        .http_only(true)
        .secure(is_secure(ctx))
        // The way back is a navigation from another site: Strict would not come along.
        .same_site(SameSite::Lax)
        .path("/")
        .max_age(lifetime)
        .build();
    if let Ok(cookie) = HeaderValue::from_str(&cookie.to_string()) {
        answer.append(SET_COOKIE, cookie);
    }
}

fn name(ctx: &Context) -> String {
    cookie_name("oauth", is_secure(ctx))
}
