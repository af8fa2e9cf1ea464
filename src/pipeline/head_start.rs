//! A head start: chunks go to TikTok while the rest of the video is still being fetched.
//!
//! Only for a post that no human holds up, and never the last chunk: it waits until the whole file was checked, so a bad
//! video is never complete at TikTok. Whatever goes wrong here ends the head start and nothing else; `send` goes on from
//! what TikTok has.

use std::time::Duration;

use tokio::sync::watch::Receiver;

use super::{
    check::goes_by_itself,
    job::Job,
    send::{self, Go},
    step::StepError,
};
use crate::{
    domain::{
        change::Field,
        chunk::Plan,
        clock::Timestamp,
        error_code::{ErrorCode, Failure},
        id::TemporaryFileId,
        rules,
    },
    remote::tiktok::Sent,
};

/// A download that lasts longer is not sent ahead: TikTok's upload address lives for an hour.
const LONGEST: Duration = Duration::from_secs(40 * 60);
/// So many faults with no chunk between them end the head start. Before each new try, so many more chunks come in as there
/// were faults.
const MOST_FAULTS: u64 = 4;

/// Sends what `arrived` tells of, until all bytes came or something speaks against it.
///
/// # Errors
/// Only if the post is no longer ours.
pub(super) async fn run(
    mut job: Job,
    file: TemporaryFileId,
    mut arrived: Receiver<u64>,
) -> Result<(), StepError> {
    match send_ahead(&mut job, file, &mut arrived).await {
        Err(StepError::LeaseLost) => Err(StepError::LeaseLost),
        Err(error) => {
            tracing::info!(post = %job.post.id, %error, "sending begins after the download");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

async fn send_ahead(
    job: &mut Job,
    file: TemporaryFileId,
    arrived: &mut Receiver<u64>,
) -> Result<(), StepError> {
    let begun = (job.now(), *arrived.borrow());
    let Some(total) = job.post.progress.total_bytes else {
        return Ok(());
    };
    let plan = send::plan(job)?;
    if !goes_by_itself(&job.post) || plan.count() < 2 || !reaches(arrived, plan.chunk_size()).await
    {
        return Ok(());
    }
    let Some(media_type) = looks_good(job, file, total).await else {
        return Ok(());
    };
    if !is_soon_whole(job, arrived, total, begun).await {
        return Ok(());
    }
    let (mut faults, mut sent) = (0, job.post.progress.sent_bytes);
    let mut gone = false;
    loop {
        let error = match send_chunks(job, file, arrived, media_type, gone).await {
            Ok(Ended::AddressGone) if !gone => {
                gone = true;
                continue;
            }
            Ok(_) => return Ok(()),
            Err(error) => error,
        };
        gone = false;
        let passing = matches!(error, StepError::Retry { .. });
        let sent_before = std::mem::replace(&mut sent, job.post.progress.sent_bytes);
        faults = if sent > sent_before { 1 } else { faults + 1 };
        let later = sent + (faults + 1) * plan.chunk_size();
        if !passing || faults >= MOST_FAULTS || !reaches(arrived, later).await {
            return Err(error);
        }
    }
}

/// Why no more chunks go out for now.
enum Ended {
    /// The rest is for `send`.
    Here,
    /// The upload address is dead.
    AddressGone,
}

/// The media type, unless what is here of the file shows that TikTok will not take it.
async fn looks_good(job: &Job, file: TemporaryFileId, total: u64) -> Option<&'static str> {
    let look = job.ctx.media.first_look(file, total).await.ok()?;
    let broken = look
        .video
        .is_some_and(|video| !rules::check(&video).is_empty());
    (!broken).then(|| look.container.media_type())
}

/// Waits until, at the pace since `begun`, the rest is here in good time; false if it never is.
async fn is_soon_whole(
    job: &Job,
    arrived: &mut Receiver<u64>,
    total: u64,
    begun: (Timestamp, u64),
) -> bool {
    loop {
        let bytes = *arrived.borrow_and_update();
        let came = u128::from(bytes.saturating_sub(begun.1));
        let missing = u128::from(total.saturating_sub(bytes));
        let took = job.now().since(begun.0).as_millis();
        if missing * took <= LONGEST.as_millis() * came {
            return true;
        }
        if arrived.changed().await.is_err() {
            return false;
        }
    }
}

/// Goes on where TikTok stands, chunk by chunk as they come, up to the one before the last.
async fn send_chunks(
    job: &mut Job,
    file: TemporaryFileId,
    arrived: &mut Receiver<u64>,
    media_type: &str,
    gone: bool,
) -> Result<Ended, StepError> {
    let Go::Send(url, first) = send::go_on_with(job, gone).await? else {
        return Ok(Ended::Here);
    };
    let plan = send::plan(job)?;
    for index in first..plan.count() - 1 {
        let Some(range) = plan.range(index) else {
            break;
        };
        let end = *range.end() + 1;
        if !reaches(arrived, end).await {
            break;
        }
        job.go_on()?;
        let answer = send::send_chunk(job, file, plan, &url, range, media_type).await?;
        job.effects.after("chunk sent ahead").await;
        match answer {
            Sent::More { .. } => job.checkpoint(vec![Field::SentBytes(end)]).await?,
            Sent::Gone => return Ok(Ended::AddressGone),
            Sent::All | Sent::OutOfStep { .. } => return Err(out_of_step(plan, index)),
        }
    }
    Ok(Ended::Here)
}

fn out_of_step(plan: Plan, index: u64) -> StepError {
    StepError::retry(
        Failure::new(ErrorCode::TiktokUnavailable).with_detail(format!(
            "TikTok does not take chunk {} of {}.",
            index + 1,
            plan.count()
        )),
    )
}

/// Waits until `bytes` are in the file; false once all have come, for then `send` sends what is left.
async fn reaches(arrived: &mut Receiver<u64>, bytes: u64) -> bool {
    arrived.has_changed().is_ok() && arrived.wait_for(|here| *here >= bytes).await.is_ok()
}
