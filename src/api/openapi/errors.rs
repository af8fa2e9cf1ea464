//! What can go wrong at each route: its codes of the catalogue, each under its status and with an example.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::operations;
use crate::domain::error_code::{ErrorCode, ErrorCode as Code};

/// At every route that asks for a key.
const KEYED: &[Code] = &[Code::MissingApiKey, Code::InvalidApiKey, Code::RateLimited];

/// Where a video is handed over.
const INTAKE: &[Code] = &[
    Code::InvalidJson,
    Code::InvalidMultipart,
    Code::RequestTooSlow,
    Code::InvalidIdempotencyKey,
    Code::TiktokNotConnected,
    Code::IdempotencyInProgress,
    Code::BodyTooLarge,
    Code::FileTooLarge,
    Code::UnsupportedMediaType,
    Code::InvalidField,
    Code::MissingVideo,
    Code::AmbiguousVideo,
    Code::InvalidVideoUrl,
    Code::InvalidCallbackUrl,
    Code::PrivateAddress,
    Code::UnknownPlatform,
    Code::CaptionTooLong,
    Code::UnknownAccount,
    Code::EmptyFile,
    Code::IdempotencyKeyReused,
    Code::DiskFull,
];

/// The codes of a route beside those of the key.
fn of(operation: &str) -> &'static [Code] {
    match operation {
        "submit_video" | "submit_video_from_n8n" => INTAKE,
        "list_posts" => &[Code::InvalidField, Code::InvalidCursor],
        "get_post" => &[Code::NotFound],
        "retry_post" => &[Code::NotFound, Code::NotRetryable, Code::Conflict],
        "cancel_post" => &[Code::NotFound, Code::NotCancellable, Code::Conflict],
        "receive_tiktok_webhook" => &[
            Code::InvalidJson,
            Code::RequestTooSlow,
            Code::WebhookSignature,
            Code::BodyTooLarge,
        ],
        _ => &[],
    }
}

/// Writes the answers with an error into the document.
pub(super) fn describe(document: &mut Value) {
    for (_, _, operation) in operations(document) {
        let mut codes = of(operation["operationId"].as_str().unwrap_or_default()).to_vec();
        if operation["security"].is_array() {
            codes.extend(KEYED);
        }
        if codes.is_empty() {
            continue;
        }
        codes.extend([Code::Internal, Code::Unavailable]);
        let mut by_status = BTreeMap::<u16, Vec<Code>>::new();
        for code in codes {
            by_status.entry(code.entry().status).or_default().push(code);
        }
        for (status, codes) in by_status {
            operation["responses"][status.to_string()] = answer(status, &codes);
        }
    }
}

fn answer(status: u16, codes: &[Code]) -> Value {
    let names: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    let examples: Map<String, Value> = codes
        .iter()
        .map(|code| (code.to_string(), json!({ "value": example(*code) })))
        .collect();
    let schema = json!({ "allOf": [
        { "$ref": "#/components/schemas/ErrorBody" },
        { "type": "object", "properties": {
            "error": { "type": "object", "properties": { "code": { "enum": names } } },
        } },
    ] });
    json!({
        "description": words(status),
        "content": { "application/json": { "schema": schema, "examples": examples } },
    })
}

fn example(code: ErrorCode) -> Value {
    let entry = code.entry();
    json!({ "error": {
        "code": entry.code,
        "message": entry.message,
        "description": entry.description,
        "status": entry.status,
        "retryable": entry.retryable,
        "request_id": "01932f3e-5c6d-7a41-9f0e-2b8c4d6e8f10",
    } })
}

const fn words(status: u16) -> &'static str {
    match status {
        400 => "The body or a header cannot be read.",
        401 => "Nothing shows that the caller may do this.",
        404 => "There is nothing here, or it is somebody else's.",
        408 => "The body stood still for too long.",
        409 => "It does not fit the state of things; `code` says which.",
        413 => "The body or the video is too large.",
        415 => "The body has another Content-Type.",
        422 => "A field has a wrong value; `code` and `details` say which.",
        429 => "Too many requests in this minute; see `Retry-After`.",
        503 => "Too many ask at the moment; see `Retry-After`.",
        507 => "There is no room for the video.",
        _ => "Something went wrong on our side.",
    }
}
