//! Hourly figures of each user: added up where they come about, one row for each hour.

use std::collections::BTreeMap;

use sqlx::{Any, Transaction};

use super::{
    Result, Store, StoreError,
    columns::{Columns as _, placeholders},
    dialect::Dialect,
};
use crate::domain::{
    clock::Timestamp,
    counts::Counts,
    figure::{Figure, HOUR},
    id::UserId,
};

/// Hours of one statement.
const ROWS: usize = 16;

/// Figures of many users and hours, on their way into the table.
pub type Pending = BTreeMap<(UserId, i64), Counts>;

impl Store {
    /// What was counted of `user` in each hour from `from` to before `until` in which there was anything, the earliest first.
    pub async fn figures(
        &self,
        user: UserId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<(Timestamp, Counts)>> {
        let rows = sqlx::query(
            "select hour, counts from hourly_figures \
             where user_id = $1 and hour >= $2 and hour < $3 order by hour",
        )
        .bind(user.to_string())
        .bind(from.as_millis())
        .bind(until.as_millis())
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| Ok((row.moment("hour")?, read(&row.text("counts")?)?)))
            .collect()
    }

    /// Adds what was counted outside of the database. A user who is gone is left out.
    pub async fn add_figures(&self, pending: &Pending) -> Result<()> {
        for (key, counts) in pending {
            let mut tx = self.begin().await?;
            let known = sqlx::query("select id from users where id = $1")
                .bind(key.0.to_string())
                .fetch_optional(&mut *tx)
                .await?;
            if known.is_some() {
                let of_user = Pending::from([(*key, counts.clone())]);
                add_all(&mut tx, self.dialect(), &of_user).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Adds `figures` to those of the hour of `now`. The last statements of a transaction: their row is one that several
/// transactions want.
pub(super) async fn add(
    tx: &mut Transaction<'static, Any>,
    dialect: Dialect,
    user: UserId,
    now: Timestamp,
    figures: &[Figure],
) -> Result<()> {
    let counts = figures.iter().collect();
    let pending = Pending::from([((user, hour_of(now)), counts)]);
    add_all(tx, dialect, &pending).await
}

/// Adds the figures of several users and hours. The last statements of a transaction, as [`add`]; rows are taken in one order.
pub(super) async fn add_all(
    tx: &mut Transaction<'static, Any>,
    dialect: Dialect,
    pending: &Pending,
) -> Result<()> {
    let pending: Vec<_> = pending.iter().filter(|(_, it)| !it.is_empty()).collect();
    for batch in pending.chunks(ROWS) {
        add_batch(tx, dialect, batch).await?;
    }
    Ok(())
}

async fn add_batch(
    tx: &mut Transaction<'static, Any>,
    dialect: Dialect,
    batch: &[(&(UserId, i64), &Counts)],
) -> Result<()> {
    let keys: Vec<_> = batch.iter().map(|(key, _)| **key).collect();
    let mut sums = hours(tx, dialect, &keys).await?;
    if sums.len() < keys.len() {
        begin_hours(tx, &keys).await?;
        // Another transaction may have begun one of them meanwhile, and added to it.
        sums = hours(tx, dialect, &keys).await?;
    }
    for (key, counts) in batch {
        sums.entry(**key).or_default().add(counts);
    }
    let sql = format!(
        "insert into hourly_figures (user_id, hour, counts) values {} \
         on conflict (user_id, hour) do update set counts = excluded.counts",
        rows(sums.len(), 3)
    );
    let mut query = sqlx::query(&sql);
    for ((user, hour), counts) in &sums {
        query = query.bind(user.to_string()).bind(hour).bind(write(counts)?);
    }
    query.execute(&mut **tx).await?;
    Ok(())
}

/// What was counted in these hours so far, kept from others until the transaction ends; without those that nobody has begun.
async fn hours(
    tx: &mut Transaction<'static, Any>,
    dialect: Dialect,
    keys: &[(UserId, i64)],
) -> Result<Pending> {
    let these: Vec<String> = (0..keys.len())
        .map(|key| format!("(user_id = ${} and hour = ${})", key * 2 + 1, key * 2 + 2))
        .collect();
    let sql = format!(
        "select user_id, hour, counts from hourly_figures where {} order by user_id, hour{}",
        these.join(" or "),
        dialect.locking()
    );
    let mut query = sqlx::query(&sql);
    for (user, hour) in keys {
        query = query.bind(user.to_string()).bind(hour);
    }
    let rows = query.fetch_all(&mut **tx).await?;
    rows.iter()
        .map(|row| {
            let key = (row.parsed("user_id")?, row.integer("hour")?);
            Ok((key, read(&row.text("counts")?)?))
        })
        .collect()
}

/// Makes the rows of these hours that are missing.
async fn begin_hours(tx: &mut Transaction<'static, Any>, keys: &[(UserId, i64)]) -> Result<()> {
    let sql = format!(
        "insert into hourly_figures (user_id, hour, counts) values {} \
         on conflict (user_id, hour) do nothing",
        rows(keys.len(), 3)
    );
    let mut query = sqlx::query(&sql);
    for (user, hour) in keys {
        let nothing = write(&Counts::default())?;
        query = query.bind(user.to_string()).bind(hour).bind(nothing);
    }
    query.execute(&mut **tx).await?;
    Ok(())
}

fn rows(count: usize, columns: usize) -> String {
    let rows: Vec<String> = (0..count)
        .map(|row| format!("({})", placeholders(row * columns + 1, columns)))
        .collect();
    rows.join(", ")
}

/// The first millisecond of the hour.
#[must_use]
pub const fn hour_of(at: Timestamp) -> i64 {
    at.as_millis() - at.as_millis().rem_euclid(HOUR)
}

fn read(json: &str) -> Result<Counts> {
    serde_json::from_str(json).map_err(|error| unreadable(&error))
}

fn write(counts: &Counts) -> Result<String> {
    serde_json::to_string(counts).map_err(|error| unreadable(&error))
}

fn unreadable(error: &serde_json::Error) -> StoreError {
    StoreError::Corrupt(format!("counts: {error}"))
}
