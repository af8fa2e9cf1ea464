//! What happened to a post, newest first.

use leptos::prelude::*;

use super::{
    icon::{Icon, icon},
    sign, time,
};
use crate::{
    domain::{
        post::HistoryEntry,
        status::{Actor, Status},
    },
    web::{
        format::{self, Now},
        words,
    },
};

/// Who stands behind a history.
pub(crate) struct People<'a> {
    /// Whose post it is.
    pub(crate) owner: &'a str,
    /// Who handed the video over, and from where.
    pub(crate) sender: &'a str,
}

/// The history; `entries` come oldest first.
pub(crate) fn timeline(entries: &[HistoryEntry], people: &People<'_>, now: Now) -> AnyView {
    let lines = entries
        .iter()
        .enumerate()
        .rev()
        .map(|(index, entry)| {
            let before = index.checked_sub(1).map(|before| entries[before].status);
            line(entry, before, people, now)
        })
        .collect_view();
    view! { <ol class="timeline">{lines}</ol> }.into_any()
}

/// One entry; `before` is the status of the one before it, none for the first.
fn line(entry: &HistoryEntry, before: Option<Status>, people: &People<'_>, now: Now) -> AnyView {
    let is_first = before.is_none();
    let title = match before {
        None => words::history::ACCEPTED.to_owned(),
        Some(before) if before == entry.status => words::history::still(entry.status),
        Some(_) => words::status::status(entry.status).to_owned(),
    };
    let sign = match entry.actor {
        Actor::User => Icon::User,
        _ => sign::status_icon(entry.status),
    };
    let detail = if is_first {
        words::history::from(people.sender)
    } else {
        let by = match entry.actor {
            Actor::User => words::history::by(people.owner),
            Actor::ApiKey => words::history::BY_A_PROGRAM.to_owned(),
            Actor::System | Actor::TikTok => String::new(),
        };
        format!("{} {by}", format::sentence(&entry.detail))
            .trim()
            .to_owned()
    };
    view! {
        <li data-tone=tone(entry.status)>
            {icon(sign)}
            <b>{title}</b>
            {time::moment(entry.at, format::exact(entry.at, now))}
            {(!detail.is_empty()).then(|| view! { <span class="hint">{detail}</span> })}
        </li>
    }
    .into_any()
}

const fn tone(status: Status) -> Option<&'static str> {
    match status {
        Status::Failed => Some("bad"),
        Status::Published | Status::InInbox => Some("good"),
        Status::Unconfirmed => Some("yours"),
        _ => None,
    }
}
