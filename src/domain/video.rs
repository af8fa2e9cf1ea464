//! Facts about a video, read from its container.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the container says of the video.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Video {
    /// The file format.
    pub container: Container,
    /// The video codec: `h264`, `h265`, `vp8`, `vp9`, or the container's own name for any other.
    pub codec: String,
    /// Pixels as displayed (a rotation in the container is applied).
    pub width: u32,
    /// Pixels as displayed.
    pub height: u32,
    /// Frames a second, averaged over the whole video.
    pub frame_rate: f64,
    /// Length in milliseconds.
    pub duration_ms: u64,
    /// Size of the file in bytes.
    pub size_bytes: u64,
}

/// A frame rate as exactly as it matters: `30`, `29.97`.
#[must_use]
pub fn frame_rate(rate: f64) -> String {
    let rate = format!("{rate:.2}");
    rate.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A file format that TikTok takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Container {
    /// MPEG-4 Part 14.
    Mp4,
    /// QuickTime.
    Mov,
    /// WebM.
    WebM,
}

impl Container {
    /// The media type to name in `Content-Type` towards TikTok.
    /// Source: Media Transfer Guide, request headers.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Mp4 => "video/mp4",
            Self::Mov => "video/quicktime",
            Self::WebM => "video/webm",
        }
    }
}
