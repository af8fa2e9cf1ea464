//! A post on its way: two tracks, what it waits for, and the brake.

use leptos::prelude::*;

use super::{PostView, parts};
use crate::{
    domain::{post::Waiting, publish::Delivery, status::Status},
    web::{
        components::{
            dialog, field,
            icon::{Icon, icon},
            progress::{Lane, progress},
        },
        format, paths,
        views::{drafts::cancel_dialog, waiting::goes_on},
        words::{post::moving as say, publish},
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
        <div class="stack">
            {is_being_published(view).then(|| view! { <p>{publish::ON_ITS_WAY_TEXT}</p> })}
            <p class="cluster">
                {line
                    .can_be_cancelled()
                    .then(|| dialog::opener(CANCEL, "btn", say::cancel(line.post.status)))}
                <span class="hint">
                    {say::CARRIES_ON}
                </span>
            </p>
        </div>
        {line.can_be_cancelled().then(|| cancel_dialog(line, CANCEL))}
    };
    parts::decided(view, title, inside.into_any())
}

fn is_being_published(view: &PostView) -> bool {
    let post = &view.line.post;
    post.delivery == Delivery::Direct && matches!(post.status, Status::Sending | Status::Processing)
}

/// TikTok is not ready: what for, until when, and how to try earlier.
fn waits(view: &PostView, waiting: Waiting) -> AnyView {
    let entry = waiting.code.entry();
    let goes_on = goes_on(&view.line, waiting, view.now, || {
        let ahead = format::ahead(waiting.until, view.now);
        say::ahead_at(&ahead, &format::moment(waiting.until, view.now))
    });
    view! {
        <section class="remedy" data-tone="yours" aria-label=say::WAITS_FOR>
            <div>
                <h2>{say::WAITS_FOR}</h2>
                <p>{entry.message}</p>
                <p class="hint">{goes_on}</p>
            </div>
            <div>
                <h2>{say::WHAT_TO_DO}</h2>
                <p>{entry.description}</p>
                <form method="post" action=paths::actions::RETRY>
                    {field::hidden("post", view.line.post.id.to_string())}
                    <button class="btn">{icon(Icon::Retry)} {say::TRY_NOW}</button>
                </form>
            </div>
        </section>
    }
    .into_any()
}

fn tracks(view: &PostView) -> AnyView {
    let post = &view.line.post;
    let fetched = post.source.can_be_fetched_again() && post.status != Status::Queued;
    let sends = match post.status {
        Status::Sending | Status::Processing => true,
        // A head start.
        Status::Downloading | Status::Checking => post.tiktok.publish_id.is_some(),
        _ => false,
    };
    if !fetched && !sends {
        return ().into_any();
    }
    let track = |sign: Icon, word: &'static str, lane: Lane| {
        view! {
            <div class="track">
                <h2>{icon(sign)} {word}</h2>
                <div class="track__lane">{progress(post, lane, view.now)}</div>
            </div>
        }
    };
    view! {
        <section class="tracks" aria-label=say::PROGRESS>
            {fetched.then(|| track(Icon::Download, say::DOWNLOAD, Lane::Download))}
            {sends.then(|| track(Icon::Send, say::SEND, Lane::Send))}
        </section>
    }
    .into_any()
}
