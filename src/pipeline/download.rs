//! `downloading`: the source flows into the temporary file (`flow`), and can go on after any break.

use url::Url;

use super::{flow::Flow, head_start, job::Job, step::StepError};
use crate::{
    domain::{
        change::{Change, Field},
        error_code::{ErrorCode, Failure},
        id::TemporaryFileId,
        post::Post,
        source::Source,
        temporary_file::TemporaryFile,
    },
    remote::sources::Opened,
};

/// Fetches the rest of the video.
pub(crate) async fn download(job: &mut Job) -> Result<Change, StepError> {
    let Source::Url(url) = job.post.source.clone() else {
        return Err(StepError::FileLost);
    };
    let held = job.file().await?.map(|file| file.id);
    let from = match held {
        Some(file) => resumable(job, file).await?,
        None => 0,
    };
    let opened = open(job, &url, from).await?;
    if job.post.tiktok.last_chunk_started && !is_same(&job.post, &opened) {
        return Err(StepError::Fail(
            Failure::new(ErrorCode::TemporaryFileLost).with_detail(
                "TikTok waits for the rest of the video, and its address has another one by now.",
            ),
        ));
    }
    let file = match held {
        Some(file) => file,
        None => new_file(job).await?,
    };
    let mut flow = Flow::begin(job, file, from, opened).await?;
    let ahead = head_start::run(job.clone(), file, flow.arrived());
    match tokio::try_join!(flow.run_or_keep(job), ahead)? {
        (Ok(()), ()) => flow.finish(job).await,
        (Err(error), ()) => Err(error),
    }
}

/// A temporary file for what the source begins to send. Its record is committed before the file is made: no file is ever
/// without one.
async fn new_file(job: &mut Job) -> Result<TemporaryFileId, StepError> {
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
    let mut fields = vec![Field::DownloadedBytes(0), Field::UnsyncedBoot(None)];
    if !job.post.tiktok.last_chunk_started {
        fields.extend([Field::TotalBytes(None), Field::Validator(None)]);
    }
    job.checkpoint(fields).await?;
    Ok(file.id)
}

/// Whether the source has the very file that TikTok has a part of.
fn is_same(post: &Post, opened: &Opened) -> bool {
    opened.validator.is_some()
        && opened.validator == post.validator
        && opened.total == post.progress.total_bytes
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
