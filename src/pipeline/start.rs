//! `queued`: where the post goes on, by what is here already.

use super::{
    job::Job,
    step::{StepError, fetched_anew},
};
use crate::domain::{
    change::Change,
    source::Source,
    status::{Actor, Status},
};

/// The file is here and checked → sending; here and whole → checking; else it is (further) downloaded.
pub(crate) async fn start(job: &mut Job) -> Result<Change, StepError> {
    let now = job.now();
    let (next, detail) = match job.whole_file().await {
        Ok(_) if job.post.video.is_some() => (Status::Sending, "The video is here and checked."),
        Ok(_) => (Status::Checking, "The video is here."),
        Err(StepError::FileLost) if matches!(job.post.source, Source::File { .. }) => {
            return Err(StepError::FileLost);
        }
        Err(StepError::FileLost) => (Status::Downloading, "Fetching the video."),
        Err(error) => return Err(error),
    };
    let change = Change::to(Status::Queued, next, Actor::System, detail)?.run_at(now);
    if next == Status::Downloading && job.file().await?.is_none() {
        return Ok(fetched_anew(change));
    }
    Ok(change)
}
