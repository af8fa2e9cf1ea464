//! Uploads that can be resumed: begun, continued, looked at, discarded; the last byte makes the post.
//!
//! `receive` takes the bytes, `finish` makes the post, `turns` lets one request at a time work on an upload.

mod finish;
mod receive;
mod turns;

pub use self::{receive::receive, turns::Turns};
use crate::{
    domain::{
        error_code::ErrorCode,
        id::{TemporaryFileId, UserId},
        post::Origin,
        temporary_file::TemporaryFile,
        upload::ResumableUpload,
        user::User,
    },
    service::{
        Context, Result, ServiceError, files,
        multipart::clean_name,
        posts::{Submission, Video},
    },
};

/// Unfinished uploads that one user may have.
pub const MOST_OPEN: u32 = 20;

/// What a client announces.
#[derive(Debug, Clone, Default)]
pub struct Announced {
    /// Bytes of the whole file.
    pub total_bytes: u64,
    /// As the client names the file.
    pub file_name: Option<String>,
    /// What the client takes it for, as a media type.
    pub file_type: Option<String>,
    /// The caption; may be empty.
    pub caption: String,
    /// An account's id, `tiktok_user_id` or username; none for the default account.
    pub account: Option<String>,
    /// Whether it goes to the inbox without another look.
    pub auto_approve: bool,
    /// All of this as it came.
    pub metadata: String,
}

/// Begins an upload: everything that can be refused is refused before the first byte.
///
/// # Errors
/// What [`submit`](crate::service::posts::submit) refuses; [`ErrorCode::EmptyFile`], [`ErrorCode::FileTooLarge`],
/// [`ErrorCode::VideoContainerUnsupported`], [`ErrorCode::DiskFull`], [`ErrorCode::TooManyUploads`].
pub async fn begin(ctx: &Context, user: &User, announced: Announced) -> Result<ResumableUpload> {
    check_file(ctx, &announced)?;
    let now = ctx.now();
    let id = TemporaryFileId::new(now);
    let file_name = announced.file_name.as_deref().and_then(clean_name);
    let checked = Submission {
        user: user.clone(),
        api_key: None,
        origin: Origin::Browser,
        platforms: vec!["tiktok".to_owned()],
        content: announced.caption.replace("\r\n", "\n"),
        video_title: None,
        video_description: None,
        auto_approve: Some(announced.auto_approve),
        account: announced.account.filter(|account| !account.is_empty()),
        callback_url: None,
        external_id: None,
        metadata: None,
        video_url: None,
        file: Some(Video {
            id,
            name: file_name.clone(),
            size: announced.total_bytes,
        }),
    }
    .check(ctx)
    .await?;
    check_room(ctx, announced.total_bytes).await?;
    let file = TemporaryFile {
        id,
        user_id: user.id,
        post_id: None,
        machine: ctx.media.machine().to_owned(),
        created_at: now,
        held_until: now + ctx.settings.retention,
        deleted_at: None,
        deletion_failures: 0,
    };
    let upload = ResumableUpload {
        id,
        user_id: user.id,
        account_id: Some(checked.account.id),
        total_bytes: announced.total_bytes,
        received: 0,
        file_name,
        caption: checked.caption,
        auto_approve: announced.auto_approve,
        metadata: announced.metadata,
        created_at: now,
        expires_at: file.held_until,
        post_id: None,
    };
    if !ctx.store.begin_upload(&upload, &file, MOST_OPEN).await? {
        return Err(ServiceError::because(
            ErrorCode::TooManyUploads,
            format!("There are {MOST_OPEN} unfinished uploads already."),
        ));
    }
    // The record first, so that no file is ever unknown.
    let made = match ctx.media.writer(id, 0).await {
        Ok(writer) => writer.finish().await,
        Err(error) => Err(error),
    };
    if let Err(error) = made {
        discard(ctx, user.id, id).await?;
        return Err(error.into());
    }
    Ok(upload)
}

