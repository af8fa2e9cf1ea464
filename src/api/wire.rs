//! What goes over the wire beside the post object.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::{clock::Timestamp, error_code::ErrorCode, post_object::PostObject};

/// Every answer with a status of 400 or above.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ErrorBody {
    pub(super) error: ErrorObject,
}

/// What happened and what to do.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ErrorObject {
    /// Stable: build on this.
    pub(super) code: ErrorCode,
    /// What happened.
    pub(super) message: String,
    /// What to do.
    pub(super) description: &'static str,
    /// The HTTP status.
    pub(super) status: u16,
    /// Whether the same request can succeed later.
    pub(super) retryable: bool,
    /// When, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retry_at: Option<Timestamp>,
    /// For the operator, who finds the request in the log by it.
    pub(super) request_id: String,
    /// The fields that are wrong: `[{"field", "problem"}]`. For an error of TikTok's: `{"tiktok_code", "log_id"}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<FieldProblem>>)]
    pub(super) details: Option<Value>,
}

/// One wrong field.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FieldProblem {
    /// Which field.
    pub(super) field: String,
    /// What is wrong with it.
    pub(super) problem: String,
}

/// A page of posts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PostList {
    /// Newest first.
    pub(super) data: Vec<PostObject>,
    /// Pass it as `cursor` to get the next page; null on the last.
    pub(super) next_cursor: Option<String>,
}

/// Where to send a browser to connect TikTok.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConnectLink {
    /// TikTok's consent page. It works once.
    pub(super) url: String,
    /// When the way back closes.
    pub(super) expires_at: Timestamp,
}

/// Answer to n8n's credential test.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Connection {
    /// Always `ok`.
    pub(super) status: &'static str,
    /// Of this service.
    pub(super) version: &'static str,
    pub(super) user: ConnectionUser,
    pub(super) api_key: ConnectionKey,
    pub(super) tiktok: ConnectionTikTok,
}

/// For whom the key acts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConnectionUser {
    pub(super) email: String,
    pub(super) name: String,
}

/// The key that was used.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConnectionKey {
    pub(super) name: String,
    /// Its first characters.
    pub(super) prefix: String,
    pub(super) expires_at: Option<Timestamp>,
}

/// The user's TikTok accounts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConnectionTikTok {
    /// Whether there is at least one that a video can go to.
    pub(super) connected: bool,
    /// The default first.
    pub(super) accounts: Vec<ConnectionAccount>,
}

/// One TikTok account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConnectionAccount {
    pub(super) id: String,
    /// TikTok's `open_id`.
    pub(super) tiktok_user_id: String,
    /// The handle, where known.
    pub(super) username: Option<String>,
    pub(super) display_name: String,
    /// Whether it is used when a request names none.
    pub(super) default: bool,
    pub(super) connected: bool,
    /// What its owner allowed.
    pub(super) scopes: Vec<String>,
}

/// It worked.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Fine {
    /// Always `ok`.
    pub(super) status: &'static str,
}

impl Fine {
    pub(super) const OK: Self = Self { status: "ok" };
}
