//! Who calls: an API key in one of three places, or on one route a signed-in browser.

use std::{borrow::Cow, num::NonZeroU32, sync::Arc};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::{
    error::ApiError,
    rate::{Limiter, Verdict},
};
use crate::{
    domain::{
        api_key::ApiKey, error_code::ErrorCode, figure::Figure, secret::secret_parameter,
        user::User,
    },
    service::{
        Context, ServiceError, SignedIn, api_keys,
        throttle::{self, PerAddress},
        users,
    },
};

/// Keys that are not valid which one address may send in a minute, before it is told to wait. Valid ones always pass.
const MOST_FAILURES: NonZeroU32 = NonZeroU32::new(30).expect("it is not zero");

/// Who calls, once admitted.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) user: User,
    /// None for a signed-in browser.
    pub(super) key: Option<ApiKey>,
}

/// What stands at the door of the routes for programs.
#[derive(Clone)]
pub(super) struct Gate {
    ctx: Context,
    limiter: Option<Arc<Limiter>>,
    failures: Arc<PerAddress>,
    sessions_too: bool,
}

impl Gate {
    pub(super) fn new(ctx: &Context) -> Self {
        Self {
            ctx: ctx.clone(),
            limiter: Limiter::new(ctx).map(Arc::new),
            failures: Arc::new(PerAddress::per_minute(MOST_FAILURES, ctx.clock.clone())),
            sessions_too: false,
        }
    }

    /// The same for a route that a signed-in browser may use without a key.
    pub(super) fn or_signed_in(&self) -> Self {
        Self {
            sessions_too: true,
            ..self.clone()
        }
    }

    /// The answer to a key that is none.
    fn turn_away(&self, error: ServiceError, request: &Request) -> ApiError {
        let peer = throttle::peer(request.extensions());
        let is_guess = error.failure().code == ErrorCode::InvalidApiKey;
        match peer
            .filter(|_| is_guess)
            .map(|peer| self.failures.ask(peer))
        {
            Some(Err(wait)) => ApiError::because(
                ErrorCode::RateLimited,
                "Too many requests with API keys that are not valid came from this address.",
            )
            .retry_after(wait),
            Some(Ok(())) | None => error.into(),
        }
    }
}

/// What is said of requests without a valid key.
const NO_KEY: &str = "none";

/// Middleware that admits callers with a valid key, at the pace that the key may keep, and counts what they ask for.
pub(super) async fn admit(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let ctx = gate.ctx.clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("", MatchedPath::as_str);
    let mut used = None;
    let response = admitted(&gate, request, next, &mut used)
        .await
        .into_response();
    let status = response.status().as_u16();
    let Some(key) = used else {
        ctx.meter.api_request(NO_KEY, route, status);
        return response;
    };
    ctx.meter.api_request(&key.prefix, route, status);
    let refused = response.extensions().get::<ApiError>();
    let figures = [
        Some(Figure::request(key.id, route, status)),
        refused.map(|error| Figure::refused(error.code())),
    ];
    ctx.requests
        .count(key.user_id, ctx.now(), figures.into_iter().flatten());
    response
}

/// Leaves in `used` the key that was used, if it is valid.
async fn admitted(
    gate: &Gate,
    mut request: Request,
    next: Next,
    used: &mut Option<ApiKey>,
) -> Result<Response, ApiError> {
    let ctx = &gate.ctx;
    let sent = key_in(request.headers(), request.uri()).map(Cow::into_owned);
    let Some(sent) = sent else {
        let session = request.extensions().get().copied();
        let caller = signed_in(gate, session).await?;
        request.extensions_mut().insert(caller);
        return Ok(next.run(request).await);
    };
    let (key, user) = match api_keys::authenticate(ctx, &sent).await {
        Ok(found) => found,
        Err(error) => return Err(gate.turn_away(error, &request)),
    };
    *used = Some(key.clone());
    let verdict = gate.limiter.as_ref().map(|limiter| limiter.ask(key.id));
    if let Some(verdict @ Verdict::TooMany { wait, .. }) = verdict {
        let mut response = ApiError::new(ErrorCode::RateLimited)
            .retry_after(wait)
            .into_response();
        verdict.write(response.headers_mut());
        return Ok(response);
    }
    request.extensions_mut().insert(Caller {
        user,
        key: Some(key),
    });
    let mut response = next.run(request).await;
    if let Some(verdict) = verdict {
        verdict.write(response.headers_mut());
    }
    Ok(response)
}

