//! API keys: make, see once, revoke.

use std::collections::HashMap;

use leptos::prelude::*;
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    domain::{api_key::ApiKey, id::ApiKeyId},
    web::{
        components::{
            code::secret,
            field,
            icon::{Icon, icon},
            time,
        },
        form::FormState,
        format::{self, Now},
        paths,
        words::{self, api_keys as say},
    },
};

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct ApiKeysView {
    /// Now.
    pub(crate) now: Now,
    /// All keys, newest first.
    pub(crate) keys: Vec<ApiKey>,
    /// Requests in the last 30 days, of the keys that had any.
    pub(crate) requests: HashMap<ApiKeyId, u64>,
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
                    <h1>{words::shell::API_KEYS}</h1>
                    <p class="lead">
                        {say::LEAD} " " <a href=paths::DOCS>{say::DOCS}</a>
                    </p>
                </div>
            </div>
            {view.fresh.as_ref().map(fresh_key)}
            {(!alive.is_empty()).then(|| list(&alive, view))}
            {new_key(&view.form, view.fresh.is_some())}
            {(!over.is_empty()).then(|| ended(&over, view.now))}
        </main>
    }
    .into_any()
}

fn fresh_key(fresh: &FreshKey) -> AnyView {
    view! {
        <section class="fresh-key" aria-labelledby="fresh">
            <h2 id="fresh">{icon(Icon::Key)} {say::ready(&fresh.name)}</h2>
            <p>{say::COPY_BOTH}</p>
            {secret(
                "new-key",
                say::KEY,
                fresh.key.expose_secret().to_owned(),
                (say::COPY_KEY, "btn btn--small btn--primary"),
            )}
            {secret(
                "new-secret",
                say::CALLBACK_SECRET,
                fresh.callback_secret.expose_secret().to_owned(),
                (say::COPY_SECRET, "btn btn--small"),
            )}
            <p class="hint">
                {say::PROVES} <a href=format!("{}#callback", paths::N8N)>{say::HOW_TO_CHECK}</a>
            </p>
        </section>
    }
    .into_any()
}

fn list(keys: &[&ApiKey], view: &ApiKeysView) -> AnyView {
    let rows = keys
        .iter()
        .map(|key| {
            let requests = view.requests.get(&key.id).copied().unwrap_or_default();
            row(key, requests, view.now)
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="list">
            <div class="section__head">
                <h2 id="list">{say::YOURS}</h2>
                <p>{say::REVOKING}</p>
            </div>
            <table class="table">
                <caption class="visually-hidden">{words::shell::API_KEYS}</caption>
                <thead>
                    <tr>
                        <th scope="col">{say::NAME}</th>
                        <th scope="col">{say::LAST_USED}</th>
                        <th scope="col">{say::LAST_30_DAYS}</th>
                        <th scope="col">{say::MADE}</th>
                        <th scope="col">{say::ENDS}</th>
                        <th scope="col">
                            <span class="visually-hidden">{say::ACTION}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// When a program used it last.
pub(super) fn last_used(key: &ApiKey, now: Now) -> AnyView {
    key.last_used_at
        .map_or_else(|| say::NEVER.into_any(), |at| time::ago(at, now))
}

fn row(key: &ApiKey, requests: u64, now: Now) -> AnyView {
    let ends = key.expires_at.map_or_else(
        || say::NEVER.into_any(),
        |at| time::moment(at, format::day(at, now)),
    );
    view! {
        <tr>
            <th scope="row">
                {key.name.clone()} <small class="mono">{format!("{}…", key.prefix)}</small>
            </th>
            <td data-label=say::LAST_USED>{last_used(key, now)}</td>
            <td data-label=say::LAST_30_DAYS>{say::requests(requests)}</td>
            <td data-label=say::MADE>{time::ago(key.created_at, now)}</td>
            <td data-label=say::ENDS>{ends}</td>
            <td class="num">
                <a
                    class="btn btn--small"
                    href=paths::revoke_key(key.id)
                    aria-label=say::revoke(&key.name)
                >
                    {say::REVOKE}
                </a>
            </td>
        </tr>
    }
    .into_any()
}

/// A key that was just made is to be copied first: then its button is the one that stands out.
fn new_key(form: &FormState, is_one_fresh: bool) -> AnyView {
    let class = if is_one_fresh {
        "btn"
    } else {
        "btn btn--primary"
    };
    let chosen = form.value("ends").unwrap_or("never").to_owned();
    let options = say::CHOICES
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
                <h2 id="new">{say::MAKE}</h2>
                <p>{say::ONE_EACH}</p>
            </div>
            <form class="inline-form" method="post" action=paths::actions::CREATE_KEY>
                <div class="field">
                    <label class="label" for="name">{say::NAME}
                    </label>
                    <input
                        class="input"
                        id="name"
                        name="name"
                        required
                        maxlength="60"
                        placeholder=say::EXAMPLE_NAME
                        autocomplete="off"
                        value=form.value("name").map(str::to_owned)
                        aria-invalid=field::invalid(form, "name")
                        aria-describedby=field::described_by(form, "name", None)
                    />
                    {field::problem(form, "name")}
                </div>
                <div class="field">
                    <label class="label" for="ends">{say::ENDS}
                    </label>
                    <select class="input" id="ends" name="ends">
                        {options}
                    </select>
                    {field::problem(form, "ends")}
                </div>
                <button class=class>{say::MAKE_KEY}</button>
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
            let over = match (key.revoked_at, key.expires_at) {
                (Some(at), _) => say::revoked_on(&format::day(at, now)),
                (None, Some(at)) => say::ended_on(&format::day(at, now)),
                (None, None) => String::new(),
            };
            view! {
                <tr>
                    <th scope="row">
                        {key.name.clone()}
                        <small class="mono">{format!("{}…", key.prefix)}</small>
                    </th>
                    <td data-label=say::LAST_USED>{last_used(key, now)}</td>
                    <td data-label=say::OVER>{over}</td>
                </tr>
            }
        })
        .collect_view();
    let hint = say::keys(keys.len() as u64);
    view! {
        <details class="fold">
            <summary>
                {say::NO_LONGER_VALID} " " <span class="hint">{hint}</span>
            </summary>
            <table class="table">
                <caption class="visually-hidden">{say::OVER_CAPTION}</caption>
                <thead>
                    <tr>
                        <th scope="col">{say::NAME}</th>
                        <th scope="col">{say::LAST_USED}</th>
                        <th scope="col">{say::OVER}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
    .into_any()
}
