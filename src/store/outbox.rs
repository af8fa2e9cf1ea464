//! Fills the outbox: each status that callers want to hear of, in the transaction that begins it. `callbacks` empties it.

use sqlx::{Any, Transaction};

use super::{Result, StoreError};
use crate::domain::{
    clock::Timestamp,
    id::CallbackId,
    post::Post,
    post_object::PostObject,
    status::Status::{
        self, Expired, Failed, InInbox, NeedsReview, Published, Rejected, Unconfirmed,
    },
};

/// Puts a callback into the outbox if `post` has just entered a status that its caller wants to hear of.
pub(super) async fn announce(
    tx: &mut Transaction<'static, Any>,
    post: &Post,
    now: Timestamp,
) -> Result<()> {
    if post.callback_url.is_none() || !is_announced(post.status) {
        return Ok(());
    }
    let account = match post.account_id {
        Some(id) => super::accounts::find(tx, id).await?,
        None => None,
    };
    let file = match post.temporary_file {
        Some(id) => super::temporary_files::find(tx, id).await?,
        None => None,
    };
    // Links begin with this server's address, which only the sender knows.
    let object = PostObject::new(post, account.as_ref(), file.as_ref(), "");
    let payload =
        serde_json::to_string(&object).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    sqlx::query(
        "insert into callbacks (id, post_id, user_id, api_key_id, event, payload, version, created_at, attempts, next_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $8)",
    )
    .bind(CallbackId::new(now).to_string())
    .bind(post.id.to_string())
    .bind(post.user_id.to_string())
    .bind(post.api_key_id.map(|id| id.to_string()))
    .bind(post.status.as_str())
    .bind(payload)
    .bind(post.version)
    .bind(now.as_millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

const fn is_announced(status: Status) -> bool {
    matches!(
        status,
        NeedsReview | InInbox | Published | Failed | Rejected | Expired | Unconfirmed
    )
}
