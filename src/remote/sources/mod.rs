//! Opens the address of a video: guarded, redirects by hand, resumable by Range and If-Range.
//!
//! `answer` judges what a server answers, `flow` watches the bytes.

mod answer;
mod error;
mod flow;

use std::fmt;

use bytes::Bytes;
pub use error::SourceError;
use futures::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use reqwest::{
    Response,
    header::{ACCEPT, ACCEPT_ENCODING, IF_RANGE, LOCATION, RANGE},
};
use url::Url;

use self::answer::{Judged, judge};
use super::http::Clients;
use crate::domain::error_code::{ErrorCode, Failure};

/// How many redirects are followed.
const MOST_REDIRECTS: usize = 5;

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
    /// A strong `ETag`, or else the `Last-Modified`, to resume with; none if the server gives neither.
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

/// What we ask a server for.
#[derive(Clone, Copy)]
struct Asked<'a> {
    /// 0: the whole file.
    from: u64,
    validator: &'a str,
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
        // Without a validator nobody can tell whether it is still the same file.
        if let (Some(validator), 1..) = (validator, from) {
            let asked = Asked { from, validator };
            let response = self.get(url, asked).await?;
            if let Judged::Opened(opened) = judge(response, from, validator)? {
                return Ok(self.counted(opened));
            }
        }
        let asked = Asked {
            from: 0,
            validator: "",
        };
        match judge(self.get(url, asked).await?, 0, "")? {
            Judged::Opened(opened) => Ok(self.counted(opened)),
            Judged::StartAnew => Err(SourceError::refused(
                "it sends a part although asked for all",
            )),
        }
    }

    fn counted(&self, mut opened: Opened) -> Opened {
        let meter = self.clients.meter.clone();
        opened.stream = opened
            .stream
            .inspect_ok(move |bytes| meter.received(bytes.len()))
            .boxed();
        opened
    }

    /// Follows redirects, each of them checked, to an answer that is none.
    async fn get(&self, url: &Url, asked: Asked<'_>) -> Result<Response, SourceError> {
        let mut url = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            let response = self.hop(&url, asked).await?;
            if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
                return Ok(response);
            }
            url = next(&url, &response)?;
        }
        Err(SourceError::for_good(Failure::new(
            ErrorCode::TooManyRedirects,
        )))
    }

    /// One request, with nothing of ours in it: no cookies, no Authorization, no Referer.
    async fn hop(&self, url: &Url, asked: Asked<'_>) -> Result<Response, SourceError> {
        let client = self
            .clients
            .guarded(url)?
            .read_timeout(self.clients.timeouts.silence)
            .build()?;
        let mut request = client
            .get(url.clone())
            .header(ACCEPT, "video/*, application/octet-stream;q=0.9, */*;q=0.5")
            .header(ACCEPT_ENCODING, "identity");
        if asked.from > 0 {
            request = request
                .header(RANGE, format!("bytes={}-", asked.from))
                .header(IF_RANGE, asked.validator);
        }
        Ok(request.send().await?)
    }
}

/// Where a redirect leads. From https to http never: what was asked for securely stays secure.
fn next(url: &Url, response: &Response) -> Result<Url, SourceError> {
    let next = response
        .headers()
        .get(LOCATION)
        .and_then(|location| std::str::from_utf8(location.as_bytes()).ok())
        .and_then(|location| url.join(location).ok())
        .ok_or_else(|| SourceError::refused("it redirects to nowhere"))?;
    if url.scheme() == "https" && next.scheme() == "http" {
        return Err(SourceError::refused("it redirects from https to http"));
    }
    Ok(next)
}
