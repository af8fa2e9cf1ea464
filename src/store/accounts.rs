//! TikTok accounts and which of a user's is the default. Their tokens are in `tokens`.

use std::collections::HashMap;

use sqlx::{Any, Transaction, any::AnyRow};

use super::{
    Result, Store, StoreError,
    columns::{Columns as _, placeholders},
};
use crate::domain::{
    account::{Account, Scopes, Tokens},
    clock::Timestamp,
    id::{AccountId, UserId},
};

const COLUMNS: &str = "id, user_id, tiktok_user_id, username, display_name, avatar_url, scopes, \
     is_default, tiktok_connected, disconnect_reason, disconnected_at, access_expires_at, refresh_expires_at, connected_at";

/// Users of one question.
const BATCH: usize = 64;

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
    /// It becomes the default if the user has no other.
    pub async fn connect_account(
        &self,
        user: UserId,
        account: &NewAccount,
        tokens: &Tokens,
        now: Timestamp,
    ) -> Result<Account> {
        let mut tx = self.begin().await?;
        self.lock_user(&mut tx, user).await?;
        let row = sqlx::query(
            "insert into tiktok_accounts (id, user_id, tiktok_user_id, username, display_name, avatar_url, \
             scopes, is_default, tiktok_connected, connected_at) \
             values ($1, $2, $3, $4, $5, $6, $7, 0, 1, $8) \
             on conflict (user_id, tiktok_user_id) do update set \
             username = coalesce(excluded.username, tiktok_accounts.username), \
             display_name = excluded.display_name, \
             avatar_url = coalesce(excluded.avatar_url, tiktok_accounts.avatar_url), \
             scopes = excluded.scopes, tiktok_connected = 1, disconnect_reason = null, disconnected_at = null, \
             refreshing_until = null, connected_at = excluded.connected_at \
             returning id",
        )
        .bind(AccountId::new(now).to_string())
        .bind(user.to_string())
        .bind(&account.tiktok_user_id)
        .bind(account.username.as_deref())
        .bind(&account.display_name)
        .bind(account.avatar_url.as_deref())
        .bind(tokens.scopes.to_string())
        .bind(now.as_millis())
        .fetch_one(&mut *tx)
        .await?;
        let id: AccountId = row.parsed("id")?;
        self.write_tokens(&mut tx, id, tokens).await?;
        appoint_default(&mut tx, user).await?;
        let account = find(&mut tx, id).await?;
        tx.commit().await?;
        account.ok_or(StoreError::NotFound)
    }

    /// A user's accounts: connected ones first, the default before the others, then by age.
    pub async fn accounts_of(&self, user: UserId) -> Result<Vec<Account>> {
        let rows = sqlx::query(&format!(
            "select {COLUMNS} from tiktok_accounts where user_id = $1 \
             order by tiktok_connected desc, is_default desc, id"
        ))
        .bind(user.to_string())
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(read).collect()
    }

    /// The accounts of several users, each in the order of [`Self::accounts_of`].
    pub async fn accounts_of_all(&self, users: &[UserId]) -> Result<HashMap<UserId, Vec<Account>>> {
        let mut found: HashMap<UserId, Vec<Account>> = HashMap::new();
        for batch in users.chunks(BATCH) {
            let sql = format!(
                "select {COLUMNS} from tiktok_accounts where user_id in ({}) \
                 order by user_id, tiktok_connected desc, is_default desc, id",
                placeholders(1, batch.len())
            );
            let mut query = sqlx::query(&sql);
            for user in batch {
                query = query.bind(user.to_string());
            }
            for row in query.fetch_all(self.readers()).await? {
                let account = read(&row)?;
                found.entry(account.user_id).or_default().push(account);
            }
        }
        Ok(found)
    }

    /// An account of a user.
    pub async fn find_account(&self, user: UserId, id: AccountId) -> Result<Option<Account>> {
        let account = self.account_by_id(id).await?;
        Ok(account.filter(|account| account.user_id == user))
    }

    /// The account of that id, for the machine.
    pub async fn account_by_id(&self, id: AccountId) -> Result<Option<Account>> {
        let row = sqlx::query(&format!(
            "select {COLUMNS} from tiktok_accounts where id = $1"
        ))
        .bind(id.to_string())
        .fetch_optional(self.readers())
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// The accounts of every user who connected this TikTok profile.
    pub async fn accounts_by_tiktok_user_id(&self, tiktok_user_id: &str) -> Result<Vec<Account>> {
        let rows = sqlx::query(&format!(
            "select {COLUMNS} from tiktok_accounts where tiktok_user_id = $1 order by id"
        ))
        .bind(tiktok_user_id)
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(read).collect()
    }

    /// Wipes the tokens of `account` as it was read. If it was the default, the oldest connected one of the others becomes it.
    /// `reason` is an error code of the catalogue. False, with nothing done, if it is not connected any more, or was
    /// connected again after it was read: the tokens are newer than what is known of it then.
    pub async fn disconnect_account(
        &self,
        account: &Account,
        reason: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let mut tx = self.begin().await?;
        self.lock_user(&mut tx, account.user_id).await?;
        let outcome = sqlx::query(
            "update tiktok_accounts set tiktok_connected = 0, disconnect_reason = $1, disconnected_at = $4, is_default = 0, \
             tiktok_access_token = null, access_expires_at = null, tiktok_refresh_token = null, \
             refresh_expires_at = null, refreshing_until = null \
             where id = $2 and tiktok_connected = 1 and connected_at = $3",
        )
        .bind(reason)
        .bind(account.id.to_string())
        .bind(account.connected_at.as_millis())
        .bind(now.as_millis())
        .execute(&mut *tx)
        .await?;
        if outcome.rows_affected() == 0 {
            return Ok(false);
        }
        appoint_default(&mut tx, account.user_id).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Its owner knows that an account is not connected any more, and wants it no longer: `reason` takes the place of what
    /// ended it. Since when that is stays.
    pub async fn give_up_account(&self, id: AccountId, reason: &str) -> Result<()> {
        sqlx::query(
            "update tiktok_accounts set disconnect_reason = $1 where id = $2 and tiktok_connected = 0",
        )
        .bind(reason)
        .bind(id.to_string())
        .execute(self.writers())
        .await?;
        Ok(())
    }

    /// Makes an account the default of its user. False if the user has no such connected account.
    pub async fn set_default_account(&self, user: UserId, id: AccountId) -> Result<bool> {
        let mut tx = self.begin().await?;
        self.lock_user(&mut tx, user).await?;
        let is_there = find(&mut tx, id)
            .await?
            .is_some_and(|account| account.user_id == user && account.connected);
        if !is_there {
            return Ok(false);
        }
        sqlx::query(
            "update tiktok_accounts set is_default = 0 where user_id = $1 and is_default = 1",
        )
        .bind(user.to_string())
        .execute(&mut *tx)
        .await?;
        sqlx::query("update tiktok_accounts set is_default = 1 where id = $1")
            .bind(id.to_string())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Follows what TikTok says of the person; an absent username or avatar keeps the former one.
    pub async fn update_account_profile(
        &self,
        id: AccountId,
        username: Option<&str>,
        display_name: &str,
        avatar_url: Option<&str>,
    ) -> Result<()> {
        sqlx::query(
            "update tiktok_accounts set username = coalesce($1, username), display_name = $2, \
             avatar_url = coalesce($3, avatar_url) where id = $4",
        )
        .bind(username)
        .bind(display_name)
        .bind(avatar_url)
        .bind(id.to_string())
        .execute(self.writers())
        .await?;
        Ok(())
    }

    /// Lets one at a time rearrange a user's accounts, so that there is one default at the end.
    async fn lock_user(&self, tx: &mut Transaction<'static, Any>, user: UserId) -> Result<()> {
        let lock = self.dialect().locking();
        sqlx::query(&format!("select id from users where id = $1{lock}"))
            .bind(user.to_string())
            .fetch_optional(&mut **tx)
            .await?
            .map(drop)
            .ok_or(StoreError::NotFound)
    }
}

/// Makes the oldest connected account the default if there is none.
async fn appoint_default(tx: &mut Transaction<'static, Any>, user: UserId) -> Result<()> {
    sqlx::query(
        "update tiktok_accounts set is_default = 1 where id = \
         (select min(id) from tiktok_accounts where user_id = $1 and tiktok_connected = 1) \
         and not exists (select 1 from tiktok_accounts where user_id = $1 and is_default = 1)",
    )
    .bind(user.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn find(
    tx: &mut Transaction<'static, Any>,
    id: AccountId,
) -> Result<Option<Account>> {
    let row = sqlx::query(&format!(
        "select {COLUMNS} from tiktok_accounts where id = $1"
    ))
    .bind(id.to_string())
    .fetch_optional(&mut **tx)
    .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &AnyRow) -> Result<Account> {
    Ok(Account {
        id: row.parsed("id")?,
        user_id: row.parsed("user_id")?,
        tiktok_user_id: row.text("tiktok_user_id")?,
        username: row.optional_text("username")?,
        display_name: row.text("display_name")?,
        avatar_url: row.optional_text("avatar_url")?,
        scopes: Scopes::parse(&row.text("scopes")?),
        is_default: row.flag("is_default")?,
        connected: row.flag("tiktok_connected")?,
        disconnect_reason: row.optional_text("disconnect_reason")?,
        disconnected_at: row.optional_moment("disconnected_at")?,
        access_expires_at: row.optional_moment("access_expires_at")?,
        refresh_expires_at: row.optional_moment("refresh_expires_at")?,
        connected_at: row.moment("connected_at")?,
    })
}
