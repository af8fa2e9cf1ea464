//! Users: people who signed in with Google, and those whom a key was made for.
#![expect(
    unused_variables,
    clippy::unused_async,
    reason = "signatures first; the bodies follow"
)]

use super::{Result, Store};
use crate::domain::{
    clock::Timestamp,
    id::UserId,
    user::{Theme, User},
};

impl Store {
    /// The user who signs in: found by Google's id, else by a verified address that no Google account has claimed yet
    /// (made by `keys create`), else new. Address and name follow Google.
    pub async fn sign_in_user(
        &self,
        google_sub: &str,
        email: &str,
        name: &str,
        now: Timestamp,
    ) -> Result<User> {
        unimplemented!()
    }

    /// The user with that address; made if there is none.
    pub async fn ensure_user(&self, email: &str, now: Timestamp) -> Result<User> {
        unimplemented!()
    }

    /// The user of that id.
    pub async fn find_user(&self, id: UserId) -> Result<Option<User>> {
        unimplemented!()
    }

    /// The user with that address, whatever its capital letters.
    pub async fn find_user_by_email(&self, email: &str) -> Result<Option<User>> {
        unimplemented!()
    }

    /// Switches "hold everything for review".
    pub async fn set_hold_everything(&self, id: UserId, on: bool) -> Result<()> {
        unimplemented!()
    }

    /// Chooses the colours.
    pub async fn set_theme(&self, id: UserId, theme: Theme) -> Result<()> {
        unimplemented!()
    }

    /// Deletes the user and all rows that are theirs. Records of files still present stay until the deletion of the file
    /// is proven. False if there was no such user.
    pub async fn delete_user(&self, id: UserId) -> Result<bool> {
        unimplemented!()
    }
}
