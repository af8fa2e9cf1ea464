//! What open pages follow: which posts changed, which files are held, whose session lasts. Asked for everybody at once,
//! so that a change costs one query however many pages are open.
//!
//! The bells ring in this process only, and only spare a wait: what another process writes is found by asking.

use std::{collections::HashSet, time::Duration};

use tokio::sync::Notify;

use super::{
    Result, Store,
    columns::{Columns as _, placeholders},
    post_rows::{COLUMNS, read_post},
    sessions::SessionKey,
};
use crate::domain::{
    clock::Timestamp,
    id::{TemporaryFileId, UserId},
    post::Post,
};

/// Sessions in one query.
const BATCH: usize = 500;
/// How far back [`Store::posts_mark`] looks.
const LATELY: Duration = Duration::from_secs(60 * 60);

/// Each has one listener: a ring while it is busy is kept for it.
#[derive(Debug, Default)]
pub(super) struct Bells {
    posts: Notify,
    sessions: Notify,
}

impl Bells {
    /// A post was made or changed.
    pub(super) fn ring_for_posts(&self) {
        self.posts.notify_one();
    }

    /// A session ended.
    pub(super) fn ring_for_sessions(&self) {
        self.sessions.notify_one();
    }
}

/// A file that is here, and when it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Which file.
    pub file: TemporaryFileId,
    /// Whose it is.
    pub user: UserId,
    /// When it is deleted at the latest.
    pub until: Timestamp,
}

impl Store {
    /// Waits until this process has made or changed a post.
    pub async fn post_changed(&self) {
        self.bells().posts.notified().await;
    }

    /// Waits until this process has ended a session.
    pub async fn session_ended(&self) {
        self.bells().sessions.notified().await;
    }

    /// Every post of anybody that changed at `since` or later.
    pub async fn posts_changed_since(&self, since: Timestamp) -> Result<Vec<Post>> {
        let sql = format!("select {} from posts where updated_at >= $1", *COLUMNS);
        let rows = sqlx::query(&sql)
            .bind(since.as_millis())
            .fetch_all(self.readers())
            .await?;
        let read = rows.iter().map(read_post).filter_map(|post| {
            // One that cannot be read must not hide the others.
            post.inspect_err(|error| tracing::error!(%error, "a post cannot be read"))
                .ok()
        });
        Ok(read.collect())
    }

    /// A short text that is another one after any change to any post of a user. Comparable for an hour.
    pub async fn posts_mark(&self, user: UserId, now: Timestamp) -> Result<String> {
        let row = sqlx::query(
            "select count(*) as posts, cast(coalesce(sum(version), 0) as bigint) as versions \
             from posts where user_id = $1 and updated_at >= $2",
        )
        .bind(user.to_string())
        .bind((now - LATELY).as_millis())
        .fetch_one(self.readers())
        .await?;
        Ok(format!(
            "{}-{}",
            row.integer("posts")?,
            row.integer("versions")?
        ))
    }

    /// Every file of anybody that is here and belongs to a post.
    pub async fn held_files(&self) -> Result<Vec<Held>> {
        let rows = sqlx::query(
            "select id, user_id, held_until from temporary_files \
             where deleted_at is null and post_id is not null",
        )
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Held {
                    file: row.parsed("id")?,
                    user: row.parsed("user_id")?,
                    until: row.moment("held_until")?,
                })
            })
            .collect()
    }

    /// Which of these sessions are not over.
    pub async fn lasting_sessions(
        &self,
        keys: &[SessionKey],
        now: Timestamp,
    ) -> Result<HashSet<SessionKey>> {
        let mut lasting = HashSet::with_capacity(keys.len());
        for batch in keys.chunks(BATCH) {
            let sql = format!(
                "select id_hash from sessions where expires_at > $1 and id_hash in ({})",
                placeholders(2, batch.len())
            );
            let mut query = sqlx::query(&sql).bind(now.as_millis());
            for key in batch {
                query = query.bind(key.as_str());
            }
            for row in query.fetch_all(self.readers()).await? {
                lasting.insert(SessionKey::stored(row.text("id_hash")?));
            }
        }
        Ok(lasting)
    }
}
