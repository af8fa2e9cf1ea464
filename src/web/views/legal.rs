//! Privacy and terms.

use leptos::prelude::*;

use crate::{
    domain::{budget::Budget, retry::CALLBACKS_FOR, terms::VERSION},
    service::{avatars, oauth::STATE_LIFETIME},
    store::idempotency,
    web::{
        format, paths, words,
        words::legal::{
            self as say,
            kept::{self, Spans},
            privacy, terms,
        },
    },
};

/// What both pages know.
#[derive(Debug, Clone)]
pub(crate) struct LegalView {
    /// The name of the installation.
    pub(crate) app_name: String,
    /// Who runs it.
    pub(crate) operator_name: Option<String>,
    /// How to reach them.
    pub(crate) operator_email: Option<String>,
    /// How long a file may stay, in hours.
    pub(crate) retention_hours: u64,
    /// How long history stays, in days.
    pub(crate) history_days: u32,
    /// How long a session lives without use, in days.
    pub(crate) session_days: u32,
}

/// `/privacy`.
pub(crate) fn privacy_page(view: &LegalView) -> AnyView {
    let text = view! {
        <h1>{words::shell::PRIVACY}</h1>
        {lead(view)}
        <h2 id="short">{privacy::SHORT}</h2>
        <p>{privacy::SHORT_TEXT}</p>
        <h2 id="data">{privacy::DATA}</h2>
        <p>{privacy::DATA_TEXT}</p>
        {table(view)}
        <h2 id="others">{privacy::OTHERS}</h2>
        {list(&privacy::RECEIVERS)}
        <p>{privacy::OTHERS_TEXT}</p>
        <h2 id="cookies">{privacy::COOKIES}</h2>
        <p>{privacy::COOKIES_TEXT}</p>
        <h2 id="rights">{privacy::RIGHTS}</h2>
        <p>{privacy::RIGHTS_TEXT}</p>
        {list(&privacy::RIGHTS_LIST)}
        <p>
            <a href=paths::SETTINGS>{privacy::TO_SETTINGS}</a>
        </p>
        <h2 id="contact">{say::CONTACT}</h2>
        {contact(view)}
    };
    legal(
        &[
            ("short", privacy::SHORT),
            ("data", privacy::DATA_SHORT),
            ("others", privacy::OTHERS),
            ("cookies", privacy::COOKIES),
            ("rights", privacy::RIGHTS),
            ("contact", say::CONTACT),
        ],
        text.into_any(),
    )
}

/// `/terms`.
pub(crate) fn terms_page(view: &LegalView) -> AnyView {
    let retention = format::counted(view.retention_hours, "hour", "hours");
    let text = view! {
        <h1>{words::shell::TERMS}</h1>
        {lead(view)}
        <h2 id="what">{terms::WHAT}</h2>
        <p>{terms::WHAT_TEXT}</p>
        <h2 id="accepting">{terms::ACCEPTING}</h2>
        <p>{terms::ACCEPTING_TEXT}</p>
        <h2 id="you">{terms::YOU}</h2>
        <p>{terms::YOU_TEXT}</p>
        <h2 id="files">{terms::FILES}</h2>
        <p>{terms::files(&retention)}</p>
        <h2 id="ending">{terms::ENDING}</h2>
        <p>{terms::ENDING_TEXT}</p>
        <h2 id="limits">{terms::LIMITS}</h2>
        <p>{terms::LIMITS_TEXT}</p>
        <h2 id="contact">{say::CONTACT}</h2>
        {contact(view)}
    };
    legal(
        &[
            ("what", terms::WHAT),
            ("accepting", terms::ACCEPTING),
            ("you", terms::YOU),
            ("files", terms::FILES),
            ("ending", terms::ENDING),
            ("limits", terms::LIMITS),
            ("contact", say::CONTACT),
        ],
        text.into_any(),
    )
}

fn legal(contents: &[(&'static str, &'static str)], text: AnyView) -> AnyView {
    let links = contents
        .iter()
        .map(|(id, word)| view! { <a href=format!("#{id}")>{*word}</a> })
        .collect_view();
    view! {
        <main class="page" id="main">
            <div class="legal">
                <nav class="legal__toc" aria-label=say::ON_THIS_PAGE>
                    {links}
                </nav>
                <article class="legal__text">{text}</article>
            </div>
        </main>
    }
    .into_any()
}

