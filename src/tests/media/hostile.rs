//! Any bytes whatever end in facts or in a sentence, never in a panic, and after reading no more than a few times their number.

use std::io::Cursor;

use ai_video_uploader::media::probe;
use proptest::{prelude::*, sample};

use super::fixtures::{ALL, Counting};

/// What formats begin with, so that random bytes come past the first look.
const STARTS: &[&[u8]] = &[
    b"",
    b"\0\0\0\x10ftypisom\0\0\0\0",
    b"\0\0\0\x10ftypqt  \0\0\0\0\0\0\x01\0moov",
    b"\0\0\0\0moov",
    b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm\x18\x53\x80\x67\xff",
    b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm\x18\x53\x80\x67\xff\x16\x54\xae\x6b",
];

fn survives(bytes: &[u8]) {
    let length = bytes.len() as u64;
    let mut counting = Counting {
        inner: Cursor::new(bytes),
        bytes: 0,
    };
    if let Ok(video) = probe::read(&mut counting, length) {
        assert!(video.frame_rate.is_finite());
        assert_eq!(video.size_bytes, length);
    }
    assert!(
        counting.bytes <= 16 * length + 4096,
        "{} bytes read of {length}",
        counting.bytes
    );
}

proptest! {
    #[test]
    fn random_bytes(start in sample::select(STARTS), rest in prop::collection::vec(any::<u8>(), 0..2048)) {
        survives(&[start, &rest].concat());
    }

    #[test]
    fn videos_with_flipped_bytes(
        (_, bytes) in sample::select(ALL),
        flips in prop::collection::vec((any::<sample::Index>(), any::<u8>()), 1..24),
    ) {
        let mut bytes = bytes.to_vec();
        for (at, value) in flips {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        survives(&bytes);
    }

    /// Headers lie at the start and at the end: most flips there hit one.
    #[test]
    fn videos_with_flipped_headers(
        (_, bytes) in sample::select(ALL),
        at_end in any::<bool>(),
        flips in prop::collection::vec((0_usize..2048, any::<u8>()), 1..8),
    ) {
        let mut bytes = bytes.to_vec();
        let length = bytes.len();
        for (at, value) in flips {
            bytes[if at_end { length - 1 - at } else { at }] = value;
        }
        survives(&bytes);
    }

    #[test]
    fn videos_cut_anywhere((_, bytes) in sample::select(ALL), end in any::<sample::Index>()) {
        survives(&bytes[..end.index(bytes.len())]);
    }

    #[test]
    fn videos_with_a_part_left_out(
        (_, bytes) in sample::select(ALL),
        from in any::<sample::Index>(),
        length in 1_usize..64,
    ) {
        let from = from.index(bytes.len());
        let to = (from + length).min(bytes.len());
        survives(&[&bytes[..from], &bytes[to..]].concat());
    }
}
