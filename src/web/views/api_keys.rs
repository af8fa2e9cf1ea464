//! API keys: make, see once, revoke.

use leptos::prelude::*;
use secrecy::SecretString;

use crate::{
    domain::{api_key::ApiKey, clock::Timestamp},
    web::form::FormState,
};

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct ApiKeysView {
    /// Now.
    pub(crate) now: Timestamp,
    /// All keys, newest first.
    pub(crate) keys: Vec<ApiKey>,
    /// The key that was just made.
    pub(crate) fresh: Option<FreshKey>,
    /// What a refused form remembers: `name`, `ends`.
    pub(crate) form: FormState,
}

/// A key just made; its secrets are shown this once.
#[derive(Debug, Clone)]
pub(crate) struct FreshKey {
    /// What its owner calls it.
    pub(crate) name: String,
    /// The key itself.
    pub(crate) key: SecretString,
    /// What signs its callbacks.
    pub(crate) callback_secret: SecretString,
}

/// The page.
pub(crate) fn api_keys_page(view: &ApiKeysView) -> AnyView {
    let _ = view;
    ().into_any()
}
