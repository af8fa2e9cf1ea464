//! Every series by its name: what `/metrics` shows, and the dashboard of `public/grafana` draws.

use prometheus::{
    Gauge, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts,
    Registry, core::Collector,
};

use super::{Gauges, Refresh, Told};
use crate::domain::{
    error_code::ErrorCode,
    figure::{BOUNDS, STAGES},
};

const PREFIX: &str = "uploader_";
/// Upper ends in seconds: from a page out of memory to a body of gigabytes.
const REQUEST_SECONDS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0, 600.0,
];

pub(super) struct Series {
    pub(super) registry: Registry,
    pub(super) http_requests: IntCounterVec,
    pub(super) http_duration: HistogramVec,
    pub(super) api_requests: IntCounterVec,
    pub(super) errors: IntCounterVec,
    pub(super) tiktok_requests: IntCounterVec,
    pub(super) tiktok_duration: HistogramVec,
    pub(super) stage_duration: HistogramVec,
    pub(super) bytes: IntCounterVec,
    pub(super) files_created: IntCounter,
    pub(super) files_deleted: IntCounter,
    pub(super) deletion_failures: IntCounter,
    pub(super) token_refreshes: IntCounterVec,
    pub(super) callbacks: IntCounterVec,
    files: IntGauge,
    file_bytes: IntGauge,
    file_oldest_age: Gauge,
    quota: IntGauge,
    posts: IntGaugeVec,
    queue_depth: IntGauge,
    queue_oldest_age: Gauge,
    callbacks_pending: IntGauge,
    heartbeat_age: Gauge,
    database_up: IntGauge,
    names: Vec<String>,
}

impl Series {
    pub(super) fn names(&self) -> Vec<String> {
        let mut names = self.names.clone();
        names.sort();
        names
    }

    /// Begins what can be named beforehand at zero: a monitor sees the first of each as a change.
    fn begun(self) -> Self {
        for code in ErrorCode::ALL {
            self.errors.with_label_values(&[code.as_str()]);
        }
        for stage in STAGES {
            self.stage_duration.with_label_values(&[stage.as_str()]);
        }
        for direction in ["in", "out"] {
            self.bytes.with_label_values(&[direction]);
        }
        for outcome in [Refresh::Renewed, Refresh::Dead, Refresh::Failed] {
            self.token_refreshes.with_label_values(&[outcome.as_str()]);
        }
        for outcome in [Told::Delivered, Told::Refused, Told::Unreachable] {
            self.callbacks.with_label_values(&[outcome.as_str()]);
        }
        self
    }

    /// Sets every gauge.
    pub(super) fn show(&self, now: &Gauges) {
        self.database_up.set(i64::from(now.database_answers));
        for (status, count) in &now.posts {
            self.posts.with_label_values(&[status]).set(whole(*count));
        }
        let amounts = [
            (&self.queue_depth, now.queue_depth),
            (&self.callbacks_pending, now.callbacks_pending),
            (&self.files, now.files),
            (&self.file_bytes, Some(now.file_bytes)),
            (&self.quota, Some(now.quota_bytes)),
        ];
        for (gauge, amount) in amounts {
            if let Some(amount) = amount {
                gauge.set(whole(amount));
            }
        }
        let ages = [
            (&self.queue_oldest_age, now.queue_oldest_age),
            (&self.file_oldest_age, now.file_oldest_age),
            (&self.heartbeat_age, now.heartbeat_age),
        ];
        for (gauge, age) in ages {
            if let Some(age) = age {
                gauge.set(age.as_secs_f64());
            }
        }
    }
}

