//! Settings.

use leptos::prelude::*;

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct SettingsView {
    /// Whether everything is held for review.
    pub(crate) hold_everything: bool,
    /// How long a file may stay, in hours.
    pub(crate) retention_hours: u64,
    /// How long history stays, in days.
    pub(crate) history_days: u32,
    /// How long a session lives without use, in days.
    pub(crate) session_days: u32,
}

/// The page.
pub(crate) fn settings_page(view: &SettingsView) -> AnyView {
    let _ = view;
    ().into_any()
}
