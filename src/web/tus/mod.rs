//! `/uploads`: resumable uploads by tus 1.0.0 (<https://tus.io/protocols/resumable-upload>) with its extensions creation,
//! creation-with-upload, termination and expiration.
//!
//! For the script of the upload page, and any other program that carries a session cookie. Every error is the error
//! object; nothing here leads to the sign-in page. What the headers say is read in `metadata`.

mod answer;
pub(super) mod metadata;

use std::any::Any;

use axum::{
    Extension, Router,
    body::Body,
    extract::{Path, Request, State},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse as _, Response},
    routing::{MethodRouter, head, post},
};
use http::{
    HeaderMap, Method, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, ORIGIN},
};
use tower_http::catch_panic::CatchPanicLayer;

use self::{
    answer::{Refusal, set},
    metadata::{VERSION, amount, announced, http_date},
};
use super::{guard, paths, with_session};
use crate::{
    domain::{error_code::ErrorCode, id::TemporaryFileId, upload::ResumableUpload, user::User},
    service::{Context, ServiceError, SignedIn, uploads},
};

/// What can be done beside going on.
const EXTENSIONS: &str = "creation,creation-with-upload,termination,expiration";
/// The type of a body that brings bytes of the file.
const BYTES: &str = "application/offset+octet-stream";

/// The routes with everything that lies around them.
pub(super) fn routes(ctx: &Context) -> Router<Context> {
    let whole = || post(create).options(capabilities);
    let one: MethodRouter<Context> = head(look)
        .patch(go_on)
        .delete(end)
        .post(overridden)
        .options(capabilities);
    let router = Router::new()
        .route(paths::UPLOADS, whole())
        .route("/uploads/", whole())
        .route("/uploads/{id}", one)
        .route_layer(from_fn(expect_version))
        .route_layer(from_fn(demand_sign_in))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(ctx.clone(), guard::same_origin));
    with_session(ctx, router).layer(from_fn(answer::dress))
}

/// What this server can do is no secret; anything else needs a session.
async fn demand_sign_in(request: Request, next: Next) -> Response {
    let open = request.method() == Method::OPTIONS;
    if open || request.extensions().get::<SignedIn>().is_some() {
        return next.run(request).await;
    }
    Refusal::from(ErrorCode::SignInRequired).into_response()
}

async fn expect_version(request: Request, next: Next) -> Response {
    let named = request.headers().get("tus-resumable");
    if request.method() == Method::OPTIONS || named.is_some_and(|version| version == VERSION) {
        return next.run(request).await;
    }
    Refusal::from(ErrorCode::TusVersion).into_response()
}

fn panicked(_panic: Box<dyn Any + Send>) -> Response {
    tracing::error!("an upload panicked");
    Refusal::from(ErrorCode::Internal).into_response()
}

/// `OPTIONS`.
async fn capabilities(State(ctx): State<Context>) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    set(&mut response, "tus-version", VERSION);
    set(&mut response, "tus-extension", EXTENSIONS);
    let most = ctx.settings.max_video_bytes.to_string();
    set(&mut response, "tus-max-size", &most);
    response
}

/// `POST /uploads`.
async fn create(
    State(ctx): State<Context>,
    Extension(user): Extension<User>,
    request: Request,
) -> Result<Response, Refusal> {
    let announced = announced(request.headers())?;
    let address = address(&ctx, request.headers());
    let upload = uploads::begin(&ctx, &user, announced).await?;
    let location = format!("{address}/{}", upload.id);
    let brings_bytes = is_bytes(request.headers());
    let upload = if brings_bytes {
        receive(&ctx, user, upload.id, 0, request).await?
    } else {
        upload
    };
    let mut response = (StatusCode::CREATED, [(LOCATION, location)]).into_response();
    if brings_bytes {
        set(&mut response, "upload-offset", &upload.received.to_string());
    }
    describe(&mut response, &upload);
    Ok(response)
}

/// `HEAD /uploads/{id}`.
async fn look(
    State(ctx): State<Context>,
    Extension(SignedIn(user)): Extension<SignedIn>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let upload = uploads::look(&ctx, user, named(&id)?).await?;
    let mut response = StatusCode::OK.into_response();
    set(&mut response, "upload-offset", &upload.received.to_string());
    set(
        &mut response,
        "upload-length",
        &upload.total_bytes.to_string(),
    );
    if !upload.metadata.is_empty() {
        set(&mut response, "upload-metadata", &upload.metadata);
    }
    describe(&mut response, &upload);
    Ok(response)
}

/// `PATCH /uploads/{id}`.
async fn go_on(
    State(ctx): State<Context>,
    Extension(user): Extension<User>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let id = named(&id)?;
    if !is_bytes(request.headers()) {
        let problem = format!("The Content-Type of the bytes of a file is {BYTES}.");
        return Err(ServiceError::because(ErrorCode::UnsupportedMediaType, problem).into());
    }
    let offset = amount(request.headers(), "upload-offset")?;
    let upload = receive(&ctx, user, id, offset, request).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    set(&mut response, "upload-offset", &upload.received.to_string());
    describe(&mut response, &upload);
    Ok(response)
}

/// `DELETE /uploads/{id}`.
async fn end(
    State(ctx): State<Context>,
    Extension(SignedIn(user)): Extension<SignedIn>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    uploads::discard(&ctx, user, named(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /uploads/{id}` with `X-HTTP-Method-Override`, for clients that cannot send `PATCH` or `DELETE`.
async fn overridden(
    state: State<Context>,
    user: Extension<User>,
    signed_in: Extension<SignedIn>,
    path: Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let method = request.headers().get("x-http-method-override");
    match method.map(http::HeaderValue::as_bytes) {
        Some(b"PATCH") => go_on(state, user, path, request).await,
        Some(b"DELETE") => Ok(end(state, signed_in, path).await?.into_response()),
        _ => Err(ErrorCode::MethodNotAllowed.into()),
    }
}

async fn receive(
    ctx: &Context,
    user: User,
    id: TemporaryFileId,
    offset: u64,
    request: Request<Body>,
) -> Result<ResumableUpload, Refusal> {
    let announced = request
        .headers()
        .contains_key(CONTENT_LENGTH)
        .then(|| amount(request.headers(), "content-length"))
        .transpose()?;
    let body = request.into_body().into_data_stream();
    Ok(uploads::receive(ctx, user, id, offset, announced, body).await?)
}

/// Until when an unfinished upload is kept, and which post a finished one became.
fn describe(response: &mut Response, upload: &ResumableUpload) {
    match upload.post_id {
        Some(post) => set(response, "upload-post", &post.to_string()),
        None => {
            if let Some(end) = http_date(upload.expires_at) {
                set(response, "upload-expires", &end);
            }
        }
    }
}

/// The address under which the client reached us: the origin of its page, which was found to be ours, or else the public one.
fn address(ctx: &Context, headers: &HeaderMap) -> String {
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let base = origin.unwrap_or(&ctx.settings.public_url);
    format!("{}{}", base.trim_end_matches('/'), paths::UPLOADS)
}

fn named(id: &str) -> Result<TemporaryFileId, Refusal> {
    id.parse().map_err(|_| ErrorCode::NotFound.into())
}

fn is_bytes(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().eq_ignore_ascii_case(BYTES.as_bytes()))
}
