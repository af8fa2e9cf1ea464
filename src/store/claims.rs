//! Claims: a worker takes a post by a lease, keeps it by heartbeats, and gives it back; every write is guarded by the fence.

use std::time::Duration;

use sqlx::{Any, Transaction};

use super::{
    Result, Store, StoreError,
    post_rows::{COLUMNS, PostRow, read_row},
};
use crate::domain::{
    change::{Change, Field},
    clock::Timestamp,
    id::PostId,
    post::Post,
    status::Actor,
};

/// The two queues: long transfers never make short looks at TikTok wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Queued, downloading, checking, sending.
    Transfer,
    /// Processing, unconfirmed, in the inbox, and published as long as TikTok has not named the public post.
    Follow,
}

impl Lane {
    /// Word for word the condition of the lane's partial index, so that the database uses it.
    pub(super) const fn statuses(self) -> &'static str {
        match self {
            Self::Transfer => "status in ('queued', 'downloading', 'checking', 'sending')",
            Self::Follow => "status in ('processing', 'unconfirmed', 'in_inbox', 'published')",
        }
    }
}

/// So long a post waits for a worker on the machine of its file before any other process there takes it.
const STRANDED_AFTER: Duration = Duration::from_secs(20);

/// Whose posts a claim may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Share {
    /// Anybody's.
    Anyone,
    /// Only of people of whom no post in the lane is being worked on, so that one person's slow sources hold up nobody else.
    Idle,
    /// Only those whose file is on the machine, and for which no worker came in 20 seconds.
    Stranded,
}

impl Share {
    /// When a post must have been due, and free, to be taken at `now`.
    fn due_at(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Anyone | Self::Idle => now,
            Self::Stranded => now - STRANDED_AFTER,
        }
    }

    /// A condition on the row `due`.
    const fn condition(self) -> &'static str {
        match self {
            Self::Anyone => "",
            Self::Stranded => " and machine = $4",
            // Word for word the condition of the index `posts_in_transfer`, so that the database uses it.
            Self::Idle => {
                " and not exists (select 1 from posts held where held.user_id = due.user_id \
                 and held.lease_until is not null and held.lease_until > $3 \
                 and held.status in ('queued', 'downloading', 'checking', 'sending'))"
            }
        }
    }
}

/// The right to work on a post, until it runs out or someone breaks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    post_id: PostId,
    worker: String,
    fence: i64,
}

impl Lease {
    /// The post.
    #[must_use]
    pub const fn post_id(&self) -> PostId {
        self.post_id
    }

    /// Who holds it.
    #[must_use]
    pub fn worker(&self) -> &str {
        &self.worker
    }

    /// Grows with every claim and every break: an older one is void.
    #[must_use]
    pub const fn fence(&self) -> i64 {
        self.fence
    }
}

impl Store {
    /// Takes the post that has been due longest, if its file (if any) is on `machine`.
    pub async fn claim(
        &self,
        lane: Lane,
        worker: &str,
        machine: &str,
        now: Timestamp,
        lease_for: Duration,
    ) -> Result<Option<(Lease, Post)>> {
        self.claim_share(lane, Share::Anyone, worker, machine, now, lease_for)
            .await
    }

    /// The same among the posts of `share`.
    pub async fn claim_share(
        &self,
        lane: Lane,
        share: Share,
        worker: &str,
        machine: &str,
        now: Timestamp,
        lease_for: Duration,
    ) -> Result<Option<(Lease, Post)>> {
        let is_free = format!(
            "{} and run_at is not null and run_at <= $3 and (lease_until is null or lease_until <= $3) \
             and (machine is null or machine = $4)",
            lane.statuses()
        );
        let sql = format!(
            "update posts set worker = $1, lease_until = $2, fence = fence + 1, woken = 0 \
             where id = (select id from posts due where {is_free}{} order by run_at limit 1{}) and {is_free} \
             returning {}",
            share.condition(),
            self.dialect().claiming(),
            *COLUMNS
        );
        let rows = sqlx::query(&sql)
            .bind(worker)
            .bind((now + lease_for).as_millis())
            .bind(share.due_at(now).as_millis())
            .bind(machine)
            .fetch_all(self.writers())
            .await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let row = read_row(row)?;
        let lease = Lease {
            post_id: row.post.id,
            worker: worker.to_owned(),
            fence: row.fence,
        };
        Ok(Some((lease, row.post)))
    }

