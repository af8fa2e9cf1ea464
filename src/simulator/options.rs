//! How a simulator is started: addresses, credentials, limits, lifetimes, and whose clock it lives by.

use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Milliseconds since 1970, asked whenever the simulator wants to know the time.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// What a simulator is like. Start from `Options::default()` and change what matters.
#[derive(Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent choices of whoever starts it"
)]
pub struct Options {
    /// Where to listen; port 0 takes any free port.
    pub listen: SocketAddr,
    /// The client id that Google knows.
    pub google_client_id: String,
    /// The secret that goes with it.
    pub google_client_secret: String,
    /// Redirect URIs registered at Google; empty takes every well-formed one.
    pub google_redirect_uris: Vec<String>,
    /// The client key that TikTok knows.
    pub tiktok_client_key: String,
    /// The secret that goes with it; also signs webhooks.
    pub tiktok_client_secret: String,
    /// Redirect URIs registered at TikTok; empty takes every one of a form that may be registered.
    pub tiktok_redirect_uris: Vec<String>,
    /// Scopes approved for the app at TikTok.
    pub tiktok_scopes: Vec<String>,
    /// Where TikTok's webhooks go; `None` sends none.
    pub webhook_url: Option<String>,
    /// Makes ids and tokens the same in every run.
    pub seed: Option<u64>,
    /// Whose time it is; `None` is the time of this machine.
    pub clock: Option<Clock>,
    /// Processing and webhooks go on by themselves, as in a demo. Tests leave this off and call
    /// `World::settle` and `World::deliver_webhooks`.
    pub by_itself: bool,
    /// Whether TikTok has audited the app.
    pub audited: bool,
    /// Whether OAuth errors arrive with HTTP 200, as implementers see it; else 400 or 401.
    pub oauth_errors_with_200: bool,
    /// Whether revoking a token by the API sends `authorization.removed` (reason 5).
    pub webhook_on_revoke: bool,
    /// What the number in the `Content-Range` of an upload's answer means.
    pub progress_number: ProgressNumber,
    /// Bytes a second that chunks come in with, all of them together; `None` takes them as fast as they come.
    pub upload_rate: Option<u64>,
    /// Bytes that are kept of the beginning and of the end of a received video; `None` keeps all of it. Its checksum is that of
    /// all bytes.
    pub kept_bytes: Option<u64>,
    /// Limits and caps.
    pub limits: Limits,
    /// How long things live and take.
    pub lifetimes: Lifetimes,
}

/// TikTok does not say which of the two it sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgressNumber {
    /// `bytes 0-{count of bytes}/{total}`.
    Count,
    /// `bytes 0-{index of the last byte}/{total}`.
    LastIndex,
}

/// Limits per minute and token, and caps per 24 hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Calls of each init endpoint.
    pub init_per_minute: usize,
    /// Calls of `creator_info`.
    pub creator_info_per_minute: usize,
    /// Calls of status/fetch.
    pub status_per_minute: usize,
    /// Calls of user/info.
    pub user_info_per_minute: usize,
    /// Drafts that may lie unposted in one inbox.
    pub pending_shares: usize,
    /// Direct posts of one creator.
    pub daily_posts: usize,
    /// Creators who post directly through the app.
    pub active_creators: usize,
    /// Largest video, in bytes.
    pub video_bytes: u64,
}

/// How long things live and take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifetimes {
    /// Authorization codes of both.
    pub code: Duration,
    /// TikTok's access tokens.
    pub access_token: Duration,
    /// TikTok's refresh tokens.
    pub refresh_token: Duration,
    /// Upload addresses.
    pub upload_url: Duration,
    /// From the last byte to the verdict.
    pub processing: Duration,
    /// From a public post to its post id.
    pub moderation: Duration,
}

impl Options {
    /// The moment now, in milliseconds since 1970.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.clock
            .as_ref()
            .map_or_else(machine_time, |clock| clock())
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            google_client_id: "simulated-google-client".to_owned(),
            google_client_secret: "simulated-google-secret".to_owned(),
            google_redirect_uris: Vec::new(),
            tiktok_client_key: "simulated-tiktok-key".to_owned(),
            tiktok_client_secret: "simulated-tiktok-secret".to_owned(),
            tiktok_redirect_uris: Vec::new(),
            tiktok_scopes: [
                "user.info.basic",
                "user.info.profile",
                "user.info.stats",
                "video.list",
                "video.publish",
                "video.upload",
            ]
            .map(str::to_owned)
            .to_vec(),
            webhook_url: None,
            seed: None,
            clock: None,
            by_itself: false,
            audited: false,
            oauth_errors_with_200: true,
            webhook_on_revoke: true,
            progress_number: ProgressNumber::Count,
            upload_rate: None,
            kept_bytes: None,
            limits: Limits::default(),
            lifetimes: Lifetimes::default(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            init_per_minute: 6,
            creator_info_per_minute: 20,
            status_per_minute: 30,
            user_info_per_minute: 600,
            pending_shares: 5,
            daily_posts: 15,
            active_creators: 5,
            video_bytes: 4_000_000_000,
        }
    }
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            code: Duration::from_secs(10 * 60),
            access_token: Duration::from_secs(7_200),
            refresh_token: Duration::from_secs(15_552_000),
            upload_url: Duration::from_secs(3_600),
            processing: Duration::from_secs(4),
            moderation: Duration::from_secs(20),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("listen", &self.listen)
            .field("webhook_url", &self.webhook_url)
            .field("audited", &self.audited)
            .field("by_itself", &self.by_itself)
            .finish_non_exhaustive()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the simulator imports nothing of ours; tests give it their clock"
)]
fn machine_time() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |passed| {
            i64::try_from(passed.as_millis()).unwrap_or(i64::MAX)
        })
}

/// A length of time in milliseconds.
pub(crate) fn millis(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
}
