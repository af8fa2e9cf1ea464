//! The sign that a page follows the work. It takes the place of the link to reload (`.reload`) while it is true.

use leptos::prelude::*;

use crate::web::words::live as words;

/// The sign, seen only while events flow.
pub(crate) fn live() -> AnyView {
    view! { <span class="live">{words::LIVE}</span> }.into_any()
}
