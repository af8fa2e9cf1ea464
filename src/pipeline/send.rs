//! `sending`: the chunks go to TikTok in order, and what TikTok has is remembered after each of them.
//!
//! Before the last chunk leaves, that it may have left is made durable: from then on only TikTok's word ends this
//! publish, and nothing of ours begins another one.

use std::{
    ops::RangeInclusive,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use futures::TryStreamExt as _;

use super::{
    download, init,
    job::Job,
    resume::{self, Next},
    step::StepError,
};
use crate::{
    domain::{
        change::{Change, Field},
        chunk::Plan,
        error_code::{ErrorCode, Failure},
        id::TemporaryFileId,
        publish::Delivery,
        secret::SecretString,
        video::Container,
    },
    remote::{Verdict, tiktok::Sent},
};

/// How often one step asks TikTok where it stands before it pauses.
const QUESTIONS: u32 = 3;

/// Sends the rest of the video.
pub(crate) async fn send(job: &mut Job) -> Result<Change, StepError> {
    let file = match job.whole_file().await {
        Ok(file) => file.id,
        Err(StepError::FileLost) if job.post.tiktok.last_chunk_started => {
            match without_file(job).await? {
                Rest::Fetched(file) => file,
                Rest::Ended(change) => return Ok(change),
            }
        }
        Err(error) => return Err(error),
    };
    let mut gone = false;
    for _ in 0..QUESTIONS {
        let (url, first) = match go_on_with(job, gone).await? {
            Go::Send(url, first) => (url, first),
            Go::End(change) => return Ok(change),
        };
        let plan = plan(job)?;
        let flow = match send_from(job, file, plan, &url, first).await {
            // TikTok is asked before anything is said of the video.
            Err(StepError::FileLost) if job.post.tiktok.last_chunk_started => {
                return Err(StepError::retry(Failure::new(ErrorCode::TemporaryFileLost)));
            }
            flow => flow?,
        };
        match flow {
            Flow::AllSent => return resume::sent(plan, None, job.now()),
            Flow::OutOfStep => gone = false,
            Flow::Gone => gone = true,
        }
    }
    Err(StepError::retry(
        Failure::new(ErrorCode::TiktokUnavailable)
            .with_detail("TikTok and we do not agree on how much of the video has arrived."),
    ))
}

/// How the file is cut: as agreed with TikTok, if a publish was begun.
pub(super) fn plan(job: &Job) -> Result<Plan, StepError> {
    let size = job.post.progress.total_bytes.unwrap_or(0);
    match job.post.tiktok.chunk_size {
        Some(chunk_size) => Plan::agreed(size, chunk_size),
        None => Plan::new(size),
    }
    .ok_or_else(|| StepError::fail(ErrorCode::FileTooLarge))
}

/// What becomes of a publish whose last chunk may have arrived, and whose file is gone.
enum Rest {
    /// TikTok waits for the rest, and this file has it.
    Fetched(TemporaryFileId),
    /// TikTok has said how it ended.
    Ended(Change),
}

/// Asks TikTok. If it waits for the rest, the same publish gets it, as long as its address lives and the source can show that it
/// still has the same file. A Direct Post gets nothing that a human has not seen.
async fn without_file(job: &mut Job) -> Result<Rest, StepError> {
    let Some(publish_id) = job.post.tiktok.publish_id.clone() else {
        return Err(StepError::FileLost);
    };
    let next = match resume::ask(job, &publish_id, plan(job)?, false).await {
        Err(StepError::Retry { .. } | StepError::Wait { .. })
            if resume::left(&job.post, job.now()).is_none() =>
        {
            return Err(StepError::FileLost);
        }
        next => next?,
    };
    match next {
        Next::End(change) => Ok(Rest::Ended(change)),
        Next::Chunk(_) if job.post.delivery == Delivery::Inbox => {
            Ok(Rest::Fetched(download::fetch_for_the_rest(job).await?))
        }
        Next::Chunk(_) | Next::Begin | Next::BeginLater(_) => Err(StepError::FileLost),
    }
}

/// Where sending goes on.
pub(super) enum Go {
    /// To this address, from this chunk on.
    Send(SecretString, u64),
    /// Nowhere: it has ended.
    End(Change),
}

/// Begins a publish, or finds out where the one that was begun stands.
pub(super) async fn go_on_with(job: &mut Job, gone: bool) -> Result<Go, StepError> {
    if let Some(publish_id) = job.post.tiktok.publish_id.clone() {
        let plan = plan(job)?;
        match resume::ask(job, &publish_id, plan, gone).await? {
            Next::End(change) => return Ok(Go::End(change)),
            Next::Begin => job.checkpoint(vec![Field::NoPublish]).await?,
            Next::BeginLater(failure) => {
                job.checkpoint(vec![Field::NoPublish]).await?;
                return Err(StepError::retry(failure));
            }
            Next::Chunk(first) => {
                let start = plan.range(first).map_or(0, |range| *range.start());
                if start != job.post.progress.sent_bytes {
                    job.checkpoint(vec![Field::SentBytes(start)]).await?;
                }
                if let Some(url) = job.ctx.store.upload_url(job.post.id).await? {
                    return Ok(Go::Send(url, first));
                }
                return Err(StepError::fail(ErrorCode::TiktokUploadExpired));
            }
        }
    }
    job.go_on()?;
    let plan = plan(job)?;
    let url = init::begin(job, plan).await?;
    Ok(Go::Send(url, 0))
}

enum Flow {
    /// TikTok has everything.
    AllSent,
    /// TikTok's answer does not fit what we sent.
    OutOfStep,
    /// The upload address is dead.
    Gone,
}

async fn send_from(
    job: &mut Job,
    file: TemporaryFileId,
    plan: Plan,
    url: &SecretString,
    first: u64,
) -> Result<Flow, StepError> {
    let container = job.post.video.as_ref().map(|video| video.container);
    let media_type = container.unwrap_or(Container::Mp4).media_type();
    for index in first..plan.count() {
        let Some(range) = plan.range(index) else {
            break;
        };
        let end = *range.end() + 1;
        let is_last = index + 1 == plan.count();
        job.go_on()?;
        let never_left = !job.post.tiktok.last_chunk_started;
        if is_last && never_left {
            job.checkpoint(vec![Field::LastChunkStarted(true)]).await?;
        }
        let answer = send_chunk(job, file, plan, url, range, media_type).await?;
        job.effects
            .after(if is_last {
                "last chunk sent"
            } else {
                "chunk sent"
            })
            .await;
        match answer {
            Sent::More { .. } if !is_last => {
                job.checkpoint(vec![Field::SentBytes(end)]).await?;
            }
            Sent::All if is_last => return Ok(Flow::AllSent),
            Sent::Gone => {
                if is_last && never_left {
                    // TikTok refused it in so many words: the last chunk has not arrived, and this publish is over.
                    job.checkpoint(vec![Field::LastChunkStarted(false)]).await?;
                }
                return Ok(Flow::Gone);
            }
            Sent::More { .. } | Sent::All | Sent::OutOfStep { .. } => return Ok(Flow::OutOfStep),
        }
    }
    Ok(Flow::OutOfStep)
}

/// Sends the bytes of `range`, which must be in the file.
pub(super) async fn send_chunk(
    job: &Job,
    file: TemporaryFileId,
    plan: Plan,
    url: &SecretString,
    range: RangeInclusive<u64>,
    media_type: &str,
) -> Result<Sent, StepError> {
    let unreadable = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&unreadable);
    let blocks = job
        .ctx
        .media
        .reader(file, range.clone())
        .await?
        .inspect_err(move |error| {
            tracing::error!(%error, "a temporary file cannot be read");
            seen.store(true, Ordering::Relaxed);
        });
    let body = reqwest::Body::wrap_stream(blocks);
    let answer = job
        .ctx
        .tiktok
        .send_chunk(url, range, plan.size(), media_type, body)
        .await;
    match answer {
        // What TikTok says to a last chunk that it may have had before decides nothing: it is asked.
        Err(error) if error.verdict == Verdict::Fail && job.post.tiktok.last_chunk_started => {
            tracing::warn!(post = %job.post.id, %error, "TikTok does not take the last chunk");
            Ok(Sent::OutOfStep { received: None })
        }
        Err(_) if unreadable.load(Ordering::Relaxed) => Err(StepError::FileLost),
        Err(error) => Err(error.into()),
        Ok(sent) => Ok(sent),
    }
}
