//! Pictures on film base: the first frame of a video while we have it, a slate before and after.

use leptos::prelude::*;

use super::{
    icon::{Icon, icon},
    sign,
};
use crate::{
    domain::{
        id::PostId,
        post::Post,
        status::Status::{Cancelled, Expired, InInbox, Published, Rejected},
    },
    web::{format, paths, views::line::PostLine, words::page},
};

/// Edge print: the end of the id, as on a negative. It tells posts apart wherever there is no room for more.
pub(crate) fn reference(post: PostId) -> String {
    let id = post.to_string().to_uppercase();
    id[id.len() - 4..].to_owned()
}

/// The length of the video, once known.
fn length(post: &Post) -> Option<String> {
    post.video
        .as_ref()
        .map(|video| format::length(video.duration_ms))
}

/// Whether the file goes any moment, if it is not gone already: asked for its picture, we would have none.
fn is_over(line: &PostLine) -> bool {
    let status = line.post.status;
    matches!(status, InInbox | Published | Rejected | Cancelled | Expired)
}

/// The first frame, which the browser takes from the video itself: no picture is kept.
fn still(line: &PostLine) -> AnyView {
    let source = paths::still(line.post.id);
    view! { <video src=source preload="metadata" muted playsinline width="540" height="960"></video> }
        .into_any()
}

/// The same in a list: a script lets it load when it comes near the window; without one, all of them load at once.
fn still_in_list(line: &PostLine) -> AnyView {
    if is_over(line) || !line.has_picture() {
        return slate(sign::status_icon(line.post.status), None);
    }
    let source = paths::still(line.post.id);
    view! {
        <video
            class="still--later"
            data-still
            src=source
            preload="none"
            muted
            playsinline
            width="540"
            height="960"
        ></video>
        <noscript>{still(line)}</noscript>
    }
    .into_any()
}

/// What stands in while there is no picture yet, or none any more.
pub(crate) fn slate(sign: Icon, words: Option<&'static str>) -> AnyView {
    view! {
        <span class="slate">
            {icon(sign)}
            {words.map(|words| view! { <span>{words}</span> })}
        </span>
    }
    .into_any()
}

/// The picture of a post with edge print, as a link to its page. Beside it stands the same link in words.
pub(crate) fn frame(line: &PostLine) -> AnyView {
    let playable = line.has_picture() && !is_over(line);
    view! {
        <a class="frame" href=paths::post(line.post.id) tabindex="-1" aria-hidden="true">
            <span class="frame__edge">
                <span>{reference(line.post.id)}</span>
                <span>{length(&line.post)}</span>
            </span>
            {still_in_list(line)}
            <span class="frame__edge">
                <span>"▸"</span>
                <span class="frame__ticks"></span>
            </span>
            {playable.then(|| view! { <span class="frame__play">{icon(Icon::Play)}</span> })}
        </a>
    }
    .into_any()
}

/// The same, small and without print, for a row.
pub(crate) fn thumb(line: &PostLine) -> AnyView {
    view! {
        <a
            class="frame frame--thumb"
            href=paths::post(line.post.id)
            tabindex="-1"
            aria-hidden="true"
        >
            {still_in_list(line)}
        </a>
    }
    .into_any()
}

/// The player: the video itself with controls if `plays`, else its first frame or a slate.
pub(crate) fn player(line: &PostLine, plays: bool) -> AnyView {
    let post = &line.post;
    let picture = if plays && line.has_picture() {
        view! {
            <video
                src=paths::video(post.id)
                controls
                preload="metadata"
                playsinline
                width="720"
                height="1280"
                aria-label=page::THE_VIDEO
            ></video>
        }
        .into_any()
    } else if line.has_picture() && !is_over(line) {
        view! { <div aria-hidden="true">{still(line)}</div> }.into_any()
    } else if post.video.is_some() && !line.has_picture() {
        slate(Icon::Trash, Some(page::FILE_IS_DELETED))
    } else {
        slate(sign::status_icon(post.status), None)
    };
    let size = post
        .video
        .as_ref()
        .map(|video| format!("{} × {}", video.width, video.height));
    view! {
        <figure class="player">
            <div class="frame__edge" aria-hidden="true">
                <span>{reference(post.id)}</span>
                <span>"▸"</span>
                <span>{length(post)}</span>
            </div>
            {picture}
            <div class="frame__edge" aria-hidden="true">
                <span>"▸"</span>
                <span>{size}</span>
                <span>"▸"</span>
            </div>
        </figure>
    }
    .into_any()
}

/// A drawn picture on film base, for pages that have no video of their own.
pub(crate) fn example(source: &str, print: &'static str) -> AnyView {
    view! {
        <span class="frame" aria-hidden="true">
            <span class="frame__edge">
                <span>{print}</span>
                <span>"0:38"</span>
            </span>
            <img src=source.to_owned() alt="" width="180" height="320" />
            <span class="frame__edge">
                <span>"▸"</span>
                <span class="frame__ticks"></span>
            </span>
        </span>
    }
    .into_any()
}
