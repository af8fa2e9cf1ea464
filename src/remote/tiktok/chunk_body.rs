//! The body of a chunk: of a known length, and watched, so that a transfer that stands still can be told from a slow one.

use std::{
    future::Future,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::meter::Meter;

/// A body of `length` bytes. With its length known it goes out plain, never in chunked encoding.
pub(super) struct ChunkBody {
    inner: reqwest::Body,
    length: u64,
    taken: Taken,
    meter: Meter,
}

/// How many bytes the network has taken so far.
#[derive(Clone, Default)]
pub(super) struct Taken(Arc<AtomicU64>);

impl ChunkBody {
    /// `inner`, which must be `length` bytes long.
    pub(super) fn new(inner: reqwest::Body, length: u64, meter: Meter) -> (Self, Taken) {
        let taken = Taken::default();
        let body = Self {
            inner,
            length,
            taken: taken.clone(),
            meter,
        };
        (body, taken)
    }
}

impl Body for ChunkBody {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        let frame = Pin::new(&mut self.inner).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &frame {
            let bytes = frame.data_ref().map_or(0, Bytes::len);
            self.taken.0.fetch_add(bytes as u64, Ordering::Relaxed);
            self.meter.sent(bytes);
        }
        frame
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length - self.taken.0.load(Ordering::Relaxed).min(self.length))
    }
}

impl Taken {
    /// Waits for `work`, but not through a whole `silence` in which no byte was taken.
    pub(super) async fn unless_silent<T>(
        &self,
        silence: Duration,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        let mut work = pin!(work);
        let mut before = None;
        loop {
            if let Ok(done) = tokio::time::timeout(silence, &mut work).await {
                return Some(done);
            }
            let now = Some(self.0.load(Ordering::Relaxed));
            if now == before {
                return None;
            }
            before = now;
        }
    }
}
