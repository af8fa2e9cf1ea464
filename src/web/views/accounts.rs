//! TikTok accounts: what was allowed, whether it works, connect and disconnect.

use leptos::prelude::*;

use crate::{
    domain::{
        account::{Account, Scopes},
        error_code::ErrorCode,
    },
    web::{
        components::{
            account::{Size, avatar},
            badge::toned_badge,
            dialog::{self, Confirm},
            field,
            icon::{Icon, icon, toned},
            sign,
        },
        format::{self, Now},
        paths, words,
    },
};

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct AccountsView {
    /// Now.
    pub(crate) now: Now,
    /// The accounts, in the order shown.
    pub(crate) accounts: Vec<AccountLine>,
    /// What this installation asks TikTok for.
    pub(crate) asked: Scopes,
}

/// An account and what hangs on it.
#[derive(Debug, Clone)]
pub(crate) struct AccountLine {
    /// The account.
    pub(crate) account: Account,
    /// How many posts wait for it: in review or on the way.
    pub(crate) waiting: u64,
}

/// The page.
pub(crate) fn accounts_page(view: &AccountsView) -> AnyView {
    if view.accounts.is_empty() {
        return empty(&view.asked);
    }
    let items = view
        .accounts
        .iter()
        .map(|line| account(line, view))
        .collect_view();
    let dialogs = view.accounts.iter().map(disconnect_dialog).collect_view();
    view! {
        <main class="page" id="main">
            <div class="page-head">
                {title()} <a class="btn" href=paths::CONNECT_TIKTOK>
                    {icon(Icon::Plus)}
                    "Connect another"
                </a>
            </div>
            <ul class="accounts">{items}</ul>
            {dialogs}
        </main>
    }
    .into_any()
}

fn title() -> AnyView {
    view! {
        <div>
            <h1>"TikTok accounts"</h1>
            <p class="lead">
                "Where your videos may go. TikTok asks you what we may do, and you can take it back at any time."
            </p>
        </div>
    }
    .into_any()
}

fn empty(asked: &Scopes) -> AnyView {
    let mut asked: Vec<String> = asked.iter().map(str::to_owned).collect();
    asked.sort_by_key(|scope| sign::scope_rank(scope));
    let items = asked
        .into_iter()
        .map(|scope| {
            view! {
                <li>
                    {toned(Icon::Check, "is-good")}
                    <span>{words::scope::scope(&scope)} " " <code>{scope}</code></span>
                </li>
            }
        })
        .collect_view();
    view! {
        <main class="page" id="main">
            <div class="page-head">{title()}</div>
            <div class="empty">
                <h2>"No account is connected"</h2>
                <p>
                    "TikTok opens, asks you to sign in there, and lets you refuse each of these. We never see your TikTok password."
                </p>
                <ul class="grants">{items}</ul>
                <p>
                    <a class="btn btn--primary" href=paths::CONNECT_TIKTOK>
                        "Connect TikTok"
                    </a>
                </p>
            </div>
        </main>
    }
    .into_any()
}

fn dialog_id(account: &Account) -> String {
    format!("disconnect-{}", account.id)
}

fn account(line: &AccountLine, view: &AccountsView) -> AnyView {
    let account = &line.account;
    let facts = if account.connected {
        view! {
            {grants(account, &view.asked)}
            {connection(account, view.now)}
        }
        .into_any()
    } else {
        broken(line)
    };
    view! {
        <li class="account">
            <div class="account__who">
                {avatar(account, Size::Large)} <div>
                    <h2>{account.display_name.clone()}</h2>
                    <p class="hint">
                        {account.username.as_ref().map(|username| format!("@{username}"))}
                    </p>
                </div>
            </div>
            <div class="account__facts">{facts}</div>
            <div class="account__acts">{acts(account)}</div>
        </li>
    }
    .into_any()
}

