//! Reads a multipart body: text parts in any order, the video streamed into a temporary file and never held in memory.

use axum::extract::{
    FromRequest as _, Multipart, Request,
    multipart::{Field, MultipartError},
};
use sha2::{Digest as _, Sha256};

use super::fields::Fields;
use crate::{
    api::{
        auth::Caller,
        body::LARGEST_JSON,
        error::{ApiError, Problems},
    },
    domain::error_code::ErrorCode,
    service::{Context, ServiceError, files::Upload, posts::Video},
};

/// The most parts of one body.
const MOST_PARTS: usize = 100;
/// The longest file name that is kept, in characters.
const LONGEST_NAME: usize = 255;

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
    let mut body = Multipart::from_request(request, &()).await.map_err(|_| {
        ApiError::because(
            ErrorCode::InvalidMultipart,
            "The Content-Type names no boundary.",
        )
    })?;
    let mut texts = Texts::default();
    let mut received: Option<Received> = None;
    let mut digest = None;
    let read = async {
        let mut count = 0;
        while let Some(field) = body.next_field().await.map_err(|error| broken(&error))? {
            count += 1;
            if count > MOST_PARTS {
                return Err(ApiError::because(
                    ErrorCode::InvalidMultipart,
                    format!("The body has more than {MOST_PARTS} parts."),
                ));
            }
            match field.name() {
                Some("file") if received.is_some() => {
                    return Err(wrong_part("file", "There is more than one file."));
                }
                Some("file") => {
                    let (video, hash) = receive(ctx, caller, field).await?;
                    received = Some(video);
                    digest = Some(hash);
                }
                Some(name) if field.file_name().is_some() => {
                    let name = name.to_owned();
                    return Err(wrong_part(&name, "A file belongs in the part named file."));
                }
                _ => texts.take(field).await?,
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
    mut field: Field<'_>,
) -> Result<(Received, Vec<u8>), ApiError> {
    let name = field.file_name().and_then(clean_name);
    let (upload, mut writer) = Upload::begin(ctx, caller.user.id).await?;
    let copied = async {
        let mut hash = Sha256::new();
        while let Some(block) = field.chunk().await.map_err(|error| broken(&error))? {
            hash.update(&block);
            writer.write(block).await.map_err(ServiceError::from)?;
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
    async fn take(&mut self, mut field: Field<'_>) -> Result<(), ApiError> {
        let name = field.name().unwrap_or_default().to_owned();
        let mut text = Vec::new();
        self.size += name.len();
        while let Some(block) = field.chunk().await.map_err(|error| broken(&error))? {
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

/// The last step of whatever path the client sent, without control characters.
fn clean_name(name: &str) -> Option<String> {
    let name: String = name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_NAME)
        .collect();
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

fn broken(error: &MultipartError) -> ApiError {
    ApiError::because(
        ErrorCode::InvalidMultipart,
        format!("The multipart body is broken: {}.", error.body_text()),
    )
}

fn wrong_part(name: &str, problem: &str) -> ApiError {
    let mut problems = Problems::default();
    problems.add(name, problem);
    match problems.into_result() {
        Err(error) => error,
        Ok(()) => ApiError::new(ErrorCode::InvalidField),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_path_and_control_characters() {
        assert_eq!(clean_name("../../a\u{7}b.mp4").as_deref(), Some("ab.mp4"));
        assert_eq!(clean_name("C:\\films\\c.mov").as_deref(), Some("c.mov"));
        assert_eq!(clean_name("dir/"), None);
    }
}
