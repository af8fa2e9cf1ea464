//! A draft that waits: watch it, correct the caption, choose the account, decide.

use leptos::prelude::*;

use super::{PostView, callbacks::callbacks, parts};
use crate::{
    domain::account::VIDEO_PUBLISH,
    web::{
        components::{
            account,
            allowance::places_left,
            code::copy_button,
            dialog::{self, Confirm},
            field, frame,
            icon::{Icon, icon},
            notice::{Tone, advice},
        },
        next::leading_to,
        paths,
        words::{
            caption,
            post::{self as post_words, review as say},
            publish,
        },
    },
};

const REJECT: &str = "reject";

/// The page.
pub(super) fn page(view: &PostView) -> AnyView {
    view! {
        <main class="page" id="main">
            {parts::top(view)}
            <div class="split">
                <div class="split__picture">{frame::player(&view.line, true)}</div>
                <div>
                    {parts::head(view, say::TITLE)} {parts::duplicate(view)} {form(view)}
                    <div class="folds">
                        <details class="fold" open>
                            <summary>{post_words::THE_VIDEO}</summary>
                            {parts::facts(view)}
                        </details>
                    </div>
                    {callbacks(view)}
                    <div class="folds">{parts::folded_history(view)}</div>
                </div>
            </div>
            {reject_dialog(view)}
            {actionbar(view)}
        </main>
    }
    .into_any()
}

fn is_connected(view: &PostView) -> bool {
    view.accounts.iter().any(|account| account.connected)
}

fn form(view: &PostView) -> AnyView {
    let post = &view.line.post;
    let below = view! {
        <p class="cluster cluster--apart">
            <span class="hint">
                {say::CAPTION_MAY_DROP}
            </span>
            <span class="cluster">
                {copy_button("caption", "btn btn--small", caption::COPY)}
                <button class="btn btn--small" name="decision" value="save">
                    {say::SAVE_CAPTION}
                </button>
            </span>
        </p>
    };
    let no_account = no_account(view);
    let mut remembered = view.form.clone();
    if no_account.is_some() {
        // The notice says it, with the way out.
        remembered = remembered.without_problem("account");
    }
    let accounts = (!view.accounts.is_empty())
        .then(|| account::chooser(&view.accounts, post.account_id, &remembered));
    view! {
        <form
            id="review"
            class="stack stack--loose"
            method="post"
            action=paths::actions::REVIEW
        >
            {field::hidden("post", post.id.to_string())}
            {field::caption(&post.caption, 4, &view.form, below.into_any())}
            {accounts}
            {no_account}
            {decision(view)}
        </form>
    }
    .into_any()
}

/// That the draft has no account to go to: none is connected, or its own is not any more.
fn no_account(view: &PostView) -> Option<AnyView> {
    let gone = view
        .accounts
        .iter()
        .find(|account| !account.connected && view.line.post.account_id == Some(account.id));
    let (before, link, behind) = match gone {
        Some(account) if is_connected(view) => (
            say::is_disconnected(&account.handle()),
            say::CONNECT_IT_AGAIN,
            say::OR_CHOOSE_ANOTHER,
        ),
        Some(account) => (
            say::is_disconnected(&account.handle()),
            say::CONNECT_IT_AGAIN,
            say::THEN_COME_BACK,
        ),
        None if is_connected(view) => return None,
        None => (
            say::NO_ACCOUNT.to_owned(),
            say::CONNECT_ONE,
            say::THEN_COME_BACK,
        ),
    };
    let href = leading_to(paths::CONNECT_TIKTOK, Some(&paths::post(view.line.post.id)));
    let text = view! {
        {before}
        <a href=href>{link}</a>
        {behind}
    };
    Some(advice(Tone::Yours, Icon::Link, text.into_any()))
}

fn decision(view: &PostView) -> AnyView {
    let hint = match view.accounts.as_slice() {
        [only] => say::private_draft_of(&only.handle()),
        _ => say::PRIVATE_DRAFT.to_owned(),
    };
    let held_until = view.line.file.as_ref().map(|file| file.held_until);
    view! {
        <fieldset class="field decide">
            <legend class="label">{say::DECISION}</legend>
            <div class="decide__row">
                {choice("inbox", "btn btn--primary btn--wide", Icon::Inbox, say::TO_INBOX, is_connected(view))}
                <div>
                    <p class="hint">{hint}</p>
                    {view.drafts.and_then(|drafts| places_left(&drafts, held_until, view.now))}
                </div>
            </div>
            {publish_row(view)}
            <div class="decide__row">
                {dialog::opener(
                    REJECT,
                    "btn btn--danger btn--wide",
                    view! { {icon(Icon::XSquare)} {say::REJECT} },
                )} <p class="hint">{say::REJECT_HINT}</p>
            </div>
        </fieldset>
    }
    .into_any()
}

/// One of the decisions that the form can be sent with.
fn choice(
    decision: &'static str,
    class: &'static str,
    sign: Icon,
    word: &'static str,
    enabled: bool,
) -> impl IntoView {
    view! {
        <button class=class name="decision" value=decision disabled=!enabled>
            {icon(sign)}
            {word}
        </button>
    }
}

/// The way to the publish page, which asks for all the rest.
fn publish_row(view: &PostView) -> AnyView {
    let hint = if can_publish(view) {
        view! { <p class="hint">{publish::OPEN_HINT}</p> }.into_any()
    } else {
        let href = leading_to(paths::CONNECT_TIKTOK, Some(&paths::post(view.line.post.id)));
        view! {
            <p class="hint">
                {publish::OPEN_CLOSED}
                <a href=href>{publish::CONNECT_AGAIN}</a>
            </p>
        }
        .into_any()
    };
    view! {
        <div class="decide__row">
            {choice("publish", "btn btn--wide", Icon::Globe, publish::OPEN, can_publish(view))}
            {hint}
        </div>
    }
    .into_any()
}

/// Whether at least one account may publish; the publish page says more about each.
fn can_publish(view: &PostView) -> bool {
    view.accounts
        .iter()
        .any(|account| account.connected && account.scopes.has(VIDEO_PUBLISH))
}

/// The same buttons within reach of a thumb.
fn actionbar(view: &PostView) -> AnyView {
    view! {
        <div class="actionbar">
            {dialog::opener(
                REJECT,
                "btn btn--danger btn--icon",
                view! {
                    {icon(Icon::XSquare)}
                    <span class="visually-hidden">{say::REJECT}</span>
                },
            )}
            {can_publish(view)
                .then(|| {
                    view! {
                        <button class="btn" form="review" name="decision" value="publish">
                            {publish::OPEN}
                        </button>
                    }
                })}
            <button
                class="btn btn--primary"
                form="review"
                name="decision"
                value="inbox"
                disabled=!is_connected(view)
            >
                {icon(Icon::Inbox)}
                {say::TO_INBOX_SHORT}
            </button>
        </div>
    }
    .into_any()
}

fn reject_dialog(view: &PostView) -> AnyView {
    let text = say::reject_loses(view.history_days);
    let reason = view! {
        <div class="field">
            <label class="label" for="reason">
                {say::REASON}
            </label>
            <input class="input" id="reason" name="reason" maxlength="200" autocomplete="off" />
        </div>
    };
    Confirm::destroying(
        REJECT,
        (say::REJECT_THIS, &text),
        paths::actions::REJECT,
        ("post", view.line.post.id.to_string()),
        (say::REJECT_AND_DELETE, say::KEEP),
    )
    .with(reason.into_any())
}
