//! How to connect n8n.

use leptos::prelude::*;

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct N8nView {
    /// The address of this server, without a slash at its end.
    pub(crate) public_url: String,
}

/// The page.
pub(crate) fn n8n_page(view: &N8nView) -> AnyView {
    let _ = view;
    ().into_any()
}
