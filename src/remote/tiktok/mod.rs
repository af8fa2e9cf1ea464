//! TikTok: Login Kit and the Content Posting API, as far as the product uses them.
//!
//! One file a group of calls; `error` alone decides what an error means.

pub mod avatar;
mod call;
mod chunk_body;
pub mod creator;
pub mod error;
pub mod oauth;
pub mod publish;
pub mod status;
pub mod transfer;
pub mod webhook;
mod wire;

pub use avatar::{AvatarError, Picture};
pub use creator::UserInfo;
pub use error::{TikTokError, Verdict};
pub use oauth::Pkce;
pub use publish::Init;
use secrecy::SecretString;
pub use status::{PublishState, Stage};
pub use transfer::Sent;
use url::Url;

use super::http::Clients;
use crate::domain::post_object::TIKTOK;

/// Where TikTok answers: origins, and our own callback.
#[derive(Debug, Clone)]
pub struct Endpoints {
    /// `TIKTOK_AUTH_URL`: where people consent.
    pub auth: Url,
    /// `TIKTOK_API_URL`: where calls go.
    pub api: Url,
    /// Our callback, as registered with TikTok, byte for byte.
    pub redirect: String,
}

/// What TikTok knows this installation by.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// `TIKTOK_CLIENT_KEY`.
    pub client_key: String,
    /// `TIKTOK_CLIENT_SECRET`.
    pub client_secret: SecretString,
}

/// TikTok's API with our credentials.
#[derive(Debug, Clone)]
pub struct TikTok {
    clients: Clients,
    endpoints: Endpoints,
    credentials: Credentials,
}

impl TikTok {
    /// TikTok at these endpoints.
    #[must_use]
    pub fn new(clients: &Clients, endpoints: Endpoints, credentials: Credentials) -> Self {
        Self {
            clients: clients.clone(),
            endpoints,
            credentials,
        }
    }

    /// The origin that people go to in place of TikTok's own, if what answers here only stands in for TikTok.
    #[must_use]
    pub fn stand_in(&self) -> Option<String> {
        let origin = self.endpoints.auth.origin().ascii_serialization();
        (origin != TIKTOK).then_some(origin)
    }

    /// Our client key, to compare with the one in webhooks.
    #[must_use]
    pub fn client_key(&self) -> &str {
        &self.credentials.client_key
    }
}