async fn signed_in(gate: &Gate, session: Option<SignedIn>) -> Result<Caller, ApiError> {
    let missing = ApiError::new(ErrorCode::MissingApiKey);
    let Some(SignedIn(id)) = session.filter(|_| gate.sessions_too) else {
        return Err(missing);
    };
    match users::find(&gate.ctx, id).await? {
        Some(user) => Ok(Caller { user, key: None }),
        None => Err(missing),
    }
}

/// The key that a request carries: `Authorization: Bearer`, else `X-API-Key`, else `?api_key=`.
fn key_in<'r>(headers: &'r HeaderMap, uri: &'r Uri) -> Option<Cow<'r, str>> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, key)| Cow::Borrowed(key.trim()));
    let header = || {
        headers
            .get("x-api-key")
            .and_then(|value| value.to_str().ok())
            .map(|key| Cow::Borrowed(key.trim()))
    };
    let query = || {
        url::form_urlencoded::parse(uri.query()?.as_bytes())
            .find(|(name, _)| name == "api_key")
            .map(|(_, key)| key)
    };
    bearer
        .filter(|key| !key.is_empty())
        .or_else(|| header().filter(|key| !key.is_empty()))
        .or_else(|| query().filter(|key| !key.is_empty()))
}

/// Path and query for a log: values of parameters that are secrets are left out.
#[must_use]
pub fn without_secrets(uri: &Uri) -> String {
    let Some(query) = uri.query() else {
        return uri.path().to_owned();
    };
    let parts: Vec<Cow<'_, str>> = query
        .split('&')
        .map(|part| match secret_parameter(part) {
            Some(name) => Cow::Owned(format!("{name}=***")),
            None => Cow::Borrowed(part),
        })
        .collect();
    format!("{}?{}", uri.path(), parts.join("&"))
}

impl Verdict {
    fn write(self, headers: &mut HeaderMap) {
        let (limit, remaining, reset) = match self {
            Self::Admitted { limit, remaining } => (limit, remaining, None),
            Self::TooMany { limit, wait } => (limit, 0, Some(wait)),
        };
        headers.insert("x-ratelimit-limit", HeaderValue::from(limit));
        headers.insert("x-ratelimit-remaining", HeaderValue::from(remaining));
        if let Some(wait) = reset {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            headers.insert("x-ratelimit-reset", HeaderValue::from(seconds.max(1)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(headers: &[(&str, &str)], uri: &str) -> Option<String> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(
                header::HeaderName::from_bytes(name.as_bytes()).unwrap(),
                value.parse().unwrap(),
            );
        }
        key_in(&map, &uri.parse().unwrap()).map(Cow::into_owned)
    }

    #[test]
    fn a_key_is_found_in_three_places() {
        assert_eq!(
            key(&[("authorization", "Bearer k1")], "/").as_deref(),
            Some("k1")
        );
        assert_eq!(
            key(&[("authorization", "bearer k1")], "/").as_deref(),
            Some("k1")
        );
        assert_eq!(key(&[("x-api-key", "k2")], "/").as_deref(), Some("k2"));
        assert_eq!(key(&[], "/?a=b&api_key=k%33").as_deref(), Some("k3"));
        assert_eq!(
            key(&[("authorization", "Basic abc")], "/?api_key=k3").as_deref(),
            Some("k3")
        );
        assert_eq!(key(&[("x-api-key", "")], "/?api_key="), None);
    }

    #[test]
    fn secrets_do_not_reach_the_log() {
        for (uri, logged) in [
            ("/api/posts", "/api/posts"),
            (
                "/api/posts?api_key=avu_x&limit=2",
                "/api/posts?api_key=***&limit=2",
            ),
            (
                "/api/posts?limit=2&api%5Fkey=avu_x",
                "/api/posts?limit=2&api_key=***",
            ),
            ("/api/posts?API_KEY=avu_x", "/api/posts?api_key=***"),
            (
                "/auth/google/callback?code=c&state=s",
                "/auth/google/callback?code=***&state=***",
            ),
            ("/login?next=%2Fupload%3Fapi_key%3Davu_x", "/login?next=***"),
            ("/docs?token=t&a=b", "/docs?token=***&a=b"),
        ] {
            assert_eq!(without_secrets(&uri.parse().unwrap()), logged);
        }
    }
}
