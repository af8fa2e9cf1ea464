//! Hourly figures of each user: added up where they come about, one row for each hour.

use std::collections::BTreeMap;

use futures::TryStreamExt as _;
use sqlx::{Any, Transaction, any::AnyRow};

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
    /// What was counted of `user` in each of the slots that begin at `starts`, the earliest first; the last one ends at `until`.
    /// An hour is in the slot in which it begins.
    pub async fn figures(
        &self,
        user: UserId,
        starts: &[Timestamp],
        until: Timestamp,
    ) -> Result<Vec<Counts>> {
        let mut slots = vec![Counts::default(); starts.len()];
        let from = starts.first().copied().unwrap_or(until);
        let mut rows = sqlx::query(
            "select hour, counts from hourly_figures where user_id = $1 and hour >= $2 and hour < $3",
        )
        .bind(user.to_string())
        .bind(from.as_millis())
        .bind(until.as_millis())
        .fetch(self.readers());
        while let Some(row) = rows.try_next().await? {
            let hour = row.moment("hour")?;
            let begun = starts.partition_point(|start| *start <= hour);
            if let Some(slot) = begun.checked_sub(1).and_then(|index| slots.get_mut(index)) {
                read(slot, &row.text("counts")?)?;
            }
        }
        Ok(slots)
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
    let mut sums = take_hours(tx, dialect, batch).await?;
    for (key, counts) in batch {
        sums.entry(**key).or_default().add(counts);
    }
    let sql = format!(
        "insert into hourly_figures (user_id, hour, counts) values {} \
         on conflict (user_id, hour) do update set counts = excluded.counts",
        rows(sums.len())
    );
    let mut query = sqlx::query(&sql);
    for ((user, hour), counts) in &sums {
        query = query.bind(user.to_string()).bind(hour).bind(write(counts)?);
    }
    query.execute(&mut **tx).await?;
    Ok(())
}

/// What was counted in these hours so far; begins those that nobody has begun. Nobody else has them until the transaction ends,
/// and they are taken in the order of the batch.
async fn take_hours(
    tx: &mut Transaction<'static, Any>,
    dialect: Dialect,
    batch: &[(&(UserId, i64), &Counts)],
) -> Result<Pending> {
    if let [((user, hour), _)] = batch {
        // Mostly it is there: to read it costs a server less than to write it once more.
        let sql = format!(
            "select user_id, hour, counts from hourly_figures where user_id = $1 and hour = $2{}",
            dialect.locking()
        );
        let hour = sqlx::query(&sql).bind(user.to_string()).bind(hour);
        if let Some(row) = hour.fetch_optional(&mut **tx).await? {
            return Ok(Pending::from([read_hour(&row)?]));
        }
    }
    let sql = format!(
        "insert into hourly_figures (user_id, hour, counts) values {} \
         on conflict (user_id, hour) do update set counts = hourly_figures.counts returning user_id, hour, counts",
        rows(batch.len())
    );
    let nothing = write(&Counts::default())?;
    let mut query = sqlx::query(&sql);
    for ((user, hour), _) in batch {
        query = query.bind(user.to_string()).bind(hour).bind(&nothing);
    }
    let taken = query.fetch_all(&mut **tx).await?;
    taken.iter().map(read_hour).collect()
}

fn read_hour(row: &AnyRow) -> Result<((UserId, i64), Counts)> {
    let mut counts = Counts::default();
    read(&mut counts, &row.text("counts")?)?;
    Ok(((row.parsed("user_id")?, row.integer("hour")?), counts))
}

fn rows(count: usize) -> String {
    let rows: Vec<String> = (0..count)
        .map(|row| format!("({})", placeholders(row * 3 + 1, 3)))
        .collect();
    rows.join(", ")
}

/// The first millisecond of the hour.
#[must_use]
pub const fn hour_of(at: Timestamp) -> i64 {
    at.as_millis() - at.as_millis().rem_euclid(HOUR)
}

fn read(into: &mut Counts, json: &str) -> Result<()> {
    into.add_json(json).map_err(|error| unreadable(&error))
}

fn write(counts: &Counts) -> Result<String> {
    serde_json::to_string(counts).map_err(|error| unreadable(&error))
}

fn unreadable(error: &serde_json::Error) -> StoreError {
    StoreError::Corrupt(format!("counts: {error}"))
}
