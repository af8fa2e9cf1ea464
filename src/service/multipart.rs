//! Multipart bodies as they come in, bounded: what stands around the parts' content, and the whole.
//!
//! The parser below keeps whatever it cannot make sense of yet, and searches all of it again with every block. So it gets a
//! new block only when it has nothing left to take from the last one, each at least as long as all that it keeps (what is
//! searched grows with the body, not with its square), and none at all once it keeps more than `MOST_AROUND`.

use std::{
    error::Error,
    pin::Pin,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context as Task, Poll, ready},
};

use axum::{
    BoxError,
    body::Body,
    extract::{
        FromRequest as _, Multipart, Request,
        multipart::{Field, MultipartError},
    },
};
use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt as _};
use tower_http::timeout::TimeoutError;

use crate::{
    domain::error_code::ErrorCode,
    service::{Context, Result, ServiceError},
};

/// Bytes before the first part, or of one part's headers.
const MOST_AROUND: usize = 64 * 1024;
/// Bytes that a body may have beside the largest video.
const ROOM_BESIDE: u64 = 1024 * 1024;
/// How often the parser asks for more before it has surely looked at what it has: before the first part it asks again at
/// once after a look.
const LOOKS: u8 = 2;
/// The longest file name that is kept, in characters.
const LONGEST_NAME: usize = 255;

/// A multipart body.
pub struct Form {
    parts: Multipart,
    gauge: Arc<Gauge>,
}

/// One part of it.
pub struct Part<'f> {
    field: Field<'f>,
    gauge: Arc<Gauge>,
}

impl Form {
    /// Begins to read the body of `request`.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidMultipart`] if it says not how its parts are told apart.
    pub async fn open(ctx: &Context, request: Request) -> Result<Self> {
        let most = ctx.settings.max_video_bytes.saturating_add(ROOM_BESIDE);
        Self::bounded(request, most).await
    }

    pub(super) async fn bounded(request: Request, most: u64) -> Result<Self> {
        let gauge = Arc::<Gauge>::default();
        let (head, body) = request.into_parts();
        let body = Metered::new(body.into_data_stream(), most, gauge.clone());
        let request = Request::from_parts(head, Body::from_stream(body));
        match Multipart::from_request(request, &()).await {
            Ok(parts) => Ok(Self { parts, gauge }),
            Err(_) => Err(ServiceError::because(
                ErrorCode::InvalidMultipart,
                "The Content-Type names no boundary.",
            )),
        }
    }

    /// The next part; none at the end.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidMultipart`] if the body is broken, [`ErrorCode::BodyTooLarge`] if it is too long.
    pub async fn next(&mut self) -> Result<Option<Part<'_>>> {
        let gauge = self.gauge.clone();
        match self.parts.next_field().await {
            Ok(field) => {
                gauge.count();
                Ok(field.map(|field| Part { field, gauge }))
            }
            Err(error) => Err(gauge.explain(&error)),
        }
    }
}

impl Part<'_> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.field.name()
    }

    /// Whether it is meant as a file.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.field.file_name().is_some()
    }

    /// The name of the file that it is: the last step of whatever path the client sent, without control characters.
    #[must_use]
    pub fn file_name(&self) -> Option<String> {
        self.field.file_name().and_then(clean_name)
    }

    /// The next bytes of its content; none at the end.
    ///
    /// # Errors
    /// As [`Form::next`].
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        match self.field.chunk().await {
            Ok(block) => {
                self.gauge.count();
                Ok(block)
            }
            Err(error) => Err(self.gauge.explain(&error)),
        }
    }
}

/// A file's name as a client sent it: the last step of whatever path it is, without control characters.
pub(super) fn clean_name(name: &str) -> Option<String> {
    let name: String = name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_NAME)
        .collect();
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// Whether a body ended because its client sent nothing for too long.
#[must_use]
pub fn stood_still(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |&error| error.source()).any(<dyn Error>::is::<TimeoutError>)
}

