//! TikTok accounts: what was allowed, whether it works, connect and disconnect.

use std::time::Duration;

use leptos::prelude::*;

use crate::{
    domain::{
        account::{Account, Scopes},
        clock::Timestamp,
        error_code::ErrorCode,
    },
    service::budgets::Allowance,
    web::{
        components::{
            account::{Size, avatar},
            allowance::allowance,
            badge::toned_badge,
            dialog::{self, Confirm},
            field,
            icon::{Icon, icon, toned},
            notice::Tone,
            sign, time,
        },
        format::{self, Now},
        paths,
        words::{self, accounts as say},
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
    /// How many drafts are held for it.
    pub(crate) held: u64,
    /// How many videos are on their way to it.
    pub(crate) moving: u64,
    /// How much TikTok still takes of it.
    pub(crate) allowance: Allowance,
}

/// Before its end a connection says so for this long.
const SOON: Duration = Duration::from_secs(14 * 24 * 3600);

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
                    {say::CONNECT_ANOTHER}
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
            <h1>{words::shell::TIKTOK_ACCOUNTS}</h1>
            <p class="lead">{say::LEAD}</p>
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
                <h2>{say::NONE}</h2>
                <p>{say::BEFORE_CONNECTING}</p>
                <ul class="grants">{items}</ul>
                <p>
                    <a class="btn btn--primary" href=paths::CONNECT_TIKTOK>
                        {say::CONNECT}
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
            {connection(line, view.now)}
            {allowance(&line.allowance, view.now)}
        }
        .into_any()
    } else {
        broken(line, view.now)
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
            <div class="account__acts">{acts(account, view.now)}</div>
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
        .map(|scope| grant(scope, &account.scopes))
        .collect_view();
    view! {
        <div>
            <h3>{say::YOU_ALLOWED}</h3>
            <ul class="grants">{items}</ul>
        </div>
    }
    .into_any()
}

fn grant(scope: &str, granted: &Scopes) -> AnyView {
    let is_granted = granted.has(scope);
    let mark = if is_granted {
        toned(Icon::Check, "is-good")
    } else {
        toned(Icon::X, "is-off")
    };
    let remark = (!is_granted).then(|| {
        view! {
            <span class="hint">
                {say::NOT_ALLOWED} " " {say::cost(scope, granted)} " "
                <a href=paths::CONNECT_TIKTOK>{say::CONNECT_AGAIN}</a> {say::LEAVE_ON}
            </span>
        }
    });
    view! {
        <li>
            {mark}
            <span>{words::scope::scope(scope)} " " <code>{scope.to_owned()}</code> {remark}</span>
        </li>
    }
    .into_any()
}

/// How long a connection lives if nothing is sent.
enum Health {
    Working,
    EndsSoon(Timestamp),
    Ended,
}

fn health(account: &Account, now: Now) -> Health {
    match account.refresh_expires_at {
        Some(end) if end <= now.moment => Health::Ended,
        Some(end) if end.since(now.moment) < SOON => Health::EndsSoon(end),
        _ => Health::Working,
    }
}

fn connection(line: &AccountLine, now: Now) -> AnyView {
    let account = &line.account;
    let renews = account.access_expires_at.map(|at| {
        if at <= now.moment {
            say::RENEWS_WITH_USE.to_owned()
        } else {
            say::renews(&format::ahead(at, now))
        }
    });
    let (badge, hint) = match health(account, now) {
        Health::Working => {
            let end = account.refresh_expires_at;
            let ends = end.map(|at| say::ends(&format::day(at, now)));
            let hint: Vec<String> = [renews, ends].into_iter().flatten().collect();
            (
                toned_badge("good", Some(Icon::CheckCircle), say::WORKING),
                hint.join(" "),
            )
        }
        Health::EndsSoon(at) => (
            toned_badge("yours", Some(Icon::Clock), say::ENDS_SOON),
            say::ends_soon(&format::day(at, now)),
        ),
        Health::Ended => (
            toned_badge("bad", Some(Icon::Alert), say::ENDED),
            say::TOO_LONG_UNUSED.to_owned(),
        ),
    };
    let hints = [hint, say::since(&format::ago(account.connected_at, now))]
        .into_iter()
        .map(|line| view! { <p class="hint">{line}</p> })
        .collect_view();
    view! {
        <div>
            <h3>{say::CONNECTION}</h3>
            <p class="cluster">
                {badge} {account.is_default.then(|| toned_badge("plain", None, say::DEFAULT))}
            </p>
            {hints}
        </div>
    }
    .into_any()
}

/// A connection that TikTok or the person ended.
fn broken(line: &AccountLine, now: Now) -> AnyView {
    let (tone, heading, reason) = match ended_by(&line.account) {
        Some(ErrorCode::TiktokNotConnected) => {
            (Tone::Plain, say::DISCONNECTED, say::YOU_DISCONNECTED)
        }
        Some(code) => (Tone::Bad, say::CONNECT_AGAIN, code.entry().message),
        None => (Tone::Bad, say::CONNECT_AGAIN, say::NOT_CONNECTED),
    };
    let waiting = say::waiting(line.held, line.moving);
    let since = line
        .account
        .disconnected_at
        .map(|at| time::moment(at, say::gone_since(&format::ago(at, now))));
    view! {
        <div class="notice" data-tone=tone.as_str()>
            {icon(Icon::Link)}
            <h3>{heading}</h3>
            <p>{format!("{reason}{waiting}")}</p>
            {since.map(|since| view! { <p class="hint">{since}</p> })}
        </div>
    }
    .into_any()
}

/// What ended the connection; `tiktok_not_connected` means the person themselves.
fn ended_by(account: &Account) -> Option<ErrorCode> {
    account.disconnect_reason.as_deref()?.parse().ok()
}

fn acts(account: &Account, now: Now) -> AnyView {
    let connect_again = |class: &'static str| {
        view! {
            <a class=class href=paths::CONNECT_TIKTOK>
                {say::CONNECT_AGAIN}
            </a>
        }
    };
    if !account.connected {
        if account.is_given_up() {
            return connect_again("btn btn--small").into_any();
        }
        return view! {
            {connect_again("btn btn--primary btn--small")}
            {dialog::opener(&dialog_id(account), "btn btn--small", say::DISCONNECT)}
        }
        .into_any();
    }
    let needs_it = !matches!(health(account, now), Health::Working);
    let make_default = (!account.is_default).then(|| {
        view! {
            <form method="post" action=paths::actions::MAKE_DEFAULT>
                {field::hidden("account", account.id.to_string())}
                <button class="btn btn--small">{say::MAKE_DEFAULT}</button>
            </form>
        }
    });
    view! {
        {needs_it.then(|| connect_again("btn btn--small"))}
        {make_default}
        {dialog::opener(&dialog_id(account), "btn btn--small", say::DISCONNECT)}
    }
    .into_any()
}

fn disconnect_dialog(line: &AccountLine) -> AnyView {
    let account = &line.account;
    if account.is_given_up() {
        return ().into_any();
    }
    let text = if account.connected {
        say::disconnecting(line.held, line.moving)
    } else {
        say::giving_up(line.held, line.moving)
    };
    Confirm::destroying(
        &dialog_id(account),
        (&say::disconnect(&account.display_name), &text),
        paths::actions::DISCONNECT,
        ("account", account.id.to_string()),
        (say::DISCONNECT, say::KEEP),
    )
    .view()
}
