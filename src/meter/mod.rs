//! Counters of this process, for `/metrics`. Handed down from the top like the clock; nothing here is global.
//!
//! `series` names them all. Labels take values of closed sets only, so that nobody can make the list grow.

mod gauges;
mod series;

use std::{
    collections::HashSet,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use prometheus::TextEncoder;

pub use self::gauges::Gauges;
use self::series::Series;

/// What a label says instead of a value that is not one of ours.
pub const OTHER: &str = "other";
/// API keys that are told apart; those that come later are counted together.
const MOST_KEYS: usize = 100;
/// HTTP methods that are told apart.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// The counters. Cheap to clone; every clone counts into the same.
#[derive(Clone, Default)]
pub struct Meter(Arc<Inner>);

#[derive(Default)]
struct Inner {
    series: Series,
    keys: Mutex<HashSet<String>>,
}

impl fmt::Debug for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meter")
    }
}

/// How the renewal of a token ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refresh {
    /// There is a new one.
    Renewed,
    /// TikTok does not know the old one any more: the person must connect again.
    Dead,
    /// It may work later.
    Failed,
}

impl Refresh {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Renewed => "renewed",
            Self::Dead => "dead",
            Self::Failed => "failed",
        }
    }
}

/// How a try to deliver a callback ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Taken.
    Delivered,
    /// Answered with something else than 2xx.
    Refused,
    /// No answer.
    Unreachable,
}

impl Told {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
        }
    }
}

impl Meter {
    /// A request was answered. `route` is the route's template, never the path.
    pub fn answered(&self, route: &str, method: &str, status: u16, took: Duration) {
        let method = METHODS
            .into_iter()
            .find(|known| *known == method)
            .unwrap_or(OTHER);
        let series = &self.0.series;
        series
            .http_requests
            .with_label_values(&[route, method, &status.to_string()])
            .inc();
        series
            .http_duration
            .with_label_values(&[route, method])
            .observe(took.as_secs_f64());
    }

    /// A program asked for something; `key` is the visible beginning of its API key.
    pub fn api_request(&self, key: &str, route: &str, status: u16) {
        let mut keys = self.0.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let is_known = keys.contains(key) || keys.len() < MOST_KEYS && keys.insert(key.to_owned());
        drop(keys);
        let key = if is_known { key } else { OTHER };
        self.0
            .series
            .api_requests
            .with_label_values(&[key, route, &status.to_string()])
            .inc();
    }

    /// An error of the catalogue was answered, or a post met it.
    pub fn error(&self, code: &'static str) {
        self.0.series.errors.with_label_values(&[code]).inc();
    }

    /// TikTok was called; `code` is `ok` or an entry of the catalogue.
    pub fn tiktok_called(&self, endpoint: &'static str, code: &'static str, took: Duration) {
        let series = &self.0.series;
        let endpoint = endpoint.trim_matches('/');
        series
            .tiktok_requests
            .with_label_values(&[endpoint, code])
            .inc();
        series
            .tiktok_duration
            .with_label_values(&[endpoint])
            .observe(took.as_secs_f64());
    }

    /// A post left a stage.
    pub fn stage_ended(&self, stage: &'static str, took: Duration) {
        let stages = &self.0.series.stage_duration;
        stages
            .with_label_values(&[stage])
            .observe(took.as_secs_f64());
    }

    /// Bytes of videos came in.
    pub fn received(&self, bytes: usize) {
        self.0
            .series
            .bytes
            .with_label_values(&["in"])
            .inc_by(bytes as u64);
    }

    /// Bytes of videos went to TikTok.
    pub fn sent(&self, bytes: usize) {
        self.0
            .series
            .bytes
            .with_label_values(&["out"])
            .inc_by(bytes as u64);
    }

    /// The record of a temporary file was made.
    pub fn file_created(&self) {
        self.0.series.files_created.inc();
    }

    /// A temporary file is proven gone.
    pub fn file_deleted(&self) {
        self.0.series.files_deleted.inc();
    }

    /// A temporary file could not be deleted.
    pub fn deletion_failed(&self) {
        self.0.series.deletion_failures.inc();
    }

    /// An access token was to be renewed.
    pub fn token_refreshed(&self, outcome: Refresh) {
        let refreshes = &self.0.series.token_refreshes;
        refreshes.with_label_values(&[outcome.as_str()]).inc();
    }

    /// A callback was tried.
    pub fn callback_tried(&self, outcome: Told) {
        let callbacks = &self.0.series.callbacks;
        callbacks.with_label_values(&[outcome.as_str()]).inc();
    }

    /// Everything in Prometheus' text format, with `gauges` as they are now.
    #[must_use]
    pub fn text(&self, gauges: &Gauges) -> String {
        self.0.series.show(gauges);
        TextEncoder::new()
            .encode_to_string(&self.0.series.registry.gather())
            .unwrap_or_default()
    }

    /// The name of every series, in the order of the alphabet.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.0.series.names()
    }
}
