//! A server of videos of any length that holds none of them: a real video, made as long as wanted by noise in a `free` box.

use std::{convert::Infallible, ops::Range, sync::Arc};

use ai_video_uploader::simulator::Link;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use futures::stream;
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;

const SAMPLE: &[u8] = include_bytes!("../../simulator/samples/files/sample.mp4");
/// Bytes of the box that the sample begins with; its index comes next.
const FTYP: usize = 32;
/// Bytes of noise that are repeated: a prime, so that a chunk in a wrong place shows in the checksum.
const NOISE: u32 = 1_048_573;
/// Bytes handed to the network at once.
const BLOCK: u64 = 256 * 1024;

/// Where the index of the video lies, and whether the server says how long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    IndexFirst,
    IndexLast,
    UnknownLength,
}

impl Shape {
    const ALL: [(Self, &str); 3] = [
        (Self::IndexFirst, "index-first.mp4"),
        (Self::IndexLast, "index-last.mp4"),
        (Self::UnknownLength, "unknown-length.mp4"),
    ];
}

/// The bytes of a video.
#[derive(Clone)]
pub struct Video {
    start: Bytes,
    noise: Bytes,
    end: Bytes,
    size: u64,
}

impl Video {
    fn new(shape: Shape, size: u64, noise: &Bytes) -> Self {
        let (start, end) = match shape {
            Shape::IndexLast => SAMPLE.split_at(FTYP),
            Shape::IndexFirst | Shape::UnknownLength => SAMPLE.split_at(SAMPLE.len()),
        };
        let mut start = start.to_vec();
        let filled = size - (start.len() + end.len()) as u64;
        start.extend(1_u32.to_be_bytes());
        start.extend(b"free");
        start.extend(filled.to_be_bytes());
        Self {
            start: start.into(),
            noise: noise.clone(),
            end: Bytes::from_static(end),
            size,
        }
    }

    /// The bytes from `range.start` on, as many as come cheaply.
    fn piece(&self, range: &Range<u64>) -> Bytes {
        let behind = self.size - self.end.len() as u64;
        let (part, at) = if range.start < self.start.len() as u64 {
            (&self.start, range.start)
        } else if range.start < behind {
            let at = (range.start - self.start.len() as u64) % u64::from(NOISE);
            (&self.noise, at)
        } else {
            (&self.end, range.start - behind)
        };
        let end = if range.start < behind {
            range.end.min(behind)
        } else {
            range.end
        };
        let most = (end - range.start).min(BLOCK).min(part.len() as u64 - at);
        let index = |at: u64| usize::try_from(at).unwrap();
        part.slice(index(at)..index(at + most))
    }

    /// The bytes of `range`, piece by piece.
    pub fn pieces(&self, range: Range<u64>) -> impl Iterator<Item = Bytes> + use<> {
        let (video, mut range) = (self.clone(), range);
        std::iter::from_fn(move || {
            (!range.is_empty()).then(|| {
                let piece = video.piece(&range);
                range.start += piece.len() as u64;
                piece
            })
        })
    }

    /// As the simulator writes it.
    pub fn checksum(&self) -> String {
        let mut hasher = Sha256::new();
        for piece in self.pieces(0..self.size) {
            hasher.update(&piece);
        }
        hex::encode(hasher.finalize())
    }
}

/// The server. It ends with the program.
#[derive(Clone)]
pub struct Source {
    base: String,
    noise: Bytes,
    link: Arc<Option<Link>>,
}

impl Source {
    /// `rate` in bytes a second, for all downloads together.
    pub async fn start(rate: Option<u64>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut word = 0x2545_f491_4f6c_dd1d_u64;
        let noise = (0..NOISE).map(|_| {
            word ^= word << 13;
            word ^= word >> 7;
            word ^= word << 17;
            word.to_le_bytes()[3]
        });
        let source = Self {
            base: format!("http://{}", listener.local_addr().unwrap()),
            noise: noise.collect(),
            link: Arc::new(rate.map(Link::new)),
        };
        let router = Router::new()
            .route("/{size}/{name}", get(serve))
            .with_state(source.clone());
        #[expect(
            clippy::disallowed_methods,
            reason = "a server beside the measurement, which ends with it"
        )]
        tokio::task::spawn(async move { axum::serve(listener, router).await.unwrap() });
        source
    }

    pub fn url(&self, shape: Shape, size: u64) -> String {
        let (_, name) = Shape::ALL.iter().find(|(it, _)| *it == shape).unwrap();
        format!("{}/{size}/{name}", self.base)
    }

    pub fn video(&self, shape: Shape, size: u64) -> Video {
        Video::new(shape, size, &self.noise)
    }
}

/// Ranges are always of this very video: it is the same each time.
async fn serve(
    State(source): State<Source>,
    Path((size, name)): Path<(u64, String)>,
    headers: HeaderMap,
) -> Response {
    let Some((shape, _)) = Shape::ALL.iter().find(|(_, it)| *it == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let from = headers
        .get(header::RANGE)
        .and_then(|range| range.to_str().ok()?.strip_prefix("bytes="))
        .and_then(|range| range.strip_suffix('-')?.parse::<u64>().ok())
        .filter(|from| (1..size).contains(from));
    let pieces = source.video(*shape, size).pieces(from.unwrap_or(0)..size);
    let body = Body::from_stream(stream::unfold(
        (pieces, source.link),
        |(mut pieces, link)| async move {
            let piece = pieces.next()?;
            if let Some(link) = link.as_ref() {
                link.carry(piece.len()).await;
            }
            Some((Ok::<_, Infallible>(piece), (pieces, link)))
        },
    ));
    let mut response = Response::new(body);
    let mut set = |name, text: String| response.headers_mut().insert(name, text.parse().unwrap());
    set(header::CONTENT_TYPE, "video/mp4".to_owned());
    if *shape != Shape::UnknownLength {
        set(header::ETAG, format!("\"{size}-{name}\""));
        set(
            header::CONTENT_LENGTH,
            (size - from.unwrap_or(0)).to_string(),
        );
    }
    if let Some(from) = from {
        set(
            header::CONTENT_RANGE,
            format!("bytes {from}-{}/{size}", size - 1),
        );
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    response
}
