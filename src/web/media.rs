//! The held video, for its owner's player: byte ranges, and nothing that a cache may keep.
//!
//! A list shows first frames, which the browser takes from the videos themselves. With `?still` it gets [`STILL_PART`] of a
//! range and asks for more only if it needs more: a browser that is slow to stop would read megabytes of each video ahead.

use std::num::NonZeroU64;

use axum::{
    Extension,
    body::Body,
    extract::{Path, RawQuery, State},
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{
        ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
        CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE, RANGE,
    },
};

use super::{
    error::Problem,
    range::{Asked, asked},
};
use crate::{
    domain::{
        error_code::ErrorCode,
        id::{PostId, TemporaryFileId},
        post::Post,
        video::Container,
    },
    media::MediaError,
    service::{Context, SignedIn},
};

/// What is sent of one range for a still, in bytes: an index and the first pictures of most short videos.
const STILL_PART: NonZeroU64 = NonZeroU64::new(1024 * 1024).expect("it is not zero");

/// For `Cache-Control`.
const NOT_KEPT: &str = "private, no-store";

/// `GET /posts/{id}/video`, and `?still` for a picture of its first frame.
pub(super) async fn video(
    State(ctx): State<Context>,
    Extension(SignedIn(user)): Extension<SignedIn>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let post: PostId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    let post = ctx.store.find_post(user, post).await?;
    let post = post.ok_or(ErrorCode::NotFound)?;
    let still = query.as_deref() == Some("still");
    let Some((container, file, size)) = held(&ctx, &post).await? else {
        return gone(still);
    };
    let etag = format!("\"{file}-{size}\"");

    let mut answer = HeaderMap::new();
    answer.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    answer.insert(CACHE_CONTROL, HeaderValue::from_static(NOT_KEPT));
    answer.insert(CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    set(&mut answer, ETAG, &etag);
    if names(&headers, IF_NONE_MATCH, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }

    // Without If-Range the range holds; with it, only while the file is still the one that the player began with.
    let range = headers
        .get(RANGE)
        .filter(|_| !headers.contains_key(IF_RANGE) || equals(&headers, &etag))
        .and_then(|range| range.to_str().ok());
    let wanted = asked(range, size);
    let wanted = if still {
        wanted.at_most(STILL_PART)
    } else {
        wanted
    };
    let (status, range) = match wanted {
        Asked::Unsatisfiable => {
            set(&mut answer, CONTENT_RANGE, &format!("bytes */{size}"));
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, answer).into_response());
        }
        Asked::Part(range) => {
            let part = format!("bytes {}-{}/{size}", range.start(), range.end());
            set(&mut answer, CONTENT_RANGE, &part);
            (StatusCode::PARTIAL_CONTENT, Some(range))
        }
        Asked::Whole => (StatusCode::OK, size.checked_sub(1).map(|last| 0..=last)),
    };
    let length = range
        .as_ref()
        .map_or(0, |range| range.end() - range.start() + 1);
    set(&mut answer, CONTENT_LENGTH, &length.to_string());
    set(&mut answer, CONTENT_TYPE, container.media_type());
    let body = match range {
        Some(range) if method != Method::HEAD => match ctx.media.reader(file, range).await {
            // It went since it was measured.
            Err(MediaError::Missing(_)) => return gone(still),
            reader => Body::from_stream(reader?),
        },
        _ => Body::empty(),
    };
    Ok((status, answer, body).into_response())
}

/// What there is to see of a post: the kind of its file, the file and its size in bytes.
async fn held(
    ctx: &Context,
    post: &Post,
) -> Result<Option<(Container, TemporaryFileId, u64)>, Problem> {
    // Before the check we do not know what it is, and after it the file does not change any more.
    let (Some(video), Some(file)) = (&post.video, post.temporary_file) else {
        return Ok(None);
    };
    let size = ctx.media.size(file).await?;
    Ok(size.map(|size| (video.container, file, size)))
}

/// There is nothing to see any more. A page may have been drawn while there was: a picture that is missing is no fault.
fn gone(still: bool) -> Result<Response, Problem> {
    if still {
        Ok((StatusCode::NO_CONTENT, [(CACHE_CONTROL, NOT_KEPT)]).into_response())
    } else {
        Err(ErrorCode::NotFound.into())
    }
}

fn set(headers: &mut HeaderMap, name: http::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Whether the list of validators in `name` has this one.
fn names(headers: &HeaderMap, name: http::HeaderName, etag: &str) -> bool {
    headers
        .get(name)
        .and_then(|list| list.to_str().ok())
        .is_some_and(|list| {
            list.split(',')
                .map(|one| one.trim().trim_start_matches("W/"))
                .any(|one| one == etag || one == "*")
        })
}

/// If-Range takes a single strong validator.
fn equals(headers: &HeaderMap, etag: &str) -> bool {
    headers.get(IF_RANGE).is_some_and(|one| one == etag)
}