    /// Keeps the lease until `until`.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] if the post was taken over: stop at once.
    pub async fn heartbeat(&self, lease: &Lease, until: Timestamp) -> Result<()> {
        let outcome = sqlx::query(
            "update posts set lease_until = $1 where id = $2 and fence = $3 and worker = $4",
        )
        .bind(until.as_millis())
        .bind(lease.post_id.to_string())
        .bind(lease.fence)
        .bind(&lease.worker)
        .execute(self.writers())
        .await?;
        still_held(outcome.rows_affected())
    }

    /// Writes progress and keeps the lease.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] if the post was taken over: stop at once.
    pub async fn checkpoint(
        &self,
        lease: &Lease,
        now: Timestamp,
        fields: Vec<Field>,
    ) -> Result<Post> {
        let mut tx = self.begin().await?;
        let post = self.set_fields(&mut tx, lease, now, fields).await?;
        tx.commit().await?;
        self.bells().ring_for_posts();
        Ok(post)
    }

    /// Writes the outcome of a step and ends the lease.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] if the post was taken over: nothing is written.
    pub async fn settle(&self, lease: &Lease, now: Timestamp, change: Change) -> Result<Post> {
        let mut tx = self.begin().await?;
        let mut row = self.lock_leased(&mut tx, lease).await?;
        row.end_lease();
        let post = self.write(&mut tx, row, lease.fence, now, change).await?;
        tx.commit().await?;
        self.bells().ring_for_posts();
        Ok(post)
    }

    /// Ends the lease without an outcome; the post is due again at `run_at`.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] if the post was taken over.
    pub async fn release(&self, lease: &Lease, run_at: Timestamp) -> Result<()> {
        let outcome = sqlx::query(
            "update posts set worker = null, lease_until = null, \
             run_at = case when woken = 1 and run_at < $1 then run_at else $1 end, woken = 0 \
             where id = $2 and fence = $3 and worker = $4",
        )
        .bind(run_at.as_millis())
        .bind(lease.post_id.to_string())
        .bind(lease.fence)
        .bind(&lease.worker)
        .execute(self.writers())
        .await?;
        still_held(outcome.rows_affected())
    }

    /// Ends the leases of transfers whose worker's name begins with `machine`, for when all its workers are known to be gone;
    /// says how many there were.
    pub async fn take_back(&self, machine: &str) -> Result<u64> {
        let sql = format!(
            "update posts set worker = null, lease_until = null, fence = fence + 1 \
             where {} and lease_until is not null and worker like $1",
            Lane::Transfer.statuses()
        );
        let taken = sqlx::query(&sql).bind(format!("{machine}-%"));
        Ok(taken.execute(self.writers()).await?.rows_affected())
    }

    /// Sets fields of a leased post, without a transition.
    pub(super) async fn set_fields(
        &self,
        tx: &mut Transaction<'static, Any>,
        lease: &Lease,
        now: Timestamp,
        fields: Vec<Field>,
    ) -> Result<Post> {
        let mut row = self.lock_leased(tx, lease).await?;
        let status = row.post.status;
        let mut change = Change::stay(Actor::System, None);
        change.fields = fields;
        row.apply(&change, now, self.sealer())?;
        self.write_row(tx, &mut row, lease.fence, status, &change.fields, now)
            .await?;
        Ok(row.post)
    }

    /// The leased post, kept from others until the transaction ends. A lease that ran out holds until another claims.
    async fn lock_leased(
        &self,
        tx: &mut Transaction<'static, Any>,
        lease: &Lease,
    ) -> Result<PostRow> {
        let row = self.lock_post(tx, lease.post_id).await?;
        row.filter(|row| row.fence == lease.fence && row.worker.as_ref() == Some(&lease.worker))
            .ok_or(StoreError::LeaseLost)
    }
}

fn still_held(rows: u64) -> Result<()> {
    match rows {
        1 => Ok(()),
        _ => Err(StoreError::LeaseLost),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_lane_has_its_index() {
        let tables = include_str!("../../migrations/20261123000300_create_posts.sql");
        for lane in [Lane::Transfer, Lane::Follow] {
            assert!(tables.contains(lane.statuses()), "{lane:?}");
        }
        let index = include_str!("../../migrations/20261123202200_index_posts_in_transfer.sql");
        assert!(index.contains(Lane::Transfer.statuses()));
        assert!(
            Share::Idle
                .condition()
                .contains(&Lane::Transfer.statuses().replace("status", "held.status"))
        );
    }
}
