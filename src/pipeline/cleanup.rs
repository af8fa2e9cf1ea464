//! The end of temporary files: at once when a post no longer needs its own, and by the sweep for everything else.

use std::time::Duration;

use super::{effects::Effects, retention, step::StepError};
use crate::{
    domain::{
        clock::Timestamp,
        error_code::ErrorCode,
        id::{PostId, TemporaryFileId},
        post::Post,
        status::Status,
        temporary_file::TemporaryFile,
    },
    media::Name,
    service::Context,
};

/// A file that the database does not know is left alone for so long: its record may be on its way.
const STRAY_AGE: Duration = Duration::from_secs(5 * 60);

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
pub(crate) async fn after_loss(ctx: &Context, id: PostId) -> Result<(), StepError> {
    let Some(post) = ctx.store.post_by_id(id).await? else {
        return Ok(());
    };
    if let Some(file) = post.temporary_file.filter(|_| !needs_file(&post)) {
        ctx.media.delete(file).await?;
    }
    Ok(())
}

/// Deletes a file of this machine, makes sure that it is gone, and records that.
async fn delete(ctx: &Context, file: &TemporaryFile, effects: &Effects) -> Result<(), StepError> {
    if file.machine != ctx.media.machine() {
        return Ok(());
    }
    let now = ctx.now();
    match ctx.media.delete(file.id).await {
        Ok(()) => {
            effects.after("temporary file deleted").await;
            ctx.store.mark_file_deleted(file.id, now).await?;
            effects.after("deletion recorded").await;
            tracing::info!(file = %file.id, "temporary file deleted");
        }
        Err(error) => {
            tracing::error!(file = %file.id, %error, "a temporary file could not be deleted; it is tried again");
            ctx.store
                .record_deletion_failure(file.id, &error.to_string(), now)
                .await?;
        }
    }
    Ok(())
}

/// Goes over every file of this machine: ends posts whose retention is over, deletes what nobody needs, and what crashes
/// left behind.
pub(crate) async fn sweep(ctx: &Context, effects: &Effects) -> Result<(), StepError> {
    let now = ctx.now();
    // The folder first: a file made after this look is none of this sweep's business.
    let listed = ctx.media.list().await?;
    let present = ctx.store.present_files(ctx.media.machine()).await?;
    for (file, owner) in &present {
        let owner = match owner {
            Some(post) => retention::end(ctx, post, file)
                .await?
                .or_else(|| Some(post.clone())),
            None => None,
        };
        if is_due(file, owner.as_ref(), now) {
            delete(ctx, file, effects).await?;
        }
    }
    for entry in listed {
        let age = now.since(entry.modified);
        match entry.name {
            Name::File(id) => {
                let recorded = present.iter().any(|(file, _)| file.id == id);
                if !recorded && age >= STRAY_AGE {
                    delete_unrecorded(ctx, id, effects).await?;
                }
            }
            Name::Stray(name) if age >= STRAY_AGE => {
                tracing::warn!(%name, "deleting what is not ours from the temporary folder");
                if let Err(error) = ctx.media.delete_stray(&name).await {
                    tracing::error!(%name, %error, "a stray could not be deleted");
                }
            }
            Name::Stray(_) => {}
        }
    }
    Ok(())
}

fn is_due(file: &TemporaryFile, owner: Option<&Post>, now: Timestamp) -> bool {
    now >= file.held_until
        || owner.is_some_and(|post| post.temporary_file != Some(file.id) || !needs_file(post))
}

/// A file without a record, or one that came back after its deletion was recorded.
async fn delete_unrecorded(
    ctx: &Context,
    id: TemporaryFileId,
    effects: &Effects,
) -> Result<(), StepError> {
    if let Some(file) = ctx.store.find_temporary_file(id).await?
        && file.is_present()
    {
        return Ok(());
    }
    tracing::warn!(file = %id, "deleting a temporary file that nobody owns");
    if let Err(error) = ctx.media.delete(id).await {
        tracing::error!(file = %id, %error, "a temporary file could not be deleted");
    }
    effects.after("stray deleted").await;
    Ok(())
}
