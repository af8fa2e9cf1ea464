//! Avatars: small pictures at addresses that TikTok names. Nothing of it is believed: not the address, not the size, not
//! what the server calls the picture.

use bytes::Bytes;
use reqwest::{
    Response,
    header::{ACCEPT, LOCATION},
};
use url::Url;

use super::TikTok;
use crate::remote::{
    guard::GuardError,
    http::{read_body, reason},
};

/// The largest avatar, in bytes. TikTok's are a tenth of it.
pub const LARGEST_AVATAR: usize = 512 * 1024;

/// How many redirects are followed.
const MOST_REDIRECTS: usize = 3;

/// A picture whose first bytes say what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it is: `image/jpeg`, `image/png`, `image/gif` or `image/webp`.
    pub media_type: &'static str,
    /// All of it.
    pub bytes: Bytes,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum AvatarError {
    /// The address, or one that it redirects to, may not be reached.
    #[error("the address may not be reached: {0}")]
    Address(#[from] GuardError),
    /// Neither https, nor at TikTok's own address.
    #[error("the address is not https")]
    NotHttps,
    /// It redirects too often, or to nowhere.
    #[error("it redirects too often, or to nowhere")]
    Redirects,
    /// The server has no picture there any more; the status.
    #[error("the server answered {0}")]
    Status(u16),
    /// More bytes than [`LARGEST_AVATAR`].
    #[error("the picture is larger than {LARGEST_AVATAR} bytes")]
    TooLarge,
    /// No picture of a kind that browsers show without running anything.
    #[error("the bytes are no JPEG, PNG, GIF or WebP")]
    NoPicture,
    /// The server could not be reached, or broke off.
    #[error("the picture did not come: {0}")]
    Lost(String),
}

impl From<reqwest::Error> for AvatarError {
    fn from(error: reqwest::Error) -> Self {
        Self::Lost(reason(error))
    }
}

impl TikTok {
    /// Fetches an avatar. Every hop goes to https at a public address, or to the origin of `TIKTOK_API_URL`, which the
    /// operator named; nothing of ours goes along.
    ///
    /// # Errors
    /// [`AvatarError`].
    pub async fn avatar(&self, url: &Url) -> Result<Picture, AvatarError> {
        let mut url = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            let response = self.avatar_hop(&url).await?;
            match response.status().as_u16() {
                200 => return picture(response).await,
                301 | 302 | 303 | 307 | 308 => url = next(&url, &response)?,
                status => return Err(AvatarError::Status(status)),
            }
        }
        Err(AvatarError::Redirects)
    }

    async fn avatar_hop(&self, url: &Url) -> Result<Response, AvatarError> {
        let client = if url.origin() == self.endpoints.api.origin() {
            self.clients.api.clone()
        } else if url.scheme() == "https" {
            self.clients
                .guarded(url)?
                .timeout(self.clients.timeouts.call)
                .build()?
        } else {
            return Err(AvatarError::NotHttps);
        };
        let request = client.get(url.clone()).header(ACCEPT, "image/*");
        Ok(request.send().await?)
    }
}

fn next(url: &Url, response: &Response) -> Result<Url, AvatarError> {
    response
        .headers()
        .get(LOCATION)
        .and_then(|location| location.to_str().ok())
        .and_then(|location| url.join(location).ok())
        .ok_or(AvatarError::Redirects)
}

async fn picture(response: Response) -> Result<Picture, AvatarError> {
    let announced = response.content_length().unwrap_or(0);
    if announced > LARGEST_AVATAR as u64 {
        return Err(AvatarError::TooLarge);
    }
    let bytes = read_body(response, LARGEST_AVATAR + 1).await?;
    if bytes.len() > LARGEST_AVATAR {
        return Err(AvatarError::TooLarge);
    }
    let media_type = media_type(&bytes).ok_or(AvatarError::NoPicture)?;
    Ok(Picture {
        media_type,
        bytes: bytes.into(),
    })
}

/// What the first bytes are the beginning of.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some("image/png"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_without_code_in_them_are_known() {
        assert_eq!(
            media_type(b"\xFF\xD8\xFF\xE0\0\x10JFIF"),
            Some("image/jpeg")
        );
        assert_eq!(media_type(b"\x89PNG\r\n\x1A\n\0"), Some("image/png"));
        assert_eq!(media_type(b"GIF89a\x01\0"), Some("image/gif"));
        assert_eq!(media_type(b"RIFF\x24\0\0\0WEBPVP8 "), Some("image/webp"));
        for other in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'>"[..],
            b"<!DOCTYPE html>",
            b"RIFF\x24\0\0\0WAVE",
            b"GIF8",
            b"\xFF\xD8",
            b"",
        ] {
            assert_eq!(media_type(other), None, "{other:?}");
        }
    }
}
