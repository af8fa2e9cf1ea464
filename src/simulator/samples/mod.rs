//! The host of sample videos: honest ones with ranges and validators, and bad ones for tests.
//!
//! Every one takes `?size=` (filled up with a `free` box). The names:
//!
//! | name | what is wrong with it |
//! |---|---|
//! | `sample.mp4`, `padded.mp4`, `sample.mov`, `sample.webm` | nothing |
//! | `picture-too-small.mp4`, `frame-rate-too-low.mp4`, `wrong-codec.mp4` | breaks a rule of TikTok |
//! | `page.html`, `page.mp4`, `empty.mp4` | a web page, one that claims to be a video, nothing |
//! | `missing.mp4`, `forbidden.mp4`, `status.mp4?code=…[&times=…]` | an error status, `times` times |
//! | `no-range.mp4`, `wrong-range.mp4` | ignores ranges, answers another one |
//! | `no-etag.mp4`, `weak-etag.mp4`, `changing.mp4` | no validator, a weak one, another video each time |
//! | `short.mp4`, `chunked.mp4` | promises more bytes than come, does not say how many |
//! | `cut.mp4?after=…[&times=…]`, `stall.mp4?after=…` | cuts, or falls silent, after so many bytes |
//! | `slow.mp4?rate=…` | so many bytes per second |
//! | `redirect.mp4?hops=…[&to=…]`, `redirect-loop.mp4` | sends on, sends in a circle |

mod content;
mod serve;

use axum::{
    Router,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};

use self::{
    content::Content,
    serve::{Manner, Validator, serve},
};
use super::{World, fields::Fields, fields::with_query, page::go_to};

const SAMPLE: &[u8] = include_bytes!("files/sample.mp4");

pub(crate) fn routes() -> Router<World> {
    Router::new().route("/samples/{name}", get(sample))
}

/// The embedded file behind a name, and its media type.
fn file(name: &str) -> (&'static [u8], &'static str) {
    match name {
        "sample.mov" => (include_bytes!("files/sample.mov"), "video/quicktime"),
        "sample.webm" => (include_bytes!("files/sample.webm"), "video/webm"),
        "picture-too-small.mp4" => (include_bytes!("files/picture-too-small.mp4"), "video/mp4"),
        "frame-rate-too-low.mp4" => (include_bytes!("files/frame-rate-too-low.mp4"), "video/mp4"),
        "wrong-codec.mp4" => (include_bytes!("files/wrong-codec.mp4"), "video/mp4"),
        "page.mp4" => (PAGE.as_bytes(), "video/mp4"),
        "empty.mp4" => (b"", "video/mp4"),
        _ => (SAMPLE, "video/mp4"),
    }
}

const PAGE: &str = "<!doctype html><title>Sign in</title><p>Sign in to download this video.</p>";

/// `GET /samples/{name}`.
async fn sample(
    State(world): State<World>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let fields = Fields::of_query(query.as_deref());
    let number = |name: &str| fields.get(name).and_then(|text| text.parse::<u64>().ok());
    let calls = world.with(|state, _| {
        let key = format!("{name}?{}", query.as_deref().unwrap_or_default());
        let calls = state.sample_calls.entry(key).or_default();
        *calls += 1;
        *calls
    });
    let still = number("times").is_none_or(|times| calls <= times);
    let mut manner = Manner::default();
    match name.as_str() {
        "page.html" => return Html(PAGE).into_response(),
        "missing.mp4" => return StatusCode::NOT_FOUND.into_response(),
        "forbidden.mp4" => return StatusCode::FORBIDDEN.into_response(),
        "status.mp4" if still => return status(number("code").unwrap_or(500)),
        "redirect-loop.mp4" => return go_to("/samples/redirect-loop.mp4"),
        "redirect.mp4" => return redirect(&fields),
        "no-range.mp4" => manner.ranges = false,
        "wrong-range.mp4" => manner.shift = 1,
        "no-etag.mp4" => manner.validator = Validator::None,
        "weak-etag.mp4" => manner.validator = Validator::Weak,
        "changing.mp4" => manner.edition = calls,
        "short.mp4" => manner.missing = 1000,
        "chunked.mp4" => manner.tell_length = false,
        "cut.mp4" if still => manner.cut_after = Some(number("after").unwrap_or(10_000)),
        "stall.mp4" => manner.stall_after = Some(number("after").unwrap_or(10_000)),
        "slow.mp4" => manner.rate = Some(number("rate").unwrap_or(50_000)),
        "sample.mp4"
        | "padded.mp4"
        | "status.mp4"
        | "cut.mp4"
        | "sample.mov"
        | "sample.webm"
        | "picture-too-small.mp4"
        | "frame-rate-too-low.mp4"
        | "wrong-codec.mp4"
        | "page.mp4"
        | "empty.mp4" => {}
        _ => return (StatusCode::NOT_FOUND, "no such sample").into_response(),
    }
    let (file, media_type) = file(&name);
    let content = match number("size") {
        Some(size) => Content::padded(file, size, manner.edition),
        None => Content::of(file),
    };
    serve(content, media_type, &manner, &headers)
}

fn status(code: u64) -> Response {
    let code = u16::try_from(code)
        .ok()
        .and_then(|code| StatusCode::from_u16(code).ok());
    let code = code.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if [
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::SERVICE_UNAVAILABLE,
    ]
    .contains(&code)
    {
        return (code, [(header::RETRY_AFTER, "7")]).into_response();
    }
    code.into_response()
}

fn redirect(fields: &Fields) -> Response {
    let to = fields.get("to").unwrap_or("/samples/sample.mp4");
    let hops: u32 = fields
        .get("hops")
        .and_then(|text| text.parse().ok())
        .unwrap_or(1);
    if hops <= 1 {
        return go_to(to);
    }
    let hops = (hops - 1).to_string();
    go_to(&with_query(
        "/samples/redirect.mp4",
        &[("hops", &hops), ("to", to)],
    ))
}
