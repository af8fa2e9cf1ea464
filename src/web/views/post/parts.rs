//! What the page of every post has: way back, picture and headline, history, facts, callbacks.

use leptos::prelude::*;

use super::{CallbackLine, CallbackTry, PostView};
use crate::{
    domain::{
        clock::Timestamp,
        source::Source,
        status::{Actor, Status},
        video::{Container, Video},
    },
    web::{
        components::{
            badge::badge,
            facts::Facts,
            field, frame,
            icon::{Icon, icon, toned},
            time,
            timeline::timeline,
        },
        format, paths,
        views::drafts::Tab,
    },
};

/// The link back to the tab that the post is in, and the place among the drafts to review.
pub(super) fn top(view: &PostView) -> AnyView {
    let status = view.line.post.status;
    let tab = Tab::ALL
        .into_iter()
        .find(|tab| tab.statuses().contains(&status))
        .unwrap_or(Tab::Problems);
    let back = paths::drafts(tab.as_str(), None::<String>);
    let place = view.place.map(|place| {
        let count = format!("Draft {} of {}", place.number, place.of);
        let next = place.next.map(|next| {
            view! {
                <a href=paths::post(next)>
                    "Next draft"
                    {icon(Icon::ArrowRight)}
                </a>
            }
        });
        view! {
            <nav class="post-nav" aria-label="Drafts to review">
                <span>{count}</span>
                {next}
            </nav>
        }
    });
    view! {
        <div class="post-top">
            <a class="back" href=back>
                {icon(Icon::ArrowLeft)}
                "Drafts"
            </a>
            {place}
        </div>
    }
    .into_any()
}

/// Badge, time left and headline.
pub(super) fn head(view: &PostView, title: &str) -> AnyView {
    let line = &view.line;
    let left = line
        .file
        .as_ref()
        .map(|file| time::time_left(file, view.now));
    let is_moving = line.post.status.is_worked_on();
    let reload = is_moving.then(|| {
        view! {
            <a class="btn btn--quiet btn--small" href=paths::post(line.post.id)>
                {icon(Icon::Retry)}
                "Reload"
            </a>
        }
    });
    view! {
        <header class="post-head">
            <p class="cluster">{badge(line.post.status)} {left} {reload}</p>
            <h1>{title.to_owned()}</h1>
        </header>
    }
    .into_any()
}

/// The page of a post that is decided: small picture, headline, and what there is to say and do.
pub(super) fn decided(view: &PostView, title: &str, inside: AnyView) -> AnyView {
    view! {
        <main class="page" id="main">
            {top(view)}
            <div class="split split--small">
                <div class="split__picture">{frame::player(&view.line, false)}</div>
                {head(view, title)}
                <div class="split__rest">
                    {inside} {callbacks(view)} {history(view)}
                    <div class="folds">
                        <details class="fold">
                            <summary>"The video"</summary>
                            {facts(view)}
                        </details>
                    </div>
                </div>
            </div>
        </main>
    }
    .into_any()
}

/// The person's words, account and sender.
pub(super) fn said(view: &PostView) -> AnyView {
    let caption = &view.line.post.caption;
    let words = if caption.trim().is_empty() {
        view! { <p class="caption caption--none">"No caption"</p> }.into_any()
    } else {
        view! { <p class="caption">{caption.clone()}</p> }.into_any()
    };
    view! { <div class="post-said">{words} {view.line.meta()}</div> }.into_any()
}

/// The history, open.
fn history(view: &PostView) -> AnyView {
    if view.history.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="folds" aria-labelledby="history">
            <h2 class="fold-title" id="history">
                "History "
                <span class="hint">"times in UTC"</span>
            </h2>
            {timeline(&view.history, &view.user_name, view.now)}
        </section>
    }
    .into_any()
}

/// The history, folded away.
pub(super) fn folded_history(view: &PostView) -> AnyView {
    let count = view.history.len() as u64;
    let hint = format!(
        "{}, times in UTC",
        format::counted(count, "entry", "entries")
    );
    view! {
        <details class="fold">
            <summary>
                "History "<span class="hint">{hint}</span>
            </summary>
            {timeline(&view.history, &view.user_name, view.now)}
        </details>
    }
    .into_any()
}

