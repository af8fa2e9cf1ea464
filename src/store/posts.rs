//! Posts: made, found, listed, counted. How they change is in `changes` and `claims`.

use std::collections::BTreeMap;

use secrecy::SecretString;
use sqlx::{Any, Transaction};

use super::{
    Result, Store,
    columns::{Columns as _, placeholders},
    idempotency::{Reservation, StoredAnswer},
    post_rows::{COLUMNS, PostRow, read_post, source_hash},
    seal::Place,
};
use crate::domain::{
    clock::Timestamp,
    id::{AccountId, PostId, UserId},
    page::{Cursor, Page},
    post::Post,
    status::{Actor, Status},
};

/// Which posts a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostFilter {
    /// Only these statuses; any if empty.
    pub statuses: Vec<Status>,
}

impl Store {
    /// Makes a post in one transaction: the row, its first history entry, the ownership of its file, and the answer
    /// that a repeated request gets. A worker is due at once.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`](super::StoreError::LeaseLost) if another request took the reservation over, and
    /// [`StoreError::NotFound`](super::StoreError::NotFound) if the file is unknown; nothing is made then.
    pub async fn insert_post(
        &self,
        post: &Post,
        detail: &str,
        actor: Actor,
        answer: Option<(&Reservation, &StoredAnswer)>,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        write_post(&mut tx, post, detail, actor).await?;
        if let Some((reservation, answer)) = answer {
            super::idempotency::answer(&mut tx, reservation, answer).await?;
        }
        tx.commit().await?;
        self.bells().ring_for_posts();
        Ok(())
    }

    /// A post of a user.
    pub async fn find_post(&self, user: UserId, id: PostId) -> Result<Option<Post>> {
        let row = sqlx::query(&format!(
            "select {} from posts where id = $1 and user_id = $2",
            *COLUMNS
        ))
        .bind(id.to_string())
        .bind(user.to_string())
        .fetch_optional(self.readers())
        .await?;
        row.as_ref().map(read_post).transpose()
    }

    /// The post of that id, for the machine.
    pub async fn post_by_id(&self, id: PostId) -> Result<Option<Post>> {
        let row = sqlx::query(&format!("select {} from posts where id = $1", *COLUMNS))
            .bind(id.to_string())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(read_post).transpose()
    }

    /// The post that TikTok knows by this id.
    pub async fn post_by_publish_id(&self, publish_id: &str) -> Result<Option<Post>> {
        let row = sqlx::query(&format!(
            "select {} from posts where publish_id = $1 order by created_at desc limit 1",
            *COLUMNS
        ))
        .bind(publish_id)
        .fetch_optional(self.readers())
        .await?;
        row.as_ref().map(read_post).transpose()
    }

    /// A page of a user's posts, newest first, beginning behind `after`. `limit` is at least 1.
    pub async fn list_posts(
        &self,
        user: UserId,
        filter: &PostFilter,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<Post>> {
        let limit = limit.max(1);
        let sql = list_sql(filter.statuses.len(), after.is_some());
        let mut query = sqlx::query(&sql).bind(user.to_string());
        for status in &filter.statuses {
            query = query.bind(status.as_str());
        }
        if let Some(cursor) = after {
            query = query
                .bind(cursor.created_at.as_millis())
                .bind(cursor.id.to_string());
        }
        // One more than asked for tells whether there is a next page.
        let rows = query
            .bind(i64::from(limit) + 1)
            .fetch_all(self.readers())
            .await?;
        let mut items = rows.iter().map(read_post).collect::<Result<Vec<_>>>()?;
        let has_more = items.len() > limit as usize;
        items.truncate(limit as usize);
        let last = items.last().filter(|_| has_more);
        let next = last.map(|post| Cursor {
            created_at: post.created_at,
            id: post.id,
        });
        Ok(Page { items, next })
    }

    /// How many posts of a user stand where; statuses without a post are absent.
    pub async fn count_posts(&self, user: UserId) -> Result<BTreeMap<Status, u64>> {
        let rows = sqlx::query(
            "select status, count(*) as posts from posts where user_id = $1 group by status",
        )
        .bind(user.to_string())
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| Ok((row.parsed("status")?, row.amount("posts")?)))
            .collect()
    }

    /// Where the chunks of a post go.
    pub async fn upload_url(&self, id: PostId) -> Result<Option<SecretString>> {
        let id = id.to_string();
        let row = sqlx::query("select upload_url from posts where id = $1")
            .bind(&id)
            .fetch_optional(self.readers())
            .await?;
        let sealed = row.map(|row| row.optional_text("upload_url")).transpose()?;
        let Some(sealed) = sealed.flatten() else {
            return Ok(None);
        };
        Ok(Some(self.sealer().open(&sealed, upload_url_of(&id))?))
    }

    /// The latest post made since `since` that brings the same URL to the same account and did not end without success
    /// (failed, rejected, cancelled or expired).
    pub async fn find_duplicate(
        &self,
        user: UserId,
        account: AccountId,
        url: &str,
        since: Timestamp,
    ) -> Result<Option<PostId>> {
        let row = sqlx::query(
            "select id from posts where user_id = $1 and source_hash = $2 and account_id = $3 \
             and created_at >= $4 and status not in ('failed', 'rejected', 'cancelled', 'expired') \
             order by created_at desc, id desc limit 1",
        )
        .bind(user.to_string())
        .bind(source_hash(url))
        .bind(account.to_string())
        .bind(since.as_millis())
        .fetch_optional(self.readers())
        .await?;
        row.map(|row| row.parsed("id")).transpose()
    }
}

/// Writes a new post, its first history entry, and the ownership of its file.
pub(super) async fn write_post(
    tx: &mut Transaction<'static, Any>,
    post: &Post,
    detail: &str,
    actor: Actor,
) -> Result<()> {
    let mut row = PostRow::new(post.clone());
    if let Some(file) = post.temporary_file {
        row.machine = super::temporary_files::machine_of(tx, file).await?;
    }
    row.insert(tx).await?;
    super::temporary_files::hand_over(tx, &row.post, post.created_at).await?;
    super::history::record(tx, &row.post, post.created_at, detail, actor).await
}

fn list_sql(statuses: usize, has_cursor: bool) -> String {
    let mut conditions = vec!["user_id = $1".to_owned()];
    let mut next = 2;
    if statuses > 0 {
        conditions.push(format!("status in ({})", placeholders(next, statuses)));
        next += statuses;
    }
    if has_cursor {
        conditions.push(format!("(created_at, id) < (${next}, ${})", next + 1));
        next += 2;
    }
    format!(
        "select {} from posts where {} order by created_at desc, id desc limit ${next}",
        *COLUMNS,
        conditions.join(" and ")
    )
}

pub(super) fn upload_url_of(id: &str) -> Place<'_> {
    Place {
        table: "posts",
        column: "upload_url",
        row: id,
    }
}
