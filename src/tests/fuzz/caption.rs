//! The caption counter: as TikTok counts, and never less than characters.

#![no_main]

use ai_video_uploader::domain::caption;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, Option<&str>, Option<&str>)| {
    let (content, title, description) = input;
    let composed = caption::compose(content, title, description);
    let counted: usize = composed.chars().map(char::len_utf16).sum();
    assert_eq!(caption::length(&composed), counted);
    if !content.trim().is_empty() {
        assert_eq!(composed, content);
    }
});
