//! How to connect n8n.

use leptos::prelude::*;

use crate::web::{
    components::{
        code::code_block,
        icon::Icon,
        notice::{Tone, advice},
    },
    paths,
};

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct N8nView {
    /// The address of this server, without a slash at its end.
    pub(crate) public_url: String,
}

/// The page.
pub(crate) fn n8n_page(view: &N8nView) -> AnyView {
    view! {
        <main class="page" id="main">
            <div class="page-head">
                <div>
                    <h1>"Connect n8n"</h1>
                    <p class="lead">
                        "Three steps, then every finished video lands in your drafts by itself."
                    </p>
                </div>
            </div>
            <div class="guide">
                <ol class="steps">
                    <li>{make_key()}</li>
                    <li>{test(&view.public_url)}</li>
                    <li>{send(&view.public_url)}</li>
                </ol>
                {aside()}
            </div>
        </main>
    }
    .into_any()
}

fn make_key() -> AnyView {
    view! {
        <div class="stack">
            <h2>"Make an API key"</h2>
            <p>"Name it after the workflow. A key of its own can be taken back on its own."</p>
            <p>
                <a class="btn btn--primary" href=paths::API_KEYS>
                    "Make an API key"
                </a>
            </p>
            <p>"In n8n: Credentials, "<b>"Header Auth"</b>", with these values."</p>
            <dl class="facts facts--box">
                <dt>"Name"</dt>
                <dd>
                    <code>"X-API-Key"</code>
                </dd>
                <dt>"Value"</dt>
                <dd>"the key"</dd>
            </dl>
        </div>
    }
    .into_any()
}

fn test(public_url: &str) -> AnyView {
    let command = format!("curl {public_url}/n8n/test-connection \\\n  -H \"X-API-Key: YOUR_KEY\"");
    view! {
        <div class="stack">
            <h2>"Test the connection"</h2>
            <p>
                "Call this address with an HTTP Request node and the credential, or paste the command into a terminal. The answer begins with "
                <code>"\"status\": \"ok\""</code>"."
            </p>
            {code_block("test-command", "Terminal", command)}
        </div>
    }
    .into_any()
}

fn send(public_url: &str) -> AnyView {
    let body = r#"{
  "content": "First light at the ferry pier. #slowmorning",
  "platforms": ["tiktok"],
  "video_url": "https://media.example.com/ferry-pier.mp4",
  "callback_url": "{{ $execution.resumeUrl }}"
}"#;
    let title = format!("POST {public_url}/webhook/n8n/video-upload");
    let answer = view! {
        "The answer is "
        <code>"202"</code>
        " with an "
        <code>"id"</code>
        ". From then on the video is safe on disk, even if the server restarts."
    };
    view! {
        <div class="stack">
            <h2>"Send the first video"</h2>
            <p>
                "Send this as JSON. Only "<code>"content"</code>" and "<code>"video_url"</code>
                " change from video to video; "<code>"callback_url"</code>
                " is for workflows that wait for the outcome."
            </p>
            {code_block("send-body", &title, body.to_owned())}
            {advice(Tone::Good, Icon::CheckCircle, answer.into_any())}
        </div>
    }
    .into_any()
}

fn aside() -> AnyView {
    view! {
        <aside class="guide__side">
            <h2>"Wait for the outcome"</h2>
            <p>
                "Put n8n’s resume address into "<code>"callback_url"</code>
                ". We call it when something is decided: needs review, in the inbox, published, failed, rejected, expired."
            </p>
            <h2 id="callback">"Check the signature"</h2>
            <p>
                "Every callback carries "<code>"webhook-id"</code>", "
                <code>"webhook-timestamp"</code>" and "<code>"webhook-signature"</code>
                ", as Standard Webhooks describes. The secret is shown when you make the key."
            </p>
            <h2>"Skip the review?"</h2>
            <p>
                "Add "<code>"\"auto_approve\": true"</code>
                " and the video goes to your TikTok inbox without waiting here. It is still private there. Never straight to public."
            </p>
        </aside>
    }
    .into_any()
}
