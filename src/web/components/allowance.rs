//! How much TikTok still takes of an account: drafts in its inbox, direct posts.

use leptos::prelude::*;

use crate::{
    domain::{budget::Budget, clock::Timestamp},
    service::budgets::Allowance,
    store::budgets::Used,
    web::{format::Now, words::allowance as say},
};

/// What an account has used, for the page of accounts.
pub(crate) fn allowance(allowance: &Allowance, now: Now) -> AnyView {
    view! {
        <div class="allowance">
            <h3>{say::TITLE}</h3>
            {lines(allowance, now)}
        </div>
    }
    .into_any()
}

/// The same without a heading, where one stands above.
pub(crate) fn lines(allowance: &Allowance, now: Now) -> AnyView {
    view! {
        {line(Budget::Drafts, &allowance.drafts, now)}
        {allowance.posts.map(|posts| line(Budget::Posts, &posts, now))}
    }
    .into_any()
}

fn line(budget: Budget, used: &Used, now: Now) -> AnyView {
    let most = budget.most();
    let words = say::used(budget, used, now);
    let refused = used
        .refused_until
        .map(|until| view! { <span class="hint">{say::refused(until, now)}</span> });
    let tone = (used.slots >= most || used.refused_until.is_some()).then_some("full");
    view! {
        <p class="allowance__line" data-tone=tone>
            <span>{say::counted(budget)}</span>
            <meter
                min="0"
                max=most
                value=used.slots.min(most)
                aria-label=format!("{}: {words}", say::counted(budget))
            ></meter>
            <span class="hint">{words.clone()}</span>
            {refused}
        </p>
    }
    .into_any()
}

/// What stands beside "Send to TikTok inbox" when its places run out; nothing while there are enough. No time is named
/// after `held_until`, when the draft's file is gone.
pub(crate) fn places_left(
    drafts: &Used,
    held_until: Option<Timestamp>,
    now: Now,
) -> Option<AnyView> {
    let most = Budget::Drafts.most();
    let words = if drafts.slots >= most || drafts.refused_until.is_some() {
        let until = drafts.refused_until.or(drafts.next_at);
        let in_time = until.filter(|until| held_until.is_none_or(|end| *until < end));
        say::no_place(in_time, now)
    } else if drafts.slots + 1 == most {
        say::last_place(most)
    } else {
        return None;
    };
    Some(view! { <p class="hint">{words}</p> }.into_any())
}
