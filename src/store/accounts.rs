//! TikTok accounts and their sealed tokens.
#![expect(
    unused_variables,
    clippy::unused_async,
    reason = "signatures first; the bodies follow"
)]

use super::{Result, Store};
use crate::domain::{
    account::{Account, Tokens},
    clock::Timestamp,
    id::{AccountId, UserId},
};

/// What TikTok says of the person who just connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// TikTok's `open_id`.
    pub tiktok_user_id: String,
    /// The handle, where known.
    pub username: Option<String>,
    /// The nickname.
    pub display_name: String,
    /// Where TikTok serves the avatar.
    pub avatar_url: Option<String>,
}

impl Store {
    /// Connects an account, or connects it again: it keeps its id, and what TikTok does not say this time stays.
    /// It becomes the default if the user has no connected default.
    pub async fn connect_account(
        &self,
        user: UserId,
        account: &NewAccount,
        tokens: &Tokens,
        now: Timestamp,
    ) -> Result<Account> {
        unimplemented!()
    }

    /// A user's accounts: connected ones first, the default before the others, then by name.
    pub async fn accounts_of(&self, user: UserId) -> Result<Vec<Account>> {
        unimplemented!()
    }

    /// An account of a user.
    pub async fn find_account(&self, user: UserId, id: AccountId) -> Result<Option<Account>> {
        unimplemented!()
    }

    /// The account of that id, for the machine.
    pub async fn account_by_id(&self, id: AccountId) -> Result<Option<Account>> {
        unimplemented!()
    }

    /// The accounts of every user who connected this TikTok profile.
    pub async fn accounts_by_tiktok_user_id(&self, tiktok_user_id: &str) -> Result<Vec<Account>> {
        unimplemented!()
    }

    /// The tokens of a connected account.
    pub async fn tokens(&self, id: AccountId) -> Result<Option<Tokens>> {
        unimplemented!()
    }

    /// Reserves the refresh of an account's tokens until `until`. False if another holds the reservation, or the account
    /// is not connected.
    pub async fn begin_refresh(
        &self,
        id: AccountId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool> {
        unimplemented!()
    }

    /// Keeps refreshed tokens and ends the reservation.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`](super::StoreError::LeaseLost) if the account was disconnected meanwhile, or newer
    /// tokens are there: read them instead.
    pub async fn save_refreshed_tokens(
        &self,
        id: AccountId,
        tokens: &Tokens,
        now: Timestamp,
    ) -> Result<()> {
        unimplemented!()
    }

    /// Ends the reservation of a refresh that brought nothing.
    pub async fn end_refresh(&self, id: AccountId) -> Result<()> {
        unimplemented!()
    }

    /// Wipes the tokens. If it was the default, the one connected first of the others becomes it.
    /// `reason` is an error code of the catalogue.
    pub async fn disconnect_account(
        &self,
        id: AccountId,
        reason: &str,
        now: Timestamp,
    ) -> Result<()> {
        unimplemented!()
    }

    /// Makes an account the default of its user. False if the user has no such connected account.
    pub async fn set_default_account(&self, user: UserId, id: AccountId) -> Result<bool> {
        unimplemented!()
    }

    /// Follows what TikTok says of the person; an absent username or avatar keeps the former one.
    pub async fn update_account_profile(
        &self,
        id: AccountId,
        username: Option<&str>,
        display_name: &str,
        avatar_url: Option<&str>,
    ) -> Result<()> {
        unimplemented!()
    }
}
