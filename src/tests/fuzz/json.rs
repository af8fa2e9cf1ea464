//! JSON bodies of a submission.

#![no_main]

use ai_video_uploader::api::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| fuzzing::fields_of_json(body));
