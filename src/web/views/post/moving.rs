//! A post on its way: two tracks, what it waits for, and the brake.

use leptos::prelude::*;

use super::{PostView, parts};
use crate::{
    domain::{post::Waiting, status::Status},
    web::{
        components::{
            dialog, field,
            icon::{Icon, icon},
            progress::{Lane, progress_and_speed},
            time,
        },
        format, paths,
        views::drafts::cancel_dialog,
    },
};

const CANCEL: &str = "cancel";

/// The page.
pub(super) fn page(view: &PostView, title: &str) -> AnyView {
    let line = &view.line;
    let inside = view! {
        {parts::said(view)}
        {line.post.waiting.map(|waiting| waits(view, waiting))}
        {tracks(view)}
        <p class="cluster">
            {line
                .can_be_cancelled()
                .then(|| dialog::opener(CANCEL, "btn", cancel_word(line.post.status)))}
            <span class="hint">
                "You can close this page. It carries on, even after a restart of the server."
            </span>
        </p>
        {line.can_be_cancelled().then(|| cancel_dialog(line, CANCEL))}
    };
    parts::decided(view, title, inside.into_any())
}

const fn cancel_word(status: Status) -> &'static str {
    match status {
        Status::Sending => "Cancel sending",
        Status::Downloading => "Cancel download",
        _ => "Cancel",
    }
}

/// TikTok is not ready: what for, until when, and how to try earlier.
fn waits(view: &PostView, waiting: Waiting) -> AnyView {
    let entry = waiting.code.entry();
    let until = format!(
        "It is tried again {}.",
        match format::ahead(waiting.until, view.now) {
            soon if soon == "now" => soon,
            later => format!("{later} ({})", format::moment(waiting.until, view.now)),
        }
    );
    view! {
        <section class="remedy" data-tone="yours" aria-label="What it waits for">
            <div>
                <h2>"What it waits for"</h2>
                <p>{entry.message}</p>
                <p class="hint">{time::moment(waiting.until, until)}</p>
            </div>
            <div>
                <h2>"What to do"</h2>
                <p>{entry.description}</p>
                <form method="post" action=paths::actions::RETRY>
                    {field::hidden("post", view.line.post.id.to_string())}
                    <button class="btn">{icon(Icon::Retry)} "Try now"</button>
                </form>
            </div>
        </section>
    }
    .into_any()
}

fn tracks(view: &PostView) -> AnyView {
    let post = &view.line.post;
    let fetched = post.source.can_be_fetched_again() && post.status != Status::Queued;
    let sends = matches!(post.status, Status::Sending | Status::Processing);
    if !fetched && !sends {
        return ().into_any();
    }
    let track = |sign: Icon, word: &'static str, lane: Lane| {
        view! {
            <div class="track">
                <h2>{icon(sign)} {word}</h2>
                <div class="track__lane">{progress_and_speed(post, lane, view.now)}</div>
            </div>
        }
    };
    view! {
        <section class="tracks" aria-label="Progress">
            {fetched.then(|| track(Icon::Download, "Download", Lane::Download))}
            {sends.then(|| track(Icon::Send, "Send", Lane::Send))}
        </section>
    }
    .into_any()
}
