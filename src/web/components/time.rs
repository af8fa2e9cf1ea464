//! Moments and deadlines, as `<time>`.

use std::time::Duration;

use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::{
    domain::{clock::Timestamp, id::TemporaryFileId, temporary_file::TemporaryFile},
    web::{
        format::{self, Now},
        words::page,
    },
};

/// From here on the time left is amber.
const SOON: Duration = Duration::from_secs(4 * 3600);
/// From here on it is red.
const LAST: Duration = Duration::from_secs(3600);

/// A moment, shown as `text`.
pub(crate) fn moment(at: Timestamp, text: String) -> AnyView {
    view! { <time datetime=at.to_string()>{text}</time> }.into_any()
}

/// How long ago a moment was.
pub(crate) fn ago(at: Timestamp, now: Now) -> AnyView {
    moment(at, format::ago(at, now))
}

/// How long a file stays, or when it went.
pub(crate) fn time_left(file: &TemporaryFile, now: Now) -> AnyView {
    time_left_and(file, now, None)
}

/// The same with the moment at which it goes.
pub(crate) fn time_left_until(file: &TemporaryFile, now: Now) -> AnyView {
    let until = page::namely(&format::at_moment(file.held_until, now));
    time_left_and(file, now, Some(until))
}

fn time_left_and(file: &TemporaryFile, now: Now, until: Option<String>) -> AnyView {
    if let Some(deleted) = file.deleted_at {
        let text = format::at_moment(deleted, now);
        return view! {
            <span class="timeleft">
                {icon(Icon::CheckCircle)}
                <span>{page::COPY_DELETED} {moment(deleted, text)}</span>
            </span>
        }
        .into_any();
    }
    let left = file.held_until.since(now.moment);
    let text = if left.is_zero() {
        view! { <span>{page::BEING_DELETED}</span> }.into_any()
    } else {
        view! {
            <span>
                {page::DELETED_IN}
                <span data-live=name(file.id)>{self::left(file.held_until, now.moment)}</span>
                {until}
            </span>
        }
        .into_any()
    };
    let is_last = left < LAST;
    let is_soon = left < SOON && !is_last;
    view! {
        <span class="timeleft" data-soon=is_soon data-last=is_last>
            {icon(Icon::Clock)}
            {text}
        </span>
    }
    .into_any()
}

/// What the events call the time that a file stays.
pub(crate) fn name(file: TemporaryFileId) -> String {
    format!("left-{file}")
}

/// The time that is left.
pub(crate) fn left(until: Timestamp, now: Timestamp) -> AnyView {
    let left = until.since(now);
    view! { <time datetime=format::machine_span(left)>{format::span(left)}</time> }.into_any()
}

/// Whether it has become amber, red or over within the last minute and a half: more than a minute, so that none is missed.
pub(crate) fn has_just_turned(until: Timestamp, now: Timestamp) -> bool {
    let before = until.since(now - Duration::from_secs(90));
    let left = until.since(now);
    [SOON, LAST, Duration::from_millis(1)]
        .into_iter()
        .any(|turn| left < turn && turn <= before)
}
