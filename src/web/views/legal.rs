//! Privacy and terms.

use leptos::prelude::*;

use crate::web::{format, paths};

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
        <h1>"Privacy"</h1>
        <p class="lead">{who_runs(view)}</p>
        <h2 id="short">"In short"</h2>
        <p>
            "We take a video from you or your program, hold it until you decide, hand it to TikTok and delete it. We keep as little as that needs. No advertising, no tracking, no sale of data, no cookies except those that sign you in."
        </p>
        <h2 id="data">"What we keep, why, and how long"</h2>
        {kept(view)}
        <h2 id="others">"Who else sees it"</h2>
        <p>
            "Google learns that you signed in. TikTok receives the videos and captions that you approve. A callback goes to the address that your own program named. Nobody else."
        </p>
        <h2 id="rights">"Your rights"</h2>
        <p>
            "You may see, correct, take with you and delete what is kept about you. This is what the GDPR (EU) and the PDPA (Thailand, Singapore) call access, rectification, portability and erasure. Connections and keys end at once on their pages; for the rest, write to the operator. You may also complain to your data protection authority."
        </p>
        <h2 id="contact">"Contact"</h2>
        {contact(view)}
    };
    legal(
        &[
            ("short", "In short"),
            ("data", "What we keep"),
            ("others", "Who else sees it"),
            ("rights", "Your rights"),
            ("contact", "Contact"),
        ],
        text.into_any(),
    )
}

/// `/terms`.
pub(crate) fn terms_page(view: &LegalView) -> AnyView {
    let retention = format!(
        "A video stays here until it is delivered or rejected, and never longer than {}. What is deleted cannot be brought back, so keep your own copy.",
        format::counted(view.retention_hours, "hour", "hours")
    );
    let text = view! {
        <h1>"Terms"</h1>
        <p class="lead">{who_runs(view)}</p>
        <h2 id="what">"What it does"</h2>
        <p>
            "It takes videos from you or your programs and brings them to your TikTok account as private drafts. Nothing becomes public without you pressing a button."
        </p>
        <h2 id="you">"What you promise"</h2>
        <p>
            "You hand over only videos that you may publish, with music that you may use. You follow TikTok’s Terms of Service and Community Guidelines. You keep your API keys to yourself."
        </p>
        <h2 id="files">"Files"</h2>
        <p>{retention}</p>
        <h2 id="limits">"What is not promised"</h2>
        <p>
            "The service is offered as it is. TikTok decides what it accepts, and may refuse or remove a video. This service is not run by TikTok and not affiliated with it."
        </p>
        <h2 id="contact">"Contact"</h2>
        {contact(view)}
    };
    legal(
        &[
            ("what", "What it does"),
            ("you", "What you promise"),
            ("files", "Files"),
            ("limits", "What is not promised"),
            ("contact", "Contact"),
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
                <nav class="legal__toc" aria-label="On this page">
                    {links}
                </nav>
                <article class="legal__text">{text}</article>
            </div>
        </main>
    }
    .into_any()
}

fn who_runs(view: &LegalView) -> String {
    match &view.operator_name {
        Some(name) => format!("{name} runs this installation of {}.", view.app_name),
        None => format!(
            "This installation of {} is run by whoever gave you its address.",
            view.app_name
        ),
    }
}

/// What is kept, why and how long: made from the same settings that the service obeys.
fn kept(view: &LegalView) -> AnyView {
    let hours = format::counted(view.retention_hours, "hour", "hours");
    let history = format::counted(u64::from(view.history_days), "day", "days");
    let session = format::counted(u64::from(view.session_days), "day", "days");
    let rows = [
        (
            "Name, e-mail address, Google id",
            "To sign you in",
            "Until your account here is deleted".to_owned(),
        ),
        (
            "TikTok id, name, picture address",
            "To show where a video goes",
            "Until your account here is deleted".to_owned(),
        ),
        (
            "TikTok access, sealed",
            "To send what you approve",
            "Until you disconnect; renewed by itself".to_owned(),
        ),
        (
            "The video file",
            "To check it, show it to you, send it",
            format!("Until delivered or rejected, at most {hours}"),
        ),
        (
            "Caption and technical facts of a video",
            "To show your history",
            history.clone(),
        ),
        (
            "API keys, as a fingerprint",
            "To recognise your programs",
            "Until your account here is deleted".to_owned(),
        ),
        (
            "Callback address and tries",
            "To tell your program the outcome",
            history,
        ),
        (
            "Session",
            "To keep you signed in",
            format!("{session} without use, or until you sign out"),
        ),
        (
            "Server log, without secrets",
            "To find faults",
            "As long as the operator keeps logs".to_owned(),
        ),
    ]
    .map(|(what, why, how_long)| {
        view! {
            <tr>
                <th scope="row">{what}</th>
                <td data-label="Why">{why}</td>
                <td data-label="How long">{how_long}</td>
            </tr>
        }
    });
    view! {
        <table class="table">
            <caption class="visually-hidden">"Data, purpose and retention"</caption>
            <thead>
                <tr>
                    <th scope="col">"What"</th>
                    <th scope="col">"Why"</th>
                    <th scope="col">"How long"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        <p class="hint">
            "TikTok accounts are managed under "<a href=paths::ACCOUNTS>"TikTok accounts"</a>
            ", keys under "<a href=paths::API_KEYS>"API keys"</a>"."
        </p>
    }
    .into_any()
}

fn contact(view: &LegalView) -> AnyView {
    let name = view
        .operator_name
        .clone()
        .unwrap_or_else(|| "The operator of this installation".to_owned());
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
