//! The files of the upload page: those that wait for their rest, and what the script makes a list of chosen ones from.

use leptos::prelude::*;

use crate::{
    domain::{caption, error_code::ErrorCode, upload::ResumableUpload},
    web::{
        components::{
            dialog::{Confirm, opener},
            icon::{Icon, icon},
            time,
        },
        format::{self, Now},
        paths,
        words::{progress, upload as words},
    },
};

/// Uploads that wait for the rest of their file. The script takes one away when its file is there.
pub(super) fn unfinished(uploads: &[ResumableUpload], now: Now) -> AnyView {
    if uploads.is_empty() {
        return ().into_any();
    }
    let rows = uploads.iter().map(|upload| row(upload, now));
    view! {
        <section class="unfinished" aria-labelledby="unfinished">
            <h2 id="unfinished">{words::UNFINISHED}</h2>
            <p class="hint">{words::CHOOSE_AGAIN}</p>
            <ul class="uploads">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn row(upload: &ResumableUpload, now: Now) -> AnyView {
    let id = upload.id.to_string();
    let name = upload
        .file_name
        .clone()
        .unwrap_or_else(|| words::A_FILE.to_owned());
    let dialog = format!("discard-{id}");
    let end = words::deleted_at(&format::at_moment(upload.expires_at, now));
    let loses = words::discard_loses(&name, &format::bytes(upload.received));
    let discard = Confirm::destroying(
        &dialog,
        (words::DISCARD_TITLE, &loses),
        paths::actions::DISCARD_UPLOAD,
        ("upload", id.clone()),
        (words::DISCARD, words::KEEP),
    )
    .view();
    view! {
        <li class="upload" data-upload=id>
            {slate(Icon::Pause)}
            <div class="upload__body">
                <p class="cluster cluster--apart">
                    <b class="upload__name">{name}</b>
                    {opener(&dialog, "btn btn--quiet btn--small", words::DISCARD)}
                </p>
                <progress
                    value=upload.received.to_string()
                    max=upload.total_bytes.to_string()
                    data-tone="still"
                    aria-label=words::UPLOADED
                >
                    {progress::percent(upload.received.saturating_mul(100) / upload.total_bytes.max(1))}
                </progress>
                <p class="progress-line">
                    <span>{format::bytes_of(upload.received, upload.total_bytes)}</span>
                    <span>{time::moment(upload.expires_at, end)}</span>
                </p>
                {discard}
            </div>
        </li>
    }
    .into_any()
}

fn slate(sign: Icon) -> AnyView {
    view! {
        <span class="frame frame--thumb" aria-hidden="true">
            <span class="slate">{icon(sign)}</span>
        </span>
    }
    .into_any()
}

/// Every word of the script that is the same for all files, by the name under which it asks for it.
fn dictionary() -> AnyView {
    let words = [
        ("ofLongest", words::OF_LONGEST),
        ("ready", words::READY),
        ("waiting", words::WAITING),
        ("uploading", words::UPLOADING),
        ("paused", words::PAUSED),
        ("offline", words::OFFLINE),
        ("failed", words::FAILED),
        ("refused", words::REFUSED),
        ("done", words::DONE),
        ("inDrafts", words::IN_DRAFTS),
        ("toInbox", words::TO_INBOX),
        ("resume", words::RESUME),
        ("tryAgain", words::TRY_AGAIN),
        ("pace", words::PACE),
        ("kept", words::KEPT),
        ("ofOne", words::OF_ONE),
        ("ofTwo", words::OF_TWO),
        ("percent", words::PERCENT),
        ("sizes", words::SIZES),
        ("spans", words::SPANS),
        ("say", words::SAY),
        ("drop", words::DROP),
        ("chooseVideos", words::CHOOSE_VIDEOS),
        ("canResume", words::CAN_RESUME),
        ("notChosen", words::NOT_CHOSEN),
    ];
    let problems = [
        ("noVideo", ErrorCode::VideoContainerUnsupported),
        ("tooLarge", ErrorCode::FileTooLarge),
        ("empty", ErrorCode::EmptyFile),
        ("tooLong", ErrorCode::CaptionTooLong),
        ("unavailable", ErrorCode::Unavailable),
    ];
    let words = words.map(|(name, word)| view! { <span data-word=name>{word}</span> });
    let problems = problems.map(|(name, code)| {
        let entry = code.entry();
        view! { <span data-word=name>{entry.message} " " {entry.description}</span> }
    });
    view! {
        <template id="upload-words">{words.collect_view()} {problems.collect_view()}</template>
    }
    .into_any()
}

/// What the script needs: where it speaks, every word it says, and an item of the list.
pub(super) fn workshop(max_video_bytes: u64) -> AnyView {
    view! {
        <p
            class="visually-hidden"
            id="upload-news"
            role="status"
            data-endpoint=paths::UPLOADS
            data-posts=paths::POSTS
            data-most=max_video_bytes.to_string()
            data-longest=caption::LONGEST.to_string()
        ></p>
        {dictionary()}
        <template id="upload-item">
            <li class="upload">
                {slate(Icon::Film)}
                <div class="upload__body">
                    <p class="cluster cluster--apart">
                        <b class="upload__name" data-name></b>
                        <span class="hint upload__state" data-state></span>
                    </p>
                    <progress value="0" max="1" data-tone="still" aria-label=words::UPLOADED></progress>
                    <p class="progress-line">
                        <span data-bytes></span>
                        <span data-pace></span>
                    </p>
                    <p class="error-text" data-problem hidden>
                        {icon(Icon::Alert)}
                        <span></span>
                    </p>
                    <div class="field" data-words hidden>
                        <div class="label-row">
                            <label class="label" for="upload-caption">{words::CAPTION_FOR}</label>
                            <span class="counter"></span>
                        </div>
                        <textarea class="input caption" id="upload-caption" rows="2"></textarea>
                    </div>
                    <p class="cluster" data-end hidden>
                        <span></span>
                        <a href="#main">{words::OPEN}</a>
                    </p>
                    <p class="cluster upload__acts">
                        <button class="btn btn--small" type="button" data-act="pause" hidden>
                            {icon(Icon::Pause)}
                            {words::PAUSE}
                        </button>
                        <button class="btn btn--small" type="button" data-act="resume" hidden>
                            {icon(Icon::Play)}
                            <span data-label>{words::RESUME}</span>
                        </button>
                        <button class="btn btn--quiet btn--small" type="button" data-act="remove" hidden>
                            {words::REMOVE}
                        </button>
                        <button class="btn btn--quiet btn--small" type="button" data-act="discard" hidden>
                            {words::DISCARD}
                        </button>
                    </p>
                </div>
            </li>
        </template>
    }
    .into_any()
}
