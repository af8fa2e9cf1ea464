//! The question before an API key is revoked: a page of its own, so that nobody does it by a slip.

use leptos::prelude::*;

use super::api_keys::last_used;
use crate::{
    domain::api_key::ApiKey,
    web::{
        components::{field, time},
        format::Now,
        paths,
        words::api_keys as say,
    },
};

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct RevokeView {
    /// Now.
    pub(crate) now: Now,
    /// The key in question.
    pub(crate) key: ApiKey,
}

/// The page.
pub(crate) fn revoke_page(view: &RevokeView) -> AnyView {
    let (key, now) = (&view.key, view.now);
    view! {
        <main class="page" id="main">
            <div class="page-head">
                <div>
                    <h1>{say::revoke_question(&key.name)}</h1>
                    <p class="lead">{say::STOPS}</p>
                </div>
            </div>
            <form class="panel stack ask" method="post" action=paths::actions::REVOKE_KEY>
                {field::hidden("key", key.id.to_string())}
                <dl class="facts">
                    <dt>{say::PROGRAM}</dt>
                    <dd>{key.name.clone()}</dd>
                    <dt>{say::BEGINS}</dt>
                    <dd>
                        <code>{key.prefix.clone()}</code>
                    </dd>
                    <dt>{say::LAST_USED}</dt>
                    <dd>{last_used(key, now)}</dd>
                    <dt>{say::MADE}</dt>
                    <dd>{time::ago(key.created_at, now)}</dd>
                </dl>
                <p class="hint">{say::CARRIES_ON}</p>
                <p class="cluster">
                    <button class="btn btn--stop">{say::REVOKE_KEY}</button>
                    <a class="btn btn--quiet" href=paths::API_KEYS>
                        {say::KEEP}
                    </a>
                </p>
            </form>
        </main>
    }
    .into_any()
}
