//! The whole HTTP surface on one screen, and what lies around every route.

use std::time::Duration;

use axum::{
    Router,
    extract::{MatchedPath, Request},
    http::header::CONTENT_TYPE,
    middleware::from_fn_with_state,
    response::Response,
};
use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, Predicate, predicate::SizeAbove},
    request_id::RequestId,
    trace::TraceLayer,
};
use tracing::Span;

use super::measure::measure;
use crate::{
    api::{self, request_id, without_secrets},
    service::Context,
    web,
};

/// Every route. From the outside in: the request's name, the log, compression, the headers for browsers, then what each floor brings along.
pub fn router(ctx: &Context) -> Router {
    // Programs may also come with a session: the link for connecting TikTok is handed to both.
    let machines = api::with_json_errors(ctx, web::with_session(ctx, api::routes(ctx)));
    web::with_security_headers(ctx, web::routes(ctx).merge(machines))
        .layer(
            CompressionLayer::new()
                .quality(QUICK)
                .compress_when(SizeAbove::new(1024).and(Text)),
        )
        .merge(web::events(ctx))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                .on_request(())
                .on_response(log),
        )
        .layer(from_fn_with_state(ctx.clone(), measure))
        .layer(from_fn_with_state(ctx.clone(), request_id::assign))
        .with_state(ctx.clone())
}

/// What a process answers that only works: to monitors, and to nobody else.
pub fn for_monitors(ctx: &Context) -> Router {
    let answers = api::for_monitors().fallback(api::not_found);
    api::with_json_errors(ctx, answers)
        .layer(from_fn_with_state(ctx.clone(), request_id::assign))
        .with_state(ctx.clone())
}

/// Pages are compressed while they go out: a little larger is better than a little later.
const QUICK: CompressionLevel = CompressionLevel::Precise(2);

/// Compresses texts only: a video must keep its byte ranges.
#[derive(Clone, Copy)]
struct Text;

impl Predicate for Text {
    fn should_compress<B: axum::body::HttpBody>(&self, response: &Response<B>) -> bool {
        let media_type = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("");
        !media_type.starts_with("text/event-stream")
            && ["text/", "application/json", "image/svg+xml"]
                .iter()
                .any(|text| media_type.starts_with(text))
    }
}

fn span(request: &Request) -> Span {
    let id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok())
        .unwrap_or("");
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    tracing::info_span!(
        "request",
        id,
        method = %request.method(),
        path = without_secrets(request.uri()),
        route,
    )
}

fn log(response: &Response, took: Duration, _span: &Span) {
    let status = response.status().as_u16();
    let took_ms = took.as_millis();
    if response.status().is_server_error() {
        tracing::warn!(status, took_ms, "answered");
    } else {
        tracing::debug!(status, took_ms, "answered");
    }
}
