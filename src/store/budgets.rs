//! How much TikTok still takes of each profile: slots that are taken and run free again, shared by every worker.

use std::{collections::HashMap, fmt::Write as _};

use sqlx::{Any, Transaction};

use super::{Result, Store, columns::Columns as _};
use crate::domain::{
    budget::Budget,
    clock::Timestamp,
    error_code::ErrorCode,
    id::{PostId, UserId},
};

/// What became of the wish for a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// It is ours.
    Taken,
    /// None is left.
    NotBefore {
        /// Why: an entry of the catalogue.
        code: ErrorCode,
        /// When there may be one; always in the future.
        until: Timestamp,
    },
}

/// How much of a budget is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Used {
    /// Slots taken now.
    pub slots: u32,
    /// When the first of them is free again; none if none is taken.
    pub next_at: Option<Timestamp>,
    /// TikTok itself said that it takes no more, and until when we believe it.
    pub refused_until: Option<Timestamp>,
}

/// A slot that may be taken at `$3`: nobody took it, its time is over, or the post that took it no longer needs it.
fn is_free(budget: Budget) -> String {
    let statuses: Vec<String> = budget
        .used_in()
        .iter()
        .map(|status| format!("'{status}'"))
        .collect();
    if statuses.is_empty() {
        return "tiktok_slots.free_at <= $3".to_owned();
    }
    format!(
        "(tiktok_slots.free_at <= $3 or not exists (select 1 from posts \
         where posts.id = tiktok_slots.post_id and posts.status in ({})))",
        statuses.join(", ")
    )
}

impl Store {
    /// Takes a slot of `budget`, in one statement: two workers never get the same one. `post` keeps what it has taken
    /// and takes no second one.
    pub async fn take_slot(
        &self,
        tiktok_user_id: &str,
        budget: Budget,
        post: Option<PostId>,
        now: Timestamp,
    ) -> Result<Slot> {
        if self.try_to_take(tiktok_user_id, budget, post, now).await? {
            return Ok(Slot::Taken);
        }
        // The first time there are no slots yet; whoever made them meanwhile made them for us too.
        self.make_slots(tiktok_user_id, budget).await?;
        if self.try_to_take(tiktok_user_id, budget, post, now).await? {
            return Ok(Slot::Taken);
        }
        self.when_free(tiktok_user_id, budget, now).await
    }

    async fn try_to_take(
        &self,
        tiktok_user_id: &str,
        budget: Budget,
        post: Option<PostId>,
        now: Timestamp,
    ) -> Result<bool> {
        let may_have = format!(
            "tiktok_slots.tiktok_user_id = $1 and tiktok_slots.budget = $2 and tiktok_slots.number <= $6 \
             and (tiktok_slots.post_id = $5 or {}) and not exists (select 1 from tiktok_pauses \
             where tiktok_pauses.tiktok_user_id = $1 and tiktok_pauses.budget = $2 and tiktok_pauses.until > $3)",
            is_free(budget)
        );
        let sql = format!(
            "update tiktok_slots set free_at = $4, post_id = $5 where number = (select number from tiktok_slots \
             where {may_have} order by case when tiktok_slots.post_id = $5 then 0 else 1 end, free_at, number \
             limit 1{}) and {may_have}",
            self.dialect().claiming()
        );
        let outcome = sqlx::query(&sql)
            .bind(tiktok_user_id)
            .bind(budget.as_str())
            .bind(now.as_millis())
            .bind((now + budget.window()).as_millis())
            .bind(post.map(|id| id.to_string()))
            .bind(i64::from(budget.most()))
            .execute(self.writers())
            .await?;
        Ok(outcome.rows_affected() > 0)
    }

    /// Makes the slots of a profile, all free, unless they are there.
    async fn make_slots(&self, tiktok_user_id: &str, budget: Budget) -> Result<()> {
        let rows = (1..=budget.most()).fold(String::new(), |mut rows, number| {
            let comma = if rows.is_empty() { "" } else { ", " };
            // A String takes everything.
            let _ = write!(rows, "{comma}($1, $2, {number}, 0)");
            rows
        });
        sqlx::query(&format!(
            "insert into tiktok_slots (tiktok_user_id, budget, number, free_at) values {rows} \
             on conflict (tiktok_user_id, budget, number) do nothing"
        ))
        .bind(tiktok_user_id)
        .bind(budget.as_str())
        .execute(self.writers())
        .await?;
        Ok(())
    }

    async fn when_free(
        &self,
        tiktok_user_id: &str,
        budget: Budget,
        now: Timestamp,
    ) -> Result<Slot> {
        let soon = now + std::time::Duration::from_secs(1);
        let pause = sqlx::query(
            "select code, until from tiktok_pauses where tiktok_user_id = $1 and budget = $2 and until > $3",
        )
        .bind(tiktok_user_id)
        .bind(budget.as_str())
        .bind(now.as_millis())
        .fetch_optional(self.readers())
        .await?;
        if let Some(row) = pause {
            return Ok(Slot::NotBefore {
                code: row.parsed("code")?,
                until: row.moment("until")?.max(soon),
            });
        }
        let row = sqlx::query(
            "select min(free_at) as free_at from tiktok_slots \
             where tiktok_user_id = $1 and budget = $2 and number <= $3",
        )
        .bind(tiktok_user_id)
        .bind(budget.as_str())
        .bind(i64::from(budget.most()))
        .fetch_one(self.readers())
        .await?;
        Ok(Slot::NotBefore {
            code: budget.code(),
            until: row.optional_moment("free_at")?.unwrap_or(soon).max(soon),
        })
    }

