//! How to connect n8n.

use leptos::prelude::*;

use crate::web::{
    components::{
        code::{code_answer, code_block},
        icon::{Icon, icon},
        notice::{Tone, advice},
    },
    paths,
    words::n8n as say,
};

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct N8nView {
    /// The address of this server, without a slash at its end.
    pub(crate) public_url: String,
    /// The version of this program, as the answer names it.
    pub(crate) version: &'static str,
    /// The address of who looks.
    pub(crate) email: String,
}

/// What the workflows look for in n8n.
const CREDENTIAL: &str = "AI Video Uploader";

/// The page.
pub(crate) fn n8n_page(view: &N8nView) -> AnyView {
    view! {
        <main class="page" id="main">
            <div class="page-head">
                <div>
                    <h1>{say::HEADING}</h1>
                    <p class="lead">{say::LEAD}</p>
                </div>
            </div>
            <div class="guide">
                <ol class="steps">
                    <li>{make_key()}</li>
                    <li>{import(&view.public_url)}</li>
                    <li>{send(view)}</li>
                </ol>
                {aside()}
            </div>
        </main>
    }
    .into_any()
}

fn make_key() -> AnyView {
    let (before, kind, behind) = say::CREDENTIAL;
    view! {
        <div class="stack">
            <h2>{say::MAKE_KEY}</h2>
            <p>{say::NAME_IT}</p>
            <p>
                <a class="btn" href=paths::API_KEYS>
                    {say::MAKE_KEY}
                </a>
            </p>
            <p>{before} <b>{kind}</b> {behind}</p>
            <dl class="facts facts--box">
                <dt>{say::CREDENTIAL_NAME}</dt>
                <dd>
                    {CREDENTIAL} <span class="hint">{format!(" ({})", say::CREDENTIAL_NAME_HINT)}</span>
                </dd>
                <dt>{say::NAME}</dt>
                <dd>
                    <code>"X-API-Key"</code>
                </dd>
                <dt>{say::VALUE}</dt>
                <dd>{say::THE_KEY}</dd>
            </dl>
        </div>
    }
    .into_any()
}

fn import(public_url: &str) -> AnyView {
    let (before, menu, behind) = say::HOW_TO_IMPORT;
    view! {
        <div class="stack">
            <h2>{say::IMPORT}</h2>
            <p>{before} <b>{menu}</b> {behind} <code>{public_url.to_owned()}</code></p>
            <p class="cluster">
                <a class="btn btn--primary" href=paths::WORKFLOW download>
                    {icon(Icon::Download)}
                    {say::DOWNLOAD}
                </a>
                <a class="btn" href=paths::WORKFLOW_FILE download>
                    {icon(Icon::Download)}
                    {say::DOWNLOAD_FILE}
                </a>
            </p>
            <p class="hint">{say::WHICH}</p>
        </div>
    }
    .into_any()
}

fn send(view: &N8nView) -> AnyView {
    let N8nView {
        public_url,
        version,
        email,
    } = view;
    let command = format!(
        r#"curl {public_url}/n8n/test-connection \
  -H "X-API-Key: YOUR_KEY""#
    );
    let tested = format!(
        r#"{{
  "status": "ok",
  "version": "{version}",
  "user": {{ "email": "{email}", …"#
    );
    let body = r#"{
  "content": "First light at the ferry pier. #slowmorning",
  "platforms": ["tiktok"],
  "video_url": "https://media.example.com/ferry-pier.mp4",
  "callback_url": "{{ $execution.resumeUrl }}"
}"#;
    let title = format!(r"POST {public_url}/webhook/n8n/video-upload");
    let (sends, and, change, waits) = say::BODY;
    let (before, with, behind) = say::ACCEPTED;
    let answer = view! { {before} <code>"202"</code> {with} <code>"id"</code> {behind} };
    view! {
        <div class="stack">
            <h2>{say::SEND}</h2>
            <p>{say::TEST}</p>
            {code_block("test-command", say::TERMINAL, command)}
            {code_answer(say::ANSWER, tested)}
            <p>
                {sends} <code>"content"</code> {and} <code>"video_url"</code> {change}
                <code>"callback_url"</code> {waits}
            </p>
            {code_block("send-body", &title, body.to_owned())}
            {advice(Tone::Good, Icon::CheckCircle, answer.into_any())}
        </div>
    }
    .into_any()
}

fn aside() -> AnyView {
    let (wait, waited, over) = say::WAIT_HOW;
    let (check, comma, and, checked) = say::CHECK_HOW;
    let (skip, skipped) = say::SKIP_HOW;
    let (the, docs, name) = say::MORE_HOW;
    view! {
        <aside class="guide__side">
            <h2>{say::WAIT}</h2>
            <p>{wait} <code>"callback_url"</code> {waited} <code>"is_terminal"</code> {over}</p>
            <h2 id="callback">{say::CHECK}</h2>
            <p>
                {check} <code>"webhook-id"</code> {comma} <code>"webhook-timestamp"</code> {and}
                <code>"webhook-signature"</code> {checked}
            </p>
            <h2>{say::SKIP}</h2>
            <p>{skip} <code>"\"auto_approve\": true"</code> {skipped}</p>
            <h2>{say::MORE}</h2>
            <p>{the} <a href=paths::DOCS>{docs}</a> {name}</p>
        </aside>
    }
    .into_any()
}
