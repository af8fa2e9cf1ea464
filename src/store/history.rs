//! The history of a post: one row for every transition, written with it.

use sqlx::{Any, Transaction};

use super::{Result, Store, columns::Columns as _};
use crate::domain::{
    clock::Timestamp,
    id::PostId,
    post::{HistoryEntry, Post},
    status::Actor,
};

impl Store {
    /// What happened to a post, oldest first.
    pub async fn history(&self, id: PostId) -> Result<Vec<HistoryEntry>> {
        let rows = sqlx::query(
            "select at, status, detail, actor from post_history where post_id = $1 order by version",
        )
        .bind(id.to_string())
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(HistoryEntry {
                    at: row.moment("at")?,
                    status: row.parsed("status")?,
                    detail: row.text("detail")?,
                    actor: row.parsed("actor")?,
                })
            })
            .collect()
    }
}

/// Records what made `post` as it now is.
pub(super) async fn record(
    tx: &mut Transaction<'static, Any>,
    post: &Post,
    at: Timestamp,
    detail: &str,
    actor: Actor,
) -> Result<()> {
    sqlx::query(
        "insert into post_history (post_id, version, at, status, detail, actor) \
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(post.id.to_string())
    .bind(post.version)
    .bind(at.as_millis())
    .bind(post.status.as_str())
    .bind(detail)
    .bind(actor.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(())
}
