//! `Content-Range` as servers send it: what is read does not contradict itself.

#![no_main]

use ai_video_uploader::remote::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|header: &str| {
    if let Some((first, last, total)) = fuzzing::content_range(header) {
        assert!(first <= last);
        assert!(total.is_none_or(|total| last <= total));
    }
});
