//! Rotation of `SECRET_KEY`: every sealed column, sealed anew.

use super::{Result, Store, columns::Columns as _, seal::Place};

/// Table, its key, the sealed column.
const SEALED: [(&str, &str, &str); 6] = [
    ("api_keys", "id", "callback_secret"),
    ("oauth_states", "state_hash", "verifier"),
    ("posts", "id", "callback_url"),
    ("posts", "id", "upload_url"),
    ("tiktok_accounts", "id", "tiktok_access_token"),
    ("tiktok_accounts", "id", "tiktok_refresh_token"),
];

impl Store {
    /// Seals with the current key what a former one sealed, after which `SECRET_KEY_PREVIOUS` can go. Answers how many values.
    /// Several processes may do this at the same time.
    ///
    /// # Errors
    /// [`StoreError::Sealed`](super::StoreError::Sealed) if a value opens with neither key; all others are done then.
    pub async fn reseal(&self) -> Result<u64> {
        let mut resealed = 0;
        let mut unopened = None;
        for (table, key, column) in SEALED {
            let rows = sqlx::query(&format!(
                "select {key} as row_key, {column} as sealed from {table} \
                 where {column} is not null and {column} not like $1"
            ))
            .bind(format!("{}%", self.sealer().current_prefix()))
            .fetch_all(self.readers())
            .await?;
            for row in rows {
                let id = row.text("row_key")?;
                let former = row.text("sealed")?;
                let place = Place {
                    table,
                    column,
                    row: &id,
                };
                let plain = match self.sealer().open(&former, place) {
                    Ok(plain) => plain,
                    Err(error) => {
                        unopened = Some(error);
                        continue;
                    }
                };
                // Whoever wrote the column meanwhile sealed it with the current key.
                let outcome = sqlx::query(&format!(
                    "update {table} set {column} = $1 where {key} = $2 and {column} = $3"
                ))
                .bind(self.sealer().seal(&plain, place))
                .bind(&id)
                .bind(&former)
                .execute(self.writers())
                .await?;
                resealed += outcome.rows_affected();
            }
        }
        unopened.map_or(Ok(resealed), |error| Err(error.into()))
    }

    /// Whether an account or an API key has a secret that another key sealed than those we have. Looks at no value, only at
    /// the name of its key.
    pub async fn is_sealed_by_others(&self) -> Result<bool> {
        for (table, column) in [
            ("tiktok_accounts", "tiktok_access_token"),
            ("api_keys", "callback_secret"),
        ] {
            let sealed = sqlx::query_scalar::<_, String>(&format!(
                "select {column} from {table} where {column} is not null and {column} not like $1 limit 1"
            ))
            .bind(format!("{}%", self.sealer().current_prefix()))
            .fetch_optional(self.readers())
            .await?;
            if sealed.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