/// What was allowed, and what a refused permission costs.
fn grants(account: &Account, asked: &Scopes) -> AnyView {
    let mut scopes: Vec<&str> = account.scopes.iter().collect();
    scopes.extend(asked.iter().filter(|scope| !account.scopes.has(scope)));
    scopes.sort_by_key(|scope| sign::scope_rank(scope));
    let items = scopes
        .into_iter()
        .map(|scope| grant(scope, account.scopes.has(scope)))
        .collect_view();
    view! {
        <div>
            <h3>"You allowed"</h3>
            <ul class="grants">{items}</ul>
        </div>
    }
    .into_any()
}

fn grant(scope: &str, is_granted: bool) -> AnyView {
    let sign = if is_granted {
        toned(Icon::Check, "is-good")
    } else {
        toned(Icon::X, "is-off")
    };
    let remark = (!is_granted).then(|| {
        view! {
            <span class="hint">
                "Not allowed. "<a href=paths::CONNECT_TIKTOK>"Connect again"</a>
                " and leave this switch on."
            </span>
        }
    });
    view! {
        <li>
            {sign} <span>{words::scope::scope(scope)} " " <code>{scope.to_owned()}</code> {remark}</span>
        </li>
    }
    .into_any()
}

fn connection(account: &Account, now: Now) -> AnyView {
    let renews = account
        .access_expires_at
        .map(|at| format!("Renews itself, next {}.", format::ahead(at, now)));
    let ends = account
        .refresh_expires_at
        .map(|at| format!("Ends on {} if it is never used.", format::day(at, now)));
    let hint = [renews, ends]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let since = format!("Connected {}.", format::ago(account.connected_at, now));
    view! {
        <div>
            <h3>"Connection"</h3>
            <p class="cluster">
                {toned_badge("good", Some(Icon::CheckCircle), "Working")}
                {account.is_default.then(|| toned_badge("plain", None, "Default"))}
            </p>
            <p class="hint">{hint}</p>
            <p class="hint">{since}</p>
        </div>
    }
    .into_any()
}

/// A connection that TikTok or the person ended.
fn broken(line: &AccountLine) -> AnyView {
    let reason = line
        .account
        .disconnect_reason
        .as_deref()
        .and_then(|code| code.parse::<ErrorCode>().ok())
        .map_or("This account is not connected.", |code| {
            code.entry().message
        });
    let waiting = match line.waiting {
        0 => String::new(),
        1 => " One video waits for it.".to_owned(),
        many => format!(" {} videos wait for it.", format::count_word(many)),
    };
    view! {
        <div class="notice" data-tone="bad">
            {icon(Icon::Link)}
            <h3>"Connect again"</h3>
            <p>{format!("{reason}{waiting}")}</p>
        </div>
    }
    .into_any()
}

fn acts(account: &Account) -> AnyView {
    if !account.connected {
        return view! {
            <a class="btn btn--primary btn--small" href=paths::CONNECT_TIKTOK>
                "Connect again"
            </a>
        }
        .into_any();
    }
    let make_default = (!account.is_default).then(|| {
        view! {
            <form method="post" action=paths::actions::MAKE_DEFAULT>
                {field::hidden("account", account.id.to_string())}
                <button class="btn btn--small">"Make default"</button>
            </form>
        }
    });
    view! {
        {make_default}
        {dialog::opener(&dialog_id(account), "btn btn--small", "Disconnect")}
    }
    .into_any()
}

fn disconnect_dialog(line: &AccountLine) -> AnyView {
    let account = &line.account;
    if !account.connected {
        return ().into_any();
    }
    let waiting = match line.waiting {
        0 => String::new(),
        1 => " One video that waits for it stays here until you choose another account.".to_owned(),
        many => format!(
            " {} videos that wait for it stay here until you choose another account.",
            format::count_word(many)
        ),
    };
    Confirm::destroying(
        &dialog_id(account),
        (
            &format!("Disconnect {}?", account.display_name),
            &format!("We give the access back to TikTok and delete it here.{waiting}"),
        ),
        paths::actions::DISCONNECT,
        ("account", account.id.to_string()),
        ("Disconnect", "Keep it"),
    )
    .view()
}
