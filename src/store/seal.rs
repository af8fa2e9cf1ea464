//! Sealing of columns: XChaCha20-Poly1305, with the place of the value as associated data.
//!
//! A sealed value is `v1.<key id>.<base64url of nonce and ciphertext>`. It opens only in the table, column and row it was
//! sealed for, so that values cannot be swapped between rows.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use rand::RngCore as _;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use crate::domain::secret::secret;

const VERSION: &str = "v1";
const NONCE_BYTES: usize = 24;

/// Seals with the current key; opens with the current and the previous one.
#[derive(Clone)]
pub struct Sealer {
    current: Key,
    previous: Option<Key>,
}

#[derive(Clone)]
struct Key {
    id: String,
    cipher: XChaCha20Poly1305,
}

/// Where a sealed value lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) table: &'static str,
    pub(super) column: &'static str,
    pub(super) row: &'a str,
}

/// Why a sealed value does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It was sealed with a key that is neither `SECRET_KEY` nor `SECRET_KEY_PREVIOUS`.
    #[error("{place} was sealed with another key, {key_id}")]
    UnknownKey {
        /// The table and column.
        place: String,
        /// The key's fingerprint.
        key_id: String,
    },
    /// It was changed, or moved from elsewhere.
    #[error("{0} was changed or moved")]
    Forged(String),
}

impl Sealer {
    /// A sealer with the key `current`; `previous` still opens what it sealed.
    #[must_use]
    pub fn new(current: [u8; 32], previous: Option<[u8; 32]>) -> Self {
        Self {
            current: Key::new(&current),
            previous: previous.as_ref().map(Key::new),
        }
    }

    /// Seals `plain` for its place.
    pub(super) fn seal(&self, plain: &SecretString, place: Place<'_>) -> String {
        let mut nonce = [0u8; NONCE_BYTES];
        rand::rng().fill_bytes(&mut nonce);
        let aad = place.aad();
        let payload = Payload {
            msg: plain.expose_secret().as_bytes(),
            aad: aad.as_bytes(),
        };
        let ciphertext = self
            .current
            .cipher
            .encrypt(XNonce::from_slice(&nonce), payload)
            .expect("the cipher fails only beyond 256 GiB");
        let mut sealed = nonce.to_vec();
        sealed.extend_from_slice(&ciphertext);
        format!(
            "{VERSION}.{}.{}",
            self.current.id,
            URL_SAFE_NO_PAD.encode(sealed)
        )
    }

    /// Opens what was sealed for the same place.
    pub(super) fn open(&self, sealed: &str, place: Place<'_>) -> Result<SecretString, SealError> {
        let forged = || SealError::Forged(place.to_string());
        let (key_id, body) = sealed
            .strip_prefix(VERSION)
            .and_then(|rest| rest.strip_prefix('.'))
            .and_then(|rest| rest.split_once('.'))
            .ok_or_else(forged)?;
        let key = [Some(&self.current), self.previous.as_ref()]
            .into_iter()
            .flatten()
            .find(|key| key.id == key_id)
            .ok_or_else(|| SealError::UnknownKey {
                place: place.to_string(),
                key_id: key_id.to_owned(),
            })?;
        let bytes = URL_SAFE_NO_PAD.decode(body).map_err(|_| forged())?;
        let (nonce, ciphertext) = bytes.split_at_checked(NONCE_BYTES).ok_or_else(forged)?;
        let aad = place.aad();
        let payload = Payload {
            msg: ciphertext,
            aad: aad.as_bytes(),
        };
        let plain = key
            .cipher
            .decrypt(XNonce::from_slice(nonce), payload)
            .map_err(|_| forged())?;
        Ok(secret(String::from_utf8(plain).map_err(|_| forged())?))
    }

    /// What every value sealed with the current key begins with.
    pub(super) fn current_prefix(&self) -> String {
        format!("{VERSION}.{}.", self.current.id)
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealer")
            .field("key_id", &self.current.id)
            .finish_non_exhaustive()
    }
}

impl Key {
    fn new(bytes: &[u8; 32]) -> Self {
        let fingerprint = Sha256::new()
            .chain_update(b"key id")
            .chain_update(bytes)
            .finalize();
        Self {
            id: hex::encode(&fingerprint[..4]),
            cipher: XChaCha20Poly1305::new(bytes.into()),
        }
    }
}

impl Place<'_> {
    fn aad(&self) -> String {
        format!("{}.{}.{}", self.table, self.column, self.row)
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.table, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'static> = Place {
        table: "posts",
        column: "upload_url",
        row: "one",
    };

    #[test]
    fn opens_only_where_it_was_sealed() {
        let sealer = Sealer::new([1; 32], None);
        let sealed = sealer.seal(&secret("canary"), PLACE);
        assert!(!sealed.contains("canary"));
        assert_eq!(
            sealer.open(&sealed, PLACE).unwrap().expose_secret(),
            "canary"
        );
        let elsewhere = Place {
            row: "two",
            ..PLACE
        };
        assert_eq!(
            sealer.open(&sealed, elsewhere).unwrap_err(),
            SealError::Forged("posts.upload_url".to_owned())
        );
        assert!(sealer.open("", PLACE).is_err());
        assert!(sealer.open("v1.00.AA", PLACE).is_err());
    }

    #[test]
    fn the_previous_key_still_opens() {
        let sealed = Sealer::new([1; 32], None).seal(&secret("canary"), PLACE);
        let rotated = Sealer::new([2; 32], Some([1; 32]));
        assert_eq!(
            rotated.open(&sealed, PLACE).unwrap().expose_secret(),
            "canary"
        );
        let lost = Sealer::new([2; 32], None).open(&sealed, PLACE);
        assert!(matches!(lost, Err(SealError::UnknownKey { .. })));
    }

    #[test]
    fn the_same_text_is_never_sealed_alike() {
        let sealer = Sealer::new([1; 32], None);
        assert_ne!(
            sealer.seal(&secret("a"), PLACE),
            sealer.seal(&secret("a"), PLACE)
        );
        assert!(!format!("{sealer:?}").contains("1, 1"));
    }
}
