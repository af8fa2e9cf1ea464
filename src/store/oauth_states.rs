//! OAuth round trips under way: each state is good for one return, in the browser that set out.
#![expect(
    unused_variables,
    clippy::unused_async,
    reason = "signatures first; the bodies follow"
)]

use secrecy::SecretString;

use super::{Result, Store};
use crate::domain::{clock::Timestamp, id::UserId};

/// To whom the browser was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Google, to sign in.
    Google,
    /// TikTok, to connect an account.
    TikTok,
}

/// One round trip.
#[derive(Debug, Clone)]
pub struct OauthState {
    /// The `state` parameter; only its hash is stored.
    pub state: String,
    /// To whom the browser was sent.
    pub flow: Flow,
    /// Who connects.
    pub user_id: Option<UserId>,
    /// A hash of the browser's cookie.
    pub browser: Option<String>,
    /// The PKCE verifier; sealed.
    pub verifier: SecretString,
    /// Where to go afterwards.
    pub next: Option<String>,
    /// When it set out.
    pub created_at: Timestamp,
    /// When it is too late to return.
    pub expires_at: Timestamp,
}

impl Store {
    /// Keeps a round trip.
    pub async fn insert_oauth_state(&self, state: &OauthState) -> Result<()> {
        unimplemented!()
    }

    /// Ends the round trip and returns it; none if it is unknown, of another flow, or too late. It works once.
    pub async fn take_oauth_state(
        &self,
        state: &str,
        flow: Flow,
        now: Timestamp,
    ) -> Result<Option<OauthState>> {
        unimplemented!()
    }
}
