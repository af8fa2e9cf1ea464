//! API keys: make, see once, revoke.

use leptos::prelude::*;
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    domain::api_key::ApiKey,
    web::{
        components::{
            code::secret,
            dialog::{self, Confirm},
            field,
            icon::{Icon, icon},
        },
        form::FormState,
        format::{self, Now},
        paths,
    },
};

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct ApiKeysView {
    /// Now.
    pub(crate) now: Now,
    /// All keys, newest first.
    pub(crate) keys: Vec<ApiKey>,
    /// The key that was just made.
    pub(crate) fresh: Option<FreshKey>,
    /// What a refused form remembers: `name`, `ends`.
    pub(crate) form: FormState,
}

/// A key just made; its secrets are shown this once.
#[derive(Debug, Clone)]
pub(crate) struct FreshKey {
    /// What its owner calls it.
    pub(crate) name: String,
    /// The key itself.
    pub(crate) key: SecretString,
    /// What signs its callbacks.
    pub(crate) callback_secret: SecretString,
}

/// How long a key may live: the value sent, and the words for it.
const ENDS: [(&str, &str); 4] = [
    ("never", "Never"),
    ("30", "In 30 days"),
    ("90", "In 90 days"),
    ("365", "In one year"),
];

/// The page.
pub(crate) fn api_keys_page(view: &ApiKeysView) -> AnyView {
    let (alive, over): (Vec<_>, Vec<_>) = view
        .keys
        .iter()
        .partition(|key| key.is_valid_at(view.now.moment));
    view! {
        <main class="page" id="main">
            <div class="page-head">
                <div>
                    <h1>"API keys"</h1>
                    <p class="lead">
                        "A key lets a program hand over videos in your name. It can never approve, publish or reject."
                    </p>
                </div>
            </div>
            {view.fresh.as_ref().map(fresh_key)}
            {(!alive.is_empty()).then(|| list(&alive, view.now))}
            {new_key(&view.form)}
            {(!over.is_empty()).then(|| ended(&over, view.now))}
            {alive.iter().map(|key| revoke_dialog(key, view.now)).collect_view()}
        </main>
    }
    .into_any()
}

fn fresh_key(fresh: &FreshKey) -> AnyView {
    view! {
        <section class="fresh-key" aria-labelledby="fresh">
            <h2 id="fresh">{icon(Icon::Key)} {format!("“{}” is ready", fresh.name)}</h2>
            <p>
                "Copy both now. They are shown this one time only: we keep a fingerprint of the key, not the key."
            </p>
            {secret(
                "new-key",
                "API key",
                fresh.key.expose_secret().to_owned(),
                "Copy key",
            )}
            {secret(
                "new-secret",
                "Callback secret",
                fresh.callback_secret.expose_secret().to_owned(),
                "Copy secret",
            )}
            <p class="hint">
                "The callback secret proves that a callback came from here. "
                <a href=format!("{}#callback", paths::N8N)>"How to check it"</a>
            </p>
        </section>
    }
    .into_any()
}

fn list(keys: &[&ApiKey], now: Now) -> AnyView {
    let rows = keys.iter().map(|key| row(key, now)).collect_view();
    view! {
        <section class="section" aria-labelledby="list">
            <div class="section__head">
                <h2 id="list">"Your keys"</h2>
                <p>
                    "Revoking works at once. What a key has already handed over is not touched."
                </p>
            </div>
            <table class="table">
                <caption class="visually-hidden">"API keys"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Last used"</th>
                        <th scope="col">"Made"</th>
                        <th scope="col">"Ends"</th>
                        <th scope="col">
                            <span class="visually-hidden">"Action"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn dialog_id(key: &ApiKey) -> String {
    format!("revoke-{}", key.id)
}

fn last_used(key: &ApiKey, now: Now) -> String {
    key.last_used_at
        .map_or_else(|| "never".to_owned(), |at| format::ago(at, now))
}

fn row(key: &ApiKey, now: Now) -> AnyView {
    let ends = key
        .expires_at
        .map_or_else(|| "never".to_owned(), |at| format::day(at, now));
    view! {
        <tr>
            <th scope="row">
                {key.name.clone()} <small class="mono">{format!("{}…", key.prefix)}</small>
            </th>
            <td data-label="Last used">{last_used(key, now)}</td>
            <td data-label="Made">{format::ago(key.created_at, now)}</td>
            <td data-label="Ends">{ends}</td>
            <td class="num">{dialog::opener(&dialog_id(key), "btn btn--small", "Revoke")}</td>
        </tr>
    }
    .into_any()
}

fn new_key(form: &FormState) -> AnyView {
    let chosen = form.value("ends").unwrap_or("never").to_owned();
    let options = ENDS
        .map(|(value, word)| {
            view! {
                <option value=value selected=value == chosen>
                    {word}
                </option>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="new">
            <div class="section__head">
                <h2 id="new">"Make a key"</h2>
                <p>
                    "One key per program. Then you can see who sent what, and take one back without stopping the others."
                </p>
            </div>
            <form class="inline-form" method="post" action=paths::actions::CREATE_KEY>
                <div class="field">
                    <label class="label" for="name">
                        "Name"
                    </label>
                    <input
                        class="input"
                        id="name"
                        name="name"
                        required
                        maxlength="60"
                        placeholder="n8n nightly clips"
                        autocomplete="off"
                        value=form.value("name").map(str::to_owned)
                        aria-invalid=field::invalid(form, "name")
                        aria-describedby=field::described_by(form, "name", None)
                    />
                    {field::problem(form, "name")}
                </div>
                <div class="field">
                    <label class="label" for="ends">
                        "Ends"
                    </label>
                    <select class="input" id="ends" name="ends">
                        {options}
                    </select>
                    {field::problem(form, "ends")}
                </div>
                <button class="btn btn--primary">"Make key"</button>
            </form>
        </section>
    }
    .into_any()
}

/// Keys that no longer open anything.
fn ended(keys: &[&ApiKey], now: Now) -> AnyView {
    let rows = keys
        .iter()
        .map(|key| {
            let (word, at) = match (key.revoked_at, key.expires_at) {
                (Some(at), _) => ("Revoked", Some(at)),
                (None, at) => ("Ended by itself", at),
            };
            let when = at.map_or_else(String::new, |at| format!(" {}", format::day(at, now)));
            view! {
                <tr>
                    <th scope="row">
                        {key.name.clone()}
                        <small class="mono">{format!("{}…", key.prefix)}</small>
                    </th>
                    <td data-label="Last used">{last_used(key, now)}</td>
                    <td data-label="Over">{format!("{word}{when}")}</td>
                </tr>
            }
        })
        .collect_view();
    let hint = format::counted(keys.len() as u64, "key", "keys");
    view! {
        <details class="fold">
            <summary>
                "No longer valid "<span class="hint">{hint}</span>
            </summary>
            <table class="table">
                <caption class="visually-hidden">"Keys that are no longer valid"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Last used"</th>
                        <th scope="col">"Over"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
    .into_any()
}

fn revoke_dialog(key: &ApiKey, now: Now) -> AnyView {
    let used = match key.last_used_at {
        Some(at) => format!("It was last used {}.", format::ago(at, now)),
        None => "It was never used.".to_owned(),
    };
    Confirm::destroying(
        &dialog_id(key),
        (
            &format!("Revoke “{}”?", key.name),
            &format!(
                "{used} From now on its requests are answered with 401, and it cannot be switched on again."
            ),
        ),
        paths::actions::REVOKE_KEY,
        ("key", key.id.to_string()),
        ("Revoke key", "Keep it"),
    )
    .view()
}
