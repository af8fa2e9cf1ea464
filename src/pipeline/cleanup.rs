//! The end of a post's temporary file: at once when the post no longer needs it. What is left over is for `sweep`.

use super::{effects::Effects, step::StepError};
use crate::{
    domain::{error_code::ErrorCode, post::Post, status::Status, temporary_file::TemporaryFile},
    service::{Context, ServiceError, files},
};

/// Whether `post` may still need its temporary file, before the retention ends.
pub(crate) fn needs_file(post: &Post) -> bool {
    match post.status {
        Status::Queued
        | Status::Downloading
        | Status::Checking
        | Status::NeedsReview
        | Status::Sending
        | Status::Processing
        | Status::Unconfirmed => true,
        Status::Failed => post.error.as_ref().is_some_and(|failure| {
            // A full disk is helped by deleting; retention has ended for the other.
            failure.code.entry().retryable
                && !matches!(
                    failure.code,
                    ErrorCode::DiskFull | ErrorCode::RetentionReached
                )
        }),
        Status::InInbox
        | Status::Published
        | Status::Rejected
        | Status::Cancelled
        | Status::Expired => false,
    }
}

/// Deletes the file of `post` if it has come to an end that needs none.
pub(crate) async fn after(ctx: &Context, post: &Post, effects: &Effects) -> Result<(), StepError> {
    let Some(id) = post.temporary_file.filter(|_| !needs_file(post)) else {
        return Ok(());
    };
    match ctx.store.find_temporary_file(id).await? {
        Some(file) if file.is_present() => delete(ctx, &file, effects).await,
        _ => Ok(()),
    }
}

/// After the loss of a lease: whoever ended the post deleted its file, perhaps before our step made it.
pub(crate) async fn after_loss(ctx: &Context, lost: &Post) -> Result<(), StepError> {
    let Some(post) = ctx.store.post_by_id(lost.id).await? else {
        // It went with its user: our step may have brought the file back.
        if let Some(file) = lost.temporary_file {
            ctx.media.delete(file).await?;
        }
        return Ok(());
    };
    if let Some(file) = post.temporary_file.filter(|_| !needs_file(&post)) {
        ctx.media.delete(file).await?;
    }
    Ok(())
}

/// Deletes a file of this machine, makes sure that it is gone, and records that; or records that it did not work.
pub(crate) async fn delete(
    ctx: &Context,
    file: &TemporaryFile,
    effects: &Effects,
) -> Result<(), StepError> {
    match files::delete(ctx, file).await {
        Ok(true) => {
            effects.after("temporary file deleted").await;
            let recorded = files::record_deletion(ctx, file.id).await;
            effects.after("deletion recorded").await;
            only_database(recorded)
        }
        Ok(false) => Ok(()),
        Err(error) => only_database(Err(error)),
    }
}

/// A file that cannot be deleted is recorded and tried again by the sweep: no reason to stop here.
fn only_database(ended: Result<(), ServiceError>) -> Result<(), StepError> {
    match ended {
        Err(ServiceError::Store(error)) => Err(error.into()),
        _ => Ok(()),
    }
}