impl Default for Series {
    fn default() -> Self {
        let mut new = Maker::default();
        Self {
            http_requests: new.counters(
                "http_requests_total",
                "Requests by the template of their route, method and status.",
                &["route", "method", "status"],
            ),
            http_duration: new.durations(
                "http_request_duration_seconds",
                "Time to the head of the answer.",
                &["route", "method"],
                REQUEST_SECONDS.to_vec(),
            ),
            api_requests: new.counters(
                "api_requests_total",
                "Requests of programs by the visible beginning of their API key (none: no valid key), route and status.",
                &["key", "route", "status"],
            ),
            errors: new.counters(
                "errors_total",
                "Errors by code, as answered to requests or met by posts.",
                &["code"],
            ),
            tiktok_requests: new.counters(
                "tiktok_requests_total",
                "Calls to TikTok by endpoint; code is ok or an entry of the error catalogue.",
                &["endpoint", "code"],
            ),
            tiktok_duration: new.durations(
                "tiktok_request_duration_seconds",
                "How long calls to TikTok took.",
                &["endpoint"],
                REQUEST_SECONDS.to_vec(),
            ),
            stage_duration: new.durations(
                "stage_duration_seconds",
                "How long posts stood in a status before they went on, waiting included.",
                &["stage"],
                BOUNDS.iter().map(|millis| seconds(*millis)).collect(),
            ),
            bytes: new.counters(
                "bytes_total",
                "Bytes of videos: in from sources and uploads, out to TikTok.",
                &["direction"],
            ),
            files_created: new.counter("temporary_files_created_total", "Temporary files recorded."),
            files_deleted: new.counter(
                "temporary_files_deleted_total",
                "Temporary files proven gone.",
            ),
            deletion_failures: new.counter(
                "temporary_file_deletion_failures_total",
                "Deletions that did not work and are tried again.",
            ),
            token_refreshes: new.counters(
                "token_refreshes_total",
                "Renewals of access tokens: renewed, dead or failed.",
                &["outcome"],
            ),
            callbacks: new.counters(
                "callbacks_total",
                "Tries to deliver a callback: delivered, refused or unreachable.",
                &["outcome"],
            ),
            files: new.gauge("temporary_files", "Temporary files not yet proven gone, on all machines."),
            file_bytes: new.gauge("temporary_file_bytes", "Bytes in this machine's temporary folder."),
            file_oldest_age: new.age(
                "temporary_file_oldest_age_seconds",
                "Age of the oldest temporary file; the limit is RETENTION_HOURS.",
            ),
            quota: new.gauge(
                "temporary_quota_bytes",
                "The most bytes that this machine's temporary folder may hold.",
            ),
            posts: new.gauges("posts", "Posts of all users by status.", &["status"]),
            queue_depth: new.gauge("queue_depth", "Posts that a worker could take now."),
            queue_oldest_age: new.age(
                "queue_oldest_age_seconds",
                "How long the oldest of them has been due.",
            ),
            callbacks_pending: new.gauge("callbacks_pending", "Callbacks still to be delivered."),
            heartbeat_age: new.age(
                "worker_heartbeat_age_seconds",
                "How long ago this process' worker went round; 0 without a worker.",
            ),
            database_up: new.gauge("database_up", "1 if the database answers, else 0."),
            registry: new.registry,
            names: new.names,
        }
        .begun()
    }
}

/// Makes each series and registers it.
#[derive(Default)]
struct Maker {
    registry: Registry,
    names: Vec<String>,
}

impl Maker {
    fn counter(&mut self, name: &str, help: &str) -> IntCounter {
        let made = IntCounter::with_opts(self.named(name, help));
        self.registered(made)
    }

    fn counters(&mut self, name: &str, help: &str, labels: &[&str]) -> IntCounterVec {
        let made = IntCounterVec::new(self.named(name, help), labels);
        self.registered(made)
    }

    fn durations(
        &mut self,
        name: &str,
        help: &str,
        labels: &[&str],
        buckets: Vec<f64>,
    ) -> HistogramVec {
        let options = HistogramOpts::from(self.named(name, help)).buckets(buckets);
        let made = HistogramVec::new(options, labels);
        self.registered(made)
    }

    fn gauge(&mut self, name: &str, help: &str) -> IntGauge {
        let made = IntGauge::with_opts(self.named(name, help));
        self.registered(made)
    }

    fn gauges(&mut self, name: &str, help: &str, labels: &[&str]) -> IntGaugeVec {
        let made = IntGaugeVec::new(self.named(name, help), labels);
        self.registered(made)
    }

    fn age(&mut self, name: &str, help: &str) -> Gauge {
        let made = Gauge::with_opts(self.named(name, help));
        self.registered(made)
    }

    fn named(&mut self, name: &str, help: &str) -> Opts {
        let name = format!("{PREFIX}{name}");
        self.names.push(name.clone());
        Opts::new(name, help)
    }

    fn registered<C: Collector + Clone + 'static>(&self, made: prometheus::Result<C>) -> C {
        const WHY: &str = "names and labels stand in this file, valid and each once";
        let made = made.expect(WHY);
        self.registry.register(Box::new(made.clone())).expect(WHY);
        made
    }
}

fn whole(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a day in milliseconds is far below what a float holds exactly"
)]
const fn seconds(millis: u64) -> f64 {
    millis as f64 / 1000.0
}
