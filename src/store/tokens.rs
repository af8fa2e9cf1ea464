//! The sealed tokens of TikTok accounts, and their refresh: one at a time per account.

use sqlx::{Any, Transaction};

use super::{Result, Store, StoreError, columns::Columns as _, seal::Place};
use crate::domain::{
    account::{Scopes, Tokens},
    clock::Timestamp,
    id::AccountId,
};

impl Store {
    /// The tokens of a connected account.
    pub async fn tokens(&self, id: AccountId) -> Result<Option<Tokens>> {
        let row_id = id.to_string();
        let row = sqlx::query(
            "select tiktok_user_id, scopes, tiktok_access_token, access_expires_at, \
             tiktok_refresh_token, refresh_expires_at from tiktok_accounts \
             where id = $1 and tiktok_connected = 1",
        )
        .bind(&row_id)
        .fetch_optional(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let access = row.text("tiktok_access_token")?;
        let refresh = row.text("tiktok_refresh_token")?;
        Ok(Some(Tokens {
            access: self.sealer().open(&access, access_of(&row_id))?,
            access_expires_at: row.moment("access_expires_at")?,
            refresh: self.sealer().open(&refresh, refresh_of(&row_id))?,
            refresh_expires_at: row.moment("refresh_expires_at")?,
            scopes: Scopes::parse(&row.text("scopes")?),
            tiktok_user_id: row.text("tiktok_user_id")?,
        }))
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

    /// Keeps refreshed tokens and ends the reservation.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] if the account was disconnected meanwhile, or newer tokens are there: read those instead.
    pub async fn save_refreshed_tokens(
        &self,
        id: AccountId,
        tokens: &Tokens,
        _now: Timestamp,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        // Tokens live equally long, so those that end later were issued later.
        let outcome = sqlx::query(
            "update tiktok_accounts set refreshing_until = null where id = $1 \
             and tiktok_connected = 1 and access_expires_at <= $2",
        )
        .bind(id.to_string())
        .bind(tokens.access_expires_at.as_millis())
        .execute(&mut *tx)
        .await?;
        if outcome.rows_affected() == 0 {
            return Err(StoreError::LeaseLost);
        }
        self.write_tokens(&mut tx, id, tokens).await?;
        tx.commit().await?;
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
