//! The drafts page of somebody who has no post yet: three steps.

use leptos::prelude::*;

use super::FirstRunView;
use crate::web::{
    assets,
    components::{
        frame,
        icon::{Icon, icon},
    },
    paths,
};

/// The same address for somebody who has no post yet.
pub(super) fn page(view: &FirstRunView) -> AnyView {
    let first_name = view.name.split_whitespace().next().unwrap_or("").to_owned();
    let welcome = match first_name.as_str() {
        "" => "Welcome".to_owned(),
        name => format!("Welcome, {name}"),
    };
    view! {
        <main class="page" id="main">
            <div class="first-run">
                <div>
                    <h1>{welcome}</h1>
                    <p class="lead">
                        "Three steps, about four minutes. After that, finished videos arrive here on their own and wait for you."
                    </p>
                    <ol class="todo">
                        {connect(view.is_connected)} {hand_over(view)}
                        {review(view.retention_hours)}
                    </ol>
                </div>
                <figure class="first-run__art">
                    <div class="ringed">
                        {frame::example(assets::HARBOUR.path(), "EXAMPLE")}
                        <svg
                            class="pencil"
                            viewBox="0 0 200 360"
                            preserveAspectRatio="none"
                            aria-hidden="true"
                        >
                            <path d="M118 9C52 2 15 78 13 176c-2 104 36 170 90 170 56 0 86-74 84-176C185 66 148 12 92 20c-9 1-18 5-26 10"></path>
                        </svg>
                    </div>
                    <figcaption class="hint">
                        "An example. A draft brings its first frame, its caption, where it came from and how long it may stay."
                    </figcaption>
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
            <h2>"TikTok is connected"</h2>
            <p>
                <a href=paths::ACCOUNTS>"See what you allowed"</a>
            </p>
        };
        return step("1", "done", inside.into_any());
    }
    let inside = view! {
        <h2>"Connect TikTok"</h2>
        <p>
            "TikTok asks what you allow. You can take it back at any time, here or in the TikTok app."
        </p>
        <p class="cluster">
            <a class="btn btn--primary" href=paths::CONNECT_TIKTOK>
                "Connect TikTok"
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
    let (key_word, key_path) = if view.has_key {
        ("Connect n8n", paths::N8N)
    } else {
        ("Make an API key", paths::API_KEYS)
    };
    let inside = view! {
        <h2>"Send the first video"</h2>
        <p>
            "From a program: make an API key for n8n, a script or curl. By hand: upload a file."
        </p>
        <p class="cluster">
            <a class=upload href=paths::UPLOAD>
                "Upload a video"
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
    let text = format!(
        "Watch it, correct the caption, then send it to your TikTok inbox. \
         The file is deleted after that, and never later than {retention_hours} hours."
    );
    let inside = view! {
        <h2>"Review it"</h2>
        <p>{text}</p>
    };
    step("3", "next", inside.into_any())
}
