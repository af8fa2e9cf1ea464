//! Hand over a file.

use leptos::prelude::*;

use crate::{domain::account::Account, web::form::FormState};

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct UploadView {
    /// All accounts of the person.
    pub(crate) accounts: Vec<Account>,
    /// The largest file that is taken, in bytes.
    pub(crate) max_video_bytes: u64,
    /// How long a file may stay, in hours.
    pub(crate) retention_hours: u64,
    /// Whether everything is held for review, whatever is chosen.
    pub(crate) hold_everything: bool,
    /// What a refused form remembers: `caption`, `account`, `then`, `file`.
    pub(crate) form: FormState,
}

/// The page.
pub(crate) fn upload_page(view: &UploadView) -> AnyView {
    let _ = view;
    ().into_any()
}
