//! Temporary files that come in by upload, and their deletion when a post ends here.

use crate::{
    domain::{
        clock::Timestamp,
        id::{TemporaryFileId, UserId},
        temporary_file::TemporaryFile,
    },
    media::{Hold, Writer},
    service::{Context, Result},
};

/// An upload on its way in. Unless it is kept, or a post owns it, its file is deleted when this is dropped.
pub struct Upload {
    id: TemporaryFileId,
    created_at: Timestamp,
    ctx: Context,
    kept: bool,
    /// As long as this lives, the sweep of no process takes the file for abandoned.
    hold: Option<Hold>,
}

impl Upload {
    /// Records a new temporary file of `user_id`, then makes it.
    ///
    /// # Errors
    /// The database or the temporary folder failed.
    pub async fn begin(ctx: &Context, user_id: UserId) -> Result<(Self, Writer)> {
        let now = ctx.now();
        let file = TemporaryFile {
            id: TemporaryFileId::new(now),
            user_id,
            post_id: None,
            machine: ctx.media.machine().to_owned(),
            created_at: now,
            held_until: now + ctx.settings.retention,
            deleted_at: None,
            deletion_failures: 0,
        };
        ctx.store.insert_temporary_file(&file).await?;
        ctx.meter.file_created();
        let mut upload = Self {
            id: file.id,
            created_at: now,
            ctx: ctx.clone(),
            kept: false,
            hold: None,
        };
        let writer = ctx.media.writer(file.id, 0).await?;
        upload.hold = Some(writer.hold());
        Ok((upload, writer))
    }

    /// The file.
    #[must_use]
    pub const fn id(&self) -> TemporaryFileId {
        self.id
    }

    /// When it began: retention counts from here.
    #[must_use]
    pub const fn created_at(&self) -> Timestamp {
        self.created_at
    }

    /// Someone else will see to the deletion of the file. Until it has a post, what this returns must live.
    #[must_use]
    pub fn keep(mut self) -> Option<Hold> {
        self.kept = true;
        self.hold.take()
    }

    /// Deletes the file now.
    pub async fn discard(mut self) {
        self.kept = true;
        discard_unowned(&self.ctx, self.id).await;
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if !self.kept {
            let (ctx, id) = (self.ctx.clone(), self.id);
            self.ctx
                .tasks
                .spawn(async move { discard_unowned(&ctx, id).await });
        }
    }
}

/// Deletes a temporary file of this machine and records that it is gone. A failure is recorded; the sweep tries again.
pub async fn discard(ctx: &Context, id: TemporaryFileId) {
    discard_if(ctx, id, |_| true).await;
}

/// The same for an upload, which stays if there is a post by now that owns it.
pub async fn discard_unowned(ctx: &Context, id: TemporaryFileId) {
    discard_if(ctx, id, |file| file.post_id.is_none()).await;
}

async fn discard_if(ctx: &Context, id: TemporaryFileId, wanted: fn(&TemporaryFile) -> bool) {
    if let Err(error) = try_discard(ctx, id, wanted).await {
        tracing::warn!(file = %id, %error, "a temporary file could not be deleted; the sweep tries again");
    }
}

async fn try_discard(
    ctx: &Context,
    id: TemporaryFileId,
    wanted: fn(&TemporaryFile) -> bool,
) -> Result<()> {
    match ctx.store.find_temporary_file(id).await? {
        Some(file) if wanted(&file) && delete(ctx, &file).await? => record_deletion(ctx, id).await,
        _ => Ok(()),
    }
}

/// Deletes a temporary file of this machine from the disk and makes sure that it is gone; false if that is not for us to
/// do. A failure is recorded.
///
/// # Errors
/// The database or the temporary folder failed.
pub async fn delete(ctx: &Context, file: &TemporaryFile) -> Result<bool> {
    if !file.is_present() || file.machine != ctx.media.machine() {
        return Ok(false);
    }
    if let Err(error) = ctx.media.delete(file.id).await {
        tracing::error!(file = %file.id, %error, "a temporary file is still there");
        ctx.meter.deletion_failed();
        ctx.store
            .record_deletion_failure(file.id, &error.to_string(), ctx.now())
            .await?;
        return Err(error.into());
    }
    Ok(true)
}

/// Records that a file is proven gone.
///
/// # Errors
/// The database failed.
pub async fn record_deletion(ctx: &Context, id: TemporaryFileId) -> Result<()> {
    ctx.store.mark_file_deleted(id, ctx.now()).await?;
    ctx.meter.file_deleted();
    tracing::info!(file = %id, "temporary file deleted");
    Ok(())
}
