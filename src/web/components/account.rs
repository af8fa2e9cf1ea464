//! How a TikTok account looks: its picture, or letters where there is none, handle, and the chooser.

use leptos::prelude::*;

use super::field;
use crate::{
    domain::{account::Account, id::AccountId},
    web::{form::FormState, paths, words::page},
};

/// How large an avatar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// Beside a line of text.
    Small,
    /// In a list to choose from.
    Medium,
    /// At the head of an account.
    Large,
}

/// The picture of an account, over the letters that stand for it while there is none. The letters' colour follows from its id, so that two accounts differ at a glance.
pub(crate) fn avatar(account: &Account, size: Size) -> AnyView {
    let class = match size {
        Size::Small => "avatar",
        Size::Medium => "avatar avatar--md",
        Size::Large => "avatar avatar--lg",
    };
    let letters = usize::from(size != Size::Small) + 1;
    let tint = account.tiktok_user_id.bytes().fold(0_u8, u8::wrapping_add) % 5;
    view! {
        <span class=class data-tint=tint.to_string() aria-hidden="true">
            {initials(&account.display_name, letters)}
            {paths::avatar(account)
                .map(|path| view! { <img src=path alt="" loading="lazy" decoding="async" /> })}
        </span>
    }
    .into_any()
}

/// The first letters of the first words that begin with a letter or a digit.
fn initials(name: &str, letters: usize) -> String {
    name.split_whitespace()
        .filter_map(|word| word.chars().next())
        .filter(|letter| letter.is_alphanumeric())
        .take(letters)
        .flat_map(char::to_uppercase)
        .collect()
}

/// Avatar and handle, as a small fact.
pub(crate) fn handle(account: &Account) -> AnyView {
    view! { <span>{avatar(account, Size::Small)}{account.handle()}</span> }.into_any()
}

/// Which account a post goes to. `chosen` is checked; if it is not among those connected, nothing is, and the server says
/// what is missing. What its owner disconnected is offered no more.
pub(crate) fn chooser(
    accounts: &[Account],
    chosen: Option<AccountId>,
    form: &FormState,
) -> AnyView {
    let typed = form.value("account").map(str::to_owned);
    let choices = accounts
        .iter()
        .filter(|account| !account.is_given_up() || chosen == Some(account.id))
        .map(|account| {
            let id = account.id.to_string();
            let is_chosen = typed
                .as_ref()
                .map_or(chosen == Some(account.id), |typed| *typed == id);
            let hint = page::account(&account.handle(), account.connected, account.is_default);
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="account"
                        value=id
                        checked=is_chosen && account.connected
                        disabled=!account.connected
                    />
                    {avatar(account, Size::Medium)}
                    <span>
                        <b>{account.display_name.clone()}</b>
                        <span class="hint">{hint}</span>
                    </span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend class="label">{page::TIKTOK_ACCOUNT}</legend>
            <div class="choices choices--pair">{choices}</div>
            {field::problem(form, "account")}
        </fieldset>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_skip_signs() {
        assert_eq!(initials("Lantern & Loam", 2), "LL");
        assert_eq!(initials("kiln hours", 1), "K");
        assert_eq!(initials("🎬", 2), "");
    }
}
