//! What happened lately: figures, charts with a table behind each, the proof that temporary files go.

mod charts;
mod files;
mod stages;
mod tables;

use std::time::Duration;

use leptos::prelude::*;

use crate::{
    domain::figure::Outcome,
    service::activity::{Activity, Range},
    web::{
        components::live::live,
        format::{self, Now},
        paths,
        words::{activity as say, figures},
    },
};

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct ActivityView {
    /// Now.
    pub(crate) now: Now,
    /// What happened.
    pub(crate) activity: Activity,
}

/// The page.
pub(crate) fn activity_page(view: &ActivityView) -> AnyView {
    let activity = &view.activity;
    let figures = if activity.is_empty() {
        ().into_any()
    } else {
        view! {
            {charts::posts(view)}
            {stages::stages(view)}
            {(!activity.keys.is_empty()).then(|| charts::requests(view))}
        }
        .into_any()
    };
    view! {
        <main class="page" id="main">
            <div class="page-head">
                <div>
                    <h1>{say::TITLE}</h1>
                    <p class="lead" data-live-say>
                        {lead(activity)}
                    </p>
                </div>
                {live(paths::activity(activity.range.as_str()), "btn--quiet btn--small")}
                {ranges(activity.range)}
            </div>
            {stats(activity)}
            {figures}
            {files::files(view)}
            {tables::errors(view)}
            {tables::budgets(view)}
        </main>
    }
    .into_any()
}

/// One sentence for everything.
fn lead(activity: &Activity) -> String {
    if activity.files.left_over.is_some_and(|strays| strays > 0) {
        return say::FILES_LEFT.to_owned();
    }
    match activity.outcome(Outcome::Failed) {
        _ if activity.is_empty() => say::NOTHING_YET.to_owned(),
        0 => say::ALL_IS_WELL.to_owned(),
        failed => say::failures(failed),
    }
}

fn ranges(chosen: Range) -> AnyView {
    let links = Range::ALL.map(|range| {
        let current = (range == chosen).then_some("page");
        view! {
            <a href=paths::activity(range.as_str()) aria-current=current>
                {say::range(range)}
            </a>
        }
    });
    view! {
        <nav class="ranges" aria-label=say::RANGES>
            {links.collect_view()}
        </nav>
    }
    .into_any()
}

fn stats(activity: &Activity) -> AnyView {
    let (delivered, failed) = (activity.delivered(), activity.outcome(Outcome::Failed));
    let ended = delivered + failed;
    let success = if ended == 0 {
        say::NOTHING.to_owned()
    } else {
        say::percent(delivered, ended)
    };
    view! {
        <dl class="stats">
            {stat(
                say::SUCCESS,
                success,
                say::delivered_and_failed(delivered, failed),
            )}
            {stat(
                say::DELIVERED,
                format::count(delivered),
                say::ways(
                    activity.outcome(Outcome::InInbox),
                    activity.outcome(Outcome::Published),
                ),
            )}
            {stat(
                say::BYTES,
                format::bytes(activity.bytes_in + activity.bytes_out),
                say::sent(&format::bytes(activity.bytes_out)),
            )}
            {stat(
                say::MOVING,
                format::count(activity.moving),
                say::to_review(activity.to_review),
            )}
        </dl>
    }
    .into_any()
}

fn stat(label: &'static str, figure: String, more: String) -> AnyView {
    // The unit stands small beside its number.
    let (number, unit) = match figure.split_once(' ') {
        Some((number, unit)) => (number.to_owned(), Some(format!(" {unit}"))),
        None => (figure, None),
    };
    view! {
        <div>
            <dt>{label}</dt>
            <dd>{number} {unit.map(|unit| view! { <small>{unit}</small> })}</dd>
            <dd>{more}</dd>
        </div>
    }
    .into_any()
}

/// A length as short as it can be said: `50 ms`, `4.1 s`, `18 s`, `1 min 40 s`, `3 h 12 min`.
fn length(length: Duration) -> String {
    let seconds = length.as_secs();
    match length.as_millis() {
        millis @ 0..500 => say::millis(millis),
        millis @ 500..10_000 => say::tenths((millis + 50) / 100),
        10_000..60_000 => figures::seconds(seconds),
        60_000..3_600_000 if !seconds.is_multiple_of(60) => {
            say::minutes(seconds / 60, seconds % 60)
        }
        _ => format::span(length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_short() {
        for (millis, text) in [
            (50, "50 ms"),
            (749, "0.7 s"),
            (4_120, "4.1 s"),
            (18_400, "18 s"),
            (100_000, "1 min 40 s"),
            (120_000, "2 min"),
            (11_520_000, "3 h 12 min"),
        ] {
            assert_eq!(length(Duration::from_millis(millis)), text);
        }
    }
}
