//! A running download: block by block into the temporary file, with checkpoints.
//!
//! What a checkpoint counts is in the file; the bytes behind it are cut off when the download goes on. A slow download is
//! brought to the disk each time. A fast one is left in the memory of the machine, which outlives every process of ours, and
//! counts no more once the machine was started anew: it is soon fetched again, while waiting for the disk would hold it up.
//! What is still here a minute later is brought to the disk by `sweep`.

use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt as _, stream::BoxStream};
use tokio::sync::watch;

use super::{check::goes_by_itself, job::Job, step::StepError};
use crate::{
    domain::{
        change::{Change, Field},
        clock::Timestamp,
        error_code::{ErrorCode, Failure},
        id::TemporaryFileId,
        size,
        status::{Actor, Status},
    },
    media::{MediaError, Writer},
    remote::sources::{Opened, SourceError},
};

/// A checkpoint is due after so many bytes,
const CHECKPOINT_BYTES: u64 = 32 * 1024 * 1024;
/// or after so long: then it is a slow one.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(2);
/// The head start hears of so many more bytes at a time.
const TELLING: u64 = 1024 * 1024;

/// A running download.
pub(super) struct Flow {
    stream: BoxStream<'static, Result<Bytes, SourceError>>,
    writer: Option<Writer>,
    position: u64,
    total: Option<u64>,
    /// Bytes below this mark were here before: having them again is no progress.
    seen_before: u64,
    attempts: u32,
    checkpointed: (u64, Timestamp),
    /// How many bytes are in the file; gone when the last one came.
    arrived: Option<watch::Sender<u64>>,
}

/// How safe the counted bytes are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// From the end of this process.
    InMemory,
    /// From the end of the machine's power, too.
    OnDisk,
}

impl Kept {
    /// The boot to remember with the bytes; none if they go to the disk, as they do where nobody knows the boot, or other
    /// hosts see the folder.
    async fn boot(self, job: &Job) -> Option<String> {
        match self {
            Self::InMemory => job.ctx.media.only_boot().await,
            Self::OnDisk => None,
        }
    }
}

impl Flow {
    pub(super) async fn begin(
        job: &mut Job,
        file: TemporaryFileId,
        from: u64,
        opened: Opened,
    ) -> Result<Self, StepError> {
        let offset = opened.offset;
        let changed =
            job.post.progress.total_bytes.is_some_and(|known| {
                offset > 0 && opened.total.is_some_and(|total| total != known)
            });
        if changed || (offset != 0 && offset != from) {
            // Not the file that we have a part of: the next try starts over.
            job.checkpoint(vec![Field::Validator(None)]).await?;
            return Err(StepError::retry(Failure::new(
                ErrorCode::DownloadWrongLength,
            )));
        }
        let seen_before = job.post.progress.downloaded_bytes;
        let attempts = job.post.attempts;
        let mut fields = vec![
            Field::DownloadedBytes(offset),
            Field::TotalBytes(opened.total),
            Field::Validator(opened.validator),
        ];
        if offset == 0 {
            fields.push(Field::UnsyncedBoot(None));
        }
        let tiktok = &job.post.tiktok;
        if offset == 0 && tiktok.publish_id.is_some() && !tiktok.last_chunk_started {
            // What TikTok has of it may be of another file.
            fields.push(Field::NoPublish);
        }
        job.checkpoint(fields).await?;
        let mut writer = match job.ctx.media.writer(file, offset).await {
            Err(MediaError::Busy(_)) => return Err(leave_behind(job).await?),
            opened => opened?,
        };
        if let Some(total) = opened.total {
            // Refused before the first byte, if it cannot become whole here.
            let room = writer.expect(total).await;
            room.map_err(|error| no_room(job, total, error))?;
        }
        job.effects.after("temporary file opened").await;
        Ok(Self {
            stream: opened.stream,
            writer: Some(writer),
            position: offset,
            total: opened.total,
            seen_before,
            attempts,
            checkpointed: (offset, job.now()),
            arrived: Some(watch::Sender::new(offset)),
        })
    }

