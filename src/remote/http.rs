//! The HTTP clients, with their time-outs. No other file builds one.

use std::{error::Error, fmt::Write, time::Duration};

use reqwest::{
    Response,
    header::{DATE, HeaderMap, RETRY_AFTER},
};
use time::{OffsetDateTime, format_description::well_known::Rfc2822};
use url::Url;

use super::guard::{AddressGuard, GuardError};
use crate::meter::Meter;

/// The longest pause that a server's Retry-After can ask of us.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// How long the clients wait.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For a connection, with name and TLS.
    pub connect: Duration,
    /// For a whole call to TikTok's API or Google.
    pub call: Duration,
    /// For the next bytes of a transfer.
    pub silence: Duration,
    /// For a whole callback.
    pub callback: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            call: Duration::from_secs(30),
            silence: Duration::from_secs(60),
            callback: Duration::from_secs(10),
        }
    }
}

/// One client for each kind of work.
#[derive(Debug, Clone)]
pub struct Clients {
    /// Calls to TikTok's API and to Google: limited as a whole, no redirects.
    pub(crate) api: reqwest::Client,
    /// Chunks to TikTok: as long as bytes move, no redirects.
    pub(crate) transfer: reqwest::Client,
    pub(crate) timeouts: Timeouts,
    /// Counts what the clients do.
    pub(crate) meter: Meter,
    guard: AddressGuard,
}

impl Clients {
    /// The clients; `guard` judges the addresses that users name.
    ///
    /// # Errors
    /// If the TLS library cannot be set up.
    pub fn new(guard: AddressGuard) -> Result<Self, reqwest::Error> {
        Self::with_timeouts(guard, Timeouts::default())
    }

    /// The same with other time-outs.
    ///
    /// # Errors
    /// If the TLS library cannot be set up.
    pub fn with_timeouts(guard: AddressGuard, timeouts: Timeouts) -> Result<Self, reqwest::Error> {
        let api = base(timeouts).timeout(timeouts.call).build()?;
        // No read time-out: it would cut a chunk that takes long to send. The transfer watches its own silence.
        let transfer = base(timeouts).http1_only().build()?;
        Ok(Self {
            api,
            transfer,
            timeouts,
            meter: Meter::default(),
            guard,
        })
    }

    /// The same clients, whose work `meter` counts.
    #[must_use]
    pub fn counting(mut self, meter: &Meter) -> Self {
        self.meter = meter.clone();
        self
    }

    /// A client for one request to an address that a user named: it connects only to addresses that were checked.
    ///
    /// It is made anew each time, because the rules depend on the port, and so that no connection outlives its check.
    pub(crate) fn guarded(&self, url: &Url) -> Result<reqwest::ClientBuilder, GuardError> {
        self.guard.check_url(url)?;
        let port = url.port_or_known_default().ok_or(GuardError::NoHost)?;
        Ok(base(self.timeouts).dns_resolver(self.guard.resolver(port)))
    }
}

/// What all clients share: our name, no redirects, no proxy from the environment.
fn base(timeouts: Timeouts) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(concat!("AI-Video-Uploader/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(timeouts.connect)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
}

/// The body, or its first `most` bytes if it is longer.
pub(crate) async fn read_body(
    mut response: Response,
    most: usize,
) -> Result<Vec<u8>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        let room = most - body.len();
        if chunk.len() >= room {
            body.extend_from_slice(&chunk[..room]);
            break;
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What went wrong, down to the cause, without the URL (which may hold secrets).
pub(crate) fn reason(error: reqwest::Error) -> String {
    if error.is_timeout() {
        return "it did not answer in time".to_owned();
    }
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}

/// The cause of type `E` in the chain of causes.
pub(crate) fn cause<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// How long Retry-After asks us to wait: seconds, or a date, which is compared with the server's own clock.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) if text.bytes().all(|byte| byte.is_ascii_digit()) => LONGEST_RETRY_AFTER,
        Err(_) => (date(text)? - date(headers.get(DATE)?.to_str().ok()?)?)
            .try_into()
            .unwrap_or_default(),
    };
    Some(wait.min(LONGEST_RETRY_AFTER))
}

/// An HTTP date, in the one form that servers still send.
pub(crate) fn date(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text.trim(), &Rfc2822).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(after: &str, date: Option<&str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, after.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        retry_after(&headers).map(|wait| wait.as_secs())
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = Some("Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(wait("120", None), Some(120));
        assert_eq!(wait("0", None), Some(0));
        assert_eq!(wait("99999999999999999999", None), Some(86_400));
        assert_eq!(wait("Sun, 06 Nov 1994 08:50:07 GMT", now), Some(30));
        assert_eq!(wait("Sun, 06 Nov 1994 08:00:00 GMT", now), Some(0));
        assert_eq!(wait("Sun, 06 Nov 1994 08:50:07 GMT", None), None);
        assert_eq!(wait("soon", now), None);
        assert_eq!(wait("-5", now), None);
    }
}
