//! The bytes of an upload, straight to the disk. However a request ends, what it brought is kept and counted.

use std::{error::Error as StdError, time::Duration};

use bytes::Bytes;
use futures::{Stream, StreamExt as _};

use super::{find, finish::finish, is_here, locked, turns::Turn};
use crate::{
    domain::{error_code::ErrorCode, id::TemporaryFileId, upload::ResumableUpload, user::User},
    media::{MediaError, Writer},
    service::{Context, Result, ServiceError},
    store::StoreError,
};

/// Bytes after which it is noted how far the upload is: at most so many are sent again after a crash.
const CHECKPOINT: u64 = 8 * 1024 * 1024;
/// A client that sends nothing for so long is gone. It can come back.
const SILENCE: Duration = Duration::from_secs(60);

/// Takes `body` as the bytes from `offset` on, and makes the post if the last one is among them. Answers how far the upload
/// is afterwards.
///
/// Runs to its end even if the caller goes away: what came is brought to the disk and noted.
///
/// # Errors
/// [`ErrorCode::NotFound`], [`ErrorCode::UploadExpired`], [`ErrorCode::UploadOffset`], [`ErrorCode::UploadTooLong`],
/// [`ErrorCode::UploadElsewhere`]; [`ErrorCode::UploadLocked`] if another request took over;
/// [`ErrorCode::UploadInterrupted`] if the body broke off; [`ErrorCode::DiskFull`].
pub async fn receive<S, E>(
    ctx: &Context,
    user: User,
    id: TemporaryFileId,
    offset: u64,
    announced: Option<u64>,
    body: S,
) -> Result<ResumableUpload>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin + 'static,
    E: StdError + Send + 'static,
{
    // Before anybody else is stopped for it.
    find(ctx, user.id, id).await?;
    let task = {
        let ctx = ctx.clone();
        ctx.tasks
            .clone()
            .spawn(async move { take(&ctx, &user, id, offset, announced, body).await })
    };
    task.await.unwrap_or_else(|error| {
        Err(ServiceError::Broken(format!(
            "an upload broke off: {error}"
        )))
    })
}

async fn take<S, E>(
    ctx: &Context,
    user: &User,
    id: TemporaryFileId,
    offset: u64,
    announced: Option<u64>,
    body: S,
) -> Result<ResumableUpload>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    E: StdError,
{
    let turn = ctx.upload_turns.take(id).await.ok_or_else(locked)?;
    let upload = find(ctx, user.id, id).await?;
    check_offset(&upload, offset)?;
    if announced.is_some_and(|bytes| bytes > upload.missing()) {
        return Err(ServiceError::refused(ErrorCode::UploadTooLong));
    }
    if upload.post_id.is_some() {
        return Ok(upload);
    }
    if !is_here(ctx, &upload).await? {
        return Err(ServiceError::refused(ErrorCode::UploadElsewhere));
    }
    let file = ctx.media.lock(id).await.map_err(out_of_reach)?;
    // Another process that shares the folder may have had the file until now.
    let upload = find(ctx, user.id, id).await?;
    check_offset(&upload, offset)?;
    let writer = file.writer(offset).await.map_err(out_of_reach)?;
    let mut arriving = Arriving {
        ctx,
        upload,
        writer,
    };
    let ended = arriving.read(&turn, body).await;
    let Arriving { upload, writer, .. } = arriving;
    // Until the new offset is noted, nobody may take the old one for the end of the file.
    let _hold = writer.hold();
    match ended {
        // What was noted before counts.
        End::Failed(error) => Err(error),
        End::Whole => {
            writer.finish().await?;
            expect_alive(ctx, &upload)?;
            finish(ctx, user, upload).await
        }
        End::Part(why) => {
            let received = writer.finish().await?;
            note(ctx, &upload, received).await?;
            match why {
                None => Ok(ResumableUpload { received, ..upload }),
                Some(code) => Err(ServiceError::refused(code)),
            }
        }
    }
}

