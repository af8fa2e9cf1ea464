//! The drafts page of somebody who has no post yet: three steps.

use leptos::prelude::*;

use super::FirstRunView;
use crate::web::{
    assets,
    components::{
        frame,
        icon::{Icon, icon},
    },
    format, paths,
    words::first_run as say,
};

/// The same address for somebody who has no post yet.
pub(super) fn page(view: &FirstRunView) -> AnyView {
    let first_name = view.name.split_whitespace().next().unwrap_or("").to_owned();
    view! {
        <main class="page" id="main">
            <div class="first-run">
                <div>
                    <h1>{say::welcome(&first_name)}</h1>
                    <p class="lead">{say::LEAD}</p>
                    <ol class="todo">
                        {connect(view.is_connected)} {hand_over(view)}
                        {review(view.retention_hours)}
                    </ol>
                </div>
                <figure class="first-run__art">
                    <div class="ringed">
                        {frame::example(assets::HARBOUR.path(), say::EXAMPLE)}
                        <svg
                            class="pencil"
                            viewBox="0 0 200 360"
                            preserveAspectRatio="none"
                            aria-hidden="true"
                        >
                            <path d="M118 9C52 2 15 78 13 176c-2 104 36 170 90 170 56 0 86-74 84-176C185 66 148 12 92 20c-9 1-18 5-26 10"></path>
                        </svg>
                    </div>
                    <figcaption class="hint">{say::ABOUT_EXAMPLE}</figcaption>
                </figure>
            </div>
        </main>
    }
    .into_any()
}

fn step(number: &'static str, state: &'static str, inside: AnyView) -> AnyView {
    let mark = match state {
        "done" => icon(Icon::Check),
        _ => number.into_any(),
    };
    view! {
        <li data-state=state>
            <span class="todo__mark">{mark}</span>
            <div>{inside}</div>
        </li>
    }
    .into_any()
}

fn connect(is_connected: bool) -> AnyView {
    if is_connected {
        let inside = view! {
            <h2>{say::CONNECTED}</h2>
            <p>
                <a href=paths::ACCOUNTS>{say::SEE_ALLOWED}</a>
            </p>
        };
        return step("1", "done", inside.into_any());
    }
    let inside = view! {
        <h2>{say::CONNECT}</h2>
        <p>{say::CONNECT_TEXT}</p>
        <p class="cluster">
            <a class="btn btn--primary" href=paths::CONNECT_TIKTOK>{say::CONNECT}
            </a>
        </p>
    };
    step("1", "now", inside.into_any())
}

fn hand_over(view: &FirstRunView) -> AnyView {
    let upload = if view.is_connected {
        "btn btn--primary"
    } else {
        "btn"
    };
    let (text, key_word, key_path) = if view.has_key {
        (say::SEND_WITH_KEY, say::CONNECT_N8N, paths::N8N)
    } else {
        (say::SEND_TEXT, say::MAKE_KEY, paths::API_KEYS)
    };
    let inside = view! {
        <h2>{say::SEND}</h2>
        <p>{text}</p>
        <p class="cluster">
            <a class=upload href=paths::UPLOAD>
                {say::UPLOAD}
            </a>
            <a class="btn" href=key_path>
                {key_word}
            </a>
        </p>
    };
    step(
        "2",
        if view.is_connected { "now" } else { "next" },
        inside.into_any(),
    )
}

fn review(retention_hours: u64) -> AnyView {
    let text = say::review(&format::counted(retention_hours, "hour", "hours"));
    let inside = view! {
        <h2>{say::REVIEW}</h2>
        <p>{text}</p>
    };
    step("3", "next", inside.into_any())
}