fn check_file(ctx: &Context, announced: &Announced) -> Result<()> {
    let most = ctx.settings.max_video_bytes;
    if announced.total_bytes == 0 {
        return Err(ServiceError::refused(ErrorCode::EmptyFile));
    }
    if announced.total_bytes > most {
        return Err(ServiceError::because(
            ErrorCode::FileTooLarge,
            format!(
                "The video has {} bytes; this service takes at most {most}.",
                announced.total_bytes
            ),
        ));
    }
    let is_other = announced.file_type.as_deref().is_some_and(|kind| {
        !kind.is_empty() && !kind.trim().to_ascii_lowercase().starts_with("video/")
    });
    if is_other {
        return Err(ServiceError::field(
            ErrorCode::VideoContainerUnsupported,
            "filetype",
            "The file is not a video.",
        ));
    }
    Ok(())
}

/// Nothing is set aside, but what has no chance is not begun.
async fn check_room(ctx: &Context, bytes: u64) -> Result<()> {
    let usage = ctx.media.usage();
    let room = usage.quota.saturating_sub(usage.bytes);
    if bytes > room || bytes > ctx.media.free_bytes().await? {
        return Err(ServiceError::refused(ErrorCode::DiskFull));
    }
    Ok(())
}

/// An upload of a user, as far as it is. Whoever is at work on it is stopped first, so that the answer stays true.
///
/// # Errors
/// [`ErrorCode::NotFound`], [`ErrorCode::UploadExpired`], [`ErrorCode::UploadLocked`].
pub async fn look(ctx: &Context, user: UserId, id: TemporaryFileId) -> Result<ResumableUpload> {
    find(ctx, user, id).await?;
    let _turn = ctx.upload_turns.take(id).await.ok_or_else(locked)?;
    let upload = find(ctx, user, id).await?;
    if upload.post_id.is_none() && is_here(ctx, &upload).await? {
        let size = ctx.media.size(id).await?;
        if size.is_none_or(|size| size < upload.received) {
            return Err(ServiceError::refused(ErrorCode::UploadExpired));
        }
    }
    Ok(upload)
}

/// The unfinished uploads of a user, oldest first.
///
/// # Errors
/// The database failed.
pub async fn open(ctx: &Context, user: UserId) -> Result<Vec<ResumableUpload>> {
    Ok(ctx.store.open_uploads(user, ctx.now()).await?)
}

/// Ends an upload and deletes its file, unless a post owns it by now.
///
/// # Errors
/// [`ErrorCode::NotFound`], [`ErrorCode::UploadLocked`].
pub async fn discard(ctx: &Context, user: UserId, id: TemporaryFileId) -> Result<()> {
    if ctx.store.find_upload(user, id).await?.is_none() {
        return Err(ServiceError::refused(ErrorCode::NotFound));
    }
    let _turn = ctx.upload_turns.take(id).await.ok_or_else(locked)?;
    if !ctx.store.forget_upload(user, id, ctx.now()).await? {
        return Err(ServiceError::refused(ErrorCode::NotFound));
    }
    files::discard_unowned(ctx, id).await;
    Ok(())
}

/// An upload that still lives, or that became a post.
async fn find(ctx: &Context, user: UserId, id: TemporaryFileId) -> Result<ResumableUpload> {
    let upload = ctx.store.find_upload(user, id).await?;
    let upload = upload.ok_or_else(|| ServiceError::refused(ErrorCode::NotFound))?;
    if upload.is_expired(ctx.now()) {
        return Err(ServiceError::refused(ErrorCode::UploadExpired));
    }
    Ok(upload)
}

/// Whether this machine can see the file.
async fn is_here(ctx: &Context, upload: &ResumableUpload) -> Result<bool> {
    let file = ctx.store.find_temporary_file(upload.id).await?;
    Ok(file.is_some_and(|file| file.machine == ctx.media.machine()))
}

fn locked() -> ServiceError {
    ServiceError::refused(ErrorCode::UploadLocked)
}
