//! Publish: the one page on which a Direct Post is decided, by TikTok's Content Sharing Guidelines.
//!
//! Everything that TikTok has to say is asked before the page is drawn. Here: who posts, and what keeps the form closed.
//! The form is in `form`, its end (disclosure, consent, button) in `end`.

mod end;
mod form;

use leptos::prelude::*;

use super::line::PostLine;
use crate::{
    domain::{
        account::Account,
        clock::Timestamp,
        error_code::Failure,
        publish::rules::{CreatorInfo, Terms},
    },
    web::{
        components::{
            account::{Size, avatar},
            frame,
            icon::{Icon, icon},
            time,
        },
        form::FormState,
        format::{self, Now},
        next::leading_to,
        paths,
        words::{page, publish as say},
    },
};

/// What the publish page knows.
#[derive(Debug, Clone)]
pub(crate) struct PublishView {
    /// Now.
    pub(crate) now: Now,
    /// The draft.
    pub(crate) line: PostLine,
    /// The connected accounts, to choose from.
    pub(crate) accounts: Vec<Account>,
    /// As whom to post, named as TikTok names them now.
    pub(crate) account: Option<Account>,
    /// What TikTok says of them.
    pub(crate) answer: Answer,
    /// Whether TikTok has audited the app.
    pub(crate) audited: bool,
    /// What a refused form remembers.
    pub(crate) form: FormState,
}

/// What TikTok says of the account that is to post, asked for this page.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// It may post this.
    Open(CreatorInfo),
    /// It may post nothing now.
    Blocked(Failure),
    /// No answer, or none before `again_at`.
    Silent {
        failure: Failure,
        again_at: Option<Timestamp>,
    },
    /// Its owner has not allowed publishing.
    NoScope,
    /// Its owner must connect it again.
    Reconnect,
    /// There is no account to ask about.
    NoAccount,
}

impl PublishView {
    fn handle(&self) -> String {
        self.account
            .as_ref()
            .map(Account::handle)
            .unwrap_or_default()
    }

    fn duration_ms(&self) -> Option<u64> {
        self.line.post.video.as_ref().map(|video| video.duration_ms)
    }

    fn terms<'a>(&self, creator: &'a CreatorInfo) -> Terms<'a> {
        Terms {
            creator,
            audited: self.audited,
            duration_ms: self.duration_ms(),
        }
    }

    /// This very page, which asks TikTok again.
    fn here(&self) -> String {
        paths::publish(self.line.post.id, self.account.as_ref().map(|it| it.id))
    }
}

/// The page.
pub(crate) fn publish_page(view: &PublishView) -> AnyView {
    view! {
        <main class="page" id="main">
            <div class="post-top">
                <a class="back" href=paths::post(view.line.post.id)>
                    {icon(Icon::ArrowLeft)}
                    {say::BACK}
                </a>
            </div>
            <div class="split">
                <div class="split__picture">
                    {frame::player(&view.line, true)} {below_player(view)}
                </div>
                <div>
                    <header class="post-head">
                        <h1>{say::TITLE}</h1>
                    </header>
                    <div class="publish-page">
                        {chooser(view)} {answered(view)}
                    </div>
                </div>
            </div>
        </main>
    }
    .into_any()
}

fn below_player(view: &PublishView) -> AnyView {
    let length = match (&view.answer, view.duration_ms()) {
        (Answer::Open(creator), Some(duration)) => {
            let longest = format::length(creator.longest_ms());
            Some(say::length_of(&format::length(duration), &longest))
        }
        _ => None,
    };
    view! {
        <p class="hint under-player">{length} " " {say::NOTHING_ADDED}</p>
    }
    .into_any()
}

/// Another account to post as. Its settings are loaded by loading the page anew.
fn chooser(view: &PublishView) -> AnyView {
    if view.accounts.len() < 2 {
        return ().into_any();
    }
    let chosen = view.account.as_ref().map(|account| account.id);
    let options = view
        .accounts
        .iter()
        .map(|account| {
            let name = say::account(&account.display_name, &account.handle());
            view! {
                <option value=account.id.to_string() selected=chosen == Some(account.id)>
                    {format::escaped(&name)}
                </option>
            }
        })
        .collect_view();
    view! {
        <form class="field" method="get" action=paths::publish(view.line.post.id, None)>
            <label class="label" for="as">
                {page::TIKTOK_ACCOUNT}
            </label>
            <div class="publish-as">
                <select class="input" id="as" name="account">
                    {options}
                </select>
                <button class="btn">{say::LOAD_SETTINGS}</button>
            </div>
        </form>
    }
    .into_any()
}

