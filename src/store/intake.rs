//! What many requests ask and write at the same moment, in one question and in one transaction: the disk is waited for once.
//!
//! The same as [`Store::begin_request`] and [`Store::insert_post`] do for one. If one of them cannot be written, none is.

use std::collections::HashMap;

use sqlx::{Any, Transaction};

use super::{
    Result, Store,
    columns::{Columns as _, placeholders},
    figures::Pending,
    idempotency::{Begun, Reservation, StoredAnswer},
    post_rows::{PostRow, source_hash},
};
use crate::domain::{
    clock::Timestamp,
    figure,
    id::{AccountId, PostId, UserId},
    post::Post,
    status::Actor,
};

/// Rows of one statement: SQLite looks for each of their values among all, so that more are no cheaper.
const ROWS: usize = 8;
/// Questions of one statement.
const QUESTIONS: usize = 64;

/// A post just accepted, by URL, and who gets its answer again.
#[derive(Debug, Clone)]
pub struct NewPost {
    /// As [`Post::queued`] makes it; without a file.
    pub post: Post,
    /// Who handed it in.
    pub actor: Actor,
    /// What the request is answered with, if it may come again.
    pub answer: Option<(Reservation, StoredAnswer)>,
}

/// A request with an idempotency key.
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// The right to answer, if nobody has it.
    pub reservation: Reservation,
    /// Stands for its content.
    pub fingerprint: String,
    /// When it came.
    pub at: Timestamp,
}

/// The post that another one may be a duplicate of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Alike {
    /// Whose.
    pub user: UserId,
    /// For which account.
    pub account: AccountId,
    /// From where.
    pub url: String,
    /// Made at that moment or later.
    pub since: Timestamp,
}

impl Store {
    /// Writes all of it in one transaction: what each request may do, in their order, then the posts.
    ///
    /// # Errors
    /// If anything of it cannot be written; nothing is then. [`StoreError::LeaseLost`](super::StoreError::LeaseLost) if somebody took over one of the
    /// reservations.
    pub async fn take_in(&self, requests: &[NewRequest], posts: &[NewPost]) -> Result<Vec<Begun>> {
        let mut tx = self.begin().await?;
        let begun = begin_all(&mut tx, requests).await?;
        if !posts.is_empty() {
            insert_posts(&mut tx, self, posts).await?;
            record_history(&mut tx, posts).await?;
            for made in posts {
                if let Some((reservation, answer)) = &made.answer {
                    super::idempotency::answer(&mut tx, reservation, answer).await?;
                }
            }
            // Last, as in every transaction: these rows are those that several of them want.
            super::figures::add_all(&mut tx, self.dialect(), &figures_of(posts)).await?;
        }
        tx.commit().await?;
        if !posts.is_empty() {
            self.bells().ring_for_posts();
        }
        Ok(begun)
    }

    /// For each of `asked` that has a duplicate: the latest post that brings the same URL to the same account and did not end
    /// without success (failed, rejected, cancelled or expired).
    pub async fn find_duplicates(&self, asked: &[Alike]) -> Result<HashMap<Alike, PostId>> {
        let mut found = HashMap::new();
        for batch in asked.chunks(QUESTIONS) {
            let rows: Vec<String> = (0..batch.len())
                .map(|row| format!("({})", placeholders(row * 5 + 1, 5)))
                .collect();
            // Each question ends at the first post that it finds, however often a URL came.
            let sql = format!(
                "with asked (number, user_id, source_hash, account_id, since) as (values {}) \
                 select asked.number as number, (select earlier.id from posts earlier \
                 where earlier.user_id = asked.user_id and earlier.source_hash = asked.source_hash \
                 and earlier.account_id = asked.account_id and earlier.created_at >= asked.since \
                 and earlier.status not in ('failed', 'rejected', 'cancelled', 'expired') \
                 order by earlier.created_at desc limit 1) as id from asked",
                rows.join(", ")
            );
            let mut query = sqlx::query(&sql);
            for (number, alike) in (0i64..).zip(batch) {
                query = query
                    .bind(number)
                    .bind(alike.user.to_string())
                    .bind(source_hash(&alike.url))
                    .bind(alike.account.to_string())
                    .bind(alike.since.as_millis());
            }
            for row in query.fetch_all(self.readers()).await? {
                let number: usize = row.amount("number")?;
                if let (Some(alike), Some(id)) = (batch.get(number), row.optional_parsed("id")?) {
                    found.insert(alike.clone(), id);
                }
            }
        }
        Ok(found)
    }
}

