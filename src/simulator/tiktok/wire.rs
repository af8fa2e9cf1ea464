//! TikTok's two JSON shapes: the data envelope, and OAuth's flat errors.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// A refusal in the data envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: String,
    pub(crate) message: String,
}

/// What a data endpoint answers.
pub(crate) type Answer = Result<Json<Value>, Refusal>;

/// Refuses with `code` and the HTTP status that it is documented with.
pub(crate) fn refuse(code: &str, message: impl Into<String>) -> Refusal {
    let status = match code {
        "access_token_invalid" | "scope_not_authorized" => 401,
        "spam_risk_too_many_posts"
        | "spam_risk_user_banned_from_posting"
        | "spam_risk_too_many_pending_share"
        | "spam_risk"
        | "reached_active_user_cap"
        | "unaudited_client_can_only_post_to_private_accounts"
        | "url_ownership_unverified"
        | "privacy_level_option_mismatch" => 403,
        "rate_limit_exceeded" => 429,
        "internal_error" => 500,
        _ => 400,
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    Refusal {
        status,
        code: code.to_owned(),
        message: message.into(),
    }
}

/// Refuses a field.
pub(crate) fn invalid(message: impl Into<String>) -> Refusal {
    refuse("invalid_params", message)
}

/// Answers `data`.
pub(crate) fn ok(data: &Value) -> Json<Value> {
    Json(json!({
        "data": data,
        "error": { "code": "ok", "message": "", "log_id": log_id() },
    }))
}

impl Refusal {
    /// The same refusal, but with HTTP 200, as `creator_info` does on purpose.
    pub(crate) fn with_200(self) -> Self {
        Self {
            status: StatusCode::OK,
            ..self
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let error = json!({ "code": self.code, "message": self.message, "log_id": log_id() });
        (self.status, Json(json!({ "data": {}, "error": error }))).into_response()
    }
}

/// A flat error of the OAuth endpoints, with the HTTP status it is sent with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OauthError {
    pub(crate) status: StatusCode,
    pub(crate) error: &'static str,
    pub(crate) description: String,
}

impl IntoResponse for OauthError {
    fn into_response(self) -> Response {
        let body = json!({
            "error": self.error,
            "error_description": self.description,
            "log_id": log_id(),
        });
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

/// What TikTok's support asks for.
fn log_id() -> String {
    format!("20260101000000{:018X}", rand::random::<u64>())
}