/// What the two ends of the parser tell each other.
#[derive(Debug, Default)]
struct Gauge {
    /// How often something came out: a part, or bytes of one.
    out: AtomicU64,
    /// Why no more goes in.
    fault: OnceLock<Fault>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum Fault {
    #[error("There are more than {} KiB around the content of a part.", MOST_AROUND / 1024)]
    Tangled,
    #[error("The body is larger than the largest video and {} KiB beside it.", ROOM_BESIDE / 1024)]
    TooLarge,
}

impl Gauge {
    fn count(&self) {
        self.out.fetch_add(1, Ordering::Relaxed);
    }

    fn explain(&self, error: &MultipartError) -> ServiceError {
        if stood_still(error) {
            return ServiceError::refused(ErrorCode::RequestTooSlow);
        }
        let (code, detail) = match self.fault.get() {
            Some(fault @ Fault::Tangled) => (ErrorCode::InvalidMultipart, fault.to_string()),
            Some(fault @ Fault::TooLarge) => (ErrorCode::BodyTooLarge, fault.to_string()),
            None => (
                ErrorCode::InvalidMultipart,
                format!("The multipart body is broken: {}.", error.body_text()),
            ),
        };
        tracing::info!(%code, detail, "a multipart body cannot be read");
        ServiceError::because(code, detail)
    }
}

/// The body on its way into the parser.
struct Metered<S> {
    body: S,
    gauge: Arc<Gauge>,
    /// Bytes that may still come.
    room: u64,
    /// What [`Gauge::out`] was.
    seen: u64,
    /// Bytes that went in since something came out.
    kept: usize,
    /// How often the parser asked since something went in or came out.
    asked: u8,
    /// Bytes that wait for others, to go in together.
    waiting: BytesMut,
    ended: bool,
}

impl<S> Metered<S> {
    fn new(body: S, room: u64, gauge: Arc<Gauge>) -> Self {
        Self {
            body,
            gauge,
            room,
            seen: 0,
            kept: 0,
            asked: 0,
            waiting: BytesMut::new(),
            ended: false,
        }
    }

    fn refuse(&self, fault: Fault) -> Poll<Option<Result<Bytes, BoxError>>> {
        Poll::Ready(Some(Err((*self.gauge.fault.get_or_init(|| fault)).into())))
    }
}

impl<S, E> Stream for Metered<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let out = this.gauge.out.load(Ordering::Relaxed);
        if out != this.seen {
            this.seen = out;
            this.kept = 0;
            this.asked = 0;
        }
        if this.asked < LOOKS {
            // The parser asks for more before it looks at what it has: it looks when there is nothing.
            this.asked += 1;
            task.waker().wake_by_ref();
            return Poll::Pending;
        }
        if this.kept > MOST_AROUND {
            return this.refuse(Fault::Tangled);
        }
        while !this.ended {
            match ready!(this.body.poll_next_unpin(task)) {
                Some(Ok(block)) => {
                    match this.room.checked_sub(block.len() as u64) {
                        Some(room) => this.room = room,
                        None => return this.refuse(Fault::TooLarge),
                    }
                    if this.waiting.is_empty() && block.len() >= this.kept {
                        return this.hand_on(block);
                    }
                    this.waiting.extend_from_slice(&block);
                    if this.waiting.len() >= this.kept {
                        break;
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                None => this.ended = true,
            }
        }
        if this.waiting.is_empty() {
            return Poll::Ready(None);
        }
        let block = this.waiting.split().freeze();
        this.hand_on(block)
    }
}

impl<S> Metered<S> {
    fn hand_on(&mut self, block: Bytes) -> Poll<Option<Result<Bytes, BoxError>>> {
        self.kept += block.len();
        self.asked = 0;
        Poll::Ready(Some(Ok(block)))
    }
}

#[cfg(test)]
#[path = "multipart_tests.rs"]
mod tests;
