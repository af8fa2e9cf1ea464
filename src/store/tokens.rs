//! The sealed tokens of TikTok accounts, and their refresh: one at a time per account.

use sqlx::{Any, Transaction, any::AnyRow};

use super::{Result, Store, StoreError, columns::Columns as _, seal::Place};
use crate::domain::{
    account::{Scopes, Tokens},
    clock::Timestamp,
    id::AccountId,
};

const TOKENS: &str = "select tiktok_user_id, scopes, tiktok_access_token, access_expires_at, \
     tiktok_refresh_token, refresh_expires_at from tiktok_accounts where id = $1 and tiktok_connected = 1";

impl Store {
    /// The tokens of a connected account.
    pub async fn tokens(&self, id: AccountId) -> Result<Option<Tokens>> {
        let row = sqlx::query(TOKENS)
            .bind(id.to_string())
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| self.open_tokens(id, &row)).transpose()
    }

    /// Reserves the refresh of an account's tokens until `until`. False if another holds the reservation, or the account
    /// is not connected.
    pub async fn begin_refresh(
        &self,
        id: AccountId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool> {
        let outcome = sqlx::query(
            "update tiktok_accounts set refreshing_until = $1 where id = $2 and tiktok_connected = 1 \
             and (refreshing_until is null or refreshing_until <= $3)",
        )
        .bind(until.as_millis())
        .bind(id.to_string())
        .bind(now.as_millis())
        .execute(self.writers())
        .await?;
        Ok(outcome.rows_affected() > 0)
    }

    /// Puts `new` in the place of `old`, which they were refreshed from, and ends the reservation.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] if `old` is not there any more, because the account was disconnected, connected again or
    /// refreshed by another meanwhile: read again.
    pub async fn save_refreshed_tokens(
        &self,
        id: AccountId,
        old: &Tokens,
        new: &Tokens,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        // What is compared is the tokens themselves. Their times would not do, as TikTok may give shorter ones and clocks
        // are set back; nor would the sealed text, which changes when the secret key does.
        let row = sqlx::query(&format!("{TOKENS}{}", self.dialect().locking()))
            .bind(id.to_string())
            .fetch_optional(&mut *tx)
            .await?
            .ok_or(StoreError::LeaseLost)?;
        if !self.open_tokens(id, &row)?.are(old) {
            return Err(StoreError::LeaseLost);
        }
        self.write_tokens(&mut tx, id, new).await?;
        sqlx::query("update tiktok_accounts set refreshing_until = null where id = $1")
            .bind(id.to_string())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Until when a refresh of the account's tokens is reserved; a moment in the past if nobody ended it.
    pub async fn refreshing_until(&self, id: AccountId) -> Result<Option<Timestamp>> {
        let row = sqlx::query("select refreshing_until from tiktok_accounts where id = $1")
            .bind(id.to_string())
            .fetch_optional(self.readers())
            .await?;
        row.map_or(Ok(None), |row| row.optional_moment("refreshing_until"))
    }

    /// Leaves the reservation as it was before ours: it ran out at `until`, and its holder may still have new tokens.
    pub async fn leave_refresh(&self, id: AccountId, until: Timestamp) -> Result<()> {
        sqlx::query("update tiktok_accounts set refreshing_until = $1 where id = $2")
            .bind(until.as_millis())
            .bind(id.to_string())
            .execute(self.writers())
            .await?;
        Ok(())
    }

    /// Ends the reservation of a refresh that brought nothing.
    pub async fn end_refresh(&self, id: AccountId) -> Result<()> {
        sqlx::query("update tiktok_accounts set refreshing_until = null where id = $1")
            .bind(id.to_string())
            .execute(self.writers())
            .await?;
        Ok(())
    }

    fn open_tokens(&self, id: AccountId, row: &AnyRow) -> Result<Tokens> {
        let id = id.to_string();
        let access = row.text("tiktok_access_token")?;
        let refresh = row.text("tiktok_refresh_token")?;
        Ok(Tokens {
            access: self.sealer().open(&access, access_of(&id))?,
            access_expires_at: row.moment("access_expires_at")?,
            refresh: self.sealer().open(&refresh, refresh_of(&id))?,
            refresh_expires_at: row.moment("refresh_expires_at")?,
            scopes: Scopes::parse(&row.text("scopes")?),
            tiktok_user_id: row.text("tiktok_user_id")?,
        })
    }

    /// Seals and writes what TikTok's token endpoint returned.
    pub(super) async fn write_tokens(
        &self,
        tx: &mut Transaction<'static, Any>,
        id: AccountId,
        tokens: &Tokens,
    ) -> Result<()> {
        let id = id.to_string();
        sqlx::query(
            "update tiktok_accounts set tiktok_access_token = $1, access_expires_at = $2, \
             tiktok_refresh_token = $3, refresh_expires_at = $4, scopes = $5 where id = $6",
        )
        .bind(self.sealer().seal(&tokens.access, access_of(&id)))
        .bind(tokens.access_expires_at.as_millis())
        .bind(self.sealer().seal(&tokens.refresh, refresh_of(&id)))
        .bind(tokens.refresh_expires_at.as_millis())
        .bind(tokens.scopes.to_string())
        .bind(&id)
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}

fn access_of(id: &str) -> Place<'_> {
    Place {
        table: "tiktok_accounts",
        column: "tiktok_access_token",
        row: id,
    }
}

fn refresh_of(id: &str) -> Place<'_> {
    Place {
        table: "tiktok_accounts",
        column: "tiktok_refresh_token",
        row: id,
    }
}
