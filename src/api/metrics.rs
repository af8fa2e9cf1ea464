//! `/metrics`, for this machine and for whoever has the token.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    response::IntoResponse,
};
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;

use super::error::ApiError;
use crate::{
    domain::error_code::ErrorCode,
    service::{Context, gauges, throttle},
};

/// Headers that a proxy adds: who asks is somewhere else.
const FORWARDED: [&str; 5] = [
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
];

/// Everything that is counted, in Prometheus' text format.
///
/// Answers only requests from this machine itself, unless `METRICS_TOKEN` is set and sent as `Authorization: Bearer`.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "metrics",
    tag = "For machines",
    responses(
        (status = 200, description = "Counters of this process, and how the installation stands.", body = String,
            content_type = "text/plain"),
        (status = 403, description = "Asked from elsewhere without the token.", body = super::wire::ErrorBody),
    ),
)]
pub(super) async fn show(
    State(ctx): State<Context>,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let is_welcome =
        has_token(request.headers(), ctx.settings.metrics_token.as_ref()) || is_from_here(&request);
    if !is_welcome {
        return Err(ApiError::new(ErrorCode::MetricsNotForYou));
    }
    let text = ctx.meter.text(&gauges::look(&ctx).await);
    Ok((
        [
            (header::CONTENT_TYPE, prometheus::TEXT_FORMAT),
            (header::CACHE_CONTROL, "no-store"),
        ],
        text,
    ))
}

/// A dashboard of all of it, to be imported into Grafana. It holds no figures and no secrets.
pub(super) async fn dashboard() -> impl IntoResponse {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (kind, include_str!("../../public/grafana/dashboard.json"))
}

fn has_token(headers: &HeaderMap, token: Option<&SecretString>) -> bool {
    let sent = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, sent)| sent.trim());
    match (sent, token) {
        (Some(sent), Some(token)) => sent
            .as_bytes()
            .ct_eq(token.expose_secret().as_bytes())
            .into(),
        _ => false,
    }
}

/// Whether a program on this machine asks, and asks this machine: a proxy beside us passes on what others ask, and a page
/// in a browser here may come from anywhere.
fn is_from_here(request: &Request) -> bool {
    let headers = request.headers();
    let is_peer_here =
        throttle::peer(request.extensions()).is_some_and(|peer| peer.to_canonical().is_loopback());
    let is_passed_on = FORWARDED.iter().any(|name| headers.contains_key(*name));
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    is_peer_here && !is_passed_on && names_this_machine(host)
}

fn names_this_machine(host: &str) -> bool {
    let Ok(url) = url::Url::parse(&format!("http://{host}/")) else {
        return false;
    };
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::names_this_machine;

    #[test]
    fn only_names_of_this_machine_count() {
        for host in ["localhost:8001", "localhost", "127.0.0.1:80", "[::1]:8001"] {
            assert!(names_this_machine(host), "{host}");
        }
        for host in [
            "",
            "example.com",
            "localhost.example.com:8001",
            "10.0.0.1",
            "a b",
        ] {
            assert!(!names_this_machine(host), "{host}");
        }
    }
}
