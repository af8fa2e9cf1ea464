//! `downloading`: the source flows into the temporary file (`flow`), and can go on after any break.

use url::Url;

use super::{flow::Flow, head_start, job::Job, resume, step::StepError};
use crate::{
    domain::{
        change::{Change, Field},
        error_code::ErrorCode,
        id::TemporaryFileId,
        source::Source,
        temporary_file::TemporaryFile,
    },
    remote::sources::Opened,
};

/// Fetches the rest of the video.
pub(crate) async fn download(job: &mut Job) -> Result<Change, StepError> {
    let (file, from, opened) = begin(job).await?;
    let file = match file {
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

/// Fetches the very file again that TikTok has a part of and waits for the rest.
///
/// # Errors
/// [`StepError::FileLost`] if the source has another one by now, or does not say which, or is too slow for the upload address.
pub(super) async fn fetch_for_the_rest(job: &mut Job) -> Result<TemporaryFileId, StepError> {
    let (file, from, mut opened) = begin(job).await?;
    let known = job.post.progress.total_bytes;
    opened.total = opened.total.or(known);
    let is_same = opened.validator.is_some() && opened.validator == job.post.validator;
    if !is_same || opened.total != known {
        return Err(StepError::FileLost);
    }
    let file = match file {
        Some(file) => file,
        None => new_file(job).await?,
    };
    let left = resume::left(&job.post, job.now()).ok_or(StepError::FileLost)?;
    let mut flow = Flow::begin(job, file, from, opened).await?;
    let ran = tokio::time::timeout(left, flow.run_or_keep(job)).await;
    ran.map_err(|_| StepError::FileLost)???;
    flow.finish_for_the_rest(job).await?;
    let found = job.ctx.media.probe(file).await.ok();
    if found.is_none() || found != job.post.video {
        return Err(StepError::FileLost);
    }
    Ok(file)
}

/// Opens the source behind what is here already: the file with that, if there is one, and how much of it counts.
async fn begin(job: &mut Job) -> Result<(Option<TemporaryFileId>, u64, Opened), StepError> {
    let Source::Url(url) = job.post.source.clone() else {
        return Err(StepError::FileLost);
    };
    let held = job.file().await?.map(|file| file.id);
    let from = match held {
        Some(file) => resumable(job, file).await?,
        None => 0,
    };
    let opened = open(job, &url, from).await?;
    Ok((held, from, opened))
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