fn check_offset(upload: &ResumableUpload, offset: u64) -> Result<()> {
    if upload.received == offset {
        return Ok(());
    }
    Err(ServiceError::because(
        ErrorCode::UploadOffset,
        format!(
            "{} bytes of the upload are here, and Upload-Offset says {offset}.",
            upload.received
        ),
    ))
}

/// A file that is gone was deleted with its upload.
fn out_of_reach(error: MediaError) -> ServiceError {
    match error {
        MediaError::Missing(_) | MediaError::TooShort { .. } => {
            ServiceError::refused(ErrorCode::UploadExpired)
        }
        MediaError::Busy(_) => locked(),
        other => other.into(),
    }
}

/// How a request ended.
enum End {
    /// Every byte of the file is here.
    Whole,
    /// It brought something; the code says why there is not more, if that is no fault of the client's plan.
    Part(Option<ErrorCode>),
    /// What came since the last note is not to be trusted.
    Failed(ServiceError),
}

/// An upload while bytes come in.
struct Arriving<'c> {
    ctx: &'c Context,
    upload: ResumableUpload,
    writer: Writer,
}

impl Arriving<'_> {
    async fn read<S, E>(&mut self, turn: &Turn, mut body: S) -> End
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: StdError,
    {
        loop {
            let next = tokio::select! {
                biased;
                () = turn.wanted() => return self.end(Some(ErrorCode::UploadLocked)),
                () = self.ctx.stop.cancelled() => return self.end(Some(ErrorCode::Unavailable)),
                next = tokio::time::timeout(SILENCE, body.next()) => next,
            };
            match next {
                Ok(Some(Ok(bytes))) => match self.write(bytes).await {
                    Ok(true) => {}
                    Ok(false) => {
                        return End::Failed(ServiceError::refused(ErrorCode::UploadTooLong));
                    }
                    Err(error) => return End::Failed(error),
                },
                Ok(None) => return self.end(None),
                Ok(Some(Err(error))) => {
                    tracing::debug!(upload = %self.upload.id, %error, "the body of an upload broke off");
                    return self.end(Some(ErrorCode::UploadInterrupted));
                }
                Err(_) => return self.end(Some(ErrorCode::UploadInterrupted)),
            }
        }
    }

    /// The last byte is the last byte, even if the connection breaks behind it.
    fn end(&self, why: Option<ErrorCode>) -> End {
        if self.writer.position() == self.upload.total_bytes {
            End::Whole
        } else {
            End::Part(why)
        }
    }

    /// False if the file gets longer than announced; then nothing of `bytes` is written.
    async fn write(&mut self, bytes: Bytes) -> Result<bool> {
        let end = self.writer.position().saturating_add(bytes.len() as u64);
        if end > self.upload.total_bytes {
            return Ok(false);
        }
        let length = bytes.len();
        self.writer.write(bytes).await?;
        self.ctx.meter.received(length);
        // That all of it is here is noted together with the post, or not at all.
        if end - self.upload.received >= CHECKPOINT && end < self.upload.total_bytes {
            self.writer.sync().await?;
            note(self.ctx, &self.upload, end).await?;
            self.upload.received = end;
        }
        Ok(true)
    }
}

/// Notes that the first `received` bytes are on the disk.
async fn note(ctx: &Context, upload: &ResumableUpload, received: u64) -> Result<()> {
    expect_alive(ctx, upload)?;
    if received == upload.received {
        return Ok(());
    }
    match ctx.store.checkpoint_upload(upload.id, received).await {
        Ok(()) => Ok(()),
        Err(StoreError::NotFound) => Err(ServiceError::refused(ErrorCode::NotFound)),
        Err(error) => Err(error.into()),
    }
}

/// The sweep may have deleted the file while bytes still came.
fn expect_alive(ctx: &Context, upload: &ResumableUpload) -> Result<()> {
    if upload.is_expired(ctx.now()) {
        return Err(ServiceError::refused(ErrorCode::UploadExpired));
    }
    Ok(())
}
