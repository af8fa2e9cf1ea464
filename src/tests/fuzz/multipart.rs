//! Multipart bodies, cut anywhere: parts or an error, in bounded memory, the same parts however the body is cut.

#![no_main]

use ai_video_uploader::{api, service};
use futures::executor::block_on;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (cut, body) = input;
    // The boundary is one letter, so that it is found.
    let whole = block_on(service::fuzzing::parts(&[body], u64::MAX));
    let blocks: Vec<&[u8]> = body.chunks(usize::from(cut) + 1).collect();
    let pieces = block_on(service::fuzzing::parts(&blocks, u64::MAX));
    assert_eq!(whole.is_ok(), pieces.is_ok());
    if let (Ok(whole), Ok(pieces)) = (whole, pieces) {
        assert_eq!(whole, pieces);
        let texts = whole
            .into_iter()
            .filter_map(|(name, content)| Some((name, String::from_utf8(content).ok()?)))
            .collect::<Vec<_>>();
        api::fuzzing::fields_of_parts(&texts);
    }
});
