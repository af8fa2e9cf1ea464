//! What stands before every page and form: the same-origin check for requests that change something, and the
//! headers that tell a browser how little it may do.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, ORIGIN,
        REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};
use url::{Host, Url};

use super::error::Problem;
use crate::{domain::error_code::ErrorCode, service::Context};

/// Everything a page of ours needs, and nothing else. The nonce belongs to one answer.
///
/// Chromium applies `form-action` to where a form is redirected, too: what leads to Google or TikTok must be a link.
fn policy(nonce: Option<&str>) -> String {
    let nonce = nonce
        .map(|nonce| format!(" 'nonce-{nonce}'"))
        .unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self'{nonce}; style-src 'self'; img-src 'self' data:; \
         media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'"
    )
}

/// The policy of a page rendered with `nonce`.
pub(super) fn page_policy(nonce: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&policy(Some(nonce))).ok()
}

/// Refuses a request that could change something, carries cookies, and does not come from a page of ours.
///
/// A browser names the page's origin in `Origin` and `Sec-Fetch-Site`, and no page can forge either. One that says
/// "foreign" is enough to refuse; at least one must say "own".
pub(super) async fn same_origin(
    State(ctx): State<Context>,
    request: Request,
    next: Next,
) -> Response {
    let harmless = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if harmless
        || !request.headers().contains_key(COOKIE)
        || is_own(request.headers(), &ctx.settings.public_url)
    {
        return next.run(request).await;
    }
    tracing::warn!(
        path = request.uri().path(),
        "request from another site refused"
    );
    Problem::from(ErrorCode::CrossOrigin).into_response()
}

fn is_own(headers: &HeaderMap, public_url: &str) -> bool {
    let sites = headers
        .get_all("sec-fetch-site")
        .iter()
        .map(|site| site == "same-origin" || site == "none");
    let origins = headers.get_all(ORIGIN).iter().map(|origin| {
        origin.to_str().is_ok_and(|origin| {
            same(origin, public_url)
                || headers
                    .get(HOST)
                    .and_then(|host| host.to_str().ok())
                    .is_some_and(|host| {
                        public_url.starts_with("http://") && answers_as(origin, host)
                    })
        })
    });
    let said: Vec<bool> = sites.chain(origins).collect();
    said.contains(&true) && !said.contains(&false)
}

/// Whether both URLs have the same origin.
fn same(origin: &str, url: &str) -> bool {
    match (Url::parse(origin), Url::parse(url)) {
        (Ok(origin), Ok(url)) => origin.origin().is_tuple() && origin.origin() == url.origin(),
        _ => false,
    }
}

/// Whether `origin` is the very address that this request was sent to, under another name of the operator's own machine:
/// `127.0.0.1` where the settings say `localhost`, say. Never under https, and for no machine but this one.
fn answers_as(origin: &str, host: &str) -> bool {
    let is_this_machine = Url::parse(origin).is_ok_and(|url| match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    });
    is_this_machine && same(origin, &format!("http://{host}"))
}

/// Puts the security headers on every answer. What an inner layer has set stays.
pub(super) async fn headers(State(ctx): State<Context>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if !headers.contains_key(&name)
            && let Ok(value) = HeaderValue::from_str(value)
        {
            headers.insert(name, value);
        }
    };
    set(CONTENT_SECURITY_POLICY, &policy(None));
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(X_FRAME_OPTIONS, "DENY");
    set(REFERRER_POLICY, "same-origin");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    );
    if ctx.settings.public_url.starts_with("https://") {
        set(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    let is_somebodys = headers.get(CONTENT_TYPE).is_some_and(|kind| {
        [&b"text/html"[..], b"application/json"]
            .iter()
            .any(|shown| kind.as_bytes().starts_with(shown))
    });
    if is_somebodys && !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(pairs: &[(&'static str, &'static str)]) -> bool {
        asks_at("https://clips.example", pairs)
    }

    fn asks_at(public_url: &str, pairs: &[(&'static str, &'static str)]) -> bool {
        let headers: HeaderMap = pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        is_own(&headers, public_url)
    }

    #[test]
    fn a_page_of_ours_may_ask() {
        assert!(asks(&[("origin", "https://clips.example")]));
        assert!(asks(&[("sec-fetch-site", "same-origin")]));
        assert!(asks(&[("sec-fetch-site", "none")]));
        assert!(asks_at(
            "http://localhost:8001",
            &[
                ("origin", "http://127.0.0.1:8001"),
                ("host", "127.0.0.1:8001")
            ]
        ));
    }

    #[test]
    fn nobody_else_may() {
        assert!(!asks(&[]));
        assert!(!asks(&[("origin", "null")]));
        assert!(!asks(&[("origin", "https://clips.example.evil.test")]));
        assert!(!asks(&[("origin", "http://clips.example")]));
        assert!(!asks(&[("origin", "https://clips.example:8443")]));
        assert!(!asks(&[
            ("origin", "http://127.0.0.1:8001"),
            ("host", "127.0.0.1:8001")
        ]));
        assert!(!asks(&[
            ("origin", "http://clips.example"),
            ("host", "clips.example")
        ]));
        assert!(!asks_at(
            "http://localhost:8001",
            &[
                ("origin", "https://localhost:8001"),
                ("host", "localhost:8001")
            ]
        ));
        assert!(!asks_at(
            "http://localhost:8001",
            &[("origin", "http://evil.test"), ("host", "evil.test")]
        ));
        assert!(!asks(&[("sec-fetch-site", "same-site")]));
        assert!(!asks(&[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://clips.example")
        ]));
        assert!(!asks(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "https://evil.test")
        ]));
    }
}
