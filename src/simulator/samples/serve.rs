//! Serves a sample in the manner asked for.

use std::{io, time::Duration};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::{Stream, StreamExt as _, stream};

use super::content::Content;
use crate::simulator::ranges::{Wanted, wanted};

/// What kind of `ETag` a sample has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Validator {
    Strong,
    Weak,
    None,
}

/// How a sample misbehaves; the default is honest.
#[derive(Debug)]
pub(super) struct Manner {
    pub(super) validator: Validator,
    pub(super) ranges: bool,
    pub(super) tell_length: bool,
    /// A 206 says that it starts this many bytes later than it does.
    pub(super) shift: u64,
    /// Another number is another video.
    pub(super) edition: u64,
    /// Bytes promised but not sent.
    pub(super) missing: u64,
    pub(super) cut_after: Option<u64>,
    pub(super) stall_after: Option<u64>,
    /// Bytes per second.
    pub(super) rate: Option<u64>,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            validator: Validator::Strong,
            ranges: true,
            tell_length: true,
            shift: 0,
            edition: 0,
            missing: 0,
            cut_after: None,
            stall_after: None,
            rate: None,
        }
    }
}

pub(super) fn serve(
    content: Content,
    media_type: &'static str,
    manner: &Manner,
    asked: &HeaderMap,
) -> Response {
    let size = content.size();
    let tag = format!("\"sample-{size}-{}\"", manner.edition);
    let strong = (manner.validator == Validator::Strong).then_some(tag.as_str());
    let part = if manner.ranges {
        wanted(asked, size, strong)
    } else {
        Wanted::Whole
    };
    let (status, range) = match part {
        Wanted::Whole => (StatusCode::OK, 0..size),
        Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, *range.start()..range.end() + 1),
        Wanted::Nothing => {
            let range = format!("bytes */{size}");
            return (
                StatusCode::RANGE_NOT_SATISFIABLE,
                [(header::CONTENT_RANGE, range)],
            )
                .into_response();
        }
    };
    let mut headers = HeaderMap::new();
    let mut set = |name, text: String| {
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, media_type.to_owned());
    set(
        header::ACCEPT_RANGES,
        if manner.ranges { "bytes" } else { "none" }.to_owned(),
    );
    match manner.validator {
        Validator::Strong => set(header::ETAG, tag),
        Validator::Weak => set(header::ETAG, format!("W/{tag}")),
        Validator::None => {}
    }
    if status == StatusCode::PARTIAL_CONTENT {
        let (first, last) = (range.start + manner.shift, range.end - 1);
        set(
            header::CONTENT_RANGE,
            format!("bytes {first}-{last}/{size}"),
        );
    }
    if manner.tell_length {
        set(
            header::CONTENT_LENGTH,
            (range.end - range.start + manner.missing).to_string(),
        );
    }
    let blocks = disturb(content.blocks(range), manner);
    (status, headers, Body::from_stream(blocks)).into_response()
}

type Block = io::Result<Bytes>;

/// Cuts, stalls and slows a stream down as asked.
fn disturb(
    blocks: impl Stream<Item = Bytes> + Send + 'static,
    manner: &Manner,
) -> impl Stream<Item = Block> + Send + 'static {
    let end_after = manner.cut_after.or(manner.stall_after);
    let cut: Option<Block> = (manner.cut_after.is_some() || manner.missing > 0)
        .then(|| Err(io::ErrorKind::ConnectionReset.into()));
    let stalls = manner.stall_after.is_some();
    let rate = manner.rate;
    let mut left = end_after.unwrap_or(u64::MAX);
    blocks
        .map(move |block| {
            let keep = usize::try_from(left).unwrap_or(usize::MAX).min(block.len());
            left -= keep as u64;
            block.slice(..keep)
        })
        .take_while(|block| std::future::ready(!block.is_empty()))
        .then(move |block| async move {
            if let Some(rate) = rate {
                let millis = block.len() as u64 * 1000 / rate.max(1);
                tokio::time::sleep(Duration::from_millis(millis)).await;
            }
            Ok(block)
        })
        .chain(stream::iter(cut).then(|cut| async move {
            // What was sent so far goes out before the connection breaks.
            tokio::task::yield_now().await;
            cut
        }))
        .chain(stream::once(async move {
            if stalls {
                std::future::pending::<()>().await;
            }
            Ok(Bytes::new())
        }))
}
