//! Posts for programs: list, one, retry, cancel.

use axum::{
    Extension, Json,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest as _, Sha256};

use super::{
    auth::Caller,
    error::{ApiError, Problems},
    wire::PostList,
};
use crate::{
    domain::{
        error_code::ErrorCode,
        id::PostId,
        page::Cursor,
        post::Post,
        post_object::PostObject,
        status::{Actor, Status},
    },
    service::{Context, ServiceError, posts},
    store::posts::PostFilter,
};

/// Posts on a page, if the caller does not say.
const USUAL_PAGE: u32 = 20;
/// The most posts on a page.
const LARGEST_PAGE: u32 = 100;

/// Lists the caller's posts, newest first.
#[utoipa::path(
    get,
    path = "/api/posts",
    operation_id = "list_posts",
    tag = "Posts",
    security(("bearer" = []), ("header" = []), ("query" = [])),
    params(
        ("status" = Option<String>, Query, description = "Only these statuses: names with commas between.", example = "needs_review,failed"),
        ("limit" = Option<u32>, Query, description = "Posts on a page; 20 if absent, at most 100.", minimum = 1),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
    ),
    responses((status = 200, description = "A page of posts.", body = PostList)),
)]
pub(super) async fn list(
    State(ctx): State<Context>,
    Extension(caller): Extension<Caller>,
    RawQuery(query): RawQuery,
) -> Result<Json<PostList>, ApiError> {
    let query = ListQuery::read(query.as_deref().unwrap_or_default())?;
    let user = caller.user.id;
    let page = posts::list(&ctx, user, &query.filter, query.cursor, query.limit).await?;
    Ok(Json(PostList {
        data: posts::objects(&ctx, user, &page.items).await?,
        next_cursor: page.next.map(|cursor| cursor.to_string()),
    }))
}

/// One post with its history.
#[utoipa::path(
    get,
    path = "/api/posts/{id}",
    operation_id = "get_post",
    tag = "Posts",
    security(("bearer" = []), ("header" = []), ("query" = [])),
    params(
        ("id" = String, Path, description = "The post's `id`."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an earlier answer."),
    ),
    responses(
        (status = 200, description = "The post, with its history.", body = PostObject, headers(
            ("ETag" = String, description = "Changes with the post."),
            ("Retry-After" = Option<u32>, description = "Seconds after which to look again: 2 while the machine works, 60 while a human must decide; absent at the end."),
        )),
        (status = 304, description = "Nothing changed since that `ETag`."),
    ),
)]
pub(super) async fn get(
    State(ctx): State<Context>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let post = posts::get(&ctx, caller.user.id, id_of(&id)?).await?;
    let object = posts::object(&ctx, &post, true).await?;
    let body = serde_json::to_vec(&object)
        .map_err(|error| ApiError::from(ServiceError::Broken(error.to_string())))?;
    let etag = format!("\"{}\"", hex::encode(&Sha256::digest(&body)[..16]));
    let mut response = if matches_etag(&headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "application/json")], body).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    if let Some(seconds) = look_again_after(&post) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

/// Tries a post again. Safe to repeat.
#[utoipa::path(
    post,
    path = "/api/posts/{id}/retry",
    operation_id = "retry_post",
    tag = "Posts",
    security(("bearer" = []), ("header" = []), ("query" = [])),
    params(("id" = String, Path, description = "The post's `id`.")),
    responses(
        (status = 202, description = "It is on its way (again).", body = PostObject),
        (status = 200, description = "It has arrived already; nothing was done.", body = PostObject),
    ),
)]
pub(super) async fn retry(
    State(ctx): State<Context>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let post = posts::retry(&ctx, caller.user.id, id_of(&id)?, actor(&caller)).await?;
    changed(&ctx, &post).await
}

