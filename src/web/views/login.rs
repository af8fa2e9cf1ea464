//! The sign-in page.

use leptos::prelude::*;

use crate::web::components::notice::Notice;

/// What the sign-in page knows.
#[derive(Debug, Clone)]
pub(crate) struct LoginView {
    /// The name of the installation.
    pub(crate) app_name: String,
    /// Who runs it.
    pub(crate) operator_name: Option<String>,
    /// Where to go afterwards: a path of ours.
    pub(crate) next: Option<String>,
    /// Why the last try did not work.
    pub(crate) refused: Option<Notice>,
    /// How long a file may stay, in hours.
    pub(crate) retention_hours: u64,
}

/// The page.
pub(crate) fn login_page(view: &LoginView) -> AnyView {
    let _ = view;
    ().into_any()
}