/// What is known about the video.
pub(super) fn facts(view: &PostView) -> AnyView {
    let post = &view.line.post;
    let video = post.video.as_ref();
    let checks = video.filter(|_| post.status != Status::Failed).map(|_| {
        view! { {icon(Icon::CheckCircle)} " Everything fits TikTok’s limits" }
    });
    let size = post.progress.total_bytes.map(format::bytes);
    Facts::default()
        .known("Checks", checks)
        .known(
            "Length",
            video.map(|video| format::length(video.duration_ms)),
        )
        .known("Picture", video.map(format::picture))
        .known("Format", video.map(container))
        .known("Size", size)
        .say("Came from", came_from(view))
        .known(
            "Accepted",
            Some(time::moment(
                post.created_at,
                format::moment(post.created_at, view.now),
            )),
        )
        .code("Your reference", post.external_id.clone())
        .code("Reference", Some(post.id.to_string()))
        .code("TikTok’s reference", post.tiktok.publish_id.clone())
        .view()
}

fn container(video: &Video) -> String {
    let container = match video.container {
        Container::Mp4 => "MP4",
        Container::Mov => "MOV",
        Container::WebM => "WebM",
    };
    let codec = match video.codec.as_str() {
        "h264" => "H.264",
        "h265" => "H.265",
        "vp8" => "VP8",
        "vp9" => "VP9",
        other => other,
    };
    format!("{container}, {codec}")
}

/// Who handed it over, and from where. Only the host of an address is shown: the rest may be a secret.
fn came_from(view: &PostView) -> String {
    let line = &view.line;
    let who = match &line.key_name {
        Some(name) => format!("API key “{name}”"),
        None => line.sender(),
    };
    match &line.post.source {
        Source::Url(url) => match url.host_str() {
            Some(host) => format!("{who}, from {host}"),
            None => who,
        },
        Source::File { name: Some(name) } => format!("{who}, file {name}"),
        Source::File { name: None } => who,
    }
}

/// Who ended the post.
pub(super) fn ended_by(view: &PostView) -> &'static str {
    match view.history.last().map(|entry| entry.actor) {
        Some(Actor::ApiKey) => "By your program",
        Some(Actor::System) => "By the service",
        Some(Actor::TikTok) => "By TikTok",
        Some(Actor::User) | None => "By you",
    }
}

/// What the callback URL was told, and how it answered.
fn callbacks(view: &PostView) -> AnyView {
    let (Some(url), [newest, ..]) = (&view.line.post.callback_url, view.callbacks.as_slice())
    else {
        return ().into_any();
    };
    let host = url.host_str().unwrap_or_default().to_owned();
    let rows = view
        .callbacks
        .iter()
        .flat_map(|callback| callback_rows(callback, view.now))
        .collect_view();
    view! {
        <section class="folds" aria-labelledby="callbacks">
            <div class="cluster cluster--apart fold-title">
                <h2 id="callbacks">"Callbacks"</h2>
                <form method="post" action=paths::actions::RESEND_CALLBACK>
                    {field::hidden("post", view.line.post.id.to_string())}
                    {field::hidden("callback", newest.id.to_string())}
                    <button class="btn btn--small">{icon(Icon::Retry)} "Send again"</button>
                </form>
            </div>
            <p class="hint">"To "<code>{host}</code>", signed. Tried again for 24 hours."</p>
            <table class="table">
                <caption class="visually-hidden">"Callback deliveries, newest first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Event"</th>
                        <th scope="col">"Try"</th>
                        <th scope="col">"Answer"</th>
                        <th scope="col" class="num">
                            "Time (UTC)"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn callback_rows(callback: &CallbackLine, now: Timestamp) -> Vec<AnyView> {
    let count = callback.tries.len();
    callback
        .tries
        .iter()
        .enumerate()
        .map(|(index, attempt)| {
            let next = callback
                .next_at
                .filter(|_| index == 0)
                .map(|at| format!("Next try {}", format::ahead(at, now)));
            callback_row(&callback.event, count - index, attempt, next, now)
        })
        .collect()
}

fn callback_row(
    event: &str,
    number: usize,
    attempt: &CallbackTry,
    next: Option<String>,
    now: Timestamp,
) -> AnyView {
    let (sign, answer) = match &attempt.answer {
        Ok(status) if (200..300).contains(status) => {
            (toned(Icon::CheckCircle, "is-good"), status.to_string())
        }
        Ok(status) => (toned(Icon::Alert, "is-bad"), status.to_string()),
        Err(reason) => (toned(Icon::Alert, "is-bad"), reason.clone()),
    };
    view! {
        <tr>
            <td data-label="Event">{event.to_owned()}</td>
            <td data-label="Try">{number.to_string()}</td>
            <td data-label="Answer">
                <span class="cell">{sign} {answer}</span>
                {next.map(|next| view! { <small>{next}</small> })}
            </td>
            <td class="num" data-label="Time (UTC)">
                {time::moment(attempt.at, format::exact(attempt.at, now))}
            </td>
        </tr>
    }
    .into_any()
}
