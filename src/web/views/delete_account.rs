//! The question before an account is deleted: a page of its own, so that nobody does it by a slip.

use leptos::prelude::*;

use crate::web::{
    components::field,
    form::FormState,
    format, paths,
    words::{deletion as say, settings},
};

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct DeleteAccountView {
    /// Whose account it is.
    pub(crate) email: String,
    /// All posts.
    pub(crate) posts: u64,
    /// Those that wait for review.
    pub(crate) held: u64,
    /// Those on the way.
    pub(crate) moving: u64,
    /// Connected TikTok accounts.
    pub(crate) accounts: u64,
    /// API keys that work.
    pub(crate) keys: u64,
    /// What a refused form remembers: `email`.
    pub(crate) form: FormState,
}

/// The page.
pub(crate) fn delete_account_page(view: &DeleteAccountView) -> AnyView {
    let form = &view.form;
    view! {
        <main class="page" id="main">
            <div class="page-head">
                <div>
                    <h1>{say::QUESTION}</h1>
                    <p class="lead">{say::FOLLOWS}</p>
                </div>
            </div>
            <form class="panel stack ask" method="post" action=paths::actions::DELETE_ACCOUNT>
                <h2 class="visually-hidden">{say::GOES}</h2>
                <dl class="facts">
                    <dt>{say::ACCOUNT}</dt>
                    <dd>{view.email.clone()}</dd>
                    <dt>{say::POSTS}</dt>
                    <dd>{say::posts(view.posts, view.held, view.moving)}</dd>
                    <dt>{say::ACCOUNTS}</dt>
                    <dd>{format::count(view.accounts)}</dd>
                    <dt>{say::KEYS}</dt>
                    <dd>{format::count(view.keys)}</dd>
                </dl>
                <p class="hint">
                    {say::TAKE_ALONG} " " <a href=paths::EXPORT>{settings::EXPORT}</a>
                </p>
                <div class="field">
                    <label class="label" for="email">
                        {say::TYPE_EMAIL}
                    </label>
                    <input
                        class="input"
                        id="email"
                        name="email"
                        type="email"
                        autocomplete="off"
                        required
                        value=form.value("email").map(str::to_owned)
                        aria-invalid=field::invalid(form, "email")
                        aria-describedby=field::described_by(form, "email", None)
                    />
                    {field::problem(form, "email")}
                </div>
                <p class="cluster">
                    <button class="btn btn--stop">{say::DELETE}</button>
                    <a class="btn btn--quiet" href=paths::SETTINGS>
                        {say::KEEP}
                    </a>
                </p>
            </form>
        </main>
    }
    .into_any()
}
