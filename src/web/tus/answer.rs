//! What goes back: errors as programs read them, and the protocol's headers on every answer.

use axum::{
    Json,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderName, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, RETRY_AFTER},
};
use serde_json::{Value, json};

use super::metadata::VERSION;
use crate::{
    domain::error_code::{ErrorCode, Failure},
    service::ServiceError,
    web::{context::request_id, error::Problem},
};

/// Seconds after which something that is busy is worth another try.
const SOON: &str = "2";

/// A request that ended badly. The middleware writes it.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    failure: Failure,
    details: Option<Value>,
}

impl From<ErrorCode> for Refusal {
    fn from(code: ErrorCode) -> Self {
        Self {
            failure: Failure::new(code),
            details: None,
        }
    }
}

impl From<ServiceError> for Refusal {
    fn from(error: ServiceError) -> Self {
        if error.is_fault() {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "could not answer a request about an upload"
            );
        }
        Self {
            details: error.details().cloned(),
            failure: error.failure(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = status_of(self.failure.code).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

fn status_of(code: ErrorCode) -> StatusCode {
    StatusCode::from_u16(code.entry().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Middleware around every route of tus: errors become the error object, whoever made them, and each answer says which
/// version it speaks.
pub(super) async fn dress(request: Request, next: Next) -> Response {
    let id = request_id(request.headers());
    let mut response = next.run(request).await;
    if let Some(refusal) = refusal_of(&mut response) {
        response = write(&refusal, &response, &id);
    }
    set(&mut response, "tus-resumable", VERSION);
    if response.status() == StatusCode::PRECONDITION_FAILED {
        set(&mut response, "tus-version", VERSION);
    }
    response
        .headers_mut()
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

fn refusal_of(response: &mut Response) -> Option<Refusal> {
    let extensions = response.extensions_mut();
    if let Some(refusal) = extensions.remove::<Refusal>() {
        return Some(refusal);
    }
    if let Some(Problem(failure)) = extensions.remove::<Problem>() {
        return Some(Refusal {
            failure,
            details: None,
        });
    }
    match response.status() {
        StatusCode::NOT_FOUND => Some(ErrorCode::NotFound.into()),
        StatusCode::METHOD_NOT_ALLOWED => Some(ErrorCode::MethodNotAllowed.into()),
        status if status.is_server_error() => Some(ErrorCode::Internal.into()),
        status if status.is_client_error() => Some(ErrorCode::InvalidField.into()),
        _ => None,
    }
}

fn write(refusal: &Refusal, made: &Response, request_id: &str) -> Response {
    let code = refusal.failure.code;
    let entry = code.entry();
    tracing::debug!(%code, request_id, "a request about an upload was refused");
    let mut error = json!({
        "code": entry.code,
        "message": refusal.failure.message(),
        "description": entry.description,
        "status": entry.status,
        "retryable": entry.retryable,
        "request_id": request_id,
    });
    if let Some(details) = &refusal.details {
        error["details"] = details.clone();
    }
    let mut response = (status_of(code), Json(json!({ "error": error }))).into_response();
    // Such as `Allow`.
    for (name, value) in made.headers() {
        response
            .headers_mut()
            .entry(name.clone())
            .or_insert(value.clone());
    }
    if matches!(
        code,
        ErrorCode::UploadLocked | ErrorCode::UploadElsewhere | ErrorCode::Unavailable
    ) {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from_static(SOON));
    }
    response
}

/// Sets a header that is known to be well-formed; one that is not is left away.
pub(super) fn set(response: &mut Response, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), value);
    }
}
