//! Where to go after signing in: only ever a path of this site, as a browser resolves it.

#![no_main]

use ai_video_uploader::web::fuzzing;
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|wish: &str| {
    let Some(path) = fuzzing::own_path(wish) else { return };
    let here = Url::parse("https://clips.example/login?a=b").expect("a URL");
    let there = here.join(&path).expect("a path");
    assert_eq!(here.origin(), there.origin(), "{wish} → {path}");
    assert!(path.starts_with('/') && !path.starts_with("//"));
    assert!(path.chars().all(|c| c.is_ascii() && !c.is_control() && c != '\\'));
    assert_eq!(fuzzing::own_path(&path).as_deref(), Some(path.as_str()));
});