/// What each request may do, in the order in which they came; transactions take the rows in one order.
async fn begin_all(
    tx: &mut Transaction<'static, Any>,
    requests: &[NewRequest],
) -> Result<Vec<Begun>> {
    let mut sorted: Vec<(usize, &NewRequest)> = requests.iter().enumerate().collect();
    sorted.sort_by_cached_key(|(_, request)| request.reservation.key());
    let mut begun = Vec::with_capacity(requests.len());
    for (number, request) in sorted {
        let outcome = super::idempotency::begin(tx, request).await?;
        begun.push((number, outcome));
    }
    begun.sort_by_key(|(number, _)| *number);
    Ok(begun.into_iter().map(|(_, outcome)| outcome).collect())
}

/// Columns whose value differs from post to post, in the order of [`PostRow::bind_new`]. Those that are absent here and in [`ALIKE`] are
/// empty; a test compares with a post that was inserted alone.
const OWN: &[&str] = &[
    "id",
    "user_id",
    "api_key_id",
    "origin",
    "source_url",
    "source_hash",
    "video_title",
    "video_description",
    "auto_approve",
    "external_id",
    "metadata",
    "callback_url",
    "account_id",
    "caption",
    CREATED,
];

/// The last of [`OWN`], which other columns begin with.
const CREATED: &str = "created_at";

/// Columns that are the same in every post just accepted by URL.
const ALIKE: &[(&str, &str)] = &[
    ("source_kind", "'url'"),
    ("status", "'queued'"),
    ("delivery", "'inbox'"),
    ("downloaded_bytes", "0"),
    ("sent_bytes", "0"),
    ("last_chunk_started", "0"),
    ("status_fetches", "0"),
    ("attempts", "0"),
    ("version", "1"),
    ("fence", "0"),
    ("woken", "0"),
    ("most_sent_bytes", "0"),
];

/// Columns that hold the moment at which the post was made.
const SINCE_CREATED: &[&str] = &["entered_at", "progressed_at", "updated_at", "run_at"];

fn insert_sql(posts: usize) -> String {
    let alike = ALIKE.iter().map(|(column, _)| *column);
    let columns: Vec<&str> = OWN
        .iter()
        .chain(SINCE_CREATED)
        .copied()
        .chain(alike)
        .collect();
    let constants: Vec<&str> = ALIKE.iter().map(|(_, value)| *value).collect();
    let constants = constants.join(", ");
    let rows: Vec<String> = (0..posts)
        .map(|post| {
            let first = post * OWN.len() + 1;
            let created = format!("${}, ", first + OWN.len() - 1).repeat(SINCE_CREATED.len());
            format!("({}, {created}{constants})", placeholders(first, OWN.len()))
        })
        .collect();
    format!(
        "insert into posts ({}) values {}",
        columns.join(", "),
        rows.join(", ")
    )
}

async fn insert_posts(
    tx: &mut Transaction<'static, Any>,
    store: &Store,
    posts: &[NewPost],
) -> Result<()> {
    for batch in posts.chunks(ROWS) {
        let sql = insert_sql(batch.len());
        let mut query = sqlx::query(&sql);
        for made in batch {
            let row = PostRow::new(made.post.clone(), store.sealer());
            query = row.bind_new(query)?;
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

async fn record_history(tx: &mut Transaction<'static, Any>, posts: &[NewPost]) -> Result<()> {
    for batch in posts.chunks(4 * ROWS) {
        let rows: Vec<String> = (0..batch.len())
            .map(|row| {
                let at = row * 4 + 1;
                format!(
                    "(${at}, ${}, ${}, ${}, 'queued', 1)",
                    at + 1,
                    at + 2,
                    at + 3
                )
            })
            .collect();
        let sql = format!(
            "insert into post_history (post_id, at, detail, actor, status, version) values {}",
            rows.join(", ")
        );
        let mut query = sqlx::query(&sql);
        for made in batch {
            query = query
                .bind(made.post.id.to_string())
                .bind(made.post.created_at.as_millis())
                .bind(ACCEPTED)
                .bind(made.actor.as_str());
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

/// The first line of a post's history.
pub const ACCEPTED: &str = "Accepted";

fn figures_of(posts: &[NewPost]) -> Pending {
    let mut sums = Pending::new();
    for NewPost { post, .. } in posts {
        let hour = super::figures::hour_of(post.created_at);
        let of_hour = sums.entry((post.user_id, hour)).or_default();
        for figure in figure::of_new(post) {
            of_hour.count(&figure);
        }
    }
    sums
}
