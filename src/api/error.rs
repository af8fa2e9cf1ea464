//! Errors as programs see them: always JSON, always one entry of the catalogue, always with the request's id.

use std::time::Duration;

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::Value;

use super::{
    request_id,
    wire::{ErrorBody, ErrorObject, FieldProblem},
};
use crate::{
    domain::{
        clock::Timestamp,
        error_code::{ErrorCode, Failure},
        post_object::TikTokWords,
    },
    service::{Context, ServiceError},
};

/// A request that ended badly.
#[derive(Debug, Clone)]
pub(super) struct ApiError(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    failure: Failure,
    details: Option<Value>,
    retry_after: Option<Duration>,
    /// What only the log may say.
    fault: Option<String>,
}

impl ApiError {
    pub(super) fn new(code: ErrorCode) -> Self {
        Failure::new(code).into()
    }

    pub(super) fn because(code: ErrorCode, detail: impl Into<String>) -> Self {
        Failure::new(code).with_detail(detail).into()
    }

    pub(super) fn retry_after(mut self, pause: Duration) -> Self {
        self.0.retry_after = Some(pause);
        self
    }

    pub(super) fn code(&self) -> ErrorCode {
        self.0.failure.code
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        Self(Box::new(Inner {
            retry_after: default_pause(failure.code),
            details: TikTokWords::of(&failure).and_then(|words| serde_json::to_value(words).ok()),
            failure,
            fault: None,
        }))
    }
}

impl From<ServiceError> for ApiError {
    fn from(error: ServiceError) -> Self {
        let mut answer = Self::from(error.failure());
        answer.0.details = error.details().cloned().or(answer.0.details);
        answer.0.fault = error.is_fault().then(|| chain(&error));
        answer
    }
}

/// When to come back, where time alone mends it.
const fn default_pause(code: ErrorCode) -> Option<Duration> {
    match code {
        ErrorCode::IdempotencyInProgress => Some(Duration::from_secs(2)),
        ErrorCode::DiskFull | ErrorCode::Unavailable => Some(Duration::from_secs(60)),
        _ => None,
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

impl IntoResponse for ApiError {
    /// Only the status, and itself for [`answer`], which knows the request's id.
    fn into_response(self) -> Response {
        let mut response = status_of(self.code()).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

fn status_of(code: ErrorCode) -> StatusCode {
    StatusCode::from_u16(code.entry().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Middleware that writes every error of the routes below it as the error object, also those that the framework makes.
pub(super) async fn answer(
    State(ctx): State<Context>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = request_id::ensure(&ctx, &mut request);
    let mut response = next.run(request).await;
    if let Some(error) = error_of(&mut response) {
        ctx.meter.error(error.code().as_str());
        response = write(&error, &response, &id, ctx.now());
    }
    response.headers_mut().insert(request_id::HEADER, id);
    response
}

fn error_of(response: &mut Response) -> Option<ApiError> {
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        return Some(error);
    }
    let is_json = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let failed = response.status().is_client_error() || response.status().is_server_error();
    (failed && !is_json).then(|| ApiError::new(code_of(response.status())))
}

/// The entry for an error that the framework made.
const fn code_of(status: StatusCode) -> ErrorCode {
    match status {
        StatusCode::NOT_FOUND => ErrorCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ErrorCode::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::BodyTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ErrorCode::UnsupportedMediaType,
        StatusCode::SERVICE_UNAVAILABLE => ErrorCode::Unavailable,
        status if status.as_u16() < 500 => ErrorCode::InvalidField,
        _ => ErrorCode::Internal,
    }
}

fn write(error: &ApiError, made: &Response, id: &HeaderValue, now: Timestamp) -> Response {
    let ApiError(error) = error;
    let code = error.failure.code;
    let request_id = id.to_str().unwrap_or_default();
    if let Some(fault) = &error.fault {
        tracing::error!(%code, request_id, fault, "a request failed");
    } else {
        tracing::debug!(%code, request_id, "a request was refused");
    }
    let entry = code.entry();
    let body = ErrorBody {
        error: ErrorObject {
            code,
            message: error.failure.message().to_owned(),
            description: entry.description,
            status: entry.status,
            retryable: entry.retryable,
            retry_at: error.retry_after.map(|pause| now + pause),
            request_id: request_id.to_owned(),
            details: error.details.clone(),
        },
    };
    let mut response = (status_of(code), Json(body)).into_response();
    let headers = response.headers_mut();
    // What was set on the way: Allow, X-RateLimit-*, WWW-Authenticate.
    for (name, value) in made.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            headers.insert(name.clone(), value.clone());
        }
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(pause) = error.retry_after {
        let seconds = pause.as_millis().div_ceil(1000).max(1);
        if let Ok(value) = HeaderValue::from_str(&seconds.to_string()) {
            headers.insert(header::RETRY_AFTER, value);
        }
    }
    if entry.status == 401 {
        headers.insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Bearer realm=\"API key\""),
        );
    }
    response
}

/// Several wrong fields at once: `details` lists each.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub(super) struct Problems(Vec<FieldProblem>);

impl Problems {
    pub(super) fn add(&mut self, field: &str, problem: impl Into<String>) {
        self.0.push(FieldProblem {
            field: field.to_owned(),
            problem: problem.into(),
        });
    }

    /// The error that names them all, if there is any.
    pub(super) fn into_result(self) -> Result<(), ApiError> {
        let Some(first) = self.0.first() else {
            return Ok(());
        };
        let mut error = ApiError::because(ErrorCode::InvalidField, first.problem.clone());
        error.0.details = serde_json::to_value(&self).ok();
        Err(error)
    }
}
