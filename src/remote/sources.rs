//! Opens the address of a video: guarded, redirects by hand, resumable by Range and If-Range.
#![expect(unused_variables, clippy::unused_async, reason = "bodies follow")]

use std::{fmt, time::Duration};

use bytes::Bytes;
use futures::stream::BoxStream;
use url::Url;

use super::http::Clients;
use crate::domain::error_code::Failure;

/// Opens videos at addresses that users gave.
#[derive(Debug, Clone)]
pub struct Sources {
    clients: Clients,
}

/// A video that flows.
pub struct Opened {
    /// The first byte that flows; 0 if the server does not resume or the file has changed.
    pub offset: u64,
    /// Bytes of the whole file, if the server says.
    pub total: Option<u64>,
    /// A strong `ETag`, or else the `Last-Modified`, to resume with.
    pub validator: Option<String>,
    /// As the server names it.
    pub content_type: Option<String>,
    /// The bytes from `offset` on. An early end is an error, not the end of the stream.
    pub stream: BoxStream<'static, Result<Bytes, SourceError>>,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened")
            .field("offset", &self.offset)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

/// Why a video does not flow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", failure.message())]
pub struct SourceError {
    /// What the post ends with if no retry helps.
    pub failure: Failure,
    /// Whether trying again by itself can help.
    pub retry: bool,
    /// How long the server asks us to wait.
    pub retry_after: Option<Duration>,
}

impl Sources {
    /// Sources over these clients.
    #[must_use]
    pub fn new(clients: &Clients) -> Self {
        Self {
            clients: clients.clone(),
        }
    }

    /// Opens `url` at byte `from`, if `validator` (from an earlier [`Opened`]) still fits; else from the start.
    ///
    /// # Errors
    /// [`SourceError`].
    pub async fn open(
        &self,
        url: &Url,
        from: u64,
        validator: Option<&str>,
    ) -> Result<Opened, SourceError> {
        let _ = &self.clients;
        unimplemented!()
    }
}
