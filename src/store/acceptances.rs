//! Which version of terms and privacy people accepted, when, and by which words.

use sqlx::any::AnyRow;

use super::{Result, Store, columns::Columns as _};
use crate::domain::{clock::Timestamp, id::AcceptanceId, id::UserId, terms::Acceptance};

impl Store {
    /// Records that a user accepted `version`, unless it is what they accepted last.
    pub async fn accept(
        &self,
        user: UserId,
        version: &str,
        words: &str,
        now: Timestamp,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let new = sqlx::query(
            "update users set accepted_version = $1 \
             where id = $2 and (accepted_version is null or accepted_version <> $1)",
        )
        .bind(version)
        .bind(user.to_string())
        .execute(&mut *tx)
        .await?;
        if new.rows_affected() > 0 {
            sqlx::query(
                "insert into acceptances (id, user_id, at, version, words) values ($1, $2, $3, $4, $5)",
            )
            .bind(AcceptanceId::new(now).to_string())
            .bind(user.to_string())
            .bind(now.as_millis())
            .bind(version)
            .bind(words)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// What a user accepted, oldest first.
    pub async fn acceptances_of(&self, user: UserId) -> Result<Vec<Acceptance>> {
        let rows = sqlx::query(
            "select id, at, version, words from acceptances where user_id = $1 order by id",
        )
        .bind(user.to_string())
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(read).collect()
    }
}

fn read(row: &AnyRow) -> Result<Acceptance> {
    Ok(Acceptance {
        id: row.parsed("id")?,
        at: row.moment("at")?,
        version: row.text("version")?,
        words: row.text("words")?,
    })
}
