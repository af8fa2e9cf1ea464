//! Errors as people see them: a page of ours for a browser, the error object for anything else, the same status for both.

use axum::{
    Json,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode, Uri,
    header::{ACCEPT, ALLOW, CONTENT_TYPE, RETRY_AFTER},
};
use serde_json::json;

use super::{context::Visit, paths, render};
use crate::{
    domain::{
        error_code::{ErrorCode, Failure},
        user::User,
    },
    media::MediaError,
    service::{Context, ServiceError},
    store::StoreError,
};

/// An error that [`dress`] turns into a page.
#[derive(Debug, Clone)]
pub(super) struct Problem(pub(super) Failure);

impl From<ErrorCode> for Problem {
    fn from(code: ErrorCode) -> Self {
        Self(Failure::new(code))
    }
}

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        if error.is_fault() {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "could not answer a request"
            );
        }
        Self(error.failure())
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        ServiceError::from(error).into()
    }
}

impl From<MediaError> for Problem {
    fn from(error: MediaError) -> Self {
        ServiceError::from(error).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.code.entry().status).unwrap_or_default();
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives every error that has no page yet its page.
pub(super) async fn dress(State(ctx): State<Context>, request: Request, next: Next) -> Response {
    let meter = ctx.meter.clone();
    let mut visit = Visit::new(ctx, request.uri(), request.headers(), request.extensions());
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        // "Try again" cannot repeat a form; it leads to the drafts.
        visit.uri = Uri::from_static(paths::DRAFTS);
    }
    let for_a_person = takes_pages(request.headers());
    let response = next.run(request).await;
    let Some(failure) = undressed(&response) else {
        return response;
    };
    meter.error(failure.code.as_str());
    visit.user = response.extensions().get::<User>().cloned();
    let status = response.status();
    let allow = response.headers().get(ALLOW).cloned();
    let mut dressed = if for_a_person {
        render::error_page(visit, failure).await
    } else {
        Json(error_object(&failure, &visit.request_id)).into_response()
    };
    *dressed.status_mut() = status;
    if matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    ) {
        let a_minute = HeaderValue::from_static("60");
        dressed.headers_mut().insert(RETRY_AFTER, a_minute);
    }
    if let Some(allow) = allow {
        dressed.headers_mut().insert(ALLOW, allow);
    }
    dressed
}

/// What went wrong, if the answer says so and shows no page.
fn undressed(response: &Response) -> Option<Failure> {
    let status = response.status();
    if let Some(Problem(failure)) = response.extensions().get() {
        return Some(failure.clone());
    }
    let is_error = status.is_client_error() || status.is_server_error();
    let is_page = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    // To a player, the size behind "range not satisfiable" is the answer.
    if !is_error || is_page || status == StatusCode::RANGE_NOT_SATISFIABLE {
        return None;
    }
    Some(Failure::new(match status {
        StatusCode::NOT_FOUND => ErrorCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ErrorCode::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::BodyTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ErrorCode::UnsupportedMediaType,
        StatusCode::SERVICE_UNAVAILABLE => ErrorCode::Unavailable,
        status if status.is_server_error() => ErrorCode::Internal,
        _ => ErrorCode::InvalidField,
    }))
}

fn takes_pages(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

fn error_object(failure: &Failure, request_id: &str) -> serde_json::Value {
    let entry = failure.code.entry();
    json!({ "error": {
        "code": entry.code,
        "message": failure.message(),
        "description": entry.description,
        "status": entry.status,
        "retryable": entry.retryable,
        "request_id": request_id,
    }})
}
