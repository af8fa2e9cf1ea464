//! Steps through a long list.

use leptos::prelude::*;

use crate::web::words::page;

/// Links to the newest and to older entries; nothing if there is neither.
pub(crate) fn pager(newest: Option<String>, older: Option<String>) -> AnyView {
    if newest.is_none() && older.is_none() {
        return ().into_any();
    }
    view! {
        <nav class="pager" aria-label=page::PAGES>
            <span>{newest.map(|href| view! { <a href=href>{page::NEWEST}</a> })}</span>
            {older.map(|href| view! { <a href=href rel="next">{page::OLDER}</a> })}
        </nav>
    }
    .into_any()
}
