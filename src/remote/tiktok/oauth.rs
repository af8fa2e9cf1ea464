//! Login Kit: the consent page, and tokens.
#![expect(unused_variables, clippy::unused_async, reason = "bodies follow")]

use secrecy::SecretString;
use url::Url;

use super::{TikTok, TikTokError};
use crate::domain::{
    account::{Scopes, Tokens},
    clock::Timestamp,
};

/// A verifier and its challenge (lowercase hex of SHA-256, as TikTok wants it), new for each attempt.
#[derive(Debug)]
pub struct Pkce {
    /// Kept here until the code comes back.
    pub verifier: SecretString,
    /// Sent to the consent page.
    pub challenge: String,
}

impl Pkce {
    /// A new pair.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "every one is different")]
    pub fn new() -> Self {
        unimplemented!()
    }
}

impl TikTok {
    /// The consent page. `always_ask` shows it even to a browser whose account has consented before.
    #[must_use]
    pub fn authorize_url(
        &self,
        state: &str,
        challenge: &str,
        scopes: &Scopes,
        always_ask: bool,
    ) -> Url {
        unimplemented!()
    }

    /// Turns the code of the callback into tokens.
    ///
    /// # Errors
    /// [`TikTokError`].
    pub async fn exchange_code(
        &self,
        code: &str,
        verifier: &SecretString,
        now: Timestamp,
    ) -> Result<Tokens, TikTokError> {
        unimplemented!()
    }

    /// New tokens for `held`. What the answer leaves out (refresh token, its end, scopes, user id) stays as held.
    ///
    /// The held refresh token may be dead afterwards: commit the answer before anything else.
    ///
    /// # Errors
    /// [`TikTokError`].
    pub async fn refresh(&self, held: &Tokens, now: Timestamp) -> Result<Tokens, TikTokError> {
        unimplemented!()
    }

    /// Takes our access back at TikTok, given an access token.
    ///
    /// # Errors
    /// [`TikTokError`].
    pub async fn revoke(&self, access: &SecretString) -> Result<(), TikTokError> {
        unimplemented!()
    }
}