    /// Tells how many bytes are in the file; ends when all have come.
    pub(super) fn arrived(&self) -> watch::Receiver<u64> {
        self.arrived
            .as_ref()
            .map_or_else(|| watch::channel(0).1, watch::Sender::subscribe)
    }

    /// Takes in the rest, or makes durable what came of it. A chunk that is on its way to TikTok meanwhile is waited for.
    ///
    /// # Errors
    /// The outer one if the post is no longer ours: then nothing is waited for.
    pub(super) async fn run_or_keep(
        &mut self,
        job: &mut Job,
    ) -> Result<Result<(), StepError>, StepError> {
        let ended = self.run(job).await;
        match &ended {
            Ok(()) => {}
            Err(StepError::LeaseLost) => return Err(StepError::LeaseLost),
            // The next process of this machine goes on with what its memory has.
            Err(StepError::Stopped) => self.keep_what_came(job, Kept::InMemory).await?,
            Err(_) => self.keep_what_came(job, Kept::OnDisk).await?,
        }
        self.arrived = None;
        Ok(ended)
    }

    async fn run(&mut self, job: &mut Job) -> Result<(), StepError> {
        loop {
            let is_news = self.position > self.checkpointed.0;
            let next = tokio::select! {
                next = self.stream.next() => next,
                // A source that pauses: what came so far is counted meanwhile.
                () = tokio::time::sleep(CHECKPOINT_EVERY), if is_news => {
                    self.checkpoint(job, Kept::OnDisk).await?;
                    continue;
                }
                () = job.ctx.stop.cancelled() => return Err(StepError::Stopped),
            };
            let Some(block) = next else { break };
            self.take(job, block).await?;
        }
        match self.total {
            Some(total) if total != self.position => Err(StepError::retry(Failure::new(
                ErrorCode::DownloadWrongLength,
            ))),
            _ if self.position == 0 => Err(StepError::fail(ErrorCode::EmptyFile)),
            _ => Ok(()),
        }
    }

    async fn take(
        &mut self,
        job: &mut Job,
        block: Result<Bytes, SourceError>,
    ) -> Result<(), StepError> {
        let block = block?;
        let after = self.position.saturating_add(block.len() as u64);
        if self.total.is_some_and(|total| after > total) {
            return Err(StepError::retry(Failure::new(
                ErrorCode::DownloadWrongLength,
            )));
        }
        if let Some(writer) = &mut self.writer {
            writer
                .write(block)
                .await
                .map_err(|error| self.spoiled(error))?;
        }
        self.position = after;
        self.tell(TELLING);
        let (bytes, at) = self.checkpointed;
        if self.position - bytes >= CHECKPOINT_BYTES {
            self.checkpoint(job, Kept::InMemory).await?;
        } else if job.now().since(at) >= CHECKPOINT_EVERY {
            self.checkpoint(job, Kept::OnDisk).await?;
        }
        Ok(())
    }

    /// Tells the head start what is in the file, if it is `more` than it knows.
    fn tell(&self, more: u64) {
        let (Some(arrived), Some(writer)) = (&self.arrived, &self.writer) else {
            return;
        };
        let written = writer.written();
        arrived.send_if_modified(|known| {
            let is_news = written >= *known + more;
            if is_news {
                *known = written;
            }
            is_news
        });
    }

    async fn checkpoint(&mut self, job: &mut Job, kept: Kept) -> Result<(), StepError> {
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        let boot = kept.boot(job).await;
        let written = match boot {
            Some(_) => writer.flush().await,
            None => writer.sync().await,
        };
        written.map_err(|error| self.spoiled(error))?;
        let mut fields = vec![
            Field::DownloadedBytes(self.position),
            Field::UnsyncedBoot(boot),
        ];
        if self.position <= self.seen_before {
            fields.push(Field::Attempts(self.attempts));
        }
        job.checkpoint(fields).await?;
        self.checkpointed = (self.position, job.now());
        self.tell(0);
        Ok(())
    }

    /// A writer that failed is of no use any more.
    fn spoiled(&mut self, error: MediaError) -> StepError {
        self.writer = None;
        error.into()
    }

