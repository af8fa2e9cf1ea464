//! A server of one video that obeys or breaks the rules of HTTP as a test says, request by request.

use std::{
    collections::VecDeque,
    io,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Response, StatusCode, header},
    routing::get,
};
use futures::{StreamExt as _, stream};
use tokio::{net::TcpListener, sync::Notify};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How one request is answered; a request without a script is served properly.
#[derive(Debug, Clone)]
pub enum Answer {
    /// With Range, If-Range and `ETag`.
    Properly,
    /// The connection is cut after so many bytes of the body.
    CutAfter(usize),
    /// So many bytes of the body, then nothing more, for ever.
    Stall(usize),
    /// So many bytes of the body, the rest when the test says so.
    Gate(usize, Arc<Notify>),
    /// The whole file whatever the range.
    WithoutRange,
    /// The whole file without length, `ETag` or range.
    Chunked,
    /// This status.
    Status(u16),
    /// This status, and when to come again (seconds).
    ComeAgain(u16, u64),
    /// A web page.
    Page,
    /// So many bytes are announced, the file follows.
    Announce(u64),
    /// Nothing, properly.
    Empty,
}

/// A running server.
pub struct Source {
    pub url: String,
    shared: Arc<Shared>,
    stop: CancellationToken,
}

struct Shared {
    video: Mutex<Bytes>,
    script: Mutex<VecDeque<Answer>>,
    always: Mutex<Option<Answer>>,
    ranges: Mutex<Vec<Option<String>>>,
}

impl Source {
    pub async fn start(video: Bytes) -> Self {
        let shared = Arc::new(Shared {
            video: Mutex::new(video),
            script: Mutex::default(),
            always: Mutex::default(),
            ranges: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/video.mp4", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        let router = Router::new()
            .route("/video.mp4", get(answer))
            .with_state(Arc::clone(&shared));
        let stopped = stop.clone();
        TaskTracker::new().spawn(async move {
            tokio::select! {
                served = axum::serve(listener, router) => served.unwrap(),
                () = stopped.cancelled() => {}
            }
        });
        Self { url, shared, stop }
    }

    /// How the next requests are answered, one after the other.
    pub fn next(&self, answers: impl IntoIterator<Item = Answer>) {
        self.shared.script.lock().unwrap().extend(answers);
    }

    /// How every request without a script is answered.
    pub fn always(&self, answer: Answer) {
        *self.shared.always.lock().unwrap() = Some(answer);
    }

    /// Another file at the same address.
    pub fn change(&self, video: Bytes) {
        *self.shared.video.lock().unwrap() = video;
    }

    /// The Range of every request so far.
    pub fn ranges(&self) -> Vec<Option<String>> {
        self.shared.ranges.lock().unwrap().clone()
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn answer(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response<Body> {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let range = header(header::RANGE);
    shared.ranges.lock().unwrap().push(range.map(str::to_owned));
    let scripted = shared.script.lock().unwrap().pop_front();
    let answer = scripted
        .or_else(|| shared.always.lock().unwrap().clone())
        .unwrap_or(Answer::Properly);
    let video = shared.video.lock().unwrap().clone();
    let etag = format!("\"{}-{:x}\"", video.len(), fingerprint(&video));
    let from = range
        .filter(|_| header(header::IF_RANGE).is_none_or(|validator| validator == etag))
        .and_then(|range| {
            range
                .strip_prefix("bytes=")?
                .strip_suffix('-')?
                .parse()
                .ok()
        })
        .filter(|from| *from > 0 && *from < video.len())
        .unwrap_or(0);
    let size = video.len();
    let partial = |from: usize| {
        let response = Response::builder()
            .header(header::CONTENT_TYPE, "video/mp4")
            .header(header::CONTENT_LENGTH, size - from)
            .header(header::ETAG, etag.clone());
        if from > 0 {
            response.status(StatusCode::PARTIAL_CONTENT).header(
                header::CONTENT_RANGE,
                format!("bytes {from}-{}/{size}", size - 1),
            )
        } else {
            response
        }
    };
    match answer {
        Answer::Properly => partial(from).body(blocks(video.slice(from..))).unwrap(),
        Answer::CutAfter(bytes) => {
            let end = (from + bytes).min(size);
            partial(from).body(broken(video.slice(from..end))).unwrap()
        }
        Answer::Stall(bytes) => {
            let end = (from + bytes).min(size);
            let body = cut(video.slice(from..end)).map(Ok::<_, io::Error>);
            let silence = stream::pending();
            partial(from)
                .body(Body::from_stream(body.chain(silence)))
                .unwrap()
        }
        Answer::Gate(bytes, open) => {
            let end = (from + bytes).min(size);
            let gate =
                stream::once(async move { open.notified().await }).filter_map(|()| async { None });
            let body = cut(video.slice(from..end))
                .chain(gate)
                .chain(cut(video.slice(end..)));
            partial(from)
                .body(Body::from_stream(body.map(Ok::<_, io::Error>)))
                .unwrap()
        }
        Answer::WithoutRange => partial(0).body(blocks(video)).unwrap(),
        Answer::Chunked => Response::builder()
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .body(blocks(video))
            .unwrap(),
        Answer::Status(status) => Response::builder()
            .status(status)
            .body(Body::empty())
            .unwrap(),
        Answer::ComeAgain(status, seconds) => Response::builder()
            .status(status)
            .header(header::RETRY_AFTER, seconds)
            .body(Body::empty())
            .unwrap(),
        Answer::Page => Response::builder()
            .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
            .body(Body::from("<!doctype html><title>Sign in</title>"))
            .unwrap(),
        Answer::Announce(bytes) => Response::builder()
            .header(header::CONTENT_TYPE, "video/mp4")
            .header(header::CONTENT_LENGTH, bytes)
            .body(broken(video))
            .unwrap(),
        Answer::Empty => Response::builder()
            .header(header::CONTENT_TYPE, "video/mp4")
            .header(header::CONTENT_LENGTH, 0)
            .body(Body::empty())
            .unwrap(),
    }
}

fn blocks(bytes: Bytes) -> Body {
    Body::from_stream(cut(bytes).map(Ok::<_, io::Error>))
}

/// The bytes, then the end of the connection.
fn broken(bytes: Bytes) -> Body {
    let end = stream::once(async {
        // A server flushes what it has when nothing more is there at the moment.
        for _ in 0..8 {
            tokio::task::yield_now().await;
        }
        Err(io::Error::other("cut"))
    });
    Body::from_stream(cut(bytes).map(Ok).chain(end))
}

fn cut(bytes: Bytes) -> impl futures::Stream<Item = Bytes> {
    const BLOCK: usize = 256 * 1024;
    let count = bytes.len().div_ceil(BLOCK);
    stream::iter(
        (0..count)
            .map(move |index| bytes.slice(index * BLOCK..((index + 1) * BLOCK).min(bytes.len()))),
    )
}

fn fingerprint(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .take(4096)
        .fold(14_695_981_039_346_656_037, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(1_099_511_628_211)
        })
}
