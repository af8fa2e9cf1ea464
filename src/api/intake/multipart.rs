//! Reads a multipart body: text parts in any order, the video streamed into a temporary file and never held in memory.

use axum::extract::Request;
use sha2::{Digest as _, Sha256};

use super::fields::Fields;
use crate::{
    api::{
        auth::Caller,
        body::LARGEST_JSON,
        error::{ApiError, Problems},
    },
    domain::error_code::ErrorCode,
    service::{
        Context, ServiceError,
        files::Upload,
        multipart::{Form, Part},
        posts::Video,
    },
};

/// The most parts of one body.
const MOST_PARTS: usize = 100;

/// What a multipart body holds.
pub(super) struct Parts {
    pub(super) fields: Fields,
    pub(super) video: Option<Received>,
    /// Of all texts and the video; the order of parts does not matter.
    pub(super) hash: Sha256,
}

/// A video that has come in whole.
pub(super) struct Received {
    pub(super) upload: Upload,
    pub(super) video: Video,
}

/// Reads the whole body. If it fails, the video is deleted.
pub(super) async fn read(
    ctx: &Context,
    caller: &Caller,
    request: Request,
) -> Result<Parts, ApiError> {
    let mut body = Form::open(ctx, request).await?;
    let mut texts = Texts::default();
    let mut received: Option<Received> = None;
    let mut digest = None;
    let read = async {
        let mut count = 0;
        while let Some(part) = body.next().await? {
            count += 1;
            if count > MOST_PARTS {
                return Err(ApiError::because(
                    ErrorCode::InvalidMultipart,
                    format!("The body has more than {MOST_PARTS} parts."),
                ));
            }
            let name = named(part.name())?.to_owned();
            match name.as_str() {
                "file" if received.is_some() => {
                    return Err(wrong_part("file", "There is more than one file."));
                }
                "file" => {
                    let (video, hash) = receive(ctx, caller, part).await?;
                    received = Some(video);
                    digest = Some(hash);
                }
                _ if part.is_file() => {
                    return Err(wrong_part(&name, "A file belongs in the part named file."));
                }
                _ => texts.take(name, part).await?,
            }
        }
        Fields::from_parts(&texts.parts)
    }
    .await;
    match read {
        Ok(fields) => Ok(Parts {
            fields,
            hash: texts.hash(digest.as_deref()),
            video: received,
        }),
        Err(error) => {
            if let Some(received) = received {
                received.upload.discard().await;
            }
            Err(error)
        }
    }
}

/// Streams the video into a new temporary file; hashes it on the way.
async fn receive(
    ctx: &Context,
    caller: &Caller,
    mut part: Part<'_>,
) -> Result<(Received, Vec<u8>), ApiError> {
    let name = part.file_name();
    let (upload, mut writer) = Upload::begin(ctx, caller.user.id).await?;
    let copied = async {
        let mut hash = Sha256::new();
        while let Some(block) = part.chunk().await? {
            hash.update(&block);
            let length = block.len();
            writer.write(block).await.map_err(ServiceError::from)?;
            ctx.meter.received(length);
        }
        let size = writer.finish().await.map_err(ServiceError::from)?;
        if size == 0 {
            return Err(ApiError::new(ErrorCode::EmptyFile));
        }
        Ok((size, hash.finalize().to_vec()))
    }
    .await;
    match copied {
        Ok((size, hash)) => {
            let video = Video {
                id: upload.id(),
                name,
                size,
            };
            Ok((Received { upload, video }, hash))
        }
        Err(error) => {
            upload.discard().await;
            Err(error)
        }
    }
}

/// The text parts, bounded together.
#[derive(Default)]
struct Texts {
    parts: Vec<(String, String)>,
    size: usize,
}

impl Texts {
    async fn take(&mut self, name: String, mut part: Part<'_>) -> Result<(), ApiError> {
        let mut text = Vec::new();
        self.size += name.len();
        while let Some(block) = part.chunk().await? {
            self.size += block.len();
            if self.size > LARGEST_JSON {
                return Err(ApiError::because(
                    ErrorCode::BodyTooLarge,
                    format!(
                        "The text parts are together larger than {} KiB.",
                        LARGEST_JSON / 1024
                    ),
                ));
            }
            text.extend_from_slice(&block);
        }
        let text =
            String::from_utf8(text).map_err(|_| wrong_part(&name, "The text is not UTF-8."))?;
        self.parts.push((name, text));
        Ok(())
    }

    fn hash(mut self, video: Option<&[u8]>) -> Sha256 {
        let mut hash = Sha256::new();
        let mut add = |bytes: &[u8]| {
            hash.update(bytes.len().to_be_bytes());
            hash.update(bytes);
        };
        self.parts.sort();
        for (name, text) in &self.parts {
            add(name.as_bytes());
            add(text.as_bytes());
        }
        add(video.unwrap_or_default());
        hash
    }
}

/// The part's name, if it is one: `propertyNames` in the description of the API says what a name may be.
fn named(name: Option<&str>) -> Result<&str, ApiError> {
    let refused = |problem: &str| {
        Err(ApiError::because(
            ErrorCode::InvalidMultipart,
            problem.to_owned(),
        ))
    };
    match name {
        None => refused("A part has no name."),
        Some(name)
            if name
                .bytes()
                .any(|byte| !matches!(byte, b' '..=b'~') || matches!(byte, b'"' | b'\\')) =>
        {
            refused(
                "The name of a part has a letter beyond ASCII, a quotation mark, a backslash or a control character.",
            )
        }
        Some(name) => Ok(name),
    }
}

fn wrong_part(name: &str, problem: &str) -> ApiError {
    let mut problems = Problems::default();
    problems.add(name, problem);
    match problems.into_result() {
        Err(error) => error,
        Ok(()) => ApiError::new(ErrorCode::InvalidField),
    }
}
