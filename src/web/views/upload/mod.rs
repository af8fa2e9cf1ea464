//! Hand over a file. Without a script one form posts it; with it, several go one after the other and can be resumed.

mod list;

use leptos::prelude::*;

use crate::{
    domain::{account::Account, upload::ResumableUpload},
    web::{
        components::{
            account, field,
            icon::{Icon, icon},
            notice::{Tone, advice},
        },
        form::FormState,
        format::{self, Now},
        paths,
        words::upload as words,
    },
};

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct UploadView {
    /// The present moment, by the clock of the person.
    pub(crate) now: Now,
    /// All accounts of the person.
    pub(crate) accounts: Vec<Account>,
    /// Uploads that wait for the rest of their file.
    pub(crate) unfinished: Vec<ResumableUpload>,
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
    let content = if view.accounts.iter().any(|account| account.connected) {
        content(view)
    } else {
        not_connected()
    };
    view! {
        <main class="page" id="main">
            <div class="page-head">
                <div>
                    <h1>{words::UPLOAD}</h1>
                    <p class="lead">{words::lead(view.retention_hours)}</p>
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
            <h2>{words::CONNECT_FIRST}</h2>
            <p>{words::WHY_CONNECT}</p>
            <p>
                <a class="btn btn--primary" href=paths::CONNECT_TIKTOK>
                    {words::CONNECT}
                </a>
            </p>
        </div>
    }
    .into_any()
}

fn content(view: &UploadView) -> AnyView {
    let default = view
        .accounts
        .iter()
        .find(|account| account.is_default)
        .map(|account| account.id);
    view! {
        {list::unfinished(&view.unfinished, view.now)}
        <form
            class="split"
            id="upload"
            method="post"
            action=paths::actions::UPLOAD
            enctype="multipart/form-data"
        >
            <div class="split__picture stack stack--tight">
                {drop(view)} {field::problem(&view.form, "file")}
            </div>
            <div class="stack stack--loose">
                <ul class="uploads" id="files" aria-label=words::FILES hidden></ul>
                <div data-plain>{field::caption("", 3, &view.form, ().into_any())}</div>
                {account::chooser(&view.accounts, default, &view.form)}
                {then(view)}
                <p class="cluster">
                    <button class="btn btn--primary">{icon(Icon::Upload)} {words::UPLOAD}</button>
                    <span class="hint upload__hint" data-hint>
                        {words::KEEP_OPEN}
                    </span>
                </p>
                <p class="error-text" id="upload-problem" role="alert" hidden>
                    {icon(Icon::Alert)}
                    <span></span>
                </p>
            </div>
        </form>
        {list::workshop(view.max_video_bytes)}
    }
    .into_any()
}

/// The file field. Without a script the browser's own field shows the name of the file; with it, files can be dropped too.
fn drop(view: &UploadView) -> AnyView {
    let limits = words::limits(&format::round_bytes(view.max_video_bytes));
    view! {
        <label class="drop" for="file" id="drop">
            {icon(Icon::Upload)}
            <b>{words::CHOOSE}</b>
            <span class="drop__or" hidden>
                {words::OR}
            </span>
            <span class="btn" hidden>
                {words::CHOOSE_FILES}
            </span>
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
            {words::HELD}
            <a href=paths::SETTINGS>{words::CHANGE_THAT}</a>
        };
        return view! {
            {field::hidden("then", "review")}
            {advice(Tone::Plain, Icon::Eye, text.into_any())}
        }
        .into_any();
    }
    let chosen = view.form.value("then").unwrap_or("review").to_owned();
    let choices = [
        ("review", words::REVIEW, words::REVIEW_HINT),
        ("inbox", words::INBOX, words::INBOX_HINT),
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
            <legend class="label">{words::WHEN_HERE}</legend>
            <div class="choices choices--pair">{choices.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}
