//! Steps through a long list.

use leptos::prelude::*;

use crate::web::words::page;

/// Links to the first page and to the next one, each with its words; nothing if there is neither.
pub(crate) fn pager(
    first: Option<(String, &'static str)>,
    next: Option<(String, &'static str)>,
) -> AnyView {
    if first.is_none() && next.is_none() {
        return ().into_any();
    }
    view! {
        <nav class="pager" aria-label=page::PAGES>
            <span>{first.map(|(href, words)| view! { <a href=href>{words}</a> })}</span>
            {next.map(|(href, words)| view! { <a href=href rel="next">{words}</a> })}
        </nav>
    }
    .into_any()
}
