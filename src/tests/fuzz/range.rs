//! `Range` as players send it: whatever is asked, the part lies within the file.

#![no_main]

use ai_video_uploader::web::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u64, &str)| {
    let (size, header) = input;
    if let Some(part) = fuzzing::range(header, size) {
        assert!(part.start() <= part.end() && *part.end() < size);
    }
});
