//! A post in trouble, or over: what happened, what to do.

use leptos::prelude::*;

use super::{PostView, parts};
use crate::{
    domain::{
        error_code::{ErrorCode, Failure},
        publish::Delivery,
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
        words::{
            post::{self as post_words, trouble as say},
            publish,
        },
    },
};

const AGAIN: &str = "again";
/// The one blue button of the page.
const PRIMARY: &str = "btn btn--primary";

/// What happened and what to do, side by side.
fn remedy(tone: Option<&'static str>, happened: AnyView, to_do: AnyView) -> AnyView {
    view! {
        <section class="remedy" data-tone=tone aria-label=say::REMEDY>
            <div>
                <h2>{say::WHAT_HAPPENED}</h2>
                {happened}
            </div>
            <div>
                <h2>{say::WHAT_TO_DO}</h2>
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
            Some(way(paths::CONNECT_TIKTOK, Icon::Link, say::CONNECT_AGAIN))
        }
        _ if view.line.retryable().is_none() && !post.source.can_be_fetched_again() => {
            Some(way(paths::UPLOAD, Icon::Upload, say::UPLOAD_AGAIN))
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
    say::stopped(before)
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
    let happened = view! { <p>{format!("{} {}", format::sentence(&happened), stopped(view))}</p> };
    let description = if can_retry && file_is_here {
        format!("{} {}", entry.description, say::FILE_IS_HERE)
    } else {
        entry.description.to_owned()
    };
    let way_out = way_out(view, failure);
    let retry_class = if way_out.is_some() { "btn" } else { PRIMARY };
    // Nobody but a human publishes: this retry leads back to the draft.
    let ask_first = view.line.post.may_be_at_tiktok();
    let (sign, word, hint) = if is_direct(view) {
        (Icon::Eye, publish::TO_REVIEW, Some(publish::TO_REVIEW_HINT))
    } else {
        (Icon::Retry, say::RETRY, None)
    };
    let to_do = view! {
        <p>{description}</p>
        {way_out}
        {match (can_retry, ask_first) {
            (true, true) => view! { <p class="cluster">{dialog::opener(AGAIN, retry_class, say::SEND_AGAIN_ASKS)}</p> }.into_any(),
            (true, false) => retry_form(view, sign, word, retry_class),
            (false, _) => ().into_any(),
        }}
        {hint.filter(|_| can_retry && !ask_first).map(|hint| view! { <p class="hint">{hint}</p> })}
    };
    let support = Facts::default()
        .code(say::ERROR_CODE, Some(failure.code.to_string()))
        .code(say::TIKTOKS_CODE, failure.tiktok_code.clone())
        .code(say::TIKTOKS_STATUS, view.line.post.tiktok.status.clone())
        .code(say::TIKTOKS_LOG_ID, failure.log_id.clone())
        .code(
            post_words::TIKTOKS_REFERENCE,
            view.line.post.tiktok.publish_id.clone(),
        )
        .view();
    let inside = view! {
        {parts::said(view)}
        {remedy(None, happened.into_any(), to_do.into_any())}
        {(can_retry && ask_first).then(|| ask_whether_it_arrived(view))}
        <details class="fold">
            <summary>{say::FOR_SUPPORT}</summary>
            {support}
        </details>
    };
    let title = entry.message.trim_end_matches('.');
    parts::decided(view, title, inside.into_any())
}

/// Whether it went to be published, rather than to the inbox.
fn is_direct(view: &PostView) -> bool {
    view.line.post.delivery == Delivery::Direct
}

/// TikTok has not said what became of it.
pub(super) fn unconfirmed(view: &PostView) -> AnyView {
    let (line_broke, look) = if is_direct(view) {
        (publish::LINE_BROKE, publish::LOOK)
    } else {
        (say::LINE_BROKE, say::LOOK)
    };
    let happened = view! { <p>{line_broke}</p> };
    let to_do = view! {
        <p>{look}</p>
        <form method="post" action=paths::actions::CHECK>
            {field::hidden("post", view.line.post.id.to_string())}
            <p class="cluster">
                <button class="btn btn--primary">{icon(Icon::Retry)} {say::ASK}</button>
                {dialog::opener(AGAIN, "btn", say::SEND_AGAIN_ASKS)}
            </p>
        </form>
    };
    let inside = view! {
        {parts::said(view)}
        {remedy(Some("yours"), happened.into_any(), to_do.into_any())}
        {ask_whether_it_arrived(view)}
    };
    parts::decided(view, say::UNCONFIRMED, inside.into_any())
}

/// The question before something is sent again that TikTok may have: did they look?
fn ask_whether_it_arrived(view: &PostView) -> AnyView {
    let [looked, may_be_twice] = if is_direct(view) {
        [publish::LOOKED, publish::MAY_BE_TWICE]
    } else {
        [say::LOOKED, say::MAY_BE_TWICE]
    };
    let looked = view! {
        <label class="check">
            <input type="checkbox" name="looked" value="1" required />
            <span>{looked}</span>
        </label>
    };
    let question = Confirm {
        yes_class: PRIMARY,
        ..Confirm::destroying(
            AGAIN,
            (say::SEND_IT_AGAIN, may_be_twice),
            paths::actions::SEND_AGAIN,
            ("post", view.line.post.id.to_string()),
            (say::SEND_AGAIN, say::WAIT),
        )
    };
    question.with(looked.into_any()).into_any()
}

/// Nobody decided in time.
pub(super) fn expired(view: &PostView) -> AnyView {
    let post = &view.line.post;
    let when = format::at_moment(post.entered_at, view.now);
    let happened = view! {
        <p>
            {say::time_ended(&when)}
        </p>
    };
    let to_do = if post.source.can_be_fetched_again() {
        view! {
            <p>{say::FETCH}</p>
            {retry_form(view, Icon::Download, say::FETCH_AGAIN, PRIMARY)}
        }
        .into_any()
    } else {
        view! {
            <p>{say::UPLOAD}</p>
            {way(paths::UPLOAD, Icon::Upload, say::UPLOAD_AGAIN)}
        }
        .into_any()
    };
    let inside = view! {
        {parts::said(view)}
        {remedy(Some("plain"), happened.into_any(), to_do)}
    };
    parts::decided(view, say::EXPIRED, inside.into_any())
}

/// A human, or a program, said no.
pub(super) fn ended(view: &PostView, title: &str) -> AnyView {
    let post = &view.line.post;
    let text = say::ended(
        parts::ended_by(view),
        &format::at_moment(post.entered_at, view.now),
        view.history_days,
    );
    let inside = view! {
        {parts::said(view)}
        <p class="hint">{text}</p>
    };
    parts::decided(view, title, inside.into_any())
}
