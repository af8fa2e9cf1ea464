//! The headers with which a resumable upload begins: read, or refused.

#![no_main]

use ai_video_uploader::web::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    let (length, metadata) = input;
    if let Some((bytes, caption)) = fuzzing::announced(length, metadata) {
        assert!(length.trim().bytes().all(|byte| byte.is_ascii_digit()), "{length} → {bytes}");
        assert!(caption.len() <= metadata.len());
    }
});
