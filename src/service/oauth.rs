//! The way out to Google or TikTok and back: a state that works once, for ten minutes, in one browser.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::RngCore as _;
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::{
    domain::{clock::Timestamp, id::UserId},
    service::{Context, Result},
    store::oauth_states::{Flow, OauthState},
};

/// How long a person may take on Google's or TikTok's pages.
pub const STATE_LIFETIME: Duration = Duration::from_secs(10 * 60);

/// An address to send a browser to.
#[derive(Debug, Clone)]
pub struct Started {
    /// Google's or TikTok's page.
    pub url: Url,
    /// When the way back closes.
    pub expires_at: Timestamp,
}

/// The cookie that binds a way back to one browser. In a request's extensions it is the one that the browser carries; in
/// those of an answer, one that it is to carry from now on.
#[derive(Debug, Clone)]
pub struct BrowserCookie(pub String);

impl BrowserCookie {
    /// A fresh one.
    #[must_use]
    pub fn fresh() -> Self {
        Self(new_state())
    }
}

/// What came back in the query of a callback.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Callback {
    /// Echo of ours.
    #[serde(default)]
    pub state: String,
    /// Single use.
    #[serde(default)]
    pub code: String,
    /// Why there is no code.
    #[serde(default)]
    pub error: Option<String>,
    /// The same in words.
    #[serde(default)]
    pub error_description: Option<String>,
}

/// Who may come back from where, and where they wanted to go.
pub(crate) struct WayBack<'a> {
    /// Google or TikTok.
    pub(crate) flow: Flow,
    /// Who began it, if that was known.
    pub(crate) user_id: Option<UserId>,
    /// The value of the cookie that binds it to one browser.
    pub(crate) browser: Option<&'a str>,
    /// A path of ours.
    pub(crate) next: Option<&'a str>,
}

impl WayBack<'_> {
    /// Keeps the way open for whoever brings `state`; answers until when.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn open(
        self,
        ctx: &Context,
        state: String,
        verifier: SecretString,
    ) -> Result<Timestamp> {
        let now = ctx.now();
        let expires_at = now + STATE_LIFETIME;
        ctx.store
            .insert_oauth_state(&OauthState {
                state,
                flow: self.flow,
                user_id: self.user_id,
                browser: self.browser.map(browser_hash),
                verifier,
                next: self.next.map(str::to_owned),
                created_at: now,
                expires_at,
            })
            .await?;
        Ok(expires_at)
    }
}

/// A fresh state: 256 random bits.
pub(crate) fn new_state() -> String {
    let mut bytes = [0u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is stored of a browser's cookie.
pub(crate) fn browser_hash(cookie: &str) -> String {
    hex::encode(Sha256::digest(cookie.as_bytes()))
}
