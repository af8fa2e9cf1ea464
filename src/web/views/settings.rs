//! Settings.

use leptos::prelude::*;

use crate::web::{format, paths};

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct SettingsView {
    /// Whether everything is held for review.
    pub(crate) hold_everything: bool,
    /// How long a file may stay, in hours.
    pub(crate) retention_hours: u64,
    /// How long history stays, in days.
    pub(crate) history_days: u32,
    /// How long a session lives without use, in days.
    pub(crate) session_days: u32,
}

/// The page.
pub(crate) fn settings_page(view: &SettingsView) -> AnyView {
    view! {
        <main class="page" id="main">
            <div class="page-head">
                <div>
                    <h1>"Settings"</h1>
                </div>
            </div>
            {review(view.hold_everything)}
            {keep(view)}
        </main>
    }
    .into_any()
}

fn review(hold_everything: bool) -> AnyView {
    view! {
        <section class="section" aria-labelledby="review">
            <div class="section__head">
                <h2 id="review">"Review"</h2>
                <p>"Who decides when a program asks to skip the review."</p>
            </div>
            <form class="panel stack" method="post" action=paths::actions::SETTINGS>
                <label class="switch">
                    <span class="label">"Hold everything for review"</span>
                    <span class="hint">
                        "Every video waits in your drafts, also when a program sends "
                        <code>"auto_approve: true"</code>"."
                    </span>
                    <input
                        type="checkbox"
                        role="switch"
                        name="hold"
                        value="1"
                        checked=hold_everything
                    />
                </label>
                <p>
                    <button class="btn btn--primary">"Save"</button>
                </p>
            </form>
        </section>
    }
    .into_any()
}

fn keep(view: &SettingsView) -> AnyView {
    let facts = [
        (
            format::counted(view.retention_hours, "hour", "hours"),
            "A video file, at the longest. Deleted at once after delivery or rejection.",
        ),
        (
            format::counted(u64::from(view.history_days), "day", "days"),
            "History and captions of your posts.",
        ),
        (
            format::counted(u64::from(view.session_days), "day", "days"),
            "Your sign-in, counted from the last time you came.",
        ),
        (
            "Until you end it".to_owned(),
            "Your account, API keys and TikTok connections.",
        ),
    ]
    .map(|(term, text)| {
        view! {
            <div>
                <dt>{term}</dt>
                <dd>{text}</dd>
            </div>
        }
    });
    view! {
        <section class="section" aria-labelledby="keep">
            <div class="section__head">
                <h2 id="keep">"How long things stay"</h2>
                <p>
                    "Set by the operator of this server. Shown here so that you know. "
                    <a href=paths::PRIVACY>"All of it"</a>
                </p>
            </div>
            <dl class="keep">{facts.collect_view()}</dl>
        </section>
    }
    .into_any()
}
