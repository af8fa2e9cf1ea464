//! What happened to a post, newest first.

use leptos::prelude::*;

use super::{
    icon::{Icon, icon},
    time, words,
};
use crate::{
    domain::{
        clock::Timestamp,
        post::HistoryEntry,
        status::{Actor, Status},
    },
    web::format,
};

/// The history; `entries` come oldest first. `user_name` is whose post it is.
pub(crate) fn timeline(entries: &[HistoryEntry], user_name: &str, now: Timestamp) -> AnyView {
    let lines = entries
        .iter()
        .enumerate()
        .rev()
        .map(|(index, entry)| line(entry, index == 0, user_name, now))
        .collect_view();
    view! { <ol class="timeline">{lines}</ol> }.into_any()
}

fn line(entry: &HistoryEntry, is_first: bool, user_name: &str, now: Timestamp) -> AnyView {
    let title = if is_first {
        "Accepted"
    } else {
        words::status_word(entry.status)
    };
    let sign = match entry.actor {
        Actor::User => Icon::User,
        _ => words::status_icon(entry.status),
    };
    let by = match entry.actor {
        Actor::User => Some(format!("By {user_name}.")),
        Actor::ApiKey if !is_first => Some("By a program.".to_owned()),
        _ => None,
    };
    let detail = [(!entry.detail.is_empty()).then(|| entry.detail.clone()), by]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
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
