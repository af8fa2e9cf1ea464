//! The page where a person plays the person who holds the phone: inbox, video, caption, Post.

mod actions;
mod view;

use std::io;

use axum::{
    Router,
    body::Body,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

use super::{
    World,
    fields::Fields,
    page,
    ranges::{Wanted, wanted},
};

pub(crate) fn routes() -> Router<World> {
    Router::new()
        .route("/phone", get(show).post(actions::act))
        .route("/phone/videos/{publish_id}", get(video))
        .route("/avatars/{name}", get(avatar))
        .route("/{handle}/video/{post_id}", get(watch))
        .route("/simulator.css", get(page::style))
}

/// `GET /phone?creator=…&draft=…`.
async fn show(State(world): State<World>, RawQuery(query): RawQuery) -> Html<String> {
    let fields = Fields::of_query(query.as_deref());
    page::page("Simulated phone", &view::phone(&world, &fields))
}

/// `GET /phone/videos/{publish_id}`: the received video, with ranges so that a player can seek.
async fn video(
    State(world): State<World>,
    Path(publish_id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let found = world.with(|state, _| {
        let record = state
            .record(&publish_id)
            .filter(|it| it.video.sha256.is_some())?;
        Some((
            record.file,
            record.video.size,
            record.video.media_type.clone(),
        ))
    });
    let Some((file, size, media_type)) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (status, first, length) = match wanted(&headers, size, None) {
        Wanted::Whole => (StatusCode::OK, 0, size),
        Wanted::Part(range) => (
            StatusCode::PARTIAL_CONTENT,
            *range.start(),
            range.end() - range.start() + 1,
        ),
        Wanted::Nothing => return StatusCode::RANGE_NOT_SATISFIABLE.into_response(),
    };
    let mut answer = match open(&world, file, first, length).await {
        Ok(body) => (status, body).into_response(),
        Err(_) => return StatusCode::NOT_FOUND.into_response(),
    };
    let mut set = |name, text: String| {
        if let Ok(value) = text.try_into() {
            answer.headers_mut().insert(name, value);
        }
    };
    set(
        header::CONTENT_TYPE,
        media_type.unwrap_or_else(|| "video/mp4".to_owned()),
    );
    set(header::ACCEPT_RANGES, "bytes".to_owned());
    set(header::CONTENT_LENGTH, length.to_string());
    if status == StatusCode::PARTIAL_CONTENT {
        set(
            header::CONTENT_RANGE,
            format!("bytes {first}-{}/{size}", first + length - 1),
        );
    }
    answer
}

async fn open(world: &World, file: u64, first: u64, length: u64) -> io::Result<Body> {
    let mut file = tokio::fs::File::open(world.file(file)).await?;
    file.seek(io::SeekFrom::Start(first)).await?;
    Ok(Body::from_stream(ReaderStream::with_capacity(
        file.take(length),
        64 * 1024,
    )))
}

/// `GET /@{username}/video/{post_id}`: a public post, as everybody sees it at TikTok.
async fn watch(
    State(world): State<World>,
    Path((handle, post_id)): Path<(String, String)>,
) -> Response {
    let creator = handle.strip_prefix('@').and_then(|name| {
        let mut creators = world.creators().into_iter();
        creators.find(|creator| creator.username == name)
    });
    let found = creator.zip(post_id.parse().ok()).and_then(|(creator, id)| {
        let mut videos = world.videos().into_iter();
        let video = videos.find(|it| it.open_id == creator.open_id && it.post_ids.contains(&id))?;
        Some(view::public_post(&creator, &video))
    });
    match found {
        Some(main) => page::page("Simulated TikTok", &main).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /avatars/{name}.jpg`.
async fn avatar(Path(name): Path<String>) -> Response {
    let picture: &[u8] = match name.as_str() {
        "studio.jpg" => include_bytes!("avatars/avatar-studio.jpg"),
        "harbour.jpg" => include_bytes!("avatars/avatar-harbour.jpg"),
        "fern.jpg" => include_bytes!("avatars/avatar-fern.jpg"),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    ([(header::CONTENT_TYPE, "image/jpeg")], picture).into_response()
}
