//! API keys: a hash of the key, and its callback secret sealed.

use std::collections::HashMap;

use secrecy::SecretString;
use sqlx::any::AnyRow;

use super::{
    Result, Store,
    columns::{Columns as _, placeholders},
    seal::Place,
};
use crate::domain::{
    api_key::{ApiKey, LAST_USE_RESOLUTION},
    clock::Timestamp,
    id::{ApiKeyId, UserId},
    user::User,
};

const COLUMNS: &str = "id, user_id, name, prefix, created_at, last_used_at, expires_at, revoked_at";
/// Keys of one question.
const BATCH: usize = 64;

impl Store {
    /// Keeps a new key. `hash` is the stored form of the key itself.
    pub async fn insert_api_key(
        &self,
        key: &ApiKey,
        hash: &str,
        callback_secret: &SecretString,
    ) -> Result<()> {
        let id = key.id.to_string();
        sqlx::query(
            "insert into api_keys (id, user_id, name, prefix, hash, callback_secret, created_at, \
             last_used_at, expires_at, revoked_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(&id)
        .bind(key.user_id.to_string())
        .bind(&key.name)
        .bind(&key.prefix)
        .bind(hash)
        .bind(self.sealer().seal(callback_secret, callback_secret_of(&id)))
        .bind(key.created_at.as_millis())
        .bind(key.last_used_at.map(Timestamp::as_millis))
        .bind(key.expires_at.map(Timestamp::as_millis))
        .bind(key.revoked_at.map(Timestamp::as_millis))
        .execute(self.writers())
        .await?;
        Ok(())
    }

    /// A user's keys, newest first, revoked ones too.
    pub async fn api_keys_of(&self, user: UserId) -> Result<Vec<ApiKey>> {
        let rows = sqlx::query(&format!(
            "select {COLUMNS} from api_keys where user_id = $1 order by created_at desc, id desc"
        ))
        .bind(user.to_string())
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(read).collect()
    }

    /// Every key with the address of its user, newest first.
    pub async fn all_api_keys(&self) -> Result<Vec<(ApiKey, String)>> {
        let rows = sqlx::query(&format!(
            "select {COLUMNS}, (select email from users where users.id = user_id) as email \
             from api_keys order by created_at desc, id desc"
        ))
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| Ok((read(row)?, row.text("email")?)))
            .collect()
    }

    /// The keys with these hashes and their users, whether or not they are still valid.
    pub async fn find_api_keys_by_hash(
        &self,
        hashes: &[String],
    ) -> Result<HashMap<String, (ApiKey, User)>> {
        let mut found = HashMap::new();
        for batch in hashes.chunks(BATCH) {
            let sql = format!(
                "select {COLUMNS}, hash from api_keys where hash in ({})",
                placeholders(1, batch.len())
            );
            let mut query = sqlx::query(&sql);
            for hash in batch {
                query = query.bind(hash);
            }
            let rows = query.fetch_all(self.readers()).await?;
            let keys = rows
                .iter()
                .map(|row| Ok((row.text("hash")?, read(row)?)))
                .collect::<Result<Vec<_>>>()?;
            let owners: Vec<UserId> = keys.iter().map(|(_, key)| key.user_id).collect();
            let owners = self.find_users(&owners).await?;
            for (hash, key) in keys {
                if let Some(user) = owners.get(&key.user_id) {
                    found.insert(hash, (key, user.clone()));
                }
            }
        }
        Ok(found)
    }

    /// A key of a user.
    pub async fn find_api_key(&self, user: UserId, id: ApiKeyId) -> Result<Option<ApiKey>> {
        let row = sqlx::query(&format!(
            "select {COLUMNS} from api_keys where id = $1 and user_id = $2"
        ))
        .bind(id.to_string())
        .bind(user.to_string())
        .fetch_optional(self.readers())
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// Remembers that the key was used; writes at most once a minute.
    pub async fn touch_api_key(&self, id: ApiKeyId, now: Timestamp) -> Result<()> {
        sqlx::query(
            "update api_keys set last_used_at = $1 \
             where id = $2 and (last_used_at is null or last_used_at <= $3)",
        )
        .bind(now.as_millis())
        .bind(id.to_string())
        .bind((now - LAST_USE_RESOLUTION).as_millis())
        .execute(self.writers())
        .await?;
        Ok(())
    }

    /// Ends a key. False if there is none or it was revoked before.
    pub async fn revoke_api_key(&self, id: ApiKeyId, now: Timestamp) -> Result<bool> {
        let outcome =
            sqlx::query("update api_keys set revoked_at = $1 where id = $2 and revoked_at is null")
                .bind(now.as_millis())
                .bind(id.to_string())
                .execute(self.writers())
                .await?;
        Ok(outcome.rows_affected() > 0)
    }

    /// The secret that signs the callbacks of posts made with this key.
    pub async fn callback_secret(&self, id: ApiKeyId) -> Result<Option<SecretString>> {
        let id = id.to_string();
        let row = sqlx::query("select callback_secret from api_keys where id = $1")
            .bind(&id)
            .fetch_optional(self.readers())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let sealed = row.text("callback_secret")?;
        Ok(Some(self.sealer().open(&sealed, callback_secret_of(&id))?))
    }
}

fn callback_secret_of(id: &str) -> Place<'_> {
    Place {
        table: "api_keys",
        column: "callback_secret",
        row: id,
    }
}

fn read(row: &AnyRow) -> Result<ApiKey> {
    Ok(ApiKey {
        id: row.parsed("id")?,
        user_id: row.parsed("user_id")?,
        name: row.text("name")?,
        prefix: row.text("prefix")?,
        created_at: row.moment("created_at")?,
        last_used_at: row.optional_moment("last_used_at")?,
        expires_at: row.optional_moment("expires_at")?,
        revoked_at: row.optional_moment("revoked_at")?,
    })
}
