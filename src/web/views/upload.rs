//! Hand over a file.

use leptos::prelude::*;

use crate::{
    domain::account::Account,
    web::{
        components::{
            account, field,
            icon::{Icon, icon},
            notice::{Tone, advice},
        },
        form::FormState,
        format, paths,
    },
};

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct UploadView {
    /// All accounts of the person.
    pub(crate) accounts: Vec<Account>,
    /// The largest file that is taken, in bytes.
    pub(crate) max_video_bytes: u64,
    /// How long a file may stay, in hours.
    pub(crate) retention_hours: u64,
    /// Whether everything is held for review, whatever is chosen.
    pub(crate) hold_everything: bool,
    /// What a refused form remembers: `caption`, `account`, `then`, `file`.
    pub(crate) form: FormState,
}

/// The page.
pub(crate) fn upload_page(view: &UploadView) -> AnyView {
    let lead = format!(
        "The file stays here only until it is delivered, and never longer than {} hours.",
        view.retention_hours
    );
    let content = if view.accounts.iter().any(|account| account.connected) {
        form(view)
    } else {
        not_connected()
    };
    view! {
        <main class="page" id="main">
            <div class="page-head">
                <div>
                    <h1>"Upload"</h1>
                    <p class="lead">{lead}</p>
                </div>
            </div>
            {content}
        </main>
    }
    .into_any()
}

fn not_connected() -> AnyView {
    view! {
        <div class="empty">
            <h2>"Connect TikTok first"</h2>
            <p>"A video needs an account to go to. Connecting takes about a minute."</p>
            <p>
                <a class="btn btn--primary" href=paths::CONNECT_TIKTOK>
                    "Connect TikTok"
                </a>
            </p>
        </div>
    }
    .into_any()
}

fn form(view: &UploadView) -> AnyView {
    let default = view
        .accounts
        .iter()
        .find(|account| account.is_default)
        .map(|account| account.id);
    view! {
        <form
            class="split"
            method="post"
            action=paths::actions::UPLOAD
            enctype="multipart/form-data"
        >
            <div class="split__picture stack stack--tight">
                {drop(view)} {field::problem(&view.form, "file")}
            </div>
            <div class="stack stack--loose">
                {field::caption("", 3, &view.form, ().into_any())}
                {account::chooser(&view.accounts, default, &view.form)} {then(view)}
                <p class="cluster">
                    <button class="btn btn--primary">{icon(Icon::Upload)} "Upload"</button>
                    <span class="hint">
                        "Keep this page open until the upload is done. After that it carries on by itself."
                    </span>
                </p>
            </div>
        </form>
    }
    .into_any()
}

/// The file field. Without a script the browser's own field shows the name of the file.
fn drop(view: &UploadView) -> AnyView {
    let limits = format!(
        "MP4, MOV or WebM, up to {}, 23 to 60 frames a second",
        format::round_bytes(view.max_video_bytes)
    );
    view! {
        <label class="drop" for="file">
            {icon(Icon::Upload)}
            <b>"Choose a video"</b>
            <input
                class="drop__file"
                type="file"
                id="file"
                name="file"
                accept="video/mp4,video/quicktime,video/webm"
                required
                aria-invalid=field::invalid(&view.form, "file")
                aria-describedby=field::described_by(&view.form, "file", Some("file-limits"))
            />
            <small id="file-limits">{limits}</small>
        </label>
    }
    .into_any()
}

fn then(view: &UploadView) -> AnyView {
    if view.hold_everything {
        let text = view! {
            "It waits in your drafts: you hold everything for review. "
            <a href=paths::SETTINGS>"Change that"</a>
        };
        return view! {
            {field::hidden("then", "review")}
            {advice(Tone::Plain, Icon::Eye, text.into_any())}
        }
        .into_any();
    }
    let chosen = view.form.value("then").unwrap_or("review").to_owned();
    let choices = [
        (
            "review",
            "Review first",
            "It waits in your drafts. You decide later.",
        ),
        (
            "inbox",
            "Send to my TikTok inbox",
            "A private draft in the TikTok app. You finish it there.",
        ),
    ]
    .map(|(value, title, hint)| {
        view! {
            <label class="choice">
                <input type="radio" name="then" value=value checked=value == chosen />
                <span>
                    <b>{title}</b>
                    <span class="hint">{hint}</span>
                </span>
            </label>
        }
    });
    view! {
        <fieldset class="field">
            <legend class="label">"When the file is here"</legend>
            <div class="choices choices--pair">{choices.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}