    /// Gives back what a post took, because TikTok began nothing for it.
    pub async fn return_slot(
        &self,
        post: PostId,
        tiktok_user_id: &str,
        budget: Budget,
    ) -> Result<()> {
        sqlx::query(
            "update tiktok_slots set free_at = 0, post_id = null \
             where tiktok_user_id = $1 and budget = $2 and post_id = $3",
        )
        .bind(tiktok_user_id)
        .bind(budget.as_str())
        .bind(post.to_string())
        .execute(self.writers())
        .await?;
        Ok(())
    }

    /// TikTok said that it takes no more: nobody takes a slot before `until`.
    pub async fn pause_budget(
        &self,
        tiktok_user_id: &str,
        budget: Budget,
        code: ErrorCode,
        until: Timestamp,
    ) -> Result<()> {
        sqlx::query(
            "insert into tiktok_pauses (tiktok_user_id, budget, code, until) values ($1, $2, $3, $4) \
             on conflict (tiktok_user_id, budget) do update set code = excluded.code, until = excluded.until \
             where excluded.until > tiktok_pauses.until",
        )
        .bind(tiktok_user_id)
        .bind(budget.as_str())
        .bind(code.as_str())
        .bind(until.as_millis())
        .execute(self.writers())
        .await?;
        Ok(())
    }

    /// Something speaks for room: what TikTok said before no longer counts.
    pub async fn end_pause(&self, tiktok_user_id: &str, budget: Budget) -> Result<()> {
        sqlx::query("delete from tiktok_pauses where tiktok_user_id = $1 and budget = $2")
            .bind(tiktok_user_id)
            .bind(budget.as_str())
            .execute(self.writers())
            .await?;
        Ok(())
    }

    /// A person knows better than our count: lets one more try through, so that TikTok itself decides.
    pub async fn make_room(
        &self,
        tiktok_user_id: &str,
        budget: Budget,
        now: Timestamp,
    ) -> Result<()> {
        self.end_pause(tiktok_user_id, budget).await?;
        let sql = format!(
            "update tiktok_slots set free_at = 0, post_id = null where tiktok_user_id = $1 and budget = $2 \
             and number = (select number from tiktok_slots where tiktok_user_id = $1 and budget = $2 \
             and number <= $4 order by case when {} then 0 else 1 end, free_at, number limit 1)",
            is_free(budget)
        );
        sqlx::query(&sql)
            .bind(tiktok_user_id)
            .bind(budget.as_str())
            .bind(now.as_millis())
            .bind(i64::from(budget.most()))
            .execute(self.writers())
            .await?;
        Ok(())
    }

    /// How much of `budget` each of a user's profiles has used; profiles of which nothing is used are absent.
    pub async fn used_slots(
        &self,
        user: UserId,
        budget: Budget,
        now: Timestamp,
    ) -> Result<HashMap<String, Used>> {
        let mine = "(select tiktok_user_id from tiktok_accounts where user_id = $1)";
        let slots = sqlx::query(&format!(
            "select tiktok_user_id, count(*) as slots, min(free_at) as next_at from tiktok_slots \
             where tiktok_user_id in {mine} and budget = $2 and number <= $4 and not {} group by tiktok_user_id",
            is_free(budget)
        ))
        .bind(user.to_string())
        .bind(budget.as_str())
        .bind(now.as_millis())
        .bind(i64::from(budget.most()))
        .fetch_all(self.readers())
        .await?;
        let mut used = HashMap::new();
        for row in &slots {
            let of = Used {
                slots: row.amount("slots")?,
                next_at: row.optional_moment("next_at")?,
                refused_until: None,
            };
            used.insert(row.text("tiktok_user_id")?, of);
        }
        let pauses = sqlx::query(&format!(
            "select tiktok_user_id, until from tiktok_pauses \
             where tiktok_user_id in {mine} and budget = $2 and until > $3"
        ))
        .bind(user.to_string())
        .bind(budget.as_str())
        .bind(now.as_millis())
        .fetch_all(self.readers())
        .await?;
        for row in &pauses {
            let of: &mut Used = used.entry(row.text("tiktok_user_id")?).or_default();
            of.refused_until = row.optional_moment("until")?;
        }
        Ok(used)
    }

    /// Deletes pauses that are over.
    pub async fn purge_pauses(&self, now: Timestamp) -> Result<u64> {
        let outcome = sqlx::query("delete from tiktok_pauses where until <= $1")
            .bind(now.as_millis())
            .execute(self.writers())
            .await?;
        Ok(outcome.rows_affected())
    }
}

/// Forgets a user's profiles and what TikTok told of them, unless another user has connected them too. Answers how many
/// rows that were.
pub(super) async fn forget_profiles(
    tx: &mut Transaction<'static, Any>,
    user: UserId,
) -> Result<u64> {
    let mut forgotten = 0;
    for table in ["tiktok_slots", "tiktok_pauses", "tiktok_events"] {
        let outcome = sqlx::query(&format!(
            "delete from {table} where tiktok_user_id in \
             (select tiktok_user_id from tiktok_accounts where user_id = $1) and not exists \
             (select 1 from tiktok_accounts as other \
             where other.tiktok_user_id = {table}.tiktok_user_id and other.user_id <> $1)"
        ))
        .bind(user.to_string())
        .execute(&mut **tx)
        .await?;
        forgotten += outcome.rows_affected();
    }
    Ok(forgotten)
}
