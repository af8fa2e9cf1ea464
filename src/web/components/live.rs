//! The sign that a page follows the work. It takes the place of the link to reload (`.reload`) while it is true.

use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::web::words::live as words;

/// The sign, seen only while events flow, and the link to the same page, `here`, seen while they do not. `look` is a class
/// of the link.
pub(crate) fn live(here: String, look: &'static str) -> AnyView {
    view! {
        <span class="live">{words::LIVE}</span>
        <a class=format!("btn {look} reload") href=here>
            {icon(Icon::Retry)}
            {words::RELOAD}
        </a>
    }
    .into_any()
}
