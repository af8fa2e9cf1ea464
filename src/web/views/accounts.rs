//! TikTok accounts: what was allowed, whether it works, connect and disconnect.

use leptos::prelude::*;

use crate::domain::{
    account::{Account, Scopes},
    clock::Timestamp,
};

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct AccountsView {
    /// Now.
    pub(crate) now: Timestamp,
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
    let _ = view;
    ().into_any()
}
