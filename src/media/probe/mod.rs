//! Reads the facts about a video from its container, without decoding and without reading the pictures.
//!
//! Any input ends in facts or in one sentence, in bounded time and memory (`source.rs`).

mod ebml;
mod fragments;
mod mp4;
mod sniff;
mod source;
mod track;
mod webm;

use std::io::{self, Read, Seek};

use sniff::Kind;
use source::Source;

use crate::domain::{
    error_code::{ErrorCode, Failure},
    video::{Container, Video},
};

/// Why a file is no video, or none that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct ProbeError {
    /// The entry of the catalogue.
    pub code: ErrorCode,
    /// What exactly, in one sentence.
    pub detail: String,
}

/// Reads the facts from a file of `size` bytes. Blocks.
///
/// # Errors
/// [`ProbeError`] says why it is no video, or none that can be read.
pub fn read<R: Read + Seek>(file: R, size: u64) -> Result<Video, ProbeError> {
    if size == 0 {
        return Err(ProbeError::new(ErrorCode::EmptyFile, "The file is empty."));
    }
    let mut source = Source::new(file, size);
    match sniff::kind(&source.start()?) {
        Kind::Mp4 => mp4::read(&mut source),
        Kind::WebM => webm::read(&mut source),
        Kind::Unsupported(name) => Err(ProbeError::unsupported(name)),
        Kind::NotAVideo(what) => Err(ProbeError::new(
            ErrorCode::NotAVideo,
            format!("The file is {what}, not a video."),
        )),
        Kind::Unknown => Err(ProbeError::unreadable(
            "The file is in no format that we know; it may be damaged.",
        )),
    }
}

/// What the first bytes of a file tell while the rest is still on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct FirstLook {
    /// The file format.
    pub container: Container,
    /// The facts, if the container names them before the pictures.
    pub video: Option<Video>,
}

/// Reads what is here of a file that will have `announced` bytes. Blocks.
///
/// # Errors
/// [`ProbeError`] if it cannot become a video that we know, however it goes on.
pub fn first_look<R: Read + Seek>(file: R, announced: u64) -> Result<FirstLook, ProbeError> {
    let mut source = Source::new(file, announced);
    match sniff::kind(&source.start()?) {
        Kind::Mp4 => Ok(FirstLook {
            container: mp4::container(&mut source)?,
            // What cannot be read may only not be here yet: the check of the whole file decides.
            video: mp4::read(&mut source).ok(),
        }),
        Kind::WebM => Ok(FirstLook {
            container: Container::WebM,
            video: None,
        }),
        Kind::Unsupported(name) => Err(ProbeError::unsupported(name)),
        Kind::NotAVideo(_) | Kind::Unknown => Err(ProbeError::unreadable(
            "The file is in no format that we know.",
        )),
    }
}

impl ProbeError {
    fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
        }
    }

    fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::VideoUnreadable, detail)
    }

    fn damaged(part: &str) -> Self {
        Self::unreadable(format!("The file is damaged: {part} cannot be read."))
    }

    fn cut_short() -> Self {
        Self::unreadable("The file ends too early: a part of the video is missing.")
    }

    fn no_picture() -> Self {
        Self::unreadable("The file has no picture, only sound or other data.")
    }

    fn unsupported(name: &str) -> Self {
        Self::new(
            ErrorCode::VideoContainerUnsupported,
            format!("The file format is {name}; TikTok takes MP4, MOV and WebM."),
        )
    }
}

impl From<ProbeError> for Failure {
    fn from(error: ProbeError) -> Self {
        Self::new(error.code).with_detail(error.detail)
    }
}

impl From<io::Error> for ProbeError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::new(
                ErrorCode::TemporaryFileLost,
                ErrorCode::TemporaryFileLost.entry().message,
            ),
            io::ErrorKind::UnexpectedEof => Self::cut_short(),
            _ => Self::new(
                ErrorCode::Internal,
                format!("The temporary file cannot be read: {error}."),
            ),
        }
    }
}

/// Frames a second, to a thousandth: 30000/1001 is 29.97. Zero if it cannot be told.
#[expect(
    clippy::cast_precision_loss,
    reason = "both are far below 2^53 in any video of ten minutes"
)]
fn frame_rate(frames: u64, units: u64, units_per_second: u64) -> f64 {
    if units == 0 {
        return 0.0;
    }
    let rate = frames as f64 * units_per_second as f64 / units as f64;
    (rate * 1000.0).round() / 1000.0
}

/// Milliseconds, rounded; zero if `units_per_second` is.
fn millis(units: u64, units_per_second: u64) -> u64 {
    let per_second = u128::from(units_per_second);
    let rounded = (u128::from(units) * 1000 + per_second / 2).checked_div(per_second);
    u64::try_from(rounded.unwrap_or_default()).unwrap_or(u64::MAX)
}