    /// After a break: what came is made durable, so that the next try goes on behind it. If the disk did not take something,
    /// nobody knows what: only what it has for certain counts.
    async fn keep_what_came(&mut self, job: &mut Job, kept: Kept) -> Result<(), StepError> {
        let is_uncertain = |job: &Job| job.post.unsynced_boot.is_some();
        if self.writer.is_none() && is_uncertain(job) {
            return begin_anew(job).await;
        }
        if self.position == self.checkpointed.0 && job.post.unsynced_boot.is_none() {
            return Ok(());
        }
        match self.checkpoint(job, kept).await {
            Err(StepError::LeaseLost) => Err(StepError::LeaseLost),
            Err(error) => {
                tracing::warn!(%error, "the last bytes of a broken download are not kept");
                if self.writer.is_none() && is_uncertain(job) {
                    return begin_anew(job).await;
                }
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// Keeps what came as the whole file.
    pub(super) async fn finish(self, job: &mut Job) -> Result<Change, StepError> {
        let (fetched, boot) = self.keep_whole(job).await?;
        let change = Change::to(
            Status::Downloading,
            Status::Checking,
            Actor::System,
            format!("Fetched {}.", size::bytes(fetched)),
        )?;
        Ok(change
            .with(Field::DownloadedBytes(fetched))
            .with(Field::TotalBytes(Some(fetched)))
            .with(Field::UnsyncedBoot(boot))
            .run_at(job.now()))
    }

    /// The same for a post that goes on being sent.
    pub(super) async fn finish_for_the_rest(self, job: &mut Job) -> Result<(), StepError> {
        let (fetched, boot) = self.keep_whole(job).await?;
        job.checkpoint(vec![
            Field::DownloadedBytes(fetched),
            Field::UnsyncedBoot(boot),
        ])
        .await
    }

    /// How many bytes are in the file, and the boot that they hang on, if any.
    async fn keep_whole(self, job: &mut Job) -> Result<(u64, Option<String>), StepError> {
        let Some(mut writer) = self.writer else {
            return Err(StepError::FileLost);
        };
        // TikTok is about to have it. What waits for a human must outlive the machine.
        let kept = if goes_by_itself(&job.post) {
            Kept::InMemory
        } else {
            Kept::OnDisk
        };
        let boot = kept.boot(job).await;
        let written = match boot {
            Some(_) => writer.flush().await,
            None => writer.sync().await,
        };
        if let Err(error) = written {
            if job.post.unsynced_boot.is_some() {
                begin_anew(job).await?;
            }
            return Err(error.into());
        }
        let fetched = writer.position();
        job.effects.after("temporary file complete").await;
        Ok((fetched, boot))
    }
}

/// A worker that lost the post, frozen or slow, still has the file open: it keeps that one, and the post gets another.
/// The sweep deletes what is left behind.
async fn leave_behind(job: &mut Job) -> Result<StepError, StepError> {
    let mut fields = vec![
        Field::TemporaryFile(None),
        Field::DownloadedBytes(0),
        Field::UnsyncedBoot(None),
    ];
    if !job.post.tiktok.last_chunk_started {
        fields.extend([
            Field::TotalBytes(None),
            Field::Validator(None),
            Field::NoPublish,
        ]);
    }
    job.checkpoint(fields).await?;
    let failure = Failure::new(ErrorCode::Internal)
        .with_detail("Another worker still has the file; the video is fetched anew.");
    Ok(StepError::retry(failure))
}

/// Counts nothing of what came: the next try fetches all of it.
async fn begin_anew(job: &mut Job) -> Result<(), StepError> {
    job.checkpoint(vec![Field::DownloadedBytes(0), Field::UnsyncedBoot(None)])
        .await
}

/// Others may be about to end and leave room: only what never fits fails at once.
fn no_room(job: &Job, total: u64, error: MediaError) -> StepError {
    match error {
        MediaError::DiskFull if total <= job.ctx.media.usage().quota => {
            StepError::retry(error.failure())
        }
        error => error.into(),
    }
}
