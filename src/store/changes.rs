//! Changes to a post: decided on the locked row, written with history and callbacks in one transaction.

use std::time::Duration;

use sqlx::{Any, Transaction};

use super::{Result, Store, StoreError, post_rows::PostRow};
use crate::domain::{
    change::{Change, Field},
    clock::Timestamp,
    figure,
    id::{AccountId, PostId, UserId},
    post::Post,
    status::Status,
};

/// An unconfirmed post is looked at again this soon, whoever made it so: what kept TikTok from answering often passes.
const FIRST_LOOK: Duration = Duration::from_secs(5);

/// Why a post did not change.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError<E> {
    /// The user has no such post.
    #[error("there is no such post")]
    NotFound,
    /// The decision was no.
    #[error("the change was refused")]
    Refused(E),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<E> From<sqlx::Error> for ChangeError<E> {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Store {
    /// Changes a user's post as `decide` says, on the locked row. A worker that holds the post loses it.
    ///
    /// A change without a step and without `run_at` leaves it as it is when a worker is due.
    ///
    /// # Errors
    /// [`ChangeError::Refused`] with the error of `decide`; nothing is written then.
    pub async fn change_post<E: Send>(
        &self,
        user: UserId,
        id: PostId,
        now: Timestamp,
        decide: impl FnOnce(&Post) -> Result<Change, E> + Send,
    ) -> Result<Post, ChangeError<E>> {
        self.change(Some(user), id, now, decide).await
    }

    /// The same for the machine itself, whoever owns the post.
    ///
    /// # Errors
    /// As [`change_post`](Self::change_post).
    pub async fn change_post_as_system<E: Send>(
        &self,
        id: PostId,
        now: Timestamp,
        decide: impl FnOnce(&Post) -> Result<Change, E> + Send,
    ) -> Result<Post, ChangeError<E>> {
        self.change(None, id, now, decide).await
    }

    async fn change<E: Send>(
        &self,
        user: Option<UserId>,
        id: PostId,
        now: Timestamp,
        decide: impl FnOnce(&Post) -> Result<Change, E> + Send,
    ) -> Result<Post, ChangeError<E>> {
        let mut tx = self.begin().await?;
        let row = self.lock_post(&mut tx, id).await?;
        let mut row = row
            .filter(|row| user.is_none_or(|user| row.post.user_id == user))
            .ok_or(ChangeError::NotFound)?;
        let mut change = decide(&row.post).map_err(ChangeError::Refused)?;
        if change.step.is_none() {
            change.run_at = change.run_at.or(row.run_at);
        }
        let fence = row.fence;
        if row.worker.is_some() {
            row.fence += 1;
            row.end_lease();
        }
        let post = self.write(&mut tx, row, fence, now, change).await?;
        tx.commit().await?;
        self.bells().ring_for_posts();
        Ok(post)
    }

    /// Writes all that `change` means: the row, its file, its history, its callback. `fence` is what the row was read with.
    pub(super) async fn write(
        &self,
        tx: &mut Transaction<'static, Any>,
        mut row: PostRow,
        fence: i64,
        now: Timestamp,
        change: Change,
    ) -> Result<Post> {
        let before = row.post.clone();
        row.apply(&change, now, self.sealer())?;
        // Someone asked for another look while the worker held the post: its own plan must not delay that.
        let planned = if row.woken { Some(now) } else { change.run_at };
        let entered = change.step.is_some();
        row.run_at = due(row.post.status, entered, planned, now);
        row.woken = false;
        self.write_row(tx, &mut row, fence, before.status, &change.fields, now)
            .await?;
        if change.step.is_some() || !change.detail.is_empty() {
            super::history::record(tx, &row.post, now, &change.detail, change.actor).await?;
        }
        if let Some(consent) = &change.consent {
            super::consents::insert(tx, consent).await?;
        }
        if change.step.is_some() {
            super::outbox::announce(tx, &row.post, now).await?;
            let figures = figure::of_step(&before, &row.post, now);
            super::figures::add(tx, self.dialect(), row.post.user_id, now, &figures).await?;
            super::counts::moved(tx, row.post.user_id, before.status, row.post.status).await?;
        }
        Ok(row.post)
    }

    /// Writes the row after its fields were set, and gives the file to it if that is among them.
    pub(super) async fn write_row(
        &self,
        tx: &mut Transaction<'static, Any>,
        row: &mut PostRow,
        fence: i64,
        status: Status,
        fields: &[Field],
        now: Timestamp,
    ) -> Result<()> {
        let file_changes = fields
            .iter()
            .any(|field| matches!(field, Field::TemporaryFile(_)));
        if file_changes {
            row.machine = match row.post.temporary_file {
                Some(file) => super::temporary_files::machine_of(tx, file).await?,
                None => None,
            };
        }
        row.update(tx, fence, status).await?;
        if file_changes {
            super::temporary_files::hand_over(tx, &row.post, now).await?;
        }
        Ok(())
    }

    /// Lets a worker look at a post at once, if it is processing, unconfirmed, in the inbox, or waiting for TikTok.
    /// If a worker holds it just now, it is looked at again as soon as that worker is done.
    pub async fn wake_post(&self, id: PostId, now: Timestamp) -> Result<()> {
        sqlx::query(&wake("id = $2"))
            .bind(now.as_millis())
            .bind(id.to_string())
            .execute(self.writers())
            .await?;
        Ok(())
    }

    /// Lets every post of an account that waits for TikTok try again at once. Answers how many.
    pub async fn wake_waiting(&self, account: AccountId, now: Timestamp) -> Result<u64> {
        let outcome = sqlx::query(&wake("account_id = $2 and status = 'sending'"))
            .bind(now.as_millis())
            .bind(account.to_string())
            .execute(self.writers())
            .await?;
        Ok(outcome.rows_affected())
    }
}

fn wake(condition: &str) -> String {
    format!(
        "update posts set \
         run_at = case when run_at is null or run_at > $1 then $1 else run_at end, \
         woken = case when lease_until > $1 then 1 else woken end \
         where {condition} and (status in ('processing', 'unconfirmed', 'in_inbox', 'published') \
         or (status = 'sending' and (waiting_code is not null or lease_until > $1)))"
    )
}

/// When a worker is due: as the change says. A post that only a worker can bring further is never left without.
/// `entered` says that the status has just begun.
fn due(
    status: Status,
    entered: bool,
    planned: Option<Timestamp>,
    now: Timestamp,
) -> Option<Timestamp> {
    if !status.is_worked_on() {
        return None;
    }
    if status == Status::Unconfirmed {
        // It is always looked at once; TikTok is not asked for ever what became of it.
        return planned.or_else(|| entered.then(|| now + FIRST_LOOK));
    }
    planned.or_else(|| (!status.is_terminal()).then_some(now))
}
