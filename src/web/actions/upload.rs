//! `POST /actions/upload`: a video from a form, written to the temporary file as it comes in.

use axum::{
    Extension,
    extract::{Request, State},
    response::{IntoResponse as _, Redirect, Response},
};
use bytes::Bytes;
use http::{HeaderMap, Uri};
use tower_sessions::Session;

use super::mark;
use crate::{
    domain::{error_code::ErrorCode, post::Origin, user::User},
    media::Writer,
    service::{
        Context, ServiceError,
        files::Upload,
        multipart::{Form, Part},
        posts::{self, Submission, Video},
    },
    web::{
        context::Visit, error::Problem, flash::Flash, form::FormState, paths,
        words::upload as words,
    },
};

/// Bytes of one text field: more than the longest caption can have.
const LONGEST_TEXT: usize = 16 * 1024;

/// Fields of one form: there are four.
const MOST_FIELDS: usize = 16;

/// What the form brought, in whatever order its parts stood.
#[derive(Default)]
struct Handed {
    caption: String,
    account: String,
    then: String,
    file: Option<(Upload, Video)>,
}

/// The route.
pub(super) async fn upload(
    State(ctx): State<Context>,
    Extension(user): Extension<User>,
    Extension(session): Extension<Session>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let mut found = http::Extensions::new();
    found.insert(user.clone());
    found.insert(session);
    let visit = Visit::new(
        ctx.clone(),
        &Uri::from_static(paths::UPLOAD),
        &headers,
        &found,
    );

    let form = Form::open(&ctx, request).await?;
    let mut handed = Handed::default();
    let read = handed.read(&ctx, &user, form).await;
    let typed = FormState::default()
        .typed("caption", handed.caption.as_str())
        .typed("account", handed.account.as_str())
        .typed("then", handed.then.as_str());
    let accepted = match read {
        Ok(()) => handed.submit(&ctx, user).await,
        Err(error) => {
            handed.discard().await;
            Err(error)
        }
    };
    match accepted {
        Ok(page) => {
            visit.leave_flash(&Flash::good(words::ARRIVED)).await;
            Ok(Redirect::to(&page).into_response())
        }
        Err(error) => {
            let failure = visit.failure(&error);
            let flash = Flash::refused(&failure).with_form(mark(typed, &error, &failure));
            visit.leave_flash(&flash).await;
            Ok(Redirect::to(paths::UPLOAD).into_response())
        }
    }
}

/// `GET` of the same address, as when the browser's address line is opened again.
pub(super) async fn again() -> Redirect {
    Redirect::to(paths::UPLOAD)
}

impl Handed {
    async fn read(
        &mut self,
        ctx: &Context,
        user: &User,
        mut form: Form,
    ) -> Result<(), ServiceError> {
        let mut fields = 0;
        while let Some(mut part) = form.next().await? {
            fields += 1;
            if fields > MOST_FIELDS {
                return Err(ServiceError::refused(ErrorCode::InvalidMultipart));
            }
            match part.name() {
                Some("caption") => self.caption = text(part).await?,
                Some("account") => self.account = text(part).await?,
                Some("then") => self.then = text(part).await?,
                Some("file") if self.file.is_none() => {
                    self.file = receive(ctx, user, part).await?;
                }
                _ => while part.chunk().await?.is_some() {},
            }
        }
        Ok(())
    }

    async fn discard(self) {
        if let Some((upload, _)) = self.file {
            upload.discard().await;
        }
    }

    /// Makes the post and returns the address of its page.
    async fn submit(self, ctx: &Context, user: User) -> Result<String, ServiceError> {
        let (upload, video) = self
            .file
            .ok_or_else(|| ServiceError::because(ErrorCode::MissingVideo, words::CHOOSE_A_VIDEO))?;
        let submission = Submission {
            user,
            api_key: None,
            origin: Origin::Browser,
            platforms: vec!["tiktok".to_owned()],
            content: self.caption.replace("\r\n", "\n"),
            video_title: None,
            video_description: None,
            auto_approve: Some(self.then == "inbox"),
            account: Some(self.account).filter(|account| !account.is_empty()),
            callback_url: None,
            external_id: None,
            metadata: None,
            video_url: None,
            file: Some(video),
        };
        // From here on the service owns the file; it is no abandoned one before it has its post.
        let hold = upload.keep();
        let submitted = posts::submit(ctx, submission).await;
        drop(hold);
        Ok(paths::post(submitted?.id))
    }
}

/// Writes the file; none if the form had no file chosen, which browsers send as an empty part without a name.
async fn receive(
    ctx: &Context,
    user: &User,
    mut part: Part<'_>,
) -> Result<Option<(Upload, Video)>, ServiceError> {
    let name = part.file_name();
    let mut first = Bytes::new();
    while first.is_empty() {
        first = match (part.chunk().await?, &name) {
            (Some(bytes), _) => bytes,
            (None, Some(_)) => return Err(ServiceError::refused(ErrorCode::EmptyFile)),
            (None, None) => return Ok(None),
        };
    }
    let (upload, writer) = Upload::begin(ctx, user.id).await?;
    match write(writer, first, part).await {
        Ok(size) => {
            ctx.meter
                .received(usize::try_from(size).unwrap_or_default());
            let id = upload.id();
            Ok(Some((upload, Video { id, name, size })))
        }
        Err(error) => {
            upload.discard().await;
            Err(error)
        }
    }
}

async fn write(mut writer: Writer, first: Bytes, mut rest: Part<'_>) -> Result<u64, ServiceError> {
    writer.write(first).await?;
    while let Some(bytes) = rest.chunk().await? {
        writer.write(bytes).await?;
    }
    Ok(writer.finish().await?)
}

async fn text(mut part: Part<'_>) -> Result<String, ServiceError> {
    let mut text = Vec::new();
    while let Some(bytes) = part.chunk().await? {
        if text.len() + bytes.len() > LONGEST_TEXT {
            return Err(ServiceError::refused(ErrorCode::CaptionTooLong));
        }
        text.extend_from_slice(&bytes);
    }
    String::from_utf8(text).map_err(|_| ServiceError::refused(ErrorCode::InvalidMultipart))
}