/// Cancels a post. Safe to repeat.
#[utoipa::path(
    post,
    path = "/api/posts/{id}/cancel",
    operation_id = "cancel_post",
    tag = "Posts",
    security(("bearer" = []), ("header" = []), ("query" = [])),
    params(("id" = String, Path, description = "The post's `id`.")),
    responses(
        (status = 200, description = "It has ended; its temporary file is deleted.", body = PostObject),
    ),
)]
pub(super) async fn cancel(
    State(ctx): State<Context>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let post = posts::cancel(&ctx, caller.user.id, id_of(&id)?, actor(&caller)).await?;
    changed(&ctx, &post).await
}

async fn changed(ctx: &Context, post: &Post) -> Result<Response, ApiError> {
    let status = if post.status.is_terminal() {
        StatusCode::OK
    } else {
        StatusCode::ACCEPTED
    };
    let object = posts::object(ctx, post, false).await?;
    Ok((status, Json(object)).into_response())
}

const fn actor(caller: &Caller) -> Actor {
    if caller.key.is_some() {
        Actor::ApiKey
    } else {
        Actor::User
    }
}

/// Something that is no id names no post either.
fn id_of(text: &str) -> Result<PostId, ApiError> {
    text.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))
}

/// Seconds after which it is worth looking again: soon while the machine works, later while it waits for somebody.
fn look_again_after(post: &Post) -> Option<u64> {
    match post.status {
        status if status.is_terminal() => None,
        Status::NeedsReview | Status::Unconfirmed => Some(60),
        _ => Some(2),
    }
}

fn matches_etag(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == etag || tag == "*")
}

#[derive(Debug)]
struct ListQuery {
    filter: PostFilter,
    cursor: Option<Cursor>,
    limit: u32,
}

impl ListQuery {
    /// `status` may stand several times or hold several names with commas; empty values count as absent.
    fn read(query: &str) -> Result<Self, ApiError> {
        let mut problems = Problems::default();
        let mut read = Self {
            filter: PostFilter::default(),
            cursor: None,
            limit: USUAL_PAGE,
        };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            match &*name {
                "status" => {
                    for status in value.split(',').map(str::trim).filter(|s| !s.is_empty()) {
                        match status.parse::<Status>() {
                            Ok(status) => read.filter.statuses.push(status),
                            Err(error) => problems.add("status", format!("{error}.")),
                        }
                    }
                }
                "limit" => match limit(value) {
                    Some(limit) => read.limit = limit,
                    None => problems.add("limit", "limit is not a number from 1 on."),
                },
                "cursor" => {
                    let cursor = value
                        .parse()
                        .map_err(|_| ApiError::new(ErrorCode::InvalidCursor))?;
                    read.cursor = Some(cursor);
                }
                _ => {}
            }
        }
        problems.into_result()?;
        Ok(read)
    }
}

/// As many as asked for, but no more than a page holds. None if that is no number from 1 on.
fn limit(text: &str) -> Option<u32> {
    let digits = text.trim_start_matches('0');
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(LARGEST_PAGE).min(LARGEST_PAGE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_query_is_read() {
        let query =
            ListQuery::read("status=failed,queued&status=expired&limit=500&api_key=x").unwrap();
        assert_eq!(
            query.filter.statuses,
            [Status::Failed, Status::Queued, Status::Expired]
        );
        assert_eq!(query.limit, LARGEST_PAGE);
        let endless = ListQuery::read("limit=340282366920938463463374607431768211456").unwrap();
        assert_eq!(endless.limit, LARGEST_PAGE);
        assert_eq!(
            ListQuery::read("status=&limit=&cursor=").unwrap().limit,
            USUAL_PAGE
        );
        for wrong in ["status=lost", "limit=0", "limit=-1", "limit=x", "cursor=x"] {
            assert!(ListQuery::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn etags_match_weakly_and_in_lists() {
        let mut headers = HeaderMap::new();
        assert!(!matches_etag(&headers, "\"a\""));
        headers.insert(
            header::IF_NONE_MATCH,
            HeaderValue::from_static("\"b\", W/\"a\""),
        );
        assert!(matches_etag(&headers, "\"a\""));
        assert!(!matches_etag(&headers, "\"c\""));
    }
}
