//! The HTTP clients, with their time-outs. No other file builds one.

use std::time::Duration;

use super::guard::AddressGuard;

/// How long the clients wait.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For a connection.
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
#[expect(dead_code, reason = "read once the calls are written")]
pub struct Clients {
    /// Calls to TikTok's API and to Google: limited as a whole, no redirects.
    pub(crate) api: reqwest::Client,
    /// Chunks to TikTok: as long as bytes move, no redirects.
    pub(crate) transfer: reqwest::Client,
    pub(crate) guard: AddressGuard,
    pub(crate) timeouts: Timeouts,
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
        let transfer = base(timeouts)
            .http1_only()
            .read_timeout(timeouts.silence)
            .build()?;
        Ok(Self {
            api,
            transfer,
            guard,
            timeouts,
        })
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
