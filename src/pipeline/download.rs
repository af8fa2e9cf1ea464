//! `downloading`: the source flows into the temporary file, block by block, and can go on after any break.
//!
//! What a checkpoint counts is in the file; the bytes behind it are cut off when the download goes on. A slow download is
//! brought to the disk each time. A fast one is left in the memory of the machine, which outlives every process of ours, and
//! counts no more once the machine was started anew: it is soon fetched again, while waiting for the disk would hold it up.

use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt as _, stream::BoxStream};
use tokio::sync::watch;
use url::Url;

use super::{check::goes_by_itself, head_start, job::Job, step::StepError};
use crate::{
    domain::{
        change::{Change, Field},
        clock::Timestamp,
        error_code::{ErrorCode, Failure},
        id::TemporaryFileId,
        size,
        source::Source,
        status::{Actor, Status},
        temporary_file::TemporaryFile,
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

/// Fetches the rest of the video.
pub(crate) async fn download(job: &mut Job) -> Result<Change, StepError> {
    let Source::Url(url) = job.post.source.clone() else {
        return Err(StepError::FileLost);
    };
    let file = temporary_file(job).await?;
    let from = resumable(job, file).await?;
    let opened = open(job, &url, from).await?;
    let mut flow = Flow::begin(job, file, from, opened).await?;
    let ahead = head_start::run(job.clone(), file, flow.arrived());
    match tokio::try_join!(flow.run_or_keep(job), ahead)? {
        (Ok(()), ()) => flow.finish(job).await,
        (Err(error), ()) => Err(error),
    }
}

/// The post's temporary file. Its record is committed before the file is made: no file is ever without one.
async fn temporary_file(job: &mut Job) -> Result<TemporaryFileId, StepError> {
    if let Some(file) = job.file().await? {
        return Ok(file.id);
    }
    let now = job.now();
    let file = TemporaryFile {
        id: TemporaryFileId::new(now),
        user_id: job.post.user_id,
        post_id: Some(job.post.id),
        machine: job.ctx.media.machine().to_owned(),
        created_at: now,
        held_until: now + job.ctx.settings.retention,
        deleted_at: None,
        deletion_failures: 0,
    };
    job.post = job
        .ctx
        .store
        .attach_temporary_file(&job.lease, &file, now)
        .await?;
    job.ctx.meter.file_created();
    job.effects.after("temporary file recorded").await;
    job.checkpoint(vec![
        Field::DownloadedBytes(0),
        Field::TotalBytes(None),
        Field::Validator(None),
        Field::UnsyncedBoot(None),
    ])
    .await?;
    Ok(file.id)
}

/// How many bytes of an earlier try can be kept: those that were checkpointed, if they can be told from another version.
async fn resumable(job: &Job, file: TemporaryFileId) -> Result<u64, StepError> {
    if job.post.validator.is_none() || job.outlived_the_file() {
        return Ok(0);
    }
    let on_disk = job.ctx.media.size(file).await?.unwrap_or(0);
    let counted = job.post.progress.downloaded_bytes;
    Ok(if on_disk >= counted { counted } else { 0 })
}

async fn open(job: &Job, url: &Url, from: u64) -> Result<Opened, StepError> {
    let validator = job.post.validator.as_deref().filter(|_| from > 0);
    let opened = tokio::select! {
        opened = job.ctx.sources.open(url, from, validator) => opened?,
        () = job.ctx.stop.cancelled() => return Err(StepError::Stopped),
    };
    if let Some(total) = opened.total {
        if total == 0 {
            return Err(StepError::fail(ErrorCode::EmptyFile));
        }
        if total > job.ctx.settings.max_video_bytes {
            return Err(StepError::fail(ErrorCode::FileTooLarge));
        }
    }
    Ok(opened)
}

/// A worker that lost the post, frozen or slow, still has the file open: it keeps that one, and the post gets another.
/// The sweep deletes what is left behind.
async fn leave_behind(job: &mut Job) -> Result<StepError, StepError> {
    job.checkpoint(vec![
        Field::TemporaryFile(None),
        Field::DownloadedBytes(0),
        Field::TotalBytes(None),
        Field::Validator(None),
        Field::UnsyncedBoot(None),
        Field::NoPublish,
    ])
    .await?;
    let failure = Failure::new(ErrorCode::Internal)
        .with_detail("Another worker still has the file; the video is fetched anew.");
    Ok(StepError::retry(failure))
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

/// A running download.
struct Flow {
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
    /// The boot to remember with the bytes; none if they go to the disk, as they do where nobody knows the boot.
    fn boot(self, job: &Job) -> Option<String> {
        let boot = job.ctx.media.boot().filter(|_| self == Self::InMemory);
        boot.map(str::to_owned)
    }
}

impl Flow {
    async fn begin(
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
        if offset == 0 && job.post.tiktok.publish_id.is_some() {
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
    fn arrived(&self) -> watch::Receiver<u64> {
        self.arrived
            .as_ref()
            .map_or_else(|| watch::channel(0).1, watch::Sender::subscribe)
    }

    /// Takes in the rest, or makes durable what came of it. A chunk that is on its way to TikTok meanwhile is waited for.
    ///
    /// # Errors
    /// The outer one if the post is no longer ours: then nothing is waited for.
    async fn run_or_keep(&mut self, job: &mut Job) -> Result<Result<(), StepError>, StepError> {
        let ended = self.run(job).await;
        match &ended {
            Ok(()) => {}
            Err(StepError::LeaseLost) => return Err(StepError::LeaseLost),
            Err(_) => self.keep_what_came(job).await?,
        }
        self.arrived = None;
        Ok(ended)
    }

    async fn run(&mut self, job: &mut Job) -> Result<(), StepError> {
        loop {
            let next = tokio::select! {
                next = self.stream.next() => next,
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
        let boot = kept.boot(job);
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

    /// After a break: what came is made durable, so that the next try goes on behind it.
    async fn keep_what_came(&mut self, job: &mut Job) -> Result<(), StepError> {
        if self.position == self.checkpointed.0 && job.post.unsynced_boot.is_none() {
            return Ok(());
        }
        match self.checkpoint(job, Kept::OnDisk).await {
            Err(StepError::LeaseLost) => Err(StepError::LeaseLost),
            Err(error) => {
                tracing::warn!(%error, "the last bytes of a broken download are not kept");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    async fn finish(self, job: &mut Job) -> Result<Change, StepError> {
        let Some(mut writer) = self.writer else {
            return Err(StepError::FileLost);
        };
        // TikTok is about to have it. What waits for a human must outlive the machine.
        let kept = if goes_by_itself(&job.post) {
            Kept::InMemory
        } else {
            Kept::OnDisk
        };
        let boot = kept.boot(job);
        match boot {
            Some(_) => writer.flush().await?,
            None => writer.sync().await?,
        }
        let fetched = writer.position();
        job.effects.after("temporary file complete").await;
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
}
