//! The sweep: at the start and every minute, over everything that should not be in the temporary folder any more.

use std::{collections::HashSet, time::Duration};

use super::{
    cleanup::{delete, needs_file},
    effects::Effects,
    retention,
    step::{self, StepError},
};
use crate::{
    domain::{
        change::{Change, Field},
        clock::Timestamp,
        id::TemporaryFileId,
        post::Post,
        source::Source,
        status::{Actor, IllegalMove, Status},
        temporary_file::TemporaryFile,
    },
    media::{Listed, MediaError, Name},
    service::Context,
    store::{StoreError, changes::ChangeError},
};

/// A file that the database does not know is left alone for so long: its record may be on its way.
/// So is an upload that nobody has open any more: its post may be.
const STRAY_AGE: Duration = Duration::from_secs(30);
/// A machine that gave no sign of life for so long is gone: what it held is fetched again.
/// Three sweeps did not come. Only who has gone round for as long itself may say so.
const GONE_AFTER: Duration = Duration::from_secs(3 * 60);
/// What nobody can fetch again waits longer for its machine.
const LOST_AFTER: Duration = Duration::from_secs(60 * 60);
/// A machine that is gone for so long does not come back to prove its deletions.
const WRITTEN_OFF_AFTER: Duration = Duration::from_secs(48 * 3600);

/// One sweep of this machine's files, and a look at machines that are gone. `watched` is how long this process has gone round
/// without a break: after an outage of the database, or a common start, everybody else looks gone at first.
/// Answers what nobody owns and could not be deleted.
pub(crate) async fn sweep(
    ctx: &Context,
    effects: &Effects,
    watched: Duration,
) -> Result<Vec<Name>, StepError> {
    ctx.store
        .see_machine(ctx.media.machine(), ctx.now())
        .await?;
    // The folder first: a file made after this look is none of this sweep's business.
    // Retention ends even if the folder cannot be read.
    let listed = ctx.media.list().await.unwrap_or_else(|error| {
        tracing::error!(%error, "the temporary folder cannot be listed");
        Vec::new()
    });
    let present = ctx.store.present_files(ctx.media.machine()).await?;
    for (file, owner) in &present {
        // One file in trouble must not keep the others.
        let looked_after = match end_of_time(ctx, file, owner.as_ref(), effects).await {
            Ok(()) => bring_to_disk(ctx, file, owner.as_ref(), effects).await,
            failed => failed,
        };
        if let Err(error) = looked_after {
            tracing::error!(file = %file.id, %error, "a temporary file could not be looked after");
        }
    }
    let recorded = present.iter().map(|(file, _)| file.id).collect();
    let stuck = strays(ctx, listed, &recorded, effects).await?;
    if watched >= GONE_AFTER {
        gone_machines(ctx).await?;
    }
    Ok(stuck)
}

/// Ends the post whose file has been held long enough, and deletes a file that nobody needs.
async fn end_of_time(
    ctx: &Context,
    file: &TemporaryFile,
    owner: Option<&Post>,
    effects: &Effects,
) -> Result<(), StepError> {
    let ended = match owner {
        Some(post) => retention::end(ctx, post, file).await?,
        None => None,
    };
    let owner = ended.as_ref().or(owner);
    let unneeded =
        owner.is_some_and(|post| post.temporary_file != Some(file.id) || !needs_file(post));
    if unneeded || ctx.now() >= file.held_until || is_abandoned(ctx, file).await? {
        delete(ctx, file, effects).await?;
    }
    Ok(())
}

/// A video that the disk does not have, because it would soon be deleted, and that is still here: a restart of the machine
/// must not cost it now. If the disk does not take it, it is not to be trusted, and fetched again.
async fn bring_to_disk(
    ctx: &Context,
    file: &TemporaryFile,
    owner: Option<&Post>,
    effects: &Effects,
) -> Result<(), StepError> {
    let Some((post, boot)) = owner.and_then(|post| Some((post, post.unsynced_boot.as_deref()?)))
    else {
        return Ok(());
    };
    // A running download counts its bytes itself.
    let progress = post.progress;
    let is_whole = progress.total_bytes == Some(progress.downloaded_bytes);
    if post.status == Status::Downloading
        || !is_whole
        || ctx.media.boot() != Some(boot)
        || !needs_file(post)
    {
        return Ok(());
    }
    match ctx.media.sync(file.id).await {
        Ok(()) => Ok(ctx.store.mark_synced(post.id, file.id, boot).await?),
        // Not needed any more since it was listed.
        Err(MediaError::Missing(_)) => Ok(()),
        Err(error) => {
            tracing::error!(post = %post.id, %error, "the disk does not take a video");
            delete(ctx, file, effects).await
        }
    }
}