fn lead(view: &LegalView) -> AnyView {
    let runs = say::who_runs(view.operator_name.as_deref(), &view.app_name);
    view! { <p class="lead">{runs} " " {say::in_force(VERSION)}</p> }.into_any()
}

fn list(entries: &'static [(&'static str, &'static str)]) -> AnyView {
    let entries = entries.iter().map(|(name, text)| {
        view! {
            <li>
                <b>{*name}</b>
                " "
                {*text}
            </li>
        }
    });
    view! { <ul class="legal__list">{entries.collect_view()}</ul> }.into_any()
}

/// The spans that the service obeys, as people read them.
fn spans(view: &LegalView) -> Spans {
    let days = |count: u32| format::counted(u64::from(count), "day", "days");
    let hours = |span: std::time::Duration| format::counted(span.as_secs() / 3600, "hour", "hours");
    Spans {
        retention: format::counted(view.retention_hours, "hour", "hours"),
        history: days(view.history_days),
        session: days(view.session_days),
        avatars: hours(avatars::KEPT_FOR),
        requests: hours(idempotency::KEPT),
        sign_in: format::counted(STATE_LIFETIME.as_secs() / 60, "minute", "minutes"),
        callbacks: hours(CALLBACKS_FOR),
        budgets: hours(Budget::Posts.window()),
    }
}

/// What is kept, why, on what basis and how long.
fn table(view: &LegalView) -> AnyView {
    let rows = kept::all(&spans(view)).into_iter().map(|row| {
        view! {
            <tr>
                <th scope="row">{row.what}</th>
                <td data-label=privacy::WHY>{row.why}</td>
                <td data-label=privacy::BASIS>{row.basis}</td>
                <td data-label=privacy::HOW_LONG>{row.how_long}</td>
            </tr>
        }
    });
    let (accounts, keys, end) = privacy::MANAGED;
    view! {
        <table class="table">
            <caption class="visually-hidden">{privacy::TABLE}</caption>
            <thead>
                <tr>
                    <th scope="col">{privacy::WHAT}</th>
                    <th scope="col">{privacy::WHY}</th>
                    <th scope="col">{privacy::BASIS}</th>
                    <th scope="col">{privacy::HOW_LONG}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        <p class="hint">
            {accounts} <a href=paths::ACCOUNTS>{words::shell::TIKTOK_ACCOUNTS}</a> {keys}
            <a href=paths::API_KEYS>{words::shell::API_KEYS}</a> {end}
        </p>
    }
    .into_any()
}

fn contact(view: &LegalView) -> AnyView {
    let name = view
        .operator_name
        .clone()
        .unwrap_or_else(|| say::THE_OPERATOR.to_owned());
    match &view.operator_email {
        Some(email) => view! {
            <p>
                {format!("{name}, ")} <a href=format!("mailto:{email}")>{email.clone()}</a>
            </p>
        }
        .into_any(),
        None => view! {
            <p>{format!("{name}.")}</p>
            <p>{say::ASK_WHOEVER}</p>
        }
        .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::holdings::{NOBODYS, TABLES};

    /// `domain/holdings` is compared with the database itself in `src/tests/privacy`.
    #[test]
    fn every_table_is_named_once() {
        let mut named = BTreeMap::new();
        for row in kept::all(&Spans::default()) {
            for table in row.tables {
                *named.entry(*table).or_insert(0) += 1;
            }
        }
        let tables = TABLES.iter().map(|table| table.name);
        let tables = tables.chain(NOBODYS.iter().map(|(name, _)| *name));
        let wanted: BTreeMap<_, _> = tables.map(|name| (name, 1)).collect();
        assert_eq!(
            named, wanted,
            "say in words/legal/kept what the table keeps, why and how long"
        );
    }

    #[test]
    fn the_spans_are_those_that_the_code_obeys() {
        let view = LegalView {
            app_name: "AI Video Uploader".to_owned(),
            operator_name: None,
            operator_email: None,
            retention_hours: 7,
            history_days: 31,
            session_days: 3,
        };
        let all: Vec<String> = kept::all(&spans(&view))
            .into_iter()
            .map(|row| format!("{}: {}", row.what, row.how_long))
            .collect();
        let all = all.join("\n");
        for words in [
            "at most 7 hours",
            "31 days after its last change",
            "3 days without use",
            "At most 2 hours",
            "Tried for 24 hours",
            "TikTok, known by a cookie: 10 minutes",
            "our answers: 24 hours",
        ] {
            assert!(all.contains(words), "{words}: {all}");
        }
    }
}
