//! Steps through a long list.

use leptos::prelude::*;

/// Links to the newest and to older entries; nothing if there is neither.
pub(crate) fn pager(newest: Option<String>, older: Option<String>) -> AnyView {
    if newest.is_none() && older.is_none() {
        return ().into_any();
    }
    view! {
        <nav class="pager" aria-label="Pages">
            <span>{newest.map(|href| view! { <a href=href>"Newest posts"</a> })}</span>
            {older.map(|href| view! { <a href=href rel="next">"Older posts"</a> })}
        </nav>
    }
    .into_any()
}
