//! The header of TikTok's webhooks: no text whatever passes for a signature.

#![no_main]

use ai_video_uploader::{domain::secret::secret, remote::tiktok::webhook};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &[u8])| {
    let (header, body) = input;
    assert!(webhook::verify(&secret("unknown to whoever sends this"), header, body).is_err());
    assert!(webhook::verify(&secret(""), header, body).is_err());
    let _ = webhook::parse(body);
});
