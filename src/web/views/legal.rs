//! Privacy and terms.

use leptos::prelude::*;

use crate::{
    service::avatars,
    web::{
        format, paths, words,
        words::legal::{self as say, privacy, terms},
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
        <p class="lead">{who_runs(view)}</p>
        <h2 id="short">{privacy::SHORT}</h2>
        <p>{privacy::SHORT_TEXT}</p>
        <h2 id="data">{privacy::DATA}</h2>
        {kept(view)}
        <h2 id="others">{privacy::OTHERS}</h2>
        <p>{privacy::OTHERS_TEXT}</p>
        <h2 id="rights">{privacy::RIGHTS}</h2>
        <p>{privacy::RIGHTS_TEXT}</p>
        <h2 id="contact">{say::CONTACT}</h2>
        {contact(view)}
    };
    legal(
        &[
            ("short", privacy::SHORT),
            ("data", privacy::DATA_SHORT),
            ("others", privacy::OTHERS),
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
        <p class="lead">{who_runs(view)}</p>
        <h2 id="what">{terms::WHAT}</h2>
        <p>{terms::WHAT_TEXT}</p>
        <h2 id="you">{terms::YOU}</h2>
        <p>{terms::YOU_TEXT}</p>
        <h2 id="files">{terms::FILES}</h2>
        <p>{terms::files(&retention)}</p>
        <h2 id="limits">{terms::LIMITS}</h2>
        <p>{terms::LIMITS_TEXT}</p>
        <h2 id="contact">{say::CONTACT}</h2>
        {contact(view)}
    };
    legal(
        &[
            ("what", terms::WHAT),
            ("you", terms::YOU),
            ("files", terms::FILES),
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

fn who_runs(view: &LegalView) -> String {
    say::who_runs(view.operator_name.as_deref(), &view.app_name)
}

/// What is kept, why and how long: made from the same settings that the service obeys.
fn kept(view: &LegalView) -> AnyView {
    let days = |count: u32| format::counted(u64::from(count), "day", "days");
    let rows = privacy::kept(
        &format::counted(view.retention_hours, "hour", "hours"),
        &days(view.history_days),
        &days(view.session_days),
        &format::span(avatars::KEPT_FOR),
    )
    .map(|(what, why, how_long)| {
        view! {
            <tr>
                <th scope="row">{what}</th>
                <td data-label=privacy::WHY>{why}</td>
                <td data-label=privacy::HOW_LONG>{how_long}</td>
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
        None => view! { <p>{format!("{name}.")}</p> }.into_any(),
    }
}
