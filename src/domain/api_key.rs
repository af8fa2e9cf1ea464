//! API keys: 256 random bits behind a recognisable prefix, of which only a hash is kept.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::RngCore as _;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use super::{
    clock::Timestamp,
    id::{ApiKeyId, UserId},
    secret::secret,
};

/// What every API key begins with, so that secret scanners can recognise one.
pub const PREFIX: &str = "avu_";

/// A busy key need not write its last use with every request.
pub const LAST_USE_RESOLUTION: Duration = Duration::from_secs(60);

/// How many characters of a key are kept in the clear, to tell keys apart.
const SHOWN: usize = PREFIX.len() + 6;

/// A named secret with which a program acts for a user; without the secret itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Our id.
    pub id: ApiKeyId,
    /// For whom it acts.
    pub user_id: UserId,
    /// What its owner calls it.
    pub name: String,
    /// The first characters of the key.
    pub prefix: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl ApiKey {
    /// Whether the key opens the door at `now`.
    #[must_use]
    pub fn is_valid_at(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }

    /// Whether its last use is so long ago that another one at `now` is worth a write.
    #[must_use]
    pub fn was_long_unused(&self, now: Timestamp) -> bool {
        self.last_used_at
            .is_none_or(|last| last <= now - LAST_USE_RESOLUTION)
    }
}

/// A fresh key and the secret that signs its callbacks: shown once, never stored in the clear.
#[derive(Debug)]
pub struct NewSecrets {
    /// The key to hand out: `avu_` and 43 characters of base64url.
    pub key: SecretString,
    /// The Standard Webhooks secret: `whsec_` and base64 of 32 bytes.
    pub callback_secret: SecretString,
}

impl NewSecrets {
    /// Draws both from the operating system's random source.
    #[must_use]
    pub fn generate() -> Self {
        let mut bytes = [0u8; 64];
        rand::rng().fill_bytes(&mut bytes);
        let (key, callback) = bytes.split_at(32);
        Self {
            key: secret(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(key))),
            callback_secret: secret(format!(
                "whsec_{}",
                base64::engine::general_purpose::STANDARD.encode(callback)
            )),
        }
    }

    /// What of the key may be shown for ever.
    #[must_use]
    pub fn prefix(&self) -> String {
        self.key.expose_secret().chars().take(SHOWN).collect()
    }

    /// What of the key is stored.
    #[must_use]
    pub fn hash(&self) -> String {
        hash(self.key.expose_secret())
    }
}

/// The stored form of a key: lowercase hex SHA-256. The key has 256 random bits, so a fast hash is enough.
#[must_use]
pub fn hash(key: &str) -> String {
    hex::encode(Sha256::digest(key.as_bytes()))
}
