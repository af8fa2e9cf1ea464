//! TikTok's rules for videos, and the sentence for each one that a video breaks.
//!
//! Source: Media Transfer Guide, "Video restrictions"; `duration` beyond ten minutes is refused by the API whoever posts.

use std::fmt;

use super::{
    error_code::ErrorCode,
    video::{self, Video},
};

/// Codecs that TikTok decodes.
pub const CODECS: [&str; 4] = ["h264", "h265", "vp8", "vp9"];
/// Frames a second, lowest and highest.
pub const FRAME_RATE: (f64, f64) = (23.0, 60.0);
/// Pixels of each side, lowest and highest.
pub const SIDE: (u32, u32) = (360, 4096);
/// The longest video that the API takes, in milliseconds.
pub const LONGEST_MS: u64 = 600_000;
/// Rounding in containers: 59.94 is 60000/1001, 23.976 is 24000/1001; 60.01 comes from whole-millisecond durations.
const FRAME_RATE_SLACK: f64 = 0.05;

/// One rule that a video breaks.
#[derive(Debug, Clone, PartialEq)]
pub enum Broken {
    /// The codec is not one of [`CODECS`].
    Codec(String),
    /// The frame rate lies outside [`FRAME_RATE`].
    FrameRate(f64),
    /// A side lies outside [`SIDE`].
    Dimensions(u32, u32),
    /// Longer than [`LONGEST_MS`], or empty.
    Duration(u64),
}

impl Broken {
    /// The error that a post ends with when this is the first broken rule.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Codec(_) => ErrorCode::VideoCodecUnsupported,
            Self::FrameRate(_) => ErrorCode::VideoFrameRate,
            Self::Dimensions(..) => ErrorCode::VideoDimensions,
            Self::Duration(_) => ErrorCode::VideoDuration,
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Codec(codec) => write!(
                f,
                "The video codec is {codec}; TikTok takes H.264, H.265, VP8 and VP9."
            ),
            Self::FrameRate(rate) => write!(
                f,
                "The video has {} frames a second; TikTok takes {} to {}.",
                video::frame_rate(*rate),
                FRAME_RATE.0,
                FRAME_RATE.1
            ),
            Self::Dimensions(width, height) => write!(
                f,
                "The picture is {width} × {height} pixels; TikTok takes {} to {} on each side.",
                SIDE.0, SIDE.1
            ),
            Self::Duration(0) => f.write_str("The video has no length."),
            Self::Duration(ms) => write!(
                f,
                "The video lasts {} min {} s; TikTok takes at most {} minutes.",
                ms / 60_000,
                ms % 60_000 / 1000,
                LONGEST_MS / 60_000
            ),
        }
    }
}

/// Every rule that `video` breaks; empty for a video that TikTok takes.
#[must_use]
pub fn check(video: &Video) -> Vec<Broken> {
    let mut broken = Vec::new();
    if !CODECS.contains(&video.codec.as_str()) {
        broken.push(Broken::Codec(video.codec.clone()));
    }
    let sides = SIDE.0..=SIDE.1;
    if !sides.contains(&video.width) || !sides.contains(&video.height) {
        broken.push(Broken::Dimensions(video.width, video.height));
    }
    let (lowest, highest) = FRAME_RATE;
    if !(lowest - FRAME_RATE_SLACK..=highest + FRAME_RATE_SLACK).contains(&video.frame_rate) {
        broken.push(Broken::FrameRate(video.frame_rate));
    }
    if video.duration_ms == 0 || video.duration_ms > LONGEST_MS {
        broken.push(Broken::Duration(video.duration_ms));
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::video::Container;

    fn good() -> Video {
        Video {
            container: Container::Mp4,
            codec: "h264".into(),
            width: 720,
            height: 1280,
            frame_rate: 29.97,
            duration_ms: 15_000,
            size_bytes: 3_000_000,
        }
    }

    #[test]
    fn a_plain_video_breaks_nothing() {
        assert_eq!(check(&good()), []);
    }

    #[test]
    fn the_edges_belong_to_the_allowed_range() {
        for (width, frame_rate, duration_ms) in [
            (360, 23.0, 1),
            (4096, 60.0, LONGEST_MS),
            (360, 23.976, 1),
            (360, 60.01, 1),
        ] {
            assert_eq!(
                check(&Video {
                    width,
                    frame_rate,
                    duration_ms,
                    ..good()
                }),
                []
            );
        }
    }

    #[test]
    fn each_broken_rule_is_named() {
        let bad = Video {
            codec: "av01".into(),
            width: 200,
            frame_rate: 12.0,
            duration_ms: 600_001,
            ..good()
        };
        let codes: Vec<_> = check(&bad).iter().map(Broken::code).collect();
        assert_eq!(
            codes,
            [
                ErrorCode::VideoCodecUnsupported,
                ErrorCode::VideoDimensions,
                ErrorCode::VideoFrameRate,
                ErrorCode::VideoDuration
            ]
        );
    }
}
