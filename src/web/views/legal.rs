//! Privacy and terms.

use leptos::prelude::*;

/// What both pages know.
#[derive(Debug, Clone)]
pub(crate) struct LegalView {
    /// The name of the installation.
    pub(crate) app_name: String,
    /// Who runs it.
    pub(crate) operator_name: Option<String>,
    /// How to reach them.
    pub(crate) operator_email: Option<String>,
    /// How long a file may stay, in hours.
    pub(crate) retention_hours: u64,
    /// How long history stays, in days.
    pub(crate) history_days: u32,
    /// How long a session lives without use, in days.
    pub(crate) session_days: u32,
}

/// `/privacy`.
pub(crate) fn privacy_page(view: &LegalView) -> AnyView {
    let _ = view;
    ().into_any()
}

/// `/terms`.
pub(crate) fn terms_page(view: &LegalView) -> AnyView {
    let _ = view;
    ().into_any()
}
