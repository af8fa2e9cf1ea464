//! Hourly figures of each user: added up where they come about, read in slots of some hours.

use std::collections::BTreeMap;

use sqlx::{Any, Transaction};

use super::{
    Result, Store, StoreError,
    columns::{Columns as _, whole},
};
use crate::domain::{
    clock::Timestamp,
    figure::{Figure, HOUR, Kind},
    id::UserId,
};

/// Figures of one statement.
const BATCH: usize = 50;

/// So much of something in one slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Of what.
    pub kind: Kind,
    /// Of which of them.
    pub label: String,
    /// In which slot, from 0.
    pub slot: u64,
    /// How much.
    pub amount: u64,
}

/// Figures of many users and hours, on their way into the table.
pub type Pending = BTreeMap<(UserId, i64), BTreeMap<(Kind, String), u64>>;

impl Store {
    /// What was counted of `user` in hours from `from` to before `until`, in slots of `hours` hours.
    pub async fn figures(
        &self,
        user: UserId,
        from: Timestamp,
        until: Timestamp,
        hours: u32,
    ) -> Result<Vec<Counted>> {
        let rows = sqlx::query(
            "select kind, label, (hour - $2) / $4 as slot, cast(sum(amount) as bigint) as amount \
             from figures where user_id = $1 and hour >= $2 and hour < $3 \
             group by kind, label, (hour - $2) / $4",
        )
        .bind(user.to_string())
        .bind(from.as_millis())
        .bind(until.as_millis())
        .bind(HOUR * i64::from(hours.max(1)))
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                let kind = row.text("kind")?;
                Ok(Counted {
                    kind: Kind::from_name(&kind)
                        .ok_or_else(|| StoreError::Corrupt(format!("a figure of kind {kind}")))?,
                    label: row.text("label")?,
                    slot: row.amount("slot")?,
                    amount: row.amount("amount")?,
                })
            })
            .collect()
    }

    /// Adds what was counted outside of the database. A user who is gone is left out.
    pub async fn add_figures(&self, pending: &Pending) -> Result<()> {
        for ((user, hour), figures) in pending {
            let mut tx = self.begin().await?;
            let known = sqlx::query("select id from users where id = $1")
                .bind(user.to_string())
                .fetch_optional(&mut *tx)
                .await?;
            if known.is_some() {
                let figures: Vec<Figure> = figures
                    .iter()
                    .map(|((kind, label), amount)| Figure {
                        kind: *kind,
                        label: label.clone(),
                        amount: *amount,
                    })
                    .collect();
                insert(&mut tx, *user, *hour, figures).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Adds `figures` to those of the hour of `now`. The last statement of a transaction: its rows are those that several
/// transactions want, and they take them in one order.
pub(super) async fn add(
    tx: &mut Transaction<'static, Any>,
    user: UserId,
    now: Timestamp,
    figures: Vec<Figure>,
) -> Result<()> {
    insert(tx, user, hour_of(now), figures).await
}

/// Adds the figures of several users. The last statements of a transaction, as [`add`].
pub(super) async fn add_all(tx: &mut Transaction<'static, Any>, pending: Pending) -> Result<()> {
    for ((user, hour), figures) in pending {
        let figures = figures.into_iter().map(|((kind, label), amount)| Figure {
            kind,
            label,
            amount,
        });
        insert(tx, user, hour, figures.collect()).await?;
    }
    Ok(())
}

/// The first millisecond of the hour.
#[must_use]
pub const fn hour_of(at: Timestamp) -> i64 {
    at.as_millis() - at.as_millis().rem_euclid(HOUR)
}

async fn insert(
    tx: &mut Transaction<'static, Any>,
    user: UserId,
    hour: i64,
    mut figures: Vec<Figure>,
) -> Result<()> {
    figures.sort_by(|one, other| {
        (one.kind.as_str(), &one.label).cmp(&(other.kind.as_str(), &other.label))
    });
    // One statement must not touch a row twice.
    figures.dedup_by(|later, kept| {
        let is_same = later.kind == kept.kind && later.label == kept.label;
        if is_same {
            kept.amount += later.amount;
        }
        is_same
    });
    for batch in figures.chunks(BATCH) {
        let rows: Vec<String> = (0..batch.len())
            .map(|row| {
                let at = 3 + row * 3;
                format!("($1, $2, ${at}, ${}, ${})", at + 1, at + 2)
            })
            .collect();
        let sql = format!(
            "insert into figures (user_id, hour, kind, label, amount) values {} \
             on conflict (user_id, hour, kind, label) do update set amount = figures.amount + excluded.amount",
            rows.join(", ")
        );
        let mut query = sqlx::query(&sql).bind(user.to_string()).bind(hour);
        for figure in batch {
            query = query
                .bind(figure.kind.as_str())
                .bind(figure.label.clone())
                .bind(whole(figure.amount));
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}
