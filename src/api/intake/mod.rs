//! Taking videos in: by URL as JSON, or the file itself as multipart.

pub(super) mod fields;
mod multipart;

use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest as _, Sha256};

use self::fields::Fields;
use super::{
    auth::Caller,
    body,
    error::ApiError,
    openapi::{SubmitForm, SubmitRequest},
};
use crate::{
    domain::{error_code::ErrorCode, post::Origin},
    service::{
        Context,
        files::Upload,
        posts::{self, Accepted, Idempotency, Submission, Submitted, Video},
    },
    store::idempotency::StoredAnswer,
};

/// Takes a video for TikTok.
#[utoipa::path(
    post,
    path = "/api/posts/video",
    operation_id = "submit_video",
    tag = "Posts",
    security(("bearer" = []), ("header" = []), ("query" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters. The same key and body within 24 hours get the first answer again.", max_length = 255)),
    request_body(content(
        (SubmitRequest = "application/json"),
        (SubmitForm = "multipart/form-data"),
    )),
    responses(
        (status = 202, description = "Accepted, and safe on disk.", body = Accepted, headers(
            ("Location" = String, description = "Where to ask for the post."),
            ("Idempotency-Replayed" = Option<bool>, description = "`true` if this answer was given before."),
        )),
    ),
)]
pub(super) async fn submit(
    State(ctx): State<Context>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Result<Response, ApiError> {
    take(&ctx, caller, Origin::Api, request).await
}

/// Takes a video from n8n; it waits for review unless `auto_approve` is true.
#[utoipa::path(
    post,
    path = "/webhook/n8n/video-upload",
    operation_id = "submit_video_from_n8n",
    tag = "Posts",
    security(("bearer" = []), ("header" = []), ("query" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters. The same key and body within 24 hours get the first answer again.", max_length = 255)),
    request_body(content(
        (SubmitRequest = "application/json"),
        (SubmitForm = "multipart/form-data"),
    )),
    responses(
        (status = 202, description = "Accepted, and safe on disk.", body = Accepted, headers(
            ("Location" = String, description = "Where to ask for the post."),
            ("Idempotency-Replayed" = Option<bool>, description = "`true` if this answer was given before."),
        )),
    ),
)]
pub(super) async fn submit_from_n8n(
    State(ctx): State<Context>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Result<Response, ApiError> {
    take(&ctx, caller, Origin::N8n, request).await
}

async fn take(
    ctx: &Context,
    caller: Caller,
    origin: Origin,
    request: Request,
) -> Result<Response, ApiError> {
    let key = idempotency_key(request.headers())?;
    let api_key = caller.key.as_ref().map(|key| key.id);
    let mut kept = None;
    let (fields, received, mut hash) = match kind_of(request.headers()) {
        Kind::Json => {
            let body = body::read(request.into_body(), body::LARGEST_JSON).await?;
            (
                Fields::from_json(&body)?,
                None,
                Sha256::new_with_prefix(&body),
            )
        }
        Kind::Multipart => {
            if let Some((key, api_key)) = key.as_deref().zip(api_key) {
                kept = posts::keep_key(ctx, api_key, key).await?;
            }
            let parts = multipart::read(ctx, &caller, request).await?;
            let received = parts
                .video
                .map(|received| (received.upload, received.video));
            (parts.fields, received, parts.hash)
        }
        Kind::Other => return Err(ApiError::new(ErrorCode::UnsupportedMediaType)),
    };
    hash.update(origin.as_str());
    let idempotency = key.zip(api_key).map(|(key, api_key)| Idempotency {
        api_key,
        key,
        fingerprint: hex::encode(hash.finalize()),
        kept,
    });
    let (upload, video) = received.unzip();
    let submission = submission(caller, origin, fields, video);
    // From here on the service owns the file; it is no abandoned one before it has its post.
    let hold = upload.and_then(Upload::keep);
    let submitted = posts::submit_once(ctx, submission, idempotency).await;
    drop(hold);
    Ok(answer(submitted?))
}

fn submission(caller: Caller, origin: Origin, fields: Fields, file: Option<Video>) -> Submission {
    Submission {
        api_key: caller.key.map(|key| key.id),
        user: caller.user,
        origin,
        platforms: fields.platforms,
        content: fields.content,
        video_title: fields.video_title,
        video_description: fields.video_description,
        auto_approve: fields.auto_approve,
        account: fields.account,
        callback_url: fields.callback_url,
        external_id: fields.external_id,
        metadata: fields.metadata,
        video_url: fields.video_url,
        file,
    }
}

fn answer(submitted: Submitted) -> Response {
    let (answer, replayed) = match submitted {
        Submitted::New(_, answer) => (answer, false),
        Submitted::Replayed(answer) => (answer, true),
    };
    let StoredAnswer {
        status,
        body,
        location,
    } = answer;
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::ACCEPTED);
    let mut response = (status, [(header::CONTENT_TYPE, "application/json")], body).into_response();
    let headers = response.headers_mut();
    if let Some(location) = location.and_then(|text| HeaderValue::from_str(&text).ok()) {
        headers.insert(header::LOCATION, location);
    }
    if replayed {
        headers.insert("idempotency-replayed", HeaderValue::from_static("true"));
    }
    response
}

enum Kind {
    Json,
    Multipart,
    Other,
}

/// What the body is. Without a Content-Type it is taken for JSON.
fn kind_of(headers: &HeaderMap) -> Kind {
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return Kind::Json;
    };
    let kind = value
        .to_str()
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match kind.as_str() {
        "application/json" => Kind::Json,
        "multipart/form-data" => Kind::Multipart,
        other if other.starts_with("application/") && other.ends_with("+json") => Kind::Json,
        _ => Kind::Other,
    }
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    value
        .to_str()
        .ok()
        .filter(|key| Idempotency::is_valid_key(key))
        .map(|key| Some(key.to_owned()))
        .ok_or_else(|| ApiError::new(ErrorCode::InvalidIdempotencyKey))
}
