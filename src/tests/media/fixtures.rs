//! The videos of `src/tests/fixtures`, and ways to bend them.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use ai_video_uploader::{
    domain::video::Video,
    media::probe::{self, ProbeError},
};

macro_rules! fixtures {
    ($($name:ident $file:literal)+) => {
        $(pub const $name: &[u8] = include_bytes!(concat!("../fixtures/", $file));)+

        /// Every one with its name.
        pub const ALL: &[(&str, &[u8])] = &[$(($file, $name)),+];
    };
}

fixtures! {
    H264 "h264.mp4"
    MOOV_AT_END "h264_moov_at_end.mp4"
    MOV "h264.mov"
    FRAGMENTED "fragmented.mp4"
    ROTATED "rotated.mp4"
    FIFTEEN_FRAMES "15_frames.mp4"
    NARROW "200_wide.mp4"
    H265 "h265.mp4"
    MPEG4 "mpeg4.mp4"
    VP9 "vp9.webm"
    VP8 "vp8.webm"
    LIVE "live.webm"
    SOUND_MP4 "sound_only.mp4"
    SOUND_WEBM "sound_only.webm"
    MKV "vp8.mkv"
    AVI "mpeg4.avi"
}

pub fn read(bytes: &[u8]) -> Result<Video, ProbeError> {
    probe::read(Cursor::new(bytes), bytes.len() as u64)
}

/// `bytes` with every `from` as `to`.
pub fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert!(find(bytes, from).is_some(), "there is nothing to replace");
    let mut rest = bytes;
    let mut out = Vec::new();
    while let Some(at) = find(rest, from) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    out.extend_from_slice(rest);
    out
}

pub fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// Counts what is read through it.
pub struct Counting<R> {
    pub inner: R,
    pub bytes: u64,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes += read as u64;
        Ok(read)
    }
}

impl<R: Seek> Seek for Counting<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}