/// Whether `file` is an upload that broke off with its process: it has no post, nobody is at work on it, and it cannot be
/// resumed.
async fn is_abandoned(ctx: &Context, file: &TemporaryFile) -> Result<bool, StepError> {
    let now = ctx.now();
    if file.post_id.is_some()
        || now.since(file.created_at) < STRAY_AGE
        || !ctx.media.is_abandoned(file.id, now - STRAY_AGE).await?
    {
        return Ok(false);
    }
    // Between two pieces of an upload that can be resumed nobody is at work on it.
    if ctx.store.is_upload_open(file.id).await? {
        return Ok(false);
    }
    // It may have got its post since this sweep read its record.
    let record = ctx.store.find_temporary_file(file.id).await?;
    Ok(record.is_some_and(|record| record.post_id.is_none()))
}

/// Deletes what the database does not know of; answers what is still there.
async fn strays(
    ctx: &Context,
    listed: Vec<Listed>,
    recorded: &HashSet<TemporaryFileId>,
    effects: &Effects,
) -> Result<Vec<Name>, StepError> {
    let now = ctx.now();
    let mut stuck = Vec::new();
    for entry in listed {
        if now.since(entry.modified) < STRAY_AGE {
            continue;
        }
        let deleted = match &entry.name {
            Name::File(id) if recorded.contains(id) || is_recorded(ctx, *id).await? => continue,
            Name::File(id) => ctx.media.delete(*id).await,
            Name::Stray(name) => ctx.media.delete_stray(name).await,
        };
        match deleted {
            Ok(()) => tracing::warn!(name = ?entry.name, "deleted what nobody owns"),
            Err(error) => {
                tracing::error!(name = ?entry.name, %error, "a stray is still there");
                ctx.meter.deletion_failed();
                stuck.push(entry.name);
            }
        }
        effects.after("stray deleted").await;
    }
    Ok(stuck)
}

async fn is_recorded(ctx: &Context, id: TemporaryFileId) -> Result<bool, StepError> {
    match ctx.store.find_temporary_file(id).await {
        Ok(file) => Ok(file.is_some_and(|file| file.is_present())),
        // There is a record, though nobody can read it.
        Err(StoreError::Corrupt(_)) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Posts whose file lies on a machine that is gone: fetched again here, or failed. Should the machine come back, it finds
/// that nobody owns the file, and deletes it.
async fn gone_machines(ctx: &Context) -> Result<(), StepError> {
    let now = ctx.now();
    let silent = ctx.store.files_of_silent_machines(now - GONE_AFTER).await?;
    for (file, owner) in silent {
        match owner {
            Some(post) => {
                if let Err(error) = leave_machine(ctx, &post, &file, now).await {
                    tracing::error!(post = %post.id, %error, "a post could not leave a machine that is gone");
                }
            }
            None if now.since(file.created_at) >= WRITTEN_OFF_AFTER => {
                tracing::warn!(file = %file.id, machine = file.machine, "written off with its machine");
                ctx.store.mark_file_deleted(file.id, now).await?;
                ctx.meter.file_deleted();
            }
            None => {}
        }
    }
    Ok(())
}

async fn leave_machine(
    ctx: &Context,
    post: &Post,
    file: &TemporaryFile,
    now: Timestamp,
) -> Result<(), StepError> {
    match retention::end(ctx, post, file).await? {
        Some(_) => Ok(()),
        None => give_up_file(ctx, post, file, now).await,
    }
}

async fn give_up_file(
    ctx: &Context,
    post: &Post,
    file: &TemporaryFile,
    now: Timestamp,
) -> Result<(), StepError> {
    if matches!(post.source, Source::File { .. }) && !is_silent_since(ctx, file, now).await? {
        return Ok(());
    }
    let changed = ctx
        .store
        .change_post_as_system(post.id, now, |post| without_file(post, file, now))
        .await;
    match changed {
        Ok(post) => {
            tracing::warn!(post = %post.id, machine = file.machine, "the machine of its file is gone");
            Ok(())
        }
        Err(ChangeError::Store(error)) => Err(error.into()),
        Err(ChangeError::NotFound | ChangeError::Refused(_)) => Ok(()),
    }
}

async fn is_silent_since(
    ctx: &Context,
    file: &TemporaryFile,
    now: Timestamp,
) -> Result<bool, StepError> {
    let silent = ctx.store.files_of_silent_machines(now - LOST_AFTER).await?;
    Ok(silent.iter().any(|(other, _)| other.id == file.id))
}

/// What becomes of a post without its file, wherever it stands.
fn without_file(post: &Post, file: &TemporaryFile, now: Timestamp) -> Result<Change, NotIts> {
    if post.temporary_file != Some(file.id) {
        return Err(NotIts);
    }
    let change = match post.status {
        // TikTok is asked first.
        Status::Sending if post.tiktok.last_chunk_started => Change::stay(Actor::System, Some(now)),
        Status::Queued
        | Status::Downloading
        | Status::Checking
        | Status::NeedsReview
        | Status::Sending => step::file_lost(post, now)?,
        _ => Change::stay(Actor::System, None),
    };
    Ok(change.with(Field::TemporaryFile(None)))
}

/// The file is not the post's any more.
struct NotIts;

impl From<IllegalMove> for NotIts {
    fn from(_: IllegalMove) -> Self {
        Self
    }
}
