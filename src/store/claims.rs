//! Claims: a worker takes a post by a lease, keeps it by heartbeats, and gives it back; every write is guarded by the fence.

use std::time::Duration;

use sqlx::{Any, Transaction};

use super::{
    Result, Store, StoreError,
    columns::Columns as _,
    post_rows::{COLUMNS, PostRow, read_row},
};
use crate::domain::{
    change::{Change, Field},
    clock::Timestamp,
    id::{PostId, UserId},
    post::Post,
    status::{Actor, Status},
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
    /// Whether a post in `status` is in this queue.
    #[must_use]
    pub const fn takes(self, status: Status) -> bool {
        match self {
            Self::Transfer => matches!(
                status,
                Status::Queued | Status::Downloading | Status::Checking | Status::Sending
            ),
            Self::Follow => matches!(
                status,
                Status::Processing | Status::Unconfirmed | Status::InInbox | Status::Published
            ),
        }
    }

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
    /// Only those whose file is on the machine: what was begun is ended before more is fetched.
    Begun,
    /// Anybody's but this person's, who has enough going on.
    NotOf(UserId),
    /// Only those whose file is on the machine, and for which no worker came in 20 seconds.
    Stranded,
}

impl Share {
    /// When a post must have been due, and free, to be taken at `now`.
    fn due_at(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Anyone | Self::Begun | Self::NotOf(_) => now,
            Self::Stranded => now - STRANDED_AFTER,
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
        let due_at = share.due_at(now);
        let of_owner = match share {
            Share::Anyone | Share::Begun | Share::Stranded => None,
            Share::NotOf(user) => match self.first_owner_but(user, lane, machine, due_at).await? {
                Some(owner) => Some(owner),
                None => return Ok(None),
            },
        };
        let is_free = is_free(lane);
        let more = match share {
            Share::Anyone => String::new(),
            Share::Begun | Share::Stranded => " and machine = $4".to_owned(),
            Share::NotOf(_) => " and user_id = $5".to_owned(),
        };
        let sql = format!(
            "update posts set worker = $1, lease_until = $2, fence = fence + 1, woken = 0 \
             where id = (select id from posts due where {is_free}{more} order by run_at limit 1{}) and {is_free} \
             returning {}",
            self.dialect().claiming(),
            *COLUMNS
        );
        let mut query = sqlx::query(&sql)
            .bind(worker)
            .bind((now + lease_for).as_millis())
            .bind(due_at.as_millis())
            .bind(machine);
        if let Some(owner) = of_owner {
            query = query.bind(owner);
        }
        let rows = query.fetch_all(self.writers()).await?;
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

    /// Who but `user` has waited longest. Goes from person to person, however many posts they have.
    async fn first_owner_but(
        &self,
        user: UserId,
        lane: Lane,
        machine: &str,
        now: Timestamp,
    ) -> Result<Option<String>> {
        let statuses = lane.statuses();
        let sql = format!(
            "with recursive owners (user_id) as (select min(user_id) from posts where run_at is not null and {statuses} \
             union all select (select min(user_id) from posts where run_at is not null and {statuses} \
             and user_id > owners.user_id) from owners where owners.user_id is not null), \
             waiting (user_id, since) as (select owners.user_id, (select run_at from posts where user_id = owners.user_id \
             and {} order by run_at limit 1) from owners where owners.user_id <> $3) \
             select user_id from waiting where since is not null order by since limit 1",
            is_free(lane).replace("$3", "$1").replace("$4", "$2"),
        );
        let row = sqlx::query(&sql)
            .bind(now.as_millis())
            .bind(machine)
            .bind(user.to_string())
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| row.text("user_id")).transpose()
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
        self.end_step(lease, now, change, None).await
    }

    /// Writes the outcome of a step and keeps the lease until `until`, for the step that comes next.
    ///
    /// # Errors
    /// As [`settle`](Self::settle).
    pub async fn advance(
        &self,
        lease: &Lease,
        now: Timestamp,
        change: Change,
        until: Timestamp,
    ) -> Result<Post> {
        self.end_step(lease, now, change, Some(until)).await
    }

    async fn end_step(
        &self,
        lease: &Lease,
        now: Timestamp,
        change: Change,
        keep_until: Option<Timestamp>,
    ) -> Result<Post> {
        let mut tx = self.begin().await?;
        let mut row = self.lock_leased(&mut tx, lease).await?;
        match keep_until {
            Some(until) => row.lease_until = Some(until),
            None => row.end_lease(),
        }
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
             where run_at is not null and {} and lease_until is not null and worker like $1",
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

/// A post that may be taken at $3 by a process that sees the files of machine $4.
fn is_free(lane: Lane) -> String {
    format!(
        "{} and run_at is not null and run_at <= $3 and (lease_until is null or lease_until <= $3) \
         and (machine is null or machine = $4)",
        lane.statuses()
    )
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
        let index = include_str!("../../migrations/20261129093000_index_claims.sql");
        assert!(index.contains(Lane::Transfer.statuses()));
    }

    #[test]
    fn a_lane_takes_what_its_index_holds() {
        for lane in [Lane::Transfer, Lane::Follow] {
            for status in Status::ALL {
                let is_held = lane.statuses().contains(&format!("'{status}'"));
                assert_eq!(lane.takes(status), is_held, "{status}");
            }
        }
    }
}