fn answered(view: &PublishView) -> AnyView {
    match &view.answer {
        Answer::Open(creator) => form::form(view, creator),
        Answer::Blocked(failure) => view! {
            {posting_as(view, false)}
            {told(
                "bad",
                Icon::Alert,
                say::BLOCKED,
                say::blocked(failure.code).to_owned(),
                inbox_instead(view),
            )}
            {form::closed(view, say::BLOCKED_HINT)}
        }
        .into_any(),
        Answer::Silent { failure, again_at } => silent(view, failure, *again_at),
        Answer::NoScope => view! {
            {posting_as(view, false)}
            {told(
                "yours",
                Icon::Key,
                say::NO_SCOPE,
                say::no_scope(&view.handle()),
                connect(view, say::CONNECT_AGAIN),
            )}
        }
        .into_any(),
        Answer::Reconnect => view! {
            {posting_as(view, false)}
            {told(
                "yours",
                Icon::Link,
                say::RECONNECT,
                say::RECONNECT_TEXT.to_owned(),
                connect(view, say::CONNECT_AGAIN),
            )}
        }
        .into_any(),
        Answer::NoAccount => told(
            "yours",
            Icon::Link,
            say::NOT_CONNECTED,
            say::NOT_CONNECTED_TEXT.to_owned(),
            connect(view, say::CONNECT),
        ),
    }
}

/// Who posts: picture, nickname and handle. `loaded` says that TikTok has just named its settings.
fn posting_as(view: &PublishView, loaded: bool) -> AnyView {
    let Some(account) = &view.account else {
        return ().into_any();
    };
    let handle = account
        .username
        .as_ref()
        .map(|name| view! { " " <span>{format!("(@{name})")}</span> });
    view! {
        <div class="creator">
            {avatar(account, Size::Large)}
            <p>
                <span class="hint">{say::POSTING_AS}</span>
                <b>{account.display_name.clone()}</b>
                {handle}
            </p>
            {loaded.then(|| view! { <p class="hint">{say::LOADED_NOW}</p> })}
        </div>
    }
    .into_any()
}

/// Why there is no form, or what binds it.
fn told(
    tone: &'static str,
    sign: Icon,
    title: &'static str,
    text: String,
    ways: AnyView,
) -> AnyView {
    view! {
        <div class="notice" data-tone=tone>
            {icon(sign)}
            <h2>{title}</h2>
            <p>{text}</p>
            <p class="cluster">{ways}</p>
        </div>
    }
    .into_any()
}

fn silent(view: &PublishView, failure: &Failure, again_at: Option<Timestamp>) -> AnyView {
    let why = match again_at {
        Some(again_at) => {
            let ahead = format::ahead(again_at, view.now);
            let clock = format::moment(again_at, view.now);
            let when = time::moment(again_at, say::ahead_at(&ahead, &clock));
            view! { <p>{say::NO_MORE_QUESTIONS} {when} {say::THEN}</p> }.into_any()
        }
        None => view! { <p>{format::sentence(failure.message())}</p> }.into_any(),
    };
    view! {
        {posting_as(view, false)}
        <div class="notice" data-tone="bad">
            {icon(Icon::Alert)}
            <h2>{say::SILENT}</h2>
            {why}
            <p>{say::SILENT_TEXT}</p>
            <p class="cluster">
                <a class="btn btn--primary" href=view.here()>
                    {icon(Icon::Retry)}
                    {say::TRY_AGAIN}
                </a>
                {inbox_instead(view)}
            </p>
        </div>
    }
    .into_any()
}

fn inbox_instead(view: &PublishView) -> AnyView {
    view! { <a href=paths::post(view.line.post.id)>{say::INBOX_INSTEAD}</a> }.into_any()
}

/// To TikTok's consent page and back here.
fn connect(view: &PublishView, word: &'static str) -> AnyView {
    let href = leading_to(paths::CONNECT_TIKTOK, Some(&view.here()));
    view! {
        <a class="btn btn--primary" href=href>
            {icon(Icon::Link)}
            {word}
        </a>
        {inbox_instead(view)}
    }
    .into_any()
}
