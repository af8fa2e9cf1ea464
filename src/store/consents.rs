//! What people agreed to when they pressed Publish. Written with the change that it allowed, and never altered.

use sqlx::{Any, Transaction, any::AnyRow};

use super::{Result, Store, StoreError, columns::Columns as _};
use crate::domain::{
    id::{PostId, UserId},
    publish::consent::Consent,
};

const COLUMNS: &str =
    "id, user_id, post_id, account_id, tiktok_user_id, posting_as, at, words, caption, choices";

impl Store {
    /// Each consent to publish a post, oldest first.
    pub async fn consents_of_post(&self, id: PostId) -> Result<Vec<Consent>> {
        self.consents("post_id", id.to_string()).await
    }

    /// Each consent that a user gave, oldest first.
    pub async fn consents_of_user(&self, id: UserId) -> Result<Vec<Consent>> {
        self.consents("user_id", id.to_string()).await
    }

    async fn consents(&self, column: &'static str, id: String) -> Result<Vec<Consent>> {
        let rows = sqlx::query(&format!(
            "select {COLUMNS} from consents where {column} = $1 order by id"
        ))
        .bind(id)
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(read).collect()
    }
}

/// Keeps a consent.
pub(super) async fn insert(tx: &mut Transaction<'static, Any>, consent: &Consent) -> Result<()> {
    let choices = serde_json::to_string(&consent.choices)
        .map_err(|error| StoreError::Corrupt(error.to_string()))?;
    sqlx::query(&format!(
        "insert into consents ({COLUMNS}) values ({})",
        super::columns::placeholders(1, 10)
    ))
    .bind(consent.id.to_string())
    .bind(consent.user_id.to_string())
    .bind(consent.post_id.to_string())
    .bind(consent.account_id.map(|id| id.to_string()))
    .bind(&consent.tiktok_user_id)
    .bind(&consent.posting_as)
    .bind(consent.at.as_millis())
    .bind(&consent.words)
    .bind(&consent.caption)
    .bind(choices)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<Consent> {
    let choices = row.optional_json("choices")?;
    Ok(Consent {
        id: row.parsed("id")?,
        user_id: row.parsed("user_id")?,
        post_id: row.parsed("post_id")?,
        account_id: row.optional_parsed("account_id")?,
        tiktok_user_id: row.text("tiktok_user_id")?,
        posting_as: row.text("posting_as")?,
        at: row.moment("at")?,
        words: row.text("words")?,
        caption: row.text("caption")?,
        choices: choices.ok_or_else(|| StoreError::Corrupt("choices is empty".to_owned()))?,
    })
}
