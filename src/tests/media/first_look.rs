//! What the beginning of a file tells while the rest is on its way.

use std::io::Cursor;

use ai_video_uploader::{
    domain::{error_code::ErrorCode, video::Container},
    media::{
        FirstLook, ProbeError,
        probe::{self, first_look},
    },
};

use super::fixtures;

/// The first quarter of a file whose whole length is known.
fn begun(bytes: &[u8]) -> Result<FirstLook, ProbeError> {
    let here = &bytes[..bytes.len() / 4];
    first_look(Cursor::new(here), bytes.len() as u64)
}

#[test]
fn facts_that_stand_before_the_pictures_are_known_early() {
    // Its movie header takes a quarter and more.
    let video = padded(fixtures::H264);
    let look = begun(&video).unwrap();
    assert_eq!(look.container, Container::Mp4);
    assert_eq!(
        look.video.unwrap(),
        probe::read(Cursor::new(&video), video.len() as u64).unwrap()
    );
}

#[test]
fn facts_at_the_end_are_not_known_yet_but_the_format_is() {
    for (bytes, container) in [
        (fixtures::MOOV_AT_END, Container::Mp4),
        (fixtures::MOV, Container::Mov),
        (fixtures::VP9, Container::WebM),
    ] {
        let look = begun(bytes).unwrap();
        assert_eq!(look.container, container);
        assert_eq!(look.video, None, "{container:?}");
    }
}

#[test]
fn what_cannot_become_a_video_is_told_at_once() {
    let zeros = vec![0; 5000];
    assert_eq!(begun(&zeros).unwrap_err().code, ErrorCode::VideoUnreadable);
    let avi = begun(fixtures::AVI).unwrap_err();
    assert_eq!(avi.code, ErrorCode::VideoContainerUnsupported);
}

#[test]
fn no_beginning_however_short_is_more_than_an_error() {
    for (name, bytes) in fixtures::ALL {
        for length in (0..bytes.len().min(4096)).step_by(7) {
            let look = first_look(Cursor::new(&bytes[..length]), bytes.len() as u64);
            assert!(length > 0 || look.is_err(), "{name}");
        }
    }
}

/// The same video with as much behind it that is no part of it.
fn padded(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len() * 4).unwrap();
    let mut padded = bytes.to_vec();
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(b"free");
    padded.resize(bytes.len() + length as usize, 0);
    padded
}
