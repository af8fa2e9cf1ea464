//! What surrounds every page.

use crate::{domain::user::Theme, web::format};

/// The title of the window: the drafts that wait, the page, the installation.
pub(crate) fn title(to_review: u64, page: &str, app_name: &str) -> String {
    match to_review {
        0 => format!("{page} · {app_name}"),
        waiting => format!("({waiting}) {page} · {app_name}"),
    }
}

pub(crate) const SKIP: &str = "Skip to content";
pub(crate) const SIGN_IN: &str = "Sign in";
pub(crate) const SIGN_OUT: &str = "Sign out";

pub(crate) const NAVIGATION: &str = "Main";
pub(crate) const SHORT_NAVIGATION: &str = "Main, short";
pub(crate) const MENU: &str = "Your account and settings";
pub(crate) const MORE: &str = "More";

pub(crate) const DRAFTS: &str = "Drafts";
pub(crate) const UPLOAD: &str = "Upload";
pub(crate) const TIKTOK_ACCOUNTS: &str = "TikTok accounts";
pub(crate) const ACCOUNTS: &str = "Accounts";
pub(crate) const API_KEYS: &str = "API keys";
pub(crate) const N8N: &str = "n8n";
pub(crate) const ACTIVITY: &str = "Activity";
pub(crate) const SETTINGS: &str = "Settings";
pub(crate) const PRIVACY: &str = "Privacy";
pub(crate) const TERMS: &str = "Terms";
pub(crate) const DOCS: &str = "API docs";

/// How many drafts wait, beside the word for drafts.
pub(crate) fn to_review(drafts: u64) -> String {
    let drafts = format::counted(drafts, "draft", "drafts");
    format!("{drafts} to review")
}

pub(crate) const THEME: &str = "Theme";

/// The name of a theme.
pub(crate) const fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "System",
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    }
}

/// Who runs this, as every page says it.
pub(crate) fn run_by(operator: Option<&str>) -> String {
    match operator {
        Some(name) => format!("Run by {name}. Not affiliated with TikTok."),
        None => "Not affiliated with TikTok.".to_owned(),
    }
}

/// Which version runs.
pub(crate) fn version(version: &str) -> String {
    format!("Version {version}")
}

/// To where a person says by which clock they live: `UTC`, `Bangkok`.
pub(crate) fn times_in(place: &str) -> String {
    format!("Times in {place}")
}
