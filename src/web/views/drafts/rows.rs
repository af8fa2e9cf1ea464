//! Posts in rows: what moves, what arrived, what needs a hand.

use leptos::prelude::*;

use super::DraftsView;
use crate::{
    domain::{error_code::ErrorCode, status::Status, temporary_file::TemporaryFile},
    web::{
        components::{
            badge::badge,
            code::copy_button,
            dialog::{self, Confirm},
            field, frame,
            icon::{Icon, icon},
            progress::{Lane, progress},
        },
        format::{self, Now},
        paths,
        views::{line::PostLine, waiting::goes_on},
        words::drafts::rows as say,
    },
};

/// The rows, with the dialogs that their buttons open.
pub(super) fn rows(lines: &[PostLine], view: &DraftsView) -> AnyView {
    let items = lines.iter().map(|line| row(line, view)).collect_view();
    let dialogs = lines.iter().map(row_dialog).collect_view();
    view! {
        <ul class="rows">{items}</ul>
        {dialogs}
    }
    .into_any()
}

fn row(line: &PostLine, view: &DraftsView) -> AnyView {
    view! {
        <li class="post-row" id=line.element_id() data-item>
            {frame::thumb(line)}
            <div class="post-row__body">
                {line.caption_link("caption caption--small clamp-2")} {line.meta()}
            </div>
            <div class="post-row__state">{badge(line.post.status)} {state(line, view)}</div>
            <div class="post-row__act">{act(line)}</div>
        </li>
    }
    .into_any()
}

fn hint(text: impl Into<String>) -> AnyView {
    view! { <p class="hint">{text.into()}</p> }.into_any()
}

/// What there is to say about where it stands.
fn state(line: &PostLine, view: &DraftsView) -> AnyView {
    let (post, now) = (&line.post, view.now);
    let when = format::at_moment(post.entered_at, now);
    match post.status {
        Status::Queued => hint(say::QUEUED),
        Status::Downloading => progress(post, Lane::Download, now),
        Status::Checking => hint(say::CHECKING),
        Status::Sending => match post.waiting {
            Some(waiting) => {
                let tried = || format::ahead(waiting.until, now);
                let reason = match waiting.code {
                    ErrorCode::TiktokInboxFull => say::INBOX_FULL,
                    code => code.entry().message,
                };
                hint(say::waiting(reason, &goes_on(line, waiting, now, tried)))
            }
            None => progress(post, Lane::Send, now),
        },
        Status::Processing => hint(say::PROCESSING),
        Status::NeedsReview => hint(say::NEEDS_REVIEW),
        Status::InInbox => hint(say::delivered(&when, our_copy(line.file.as_ref()))),
        Status::Published => hint(say::published(&when)),
        Status::Unconfirmed => hint(say::UNCONFIRMED),
        Status::Failed => hint(failed(line, now)),
        Status::Expired => hint(say::expired(view.retention_hours)),
        Status::Rejected => hint(say::rejected(&when, our_copy(line.file.as_ref()))),
        Status::Cancelled => hint(say::cancelled(&when, our_copy(line.file.as_ref()))),
    }
}

fn our_copy(file: Option<&TemporaryFile>) -> &'static str {
    match file {
        Some(file) if file.is_present() => say::COPY_IS_BEING_DELETED,
        _ => say::COPY_IS_DELETED,
    }
}

/// What went wrong, in one sentence: about the video itself as exactly as it is known.
fn failed(line: &PostLine, now: Now) -> String {
    let Some(failure) = &line.post.error else {
        return String::new();
    };
    let code = failure.code;
    let message = match &failure.detail {
        Some(detail) if code.as_str().starts_with("video_") => detail,
        _ => code.entry().message,
    };
    match &line.file {
        Some(file) if line.has_picture() && line.retryable().is_some() => {
            say::failed_with_file(message, &format::moment(file.held_until, now))
        }
        _ => message.to_owned(),
    }
}

fn cancel_id(line: &PostLine) -> String {
    format!("cancel-{}", line.post.id)
}

fn caption_id(line: &PostLine) -> String {
    format!("caption-{}", line.post.id)
}

fn text_id(line: &PostLine) -> String {
    format!("caption-{}-text", line.post.id)
}

/// The one thing to do from here; the rest is on the post's own page.
fn act(line: &PostLine) -> AnyView {
    let post = &line.post;
    let retry = |class: &'static str, sign: Icon, word: &'static str| {
        view! {
            <form method="post" action=paths::actions::RETRY>
                {field::hidden("post", post.id.to_string())}
                <button class=class>{icon(sign)} {word}</button>
            </form>
        }
        .into_any()
    };
    match post.status {
        _ if line.can_be_cancelled() => {
            dialog::opener(&cancel_id(line), "btn btn--quiet btn--small", say::CANCEL)
        }
        Status::InInbox if !post.caption.is_empty() => copy_caption(line),
        Status::Failed if line.retryable().is_some() => {
            retry("btn btn--tint btn--small", Icon::Retry, say::RETRY)
        }
        Status::Expired if post.source.can_be_fetched_again() => {
            retry("btn btn--small", Icon::Download, say::FETCH_AGAIN)
        }
        Status::Failed | Status::Unconfirmed | Status::Expired => view! {
            <a class="btn btn--small" href=paths::post(post.id)>
                {say::LOOK_CLOSER}
            </a>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

/// With a script one press copies; without one, a dialog shows what to copy.
fn copy_caption(line: &PostLine) -> AnyView {
    let id = caption_id(line);
    let opener = dialog::opener(
        &id,
        "btn btn--small",
        view! { {icon(Icon::Copy)} {say::CAPTION} },
    );
    view! {
        {copy_button(&text_id(line), "btn btn--small", say::COPY_CAPTION)}
        <span data-plain>{opener}</span>
    }
    .into_any()
}

fn row_dialog(line: &PostLine) -> AnyView {
    if line.can_be_cancelled() {
        cancel_dialog(line, &cancel_id(line))
    } else if line.post.status == Status::InInbox && !line.post.caption.is_empty() {
        caption_dialog(line)
    } else {
        ().into_any()
    }
}

/// Asks before a moving post is stopped.
pub(in crate::web::views) fn cancel_dialog(line: &PostLine, id: &str) -> AnyView {
    let text = match line.post.status {
        Status::Sending => say::CANCEL_WHILE_SENDING,
        _ => say::CANCEL_BEFORE,
    };
    Confirm::destroying(
        id,
        (say::CANCEL_THIS, text),
        paths::actions::CANCEL,
        ("post", line.post.id.to_string()),
        (say::CANCEL_AND_DELETE, say::CARRY_ON),
    )
    .view()
}

fn caption_dialog(line: &PostLine) -> AnyView {
    let id = caption_id(line);
    let text_id = text_id(line);
    let inside = view! {
        <label class="visually-hidden" for=text_id.clone()>
            {say::CAPTION}
        </label>
        <textarea class="input caption" id=text_id.clone() readonly>
            {field::area(&line.post.caption)}
        </textarea>
        {copy_button(&text_id, "btn btn--primary", say::COPY_CAPTION)}
    };
    dialog::showing(
        &id,
        say::CAPTION_TO_PASTE,
        say::WHY_PASTE,
        inside.into_any(),
    )
}
