//! The cookie that binds a trip to Google or TikTok to the browser that began it: a random value, of which the stored
//! OAuth state keeps a hash.

use axum::response::{IntoResponse, Redirect, Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, SET_COOKIE},
};
use rand::RngCore as _;
use tower_sessions::cookie::{Cookie, SameSite, time::Duration};

use super::session::{cookie_name, is_secure};
use crate::service::{Context, oauth::STATE_LIFETIME};

/// Characters of base64url for 32 bytes.
const LENGTH: usize = 43;

/// The value that this browser carries already, if it looks like one of ours.
pub(super) fn carried(ctx: &Context, headers: &HeaderMap) -> Option<String> {
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
}

/// A fresh value.
pub(super) fn fresh() -> String {
    let mut bytes = [0u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Sends the browser to `url`, carrying `value` until the way back closes. Two trips at once share the value.
pub(super) fn send_off(ctx: &Context, value: String, url: &str) -> Response {
    let lifetime = Duration::seconds(i64::try_from(STATE_LIFETIME.as_secs()).unwrap_or(600));
    let cookie = Cookie::build((name(ctx), value))
        .http_only(true)
        .secure(is_secure(ctx))
        // The way back is a navigation from another site: Strict would not come along.
        .same_site(SameSite::Lax)
        .path("/")
        .max_age(lifetime)
        .build();
    let mut response = Redirect::to(url).into_response();
    if let Ok(cookie) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

fn name(ctx: &Context) -> String {
    cookie_name("oauth", is_secure(ctx))
}
