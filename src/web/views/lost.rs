//! When there is no page: not found, and errors.

use leptos::prelude::*;

use crate::{
    domain::error_code::Failure,
    web::{
        components::{
            frame,
            icon::{Icon, icon},
        },
        paths, words,
        words::lost as say,
    },
};

/// Status 404.
pub(crate) fn not_found_page(is_signed_in: bool, history_days: u32) -> AnyView {
    let acts = if is_signed_in {
        view! {
            <a class="btn btn--primary" href=paths::DRAFTS>
                {say::TO_DRAFTS}
            </a>
            <a class="btn btn--quiet" href=paths::UPLOAD>
                {say::UPLOAD}
            </a>
        }
        .into_any()
    } else {
        view! {
            <a class="btn btn--primary" href=paths::LOGIN>
                {words::shell::SIGN_IN}
            </a>
        }
        .into_any()
    };
    lost(
        "404",
        Icon::Film,
        say::NOTHING_HERE,
        view! {
            <p class="lead">{say::why(history_days)}</p>
            <p class="cluster lost__acts">{acts}</p>
        }
        .into_any(),
    )
}

/// Any other error that ends a request. `back` is the page to try again.
pub(crate) fn error_page(failure: &Failure, request_id: &str, back: &str) -> AnyView {
    let entry = failure.code.entry();
    let (title, text) = match entry.status {
        500 => (say::BROKE.to_owned(), say::VIDEOS_ARE_SAFE),
        _ => (
            failure.message().trim_end_matches('.').to_owned(),
            entry.description,
        ),
    };
    lost(
        &entry.status.to_string(),
        Icon::Alert,
        &title,
        view! {
            <p class="lead">{text}</p>
            <p class="cluster lost__acts">
                <a class="btn btn--primary" href=back.to_owned()>
                    {icon(Icon::Retry)}
                    {say::TRY_AGAIN}
                </a>
                <a class="btn btn--quiet" href=paths::DRAFTS>
                    {say::TO_DRAFTS}
                </a>
            </p>
            <p class="hint lost__id">
                {say::TELL_THE_OPERATOR} <code>{request_id.to_owned()}</code>
            </p>
        }
        .into_any(),
    )
}

fn lost(print: &str, sign: Icon, title: &str, inside: AnyView) -> AnyView {
    view! {
        <main class="page lost" id="main">
            <div class="frame lost__frame" aria-hidden="true">
                <span class="frame__edge">
                    <span>{print.to_owned()}</span>
                    <span>"▸"</span>
                </span>
                {frame::slate(sign, None)}
                <span class="frame__edge">
                    <span>"▸"</span>
                    <span class="frame__ticks"></span>
                </span>
            </div>
            <div>
                <h1>{title.to_owned()}</h1>
                {inside}
            </div>
        </main>
    }
    .into_any()
}
