//! What is read from videos that can be read, and what TikTok's rules say of them.

use std::{
    fs::File,
    io::{Seek as _, SeekFrom, Write as _},
};

use ai_video_uploader::{
    domain::{
        error_code::ErrorCode::{self, VideoCodecUnsupported, VideoDimensions, VideoFrameRate},
        rules::{self, Broken},
        video::{
            Container::{self, Mov, Mp4, WebM},
            Video,
        },
    },
    media::probe,
};

use super::fixtures::{
    Counting, FIFTEEN_FRAMES, FRAGMENTED, H264, H265, LIVE, MOOV_AT_END, MOV, MPEG4, NARROW,
    ROTATED, VP8, VP9, find, read, replaced,
};

/// A sparse gap larger than 32 bits can say.
const GAP: u64 = 5_000_000_000;

type Expected = (Container, &'static str, u32, u32, f64, &'static [ErrorCode]);

fn assert_facts(bytes: &[u8], expected: Expected) {
    let video = read(bytes).unwrap();
    let (container, codec, width, height, frame_rate, broken) = expected;
    let wanted = Video {
        container,
        codec: codec.to_owned(),
        width,
        height,
        frame_rate,
        duration_ms: video.duration_ms,
        size_bytes: bytes.len() as u64,
    };
    assert_eq!(video, wanted);
    assert!((990..=1010).contains(&video.duration_ms), "{video:?}");
    let found: Vec<_> = rules::check(&video).iter().map(Broken::code).collect();
    assert_eq!(found, broken);
}

#[test]
fn facts_and_rules_of_each_kind_of_video() {
    for (bytes, expected) in [
        (H264, (Mp4, "h264", 360, 640, 30.0, &[][..])),
        (MOOV_AT_END, (Mp4, "h264", 360, 640, 30.0, &[])),
        (FRAGMENTED, (Mp4, "h264", 360, 640, 30.0, &[])),
        (MOV, (Mov, "h264", 360, 640, 30.0, &[])),
        (H265, (Mp4, "h265", 360, 640, 30.0, &[])),
        (VP9, (WebM, "vp9", 360, 640, 30.0, &[])),
        (VP8, (WebM, "vp8", 360, 640, 30.0, &[])),
        (LIVE, (WebM, "vp9", 360, 640, 30.0, &[])),
        // Stored lying, shown standing.
        (ROTATED, (Mp4, "h264", 360, 640, 29.97, &[])),
        (
            FIFTEEN_FRAMES,
            (Mp4, "h264", 360, 640, 15.0, &[VideoFrameRate]),
        ),
        (NARROW, (Mp4, "h264", 200, 400, 30.0, &[VideoDimensions])),
        (
            MPEG4,
            (Mp4, "mp4v", 360, 640, 30.0, &[VideoCodecUnsupported]),
        ),
    ] {
        assert_facts(bytes, expected);
    }
}

#[test]
fn frames_of_a_browsers_recording_are_counted() {
    // Neither a duration of the whole nor one of a frame, as MediaRecorder writes it.
    let recording = replaced(LIVE, b"\x23\xe3\x83", b"\x23\xe3\x84");
    let video = read(&recording).unwrap();
    assert!((29.9..30.1).contains(&video.frame_rate), "{video:?}");
    assert!((990..=1010).contains(&video.duration_ms), "{video:?}");
}

#[test]
fn sizes_of_64_bits_and_to_the_end_of_the_file_are_read() {
    let at = find(MOOV_AT_END, b"mdat").unwrap() - 4;
    let end = at + u32::from_be_bytes(MOOV_AT_END[at..at + 4].try_into().unwrap()) as usize;
    let pictures = &MOOV_AT_END[at + 8..end];
    let large = [
        &MOOV_AT_END[..at],
        b"\0\0\0\x01mdat",
        &(pictures.len() as u64 + 16).to_be_bytes(),
        pictures,
        &MOOV_AT_END[end..],
    ]
    .concat();
    assert_eq!(read(&large).unwrap().codec, "h264");

    let at = find(H264, b"mdat").unwrap() - 4;
    let mut open_ended = H264.to_vec();
    open_ended[at..at + 4].fill(0);
    assert_eq!(read(&open_ended).unwrap().codec, "h264");
}

#[test]
fn padding_and_a_few_bytes_behind_the_last_box_do_no_harm() {
    for tail in [
        &b"\0\0\0"[..],
        b"\0\0\0\x10free12345678",
        &[0; 64],
        b"\xff\xd8\xff\xe0--------",
    ] {
        assert_eq!(read(&[H264, tail].concat()).unwrap().codec, "h264");
    }
}

/// Writes `head`, a gap of [`GAP`] bytes, and `tail`; the file takes no room for the gap.
fn with_gap(head: &[u8], tail: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(head).unwrap();
    let gap = i64::try_from(GAP).unwrap();
    file.seek(SeekFrom::Current(gap)).unwrap();
    file.write_all(tail).unwrap();
    file
}

fn read_counted(file: File) -> (Video, u64) {
    let size = file.metadata().unwrap().len();
    let mut counting = Counting {
        inner: file,
        bytes: 0,
    };
    let video = probe::read(&mut counting, size).unwrap();
    (video, counting.bytes)
}

#[test]
fn little_is_read_of_a_large_file() {
    let at = find(MOOV_AT_END, b"moov").unwrap() - 4;
    let (head, tail) = MOOV_AT_END.split_at(at);
    let free = [b"\0\0\0\x01free", &(GAP + 16).to_be_bytes()[..]].concat();
    let (video, bytes) = read_counted(with_gap(&[head, &free].concat(), tail));
    assert_eq!((video.codec.as_str(), video.container), ("h264", Mp4));
    assert!(bytes < 16_384, "{bytes} bytes read");

    let at = find(LIVE, b"\x1f\x43\xb6\x75").unwrap();
    let (head, tail) = LIVE.split_at(at);
    let void = [&b"\xec\x01"[..], &GAP.to_be_bytes()[1..]].concat();
    let (video, bytes) = read_counted(with_gap(&[head, &void].concat(), tail));
    assert_eq!((video.codec.as_str(), video.container), ("vp9", WebM));
    assert!(bytes < 16_384, "{bytes} bytes read");
}
