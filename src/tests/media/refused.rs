//! What is said of files that are no video, or none that can be read.

use ai_video_uploader::domain::error_code::ErrorCode::{
    self, EmptyFile, NotAVideo, VideoContainerUnsupported, VideoUnreadable,
};

use super::fixtures::{
    ALL, AVI, FRAGMENTED, H264, LIVE, MKV, MOOV_AT_END, SOUND_MP4, SOUND_WEBM, VP9, find, read,
    replaced,
};

fn assert_refused(bytes: &[u8], code: ErrorCode, word: &str) {
    let error = read(bytes).unwrap_err();
    assert_eq!(error.code, code, "{error}");
    assert!(error.detail.contains(word), "{error}");
    assert!(error.detail.ends_with('.'), "{error}");
}

#[test]
fn each_kind_has_its_word() {
    for (bytes, code, word) in [
        (&b""[..], EmptyFile, "empty"),
        (
            b"<!doctype html><title>Sign in</title>",
            NotAVideo,
            "web page",
        ),
        (b"{\"error\":\"expired link\"}", NotAVideo, "JSON"),
        (b"The file was not found.\n", NotAVideo, "text"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", NotAVideo, "JPEG"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", NotAVideo, "picture"),
        (AVI, VideoContainerUnsupported, "AVI"),
        (MKV, VideoContainerUnsupported, "Matroska"),
        (b"FLV\x01\x05\0\0\0\x09", VideoContainerUnsupported, "FLV"),
        (b"GIF89a\x01\0\x01\0", VideoContainerUnsupported, "GIF"),
        (SOUND_MP4, VideoUnreadable, "no picture"),
        (SOUND_WEBM, VideoUnreadable, "no picture"),
        (
            &[0xde, 0xad, 0xbe, 0xef, 0x00, 0x01],
            VideoUnreadable,
            "format",
        ),
    ] {
        assert_refused(bytes, code, word);
    }
}

#[test]
fn a_download_that_broke_off_is_cut_short() {
    for bytes in [H264, MOOV_AT_END, FRAGMENTED, VP9, LIVE] {
        for per_cent in [30, 60, 90, 99] {
            let part = &bytes[..bytes.len() * per_cent / 100];
            let error = read(part).unwrap_err();
            assert_eq!(error.code, VideoUnreadable, "{error}");
        }
    }
    assert_refused(&H264[..H264.len() - 1], VideoUnreadable, "ends too early");
    assert_refused(&VP9[..VP9.len() - 1], VideoUnreadable, "ends too early");
}

#[test]
fn a_broken_structure_is_named() {
    let no_header = replaced(MOOV_AT_END, b"moov", b"free");
    assert_refused(&no_header, VideoUnreadable, "no movie header");
    let no_tables = replaced(H264, b"stbl", b"free");
    assert_refused(&no_tables, VideoUnreadable, "damaged");
    let mut absurd = H264.to_vec();
    let at = find(H264, b"trak").unwrap() - 4;
    absurd[at..at + 4].fill(0xff);
    assert_refused(&absurd, VideoUnreadable, "damaged");
}

#[test]
fn a_file_of_countless_parts_is_given_up() {
    let boxes = [
        &b"\0\0\0\x10ftypisom\0\0\0\0"[..],
        &b"\0\0\0\x08free".repeat(500_000),
    ]
    .concat();
    assert_refused(&boxes, VideoUnreadable, "too many parts");
    let ebml = b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm\x18\x53\x80\x67\xff";
    let elements = [&ebml[..], &b"\xec\x80".repeat(500_000)].concat();
    assert_refused(&elements, VideoUnreadable, "too many parts");
}

#[test]
fn every_fixture_is_small() {
    let sizes: Vec<_> = ALL.iter().map(|(_, bytes)| bytes.len()).collect();
    assert!(sizes.iter().all(|size| *size < 60_000), "{sizes:?}");
    assert!(sizes.iter().sum::<usize>() < 400_000);
}
