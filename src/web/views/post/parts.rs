//! What the page of every post has: way back, picture and headline, history, facts.

use leptos::prelude::*;

use super::{Place, PostView, callbacks::callbacks};
use crate::{
    domain::{
        source::Source,
        status::{Actor, Status},
        video::Video,
    },
    web::{
        components::{
            badge::badge,
            facts::Facts,
            frame,
            icon::{Icon, icon},
            live::live,
            notice::{Tone, advice},
            time,
            timeline::{People, timeline},
        },
        format, paths,
        views::drafts::Tab,
        words::post as say,
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
    view! {
        <div class="post-top">
            <a class="back" href=back data-key="u">
                {icon(Icon::ArrowLeft)}
                {say::BACK}
            </a>
            {view.place.map(neighbours)}
        </div>
    }
    .into_any()
}

/// The drafts before and after this one.
fn neighbours(place: Place) -> AnyView {
    let previous = place.previous.map(|previous| {
        view! {
            <a href=paths::post(previous) rel="prev" data-key="k">
                {icon(Icon::ArrowLeft)}
                {say::PREVIOUS}
            </a>
        }
    });
    let next = place.next.map(|next| {
        view! {
            <a href=paths::post(next) rel="next" data-key="j">
                {say::NEXT}
                {icon(Icon::ArrowRight)}
            </a>
        }
    });
    view! {
        <nav class="post-nav" aria-label=say::TO_REVIEW>
            {previous}
            <span>{say::place(place.number, place.of)}</span>
            {next}
        </nav>
    }
    .into_any()
}

/// Says that the same video came before, and where to look.
pub(super) fn duplicate(view: &PostView) -> AnyView {
    let Some(earlier) = view.line.duplicate_of else {
        return ().into_any();
    };
    let text = view! {
        <strong>{say::POSSIBLE_DUPLICATE}</strong>
        ". "
        {say::DUPLICATE_TEXT}
        " "
        <a href=paths::post(earlier)>{say::DUPLICATE_LINK}</a>
    };
    view! { <div class="spaced-below">{advice(Tone::Yours, Icon::Copy, text.into_any())}</div> }
        .into_any()
}

/// Badge, time left and headline.
pub(super) fn head(view: &PostView, title: &str) -> AnyView {
    let line = &view.line;
    let left = line.file.as_ref().map(|file| match line.post.status {
        Status::NeedsReview => time::time_left_until(file, view.now),
        _ => time::time_left(file, view.now),
    });
    let reload = line
        .can_change()
        .then(|| live(paths::post(line.post.id), "btn--link"));
    view! {
        <header class="post-head">
            <p class="cluster">{badge(line.post.status)} {left} {reload}</p>
            <h1 data-live-say>{title.to_owned()}</h1>
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
                    {undeleted(view)} {inside} {callbacks(view)} {history(view)}
                    <div class="folds">
                        <details class="fold">
                            <summary>{say::THE_VIDEO}</summary>
                            {facts(view)}
                        </details>
                    </div>
                </div>
            </div>
        </main>
    }
    .into_any()
}

/// The file should be gone, and is still there.
fn undeleted(view: &PostView) -> Option<AnyView> {
    let file = view.line.file.as_ref()?;
    let is_stuck = file.is_present() && file.deletion_failures > 0;
    is_stuck.then(|| {
        let text = say::undeleted(file.deletion_failures);
        advice(Tone::Bad, Icon::Alert, text.into_any())
    })
}

/// The person's words, account and sender.
pub(super) fn said(view: &PostView) -> AnyView {
    let caption = &view.line.post.caption;
    let words = if caption.trim().is_empty() {
        view! { <p class="caption caption--none">{say::NO_CAPTION}</p> }.into_any()
    } else {
        view! { <p class="caption">{caption.clone()}</p> }.into_any()
    };
    view! { <div class="post-said">{words} {view.line.meta()}</div> }.into_any()
}

fn what_happened(view: &PostView) -> AnyView {
    let people = People {
        owner: &view.user_name,
        sender: &came_from(view),
    };
    timeline(&view.history, &people, view.now)
}

/// The history, open.
fn history(view: &PostView) -> AnyView {
    if view.history.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="folds" aria-labelledby="history">
            <h2 class="fold-title" id="history">
                {say::HISTORY}
                " "
                <span class="hint">{say::times_in(&view.now.clock())}</span>
            </h2>
            {what_happened(view)}
        </section>
    }
    .into_any()
}

/// The history, folded away.
pub(super) fn folded_history(view: &PostView) -> AnyView {
    let hint = say::entries(view.history.len() as u64, &view.now.clock());
    view! {
        <details class="fold">
            <summary>
                {say::HISTORY} " " <span class="hint">{hint}</span>
            </summary>
            {what_happened(view)}
        </details>
    }
    .into_any()
}

/// What is known about the video.
pub(super) fn facts(view: &PostView) -> AnyView {
    let post = &view.line.post;
    let video = post.video.as_ref();
    let checks = video.filter(|_| post.status != Status::Failed).map(|_| {
        view! { {icon(Icon::CheckCircle)} " " {say::FITS} }
    });
    let size = post.progress.total_bytes.map(format::bytes);
    Facts::default()
        .known(say::CHECKS, checks)
        .known(
            say::LENGTH,
            video.map(|video| format::length(video.duration_ms)),
        )
        .known(say::PICTURE, video.map(format::picture))
        .known(say::FORMAT, video.map(container))
        .known(say::SIZE, size)
        .say(say::CAME_FROM, format::capital(&came_from(view)))
        .known(
            say::ACCEPTED,
            Some(time::moment(
                post.created_at,
                format::moment(post.created_at, view.now),
            )),
        )
        .code(say::YOUR_REFERENCE, post.external_id.clone())
        .code(say::REFERENCE, Some(post.id.to_string()))
        .code(say::TIKTOKS_REFERENCE, post.tiktok.publish_id.clone())
        .view()
}

fn container(video: &Video) -> String {
    let container = say::container(video.container);
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
    let who = say::who(line.key_name.as_deref(), line.post.origin);
    match &line.post.source {
        Source::Url(url) => match url.host_str() {
            Some(host) => say::fetched(&who, host),
            None => who,
        },
        Source::File { name: Some(name) } => say::as_file(&who, name),
        Source::File { name: None } => who,
    }
}

/// Who ended the post.
pub(super) fn ended_by(view: &PostView) -> &'static str {
    let actor = view.history.last().map_or(Actor::User, |entry| entry.actor);
    say::ended_by(actor)
}
