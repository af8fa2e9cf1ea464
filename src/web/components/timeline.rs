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
    let lines = runs(entries)
        .into_iter()
        .rev()
        .map(|(before, run)| line(run, before, people, now))
        .collect_view();
    view! { <ol class="timeline">{lines}</ol> }.into_any()
}

/// Reasons that take turns in one row; more of them tell a story of their own.
const REASONS: usize = 3;

/// The entries in rows, each with the status before it: what only repeats itself shares one.
fn runs(entries: &[HistoryEntry]) -> Vec<(Option<Status>, &[HistoryEntry])> {
    let mut rows = Vec::new();
    let mut rest = entries;
    let mut before = None;
    while let Some(first) = rest.first() {
        let stays = |entry: &&HistoryEntry| {
            before == Some(entry.status) && !matches!(entry.actor, Actor::User | Actor::ApiKey)
        };
        let still = rest.iter().take_while(stays).count();
        let reasons = reasons(&rest[..still]).len();
        let repeats = reasons < still && reasons <= REASONS;
        let (row, behind) = rest.split_at(if repeats { still } else { 1 });
        rows.push((before, row));
        before = Some(first.status);
        rest = behind;
    }
    rows
}

/// What the entries say, each once, the newest first.
fn reasons(entries: &[HistoryEntry]) -> Vec<&str> {
    let mut reasons: Vec<&str> = Vec::new();
    for entry in entries.iter().rev() {
        if !reasons.contains(&entry.detail.as_str()) {
            reasons.push(&entry.detail);
        }
    }
    reasons
}

/// Several entries of the service that take turns, as one.
fn folded(run: &[HistoryEntry], now: Now) -> String {
    let sentences: Vec<String> = reasons(run).into_iter().map(format::sentence).collect();
    let since = run
        .first()
        .map(|first| words::history::repeated(run.len() as u64, &format::exact(first.at, now)));
    format!("{} {}", sentences.join(" "), since.unwrap_or_default())
}

/// One row; `before` is the status before it, none for the first.
fn line(run: &[HistoryEntry], before: Option<Status>, people: &People<'_>, now: Now) -> AnyView {
    let Some(entry) = run.last() else {
        return ().into_any();
    };
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
    } else if run.len() > 1 {
        folded(run, now)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clock::Timestamp;

    fn entry(second: i64, status: Status, detail: &str) -> HistoryEntry {
        HistoryEntry {
            at: Timestamp::from_seconds(second),
            status,
            detail: detail.to_owned(),
            actor: Actor::System,
        }
    }

    #[test]
    fn what_repeats_itself_shares_a_row() {
        let sending = |second, detail| entry(second, Status::Sending, detail);
        let history = [
            entry(0, Status::Queued, ""),
            sending(1, "Begins."),
            sending(2, "The minute is full."),
            sending(3, "The inbox is full."),
            sending(4, "The minute is full."),
            entry(5, Status::Processing, ""),
        ];
        let rows: Vec<usize> = runs(&history).iter().map(|(_, run)| run.len()).collect();
        assert_eq!(rows, [1, 1, 3, 1]);
        assert_eq!(
            reasons(&history[2..5]),
            ["The minute is full.", "The inbox is full."]
        );
    }

    #[test]
    fn what_is_said_once_keeps_its_row() {
        let history = [
            entry(0, Status::Sending, ""),
            entry(1, Status::Sending, "The minute is full."),
            entry(2, Status::Sending, "The inbox is full."),
        ];
        assert_eq!(runs(&history).len(), 3);
        assert!(runs(&[]).is_empty());
    }
}
