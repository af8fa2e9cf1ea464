//! Posts: made, found, listed. How they change is in `changes` and `claims`, how many there are in `counts`.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use secrecy::SecretString;
use sqlx::{Any, Transaction};

use super::{
    Result, Store,
    columns::{Columns as _, placeholders},
    idempotency::{Reservation, StoredAnswer},
    post_rows::{COLUMNS, PostRow, read_post},
    seal::Place,
};
use crate::domain::{
    clock::Timestamp,
    error_code::Failure,
    figure,
    id::{PostId, UserId},
    page::{Cursor, Page},
    post::Post,
    status::{Actor, Status},
};

/// Which posts a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostFilter {
    /// Only these statuses; any if empty.
    pub statuses: Vec<Status>,
    /// Oldest first instead of newest first.
    pub oldest_first: bool,
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
        if let Some((reservation, answer)) = answer {
            super::idempotency::answer(&mut tx, reservation, answer).await?;
        }
        write_post(&mut tx, self, post, detail, actor).await?;
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

    /// Of the user's posts that came last among those that failed, at most `limit`: which, with what, and when it failed.
    pub async fn last_failures(
        &self,
        user: UserId,
        limit: u32,
    ) -> Result<Vec<(PostId, Failure, Timestamp)>> {
        let rows = sqlx::query(
            "select id, error, entered_at from posts where user_id = $1 and status = $2 \
             order by created_at desc, id desc limit $3",
        )
        .bind(user.to_string())
        .bind(Status::Failed.as_str())
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        let mut failures = Vec::with_capacity(rows.len());
        for row in &rows {
            if let Some(failure) = row.optional_json("error")? {
                failures.push((row.parsed("id")?, failure, row.moment("entered_at")?));
            }
        }
        Ok(failures)
    }

    /// A page of a user's posts, newest first unless the filter says otherwise, beginning behind `after`. `limit` is at least 1.
    pub async fn list_posts(
        &self,
        user: UserId,
        filter: &PostFilter,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<Post>> {
        let limit = limit.max(1);
        let statuses: BTreeSet<Status> = filter.statuses.iter().copied().collect();
        let sql = list_sql(statuses.len(), filter.oldest_first, after.is_some());
        let mut query = sqlx::query(&sql).bind(user.to_string());
        for status in &statuses {
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

    /// The newest posts of all users, for whoever runs the installation.
    pub async fn latest_posts(&self, status: Option<Status>, limit: u32) -> Result<Vec<Post>> {
        // Ids sort by age.
        let sql = format!(
            "select {} from posts where $1 in (status, '') order by id desc limit $2",
            *COLUMNS
        );
        let rows = sqlx::query(&sql)
            .bind(status.map_or("", Status::as_str))
            .bind(i64::from(limit))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read_post).collect()
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

    /// Which of these posts of one user bring the same URL to the same account as another one made up to `within` before
    /// that did not end without success: the earlier post, by the id of the later.
    pub async fn duplicates_of(
        &self,
        user: UserId,
        posts: &[PostId],
        within: Duration,
    ) -> Result<HashMap<PostId, PostId>> {
        if posts.is_empty() {
            return Ok(HashMap::new());
        }
        let sql = format!(
            // These posts first, and by nothing but their ids: SQLite prefers to read all posts of the user.
            "with later as materialized (select id, user_id, account_id, source_hash, created_at from posts where id in ({})) \
             select later.id as later, max(earlier.id) as earlier from later \
             join posts earlier on earlier.user_id = later.user_id and earlier.source_hash = later.source_hash \
             and earlier.account_id = later.account_id and earlier.created_at >= later.created_at - $1 \
             and earlier.created_at <= later.created_at and earlier.id < later.id \
             and earlier.status not in ('failed', 'rejected', 'cancelled', 'expired') \
             where later.user_id = $2 group by later.id",
            placeholders(3, posts.len())
        );
        let mut query = sqlx::query(&sql)
            .bind(i64::try_from(within.as_millis()).unwrap_or(i64::MAX))
            .bind(user.to_string());
        for post in posts {
            query = query.bind(post.to_string());
        }
        let rows = query.fetch_all(self.readers()).await?;
        rows.iter()
            .map(|row| Ok((row.parsed("later")?, row.parsed("earlier")?)))
            .collect()
    }
}

/// Writes a new post, its first history entry, and the ownership of its file.
pub(super) async fn write_post(
    tx: &mut Transaction<'static, Any>,
    store: &Store,
    post: &Post,
    detail: &str,
    actor: Actor,
) -> Result<()> {
    let mut row = PostRow::new(post.clone(), store.sealer());
    if let Some(file) = post.temporary_file {
        row.machine = super::temporary_files::machine_of(tx, file).await?;
    }
    row.insert(tx).await?;
    super::temporary_files::hand_over(tx, &row.post, post.created_at).await?;
    super::history::record(tx, &row.post, post.created_at, detail, actor).await?;
    let figures = figure::of_new(post);
    super::figures::add(tx, store.dialect(), post.user_id, post.created_at, &figures).await?;
    super::counts::made(tx, post.user_id, post.status).await
}

/// One question for each status, each answered in the order of the index and no further than a page goes: an index over
/// several statuses has no common order, and would be read to its end.
fn list_sql(statuses: usize, oldest_first: bool, has_cursor: bool) -> String {
    let (beyond, order) = if oldest_first {
        (">", "created_at, id")
    } else {
        ("<", "created_at desc, id desc")
    };
    let columns = COLUMNS.as_str();
    let mut limit = 2 + statuses;
    let behind = if has_cursor {
        limit += 2;
        format!(
            " and (created_at, id) {beyond} (${}, ${})",
            limit - 2,
            limit - 1
        )
    } else {
        String::new()
    };
    let of = |status: String| {
        format!(
            "select {columns} from posts where user_id = $1{status}{behind} order by {order} limit ${limit}"
        )
    };
    match statuses {
        0 => of(String::new()),
        1 => of(" and status = $2".to_owned()),
        _ => {
            let parts: Vec<String> = (2..2 + statuses)
                .map(|number| {
                    let part = of(format!(" and status = ${number}"));
                    format!("select * from ({part}) as of_{number}")
                })
                .collect();
            format!(
                "select {columns} from ({}) as posts order by {order} limit ${limit}",
                parts.join(" union all ")
            )
        }
    }
}

pub(super) fn upload_url_of(id: &str) -> Place<'_> {
    Place {
        table: "posts",
        column: "upload_url",
        row: id,
    }
}
