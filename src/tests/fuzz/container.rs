//! Any bytes as a video file: facts or a sentence, also if the file is shorter than it was.

#![no_main]

use std::io::Cursor;

use ai_video_uploader::media::probe;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let size = bytes.len() as u64;
    for claimed in [size, size + 4096] {
        if let Ok(video) = probe::read(Cursor::new(bytes), claimed) {
            assert!(video.frame_rate.is_finite() && video.frame_rate >= 0.0);
            assert_eq!(video.size_bytes, claimed);
        }
    }
});
