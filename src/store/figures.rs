//! Hourly figures of each user: added up where they come about, one row for each hour.

use std::collections::BTreeMap;

use sqlx::{Any, Transaction};

use super::{Result, Store, StoreError, columns::Columns as _, dialect::Dialect};
use crate::domain::{
    clock::Timestamp,
    counts::Counts,
    figure::{Figure, HOUR},
    id::UserId,
};

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
        for ((user, hour), counts) in pending {
            let mut tx = self.begin().await?;
            let known = sqlx::query("select id from users where id = $1")
                .bind(user.to_string())
                .fetch_optional(&mut *tx)
                .await?;
            if known.is_some() {
                add_hour(&mut tx, self.dialect(), *user, *hour, counts).await?;
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
    add_hour(tx, dialect, user, hour_of(now), &figures.iter().collect()).await
}

/// Adds the figures of several users and hours. The last statements of a transaction, as [`add`]; rows are taken in one order.
pub(super) async fn add_all(
    tx: &mut Transaction<'static, Any>,
    dialect: Dialect,
    pending: &Pending,
) -> Result<()> {
    for ((user, hour), counts) in pending {
        add_hour(tx, dialect, *user, *hour, counts).await?;
    }
    Ok(())
}

async fn add_hour(
    tx: &mut Transaction<'static, Any>,
    dialect: Dialect,
    user: UserId,
    hour: i64,
    counts: &Counts,
) -> Result<()> {
    if counts.is_empty() || add_to(tx, dialect, user, hour, counts).await? {
        return Ok(());
    }
    let begun = sqlx::query(
        "insert into hourly_figures (user_id, hour, counts) values ($1, $2, $3) \
         on conflict (user_id, hour) do nothing",
    )
    .bind(user.to_string())
    .bind(hour)
    .bind(write(counts)?)
    .execute(&mut **tx)
    .await?;
    if begun.rows_affected() == 0 {
        // Another transaction began the hour meanwhile.
        add_to(tx, dialect, user, hour, counts).await?;
    }
    Ok(())
}

/// False if there is no such hour yet.
async fn add_to(
    tx: &mut Transaction<'static, Any>,
    dialect: Dialect,
    user: UserId,
    hour: i64,
    counts: &Counts,
) -> Result<bool> {
    let found = sqlx::query(&format!(
        "select counts from hourly_figures where user_id = $1 and hour = $2{}",
        dialect.locking()
    ))
    .bind(user.to_string())
    .bind(hour)
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = found else {
        return Ok(false);
    };
    let mut sums = read(&row.text("counts")?)?;
    sums.add(counts);
    sqlx::query("update hourly_figures set counts = $3 where user_id = $1 and hour = $2")
        .bind(user.to_string())
        .bind(hour)
        .bind(write(&sums)?)
        .execute(&mut **tx)
        .await?;
    Ok(true)
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
