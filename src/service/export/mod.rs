//! Everything that is held about a person, as a zip of JSON files: what `/settings` and the command line hand out.
//!
//! Rows are read a page at a time and packed on a thread of their own behind a bounded channel, so that memory stays flat
//! however much there is. `archive` packs, `note` writes what lies beside the rows, `turns` lets one export at a time go on.

mod archive;
mod note;
mod turns;

use std::io::{self, Write};

use bytes::Bytes;
use futures::{Stream, StreamExt as _, stream};
use tokio::sync::mpsc;

pub use self::turns::Turns;
use self::{
    archive::{Archive, Blocks},
    turns::Turn,
};
use crate::{
    domain::{
        clock::Timestamp,
        error_code::ErrorCode,
        holdings::{TABLES, Table, Whose},
        id::UserId,
        user::User,
    },
    service::{Context, Result, ServiceError},
    store::export::{Cursor, Line, Owner},
};

/// Blocks of the zip that wait for whoever takes them.
const WAITING: usize = 8;

/// What an export is called where it is saved.
#[must_use]
pub fn file_name(now: Timestamp) -> String {
    format!("ai-video-uploader-{}.zip", now.to_utc().date())
}

/// Writes the export of a person to `to`, and hands it back when the last byte is written.
///
/// # Errors
/// [`ErrorCode::NotFound`]; [`ErrorCode::ExportRunning`]; the database failed, or `to` took no more.
pub async fn write<W: Write + Send + 'static>(ctx: &Context, id: UserId, to: W) -> Result<W> {
    let _turn = begin(ctx, id)?;
    pack(ctx, &owner(ctx, id).await?, to).await
}

/// The export of a person as it comes into being. If it breaks off, so does the stream, with an error.
///
/// # Errors
/// [`ErrorCode::NotFound`]; [`ErrorCode::ExportRunning`]; the database failed.
pub async fn stream(
    ctx: &Context,
    id: UserId,
) -> Result<impl Stream<Item = io::Result<Bytes>> + Send + 'static> {
    let turn = begin(ctx, id)?;
    let user = owner(ctx, id).await?;
    let (blocks, taken) = mpsc::channel(WAITING);
    let task = {
        let ctx = ctx.clone();
        ctx.tasks.clone().spawn(async move {
            let packed = tokio::select! {
                packed = pack(&ctx, &user, Blocks::new(blocks)) => packed,
                () = ctx.stop.cancelled() => Err(ServiceError::refused(ErrorCode::Unavailable)),
            };
            packed.map(drop).map_err(|error| {
                tracing::warn!(user = %user.id, %error, "an export broke off");
                io::Error::other("the export broke off")
            })
        })
    };
    // The turn ends with the stream, not before the last block is taken.
    let blocks = stream::unfold((taken, turn), async |(mut taken, turn)| {
        let block: Bytes = taken.recv().await?;
        Some((Ok(block), (taken, turn)))
    });
    // Whoever reads must not take a part for the whole.
    let end = stream::once(async move {
        task.await
            .unwrap_or_else(|error| Err(io::Error::other(error)))
    });
    Ok(blocks.chain(end.filter_map(async |ended| ended.err().map(Err))))
}

fn begin(ctx: &Context, id: UserId) -> Result<Turn> {
    ctx.exports
        .take(id)
        .ok_or_else(|| ServiceError::refused(ErrorCode::ExportRunning))
}

async fn owner(ctx: &Context, id: UserId) -> Result<User> {
    let user = ctx.store.find_user(id).await?;
    user.ok_or_else(|| ServiceError::refused(ErrorCode::NotFound))
}

async fn pack<W: Write + Send + 'static>(ctx: &Context, user: &User, to: W) -> Result<W> {
    let mut archive = Archive::begin(to, ctx.now());
    match fill(ctx, user, &mut archive).await {
        // Whoever packs knows best why nothing more was taken.
        Ok(()) | Err(Stopped::Full) => archive.finish().await.map_err(|error| full(&error)),
        Err(Stopped::Read(error)) => {
            archive.abandon().await;
            Err(error)
        }
    }
}

fn full(error: &io::Error) -> ServiceError {
    ServiceError::Broken(format!("the export could not be written: {error}"))
}

/// Why an export ends early.
enum Stopped {
    /// The database failed.
    Read(ServiceError),
    /// The archive takes no more.
    Full,
}

impl<E: Into<ServiceError>> From<E> for Stopped {
    fn from(error: E) -> Self {
        Self::Read(error.into())
    }
}

async fn fill<W>(ctx: &Context, user: &User, archive: &mut Archive<W>) -> Result<(), Stopped> {
    archive.file(note::NAME).await?;
    archive.add(note::text(ctx, user).into_bytes()).await?;
    for table in TABLES {
        archive.file(table.file).await?;
        archive.add(b"[".to_vec()).await?;
        let mut rows = Rows {
            ctx,
            user: user.id,
            table,
            archive: &mut *archive,
            written: 0,
        };
        rows.write().await?;
        let end: &[u8] = if rows.written == 0 { b"]\n" } else { b"\n]\n" };
        archive.add(end.to_vec()).await?;
    }
    Ok(())
}

/// The rows of one table on their way into the archive.
struct Rows<'r, W> {
    ctx: &'r Context,
    user: UserId,
    table: &'static Table,
    archive: &'r mut Archive<W>,
    written: u64,
}

impl<W> Rows<'_, W> {
    async fn write(&mut self) -> Result<(), Stopped> {
        match self.table.whose {
            Whose::User(_) => self.of(Owner::User(self.user)).await,
            Whose::Of(parent, _) => self.of_rows(parent).await,
            Whose::Profile => {
                for account in self.ctx.store.accounts_of(self.user).await? {
                    let owner = Owner::Profile(self.user, account.tiktok_user_id);
                    self.of(owner).await?;
                }
                Ok(())
            }
        }
    }

    async fn of_rows(&mut self, parent: &str) -> Result<(), Stopped> {
        let Some(parent) = Table::named(parent) else {
            return Ok(());
        };
        let mut after: Option<Cursor> = None;
        loop {
            let store = &self.ctx.store;
            let (ids, next) = store
                .export_parents(parent, self.user, after.as_ref())
                .await?;
            if !ids.is_empty() {
                self.of(Owner::Rows(ids)).await?;
            }
            match next {
                Some(next) => after = Some(next),
                None => return Ok(()),
            }
        }
    }

    async fn of(&mut self, owner: Owner) -> Result<(), Stopped> {
        let mut after: Option<Cursor> = None;
        loop {
            let store = &self.ctx.store;
            let page = store
                .export_page(self.table, &owner, after.as_ref())
                .await?;
            for line in &page.lines {
                let comma = if self.written == 0 { "\n" } else { ",\n" };
                self.archive.add(json(comma, line)?).await?;
                self.written += 1;
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(()),
            }
        }
    }
}

/// A row as a JSON object, in the table's order.
fn json(before: &str, line: &Line) -> Result<Vec<u8>> {
    use serde::Serializer as _;

    let mut bytes = before.as_bytes().to_vec();
    serde_json::Serializer::new(&mut bytes)
        .collect_map(line.iter().map(|(name, value)| (name, value)))
        .map_err(|error| ServiceError::unwritable(&error))?;
    Ok(bytes)
}
