//! A post in trouble, or over: what happened, what to do.

use leptos::prelude::*;

use super::{PostView, parts};
use crate::{
    domain::{
        error_code::{ErrorCode, Failure},
        status::Status,
    },
    web::{
        components::{
            dialog::{self, Confirm},
            facts::Facts,
            field,
            icon::{Icon, icon},
        },
        format, paths,
    },
};

const AGAIN: &str = "again";
/// The one blue button of the page.
const PRIMARY: &str = "btn btn--primary";

/// What happened and what to do, side by side.
fn remedy(tone: Option<&'static str>, happened: AnyView, to_do: AnyView) -> AnyView {
    view! {
        <section class="remedy" data-tone=tone aria-label="What happened and what to do">
            <div>
                <h2>"What happened"</h2>
                {happened}
            </div>
            <div>
                <h2>"What to do"</h2>
                {to_do}
            </div>
        </section>
    }
    .into_any()
}

fn retry_form(view: &PostView, sign: Icon, word: &'static str, class: &'static str) -> AnyView {
    view! {
        <form method="post" action=paths::actions::RETRY>
            {field::hidden("post", view.line.post.id.to_string())}
            <button class=class>{icon(sign)} {word}</button>
        </form>
    }
    .into_any()
}

/// Where the person goes to mend it, where that is another page: it comes before a retry.
fn way_out(view: &PostView, failure: &Failure) -> Option<AnyView> {
    let post = &view.line.post;
    match failure.code {
        ErrorCode::TiktokReconnect
        | ErrorCode::TiktokScopeMissing
        | ErrorCode::TiktokAuthRemoved => {
            Some(way(paths::CONNECT_TIKTOK, Icon::Link, "Connect again"))
        }
        _ if view.line.retryable().is_none() && !post.source.can_be_fetched_again() => {
            Some(way(paths::UPLOAD, Icon::Upload, "Upload again"))
        }
        _ => None,
    }
}

fn way(href: &'static str, sign: Icon, word: &'static str) -> AnyView {
    view! {
        <p class="cluster remedy__out">
            <a class=PRIMARY href=href>
                {icon(sign)}
                {word}
            </a>
        </p>
    }
    .into_any()
}

/// Where on its way the post stopped.
fn stopped(view: &PostView) -> &'static str {
    let before = view
        .history
        .iter()
        .rev()
        .map(|entry| entry.status)
        .find(|status| *status != Status::Failed);
    match before {
        Some(Status::Queued) => "It had not started yet.",
        Some(Status::Downloading) => "It stopped while the video was fetched.",
        Some(Status::Checking) => "It stopped at the check, before TikTok saw anything.",
        Some(Status::NeedsReview) => "It stopped while it waited for you.",
        Some(Status::Sending) => "It stopped while the video was sent to TikTok.",
        Some(Status::Processing | Status::Unconfirmed) => "TikTok had the whole video by then.",
        _ => "",
    }
}

/// Failed with a named error.
pub(super) fn failed(view: &PostView, failure: &Failure) -> AnyView {
    let entry = failure.code.entry();
    let can_retry = view.line.retryable().is_some();
    let file_is_here = view.line.has_picture();
    let happened = failure
        .detail
        .clone()
        .unwrap_or_else(|| entry.message.to_owned());
    let happened = view! { <p>{format!("{happened} {}", stopped(view))}</p> };
    let description = if can_retry && file_is_here {
        format!(
            "{} The file is still here, so nothing has to be fetched again.",
            entry.description
        )
    } else {
        entry.description.to_owned()
    };
    let way_out = way_out(view, failure);
    let retry_class = if way_out.is_some() { "btn" } else { PRIMARY };
    let to_do = view! {
        <p>{description}</p>
        {way_out}
        {can_retry.then(|| retry_form(view, Icon::Retry, "Retry now", retry_class))}
    };
    let support = Facts::default()
        .code("Error code", Some(failure.code.to_string()))
        .code("TikTok’s status", view.line.post.tiktok.status.clone())
        .code("TikTok’s log id", failure.log_id.clone())
        .code(
            "TikTok’s reference",
            view.line.post.tiktok.publish_id.clone(),
        )
        .view();
    let inside = view! {
        {parts::said(view)}
        {remedy(None, happened.into_any(), to_do.into_any())}
        <details class="fold">
            <summary>"For support"</summary>
            {support}
        </details>
    };
    let title = entry.message.trim_end_matches('.');
    parts::decided(view, title, inside.into_any())
}

/// TikTok has not said what became of it.
pub(super) fn unconfirmed(view: &PostView) -> AnyView {
    let post = view.line.post.id.to_string();
    let happened = view! {
        <p>
            "TikTok took the whole video, or the line broke before it answered. The video may be in your inbox, or it may be lost. We keep asking TikTok."
        </p>
    };
    let to_do = view! {
        <p>
            "Look into your TikTok inbox. If the video is there, you are done. If it is not there after an hour, send it again."
        </p>
        <form method="post" action=paths::actions::CHECK>
            {field::hidden("post", post.clone())}
            <p class="cluster">
                <button class="btn btn--primary">{icon(Icon::Retry)} "Ask TikTok now"</button>
                {dialog::opener(AGAIN, "btn", "Send again…")}
            </p>
        </form>
    };
    let looked = view! {
        <label class="check">
            <input type="checkbox" name="looked" value="1" required />
            <span>"I looked, and the video is not in my TikTok inbox"</span>
        </label>
    };
    let question = Confirm {
        yes_class: PRIMARY,
        ..Confirm::destroying(
            AGAIN,
            (
                "Send it again?",
                "If the first copy did arrive, you will have two drafts in your inbox. Nothing becomes public by itself.",
            ),
            paths::actions::SEND_AGAIN,
            ("post", post),
            ("Send again", "Wait"),
        )
    };
    let inside = view! {
        {parts::said(view)}
        {remedy(Some("yours"), happened.into_any(), to_do.into_any())}
        {question.with(looked.into_any())}
    };
    parts::decided(
        view,
        "TikTok did not say whether it arrived",
        inside.into_any(),
    )
}

/// Nobody decided in time.
pub(super) fn expired(view: &PostView) -> AnyView {
    let post = &view.line.post;
    let when = format::at_moment(post.entered_at, view.now);
    let happened = view! {
        <p>
            {format!(
                "The time that a file may stay here ended {when}. The file was deleted; nothing was sent to TikTok.",
            )}
        </p>
    };
    let to_do = if post.source.can_be_fetched_again() {
        view! {
            <p>"Fetch the video again. It comes back as a draft and waits for you."</p>
            {retry_form(view, Icon::Download, "Fetch again", PRIMARY)}
        }
        .into_any()
    } else {
        view! {
            <p>"Upload the video again. It was handed over as a file, so it cannot be fetched."</p>
            {way(paths::UPLOAD, Icon::Upload, "Upload again")}
        }
        .into_any()
    };
    let inside = view! {
        {parts::said(view)}
        {remedy(Some("plain"), happened.into_any(), to_do)}
    };
    parts::decided(view, "Nobody decided in time", inside.into_any())
}

/// A human, or a program, said no.
pub(super) fn ended(view: &PostView, title: &str) -> AnyView {
    let post = &view.line.post;
    let text = format!(
        "{} {}. The file is deleted; caption and history stay for {} days.",
        parts::ended_by(view),
        format::at_moment(post.entered_at, view.now),
        view.history_days
    );
    let inside = view! {
        {parts::said(view)}
        <p class="hint">{text}</p>
    };
    parts::decided(view, title, inside.into_any())
}
