//! Which statements the database is asked: heard where sqlx logs them, by whom they were asked.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{
        LazyLock, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use tracing::{
    Event, Instrument as _, Metadata, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt as _},
    registry::{LookupSpan, Registry},
};

/// Where sqlx logs what it was asked.
const SQLX: &str = "sqlx::query";
/// The spans that tell who asks.
const ASKING: &str = "asking";
/// What nobody in particular asked.
const NOBODY: u64 = 0;

/// How many listen.
static LISTENING: AtomicUsize = AtomicUsize::new(0);
/// What each span asked, each statement once.
static HEARD: LazyLock<Mutex<HashMap<u64, BTreeSet<String>>>> = LazyLock::new(Mutex::default);

/// Listens to all statements of this process from now on.
pub fn listen() {
    begin();
}

/// What was asked since the last time, outside of [`heard_in`].
pub fn take() -> BTreeSet<String> {
    heard().remove(&NOBODY).unwrap_or_default()
}

/// Does `work`, and answers what it asked; not what tasks ask that it begins.
pub async fn heard_in<T>(work: impl Future<Output = T>) -> (T, BTreeSet<String>) {
    begin();
    let span = tracing::info_span!(target: ASKING, "asking");
    let id = span.id().unwrap().into_u64();
    let done = work.instrument(span).await;
    LISTENING.fetch_sub(1, Ordering::SeqCst);
    (done, heard().remove(&id).unwrap_or_default())
}

fn begin() {
    static INSTALLED: OnceLock<()> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        tracing::subscriber::set_global_default(Registry::default().with(Ear)).unwrap();
    });
    LISTENING.fetch_add(1, Ordering::SeqCst);
}

fn heard() -> MutexGuard<'static, HashMap<u64, BTreeSet<String>>> {
    HEARD.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Ear;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Ear {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        [SQLX, ASKING].contains(&metadata.target()) && LISTENING.load(Ordering::SeqCst) > 0
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let asking = context
            .lookup_current()
            .map_or(NOBODY, |span| span.id().into_u64());
        let mut words = Words::default();
        event.record(&mut words);
        let statement = if words.statement.trim().is_empty() {
            words.summary
        } else {
            words.statement
        };
        let statement = statement.trim().to_owned();
        heard().entry(asking).or_default().insert(statement);
    }
}

/// A short statement is its own summary.
#[derive(Default)]
struct Words {
    summary: String,
    statement: String,
}

impl Visit for Words {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.statement),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
