//! API keys: a hash of the key, and its callback secret sealed.
#![expect(
    unused_variables,
    clippy::unused_async,
    reason = "signatures first; the bodies follow"
)]

use secrecy::SecretString;

use super::{Result, Store};
use crate::domain::{
    api_key::ApiKey,
    clock::Timestamp,
    id::{ApiKeyId, UserId},
    user::User,
};

impl Store {
    /// Keeps a new key. `hash` is the stored form of the key itself.
    pub async fn insert_api_key(
        &self,
        key: &ApiKey,
        hash: &str,
        callback_secret: &SecretString,
    ) -> Result<()> {
        unimplemented!()
    }

    /// A user's keys, newest first, revoked ones too.
    pub async fn api_keys_of(&self, user: UserId) -> Result<Vec<ApiKey>> {
        unimplemented!()
    }

    /// Every key with the address of its user, newest first.
    pub async fn all_api_keys(&self) -> Result<Vec<(ApiKey, String)>> {
        unimplemented!()
    }

    /// The key with that hash and its user, whether or not it is still valid.
    pub async fn find_api_key_by_hash(&self, hash: &str) -> Result<Option<(ApiKey, User)>> {
        unimplemented!()
    }

    /// A key of a user.
    pub async fn find_api_key(&self, user: UserId, id: ApiKeyId) -> Result<Option<ApiKey>> {
        unimplemented!()
    }

    /// Remembers that the key was used; writes at most once a minute.
    pub async fn touch_api_key(&self, id: ApiKeyId, now: Timestamp) -> Result<()> {
        unimplemented!()
    }

    /// Ends a key. False if there is none or it was revoked before.
    pub async fn revoke_api_key(&self, id: ApiKeyId, now: Timestamp) -> Result<bool> {
        unimplemented!()
    }

    /// The secret that signs the callbacks of posts made with this key.
    pub async fn callback_secret(&self, id: ApiKeyId) -> Result<Option<SecretString>> {
        unimplemented!()
    }
}
