//! Logs: where they go and what they look like.

use std::io::{IsTerminal as _, Write as _};

use tracing_subscriber::EnvFilter;

use super::config::{Config, LogFormat};

/// Starts logging to standard error. `DEBUG` adds our own detail, never that of the libraries, which know no secrets to hide.
pub fn start(config: &Config) {
    let filter = if config.debug {
        "warn,ai_video_uploader=debug,tower_http=debug"
    } else {
        "warn,ai_video_uploader=info"
    };
    start_with(filter, config.log_format);
}

/// Starts logging with a filter in the syntax of `tracing_subscriber::EnvFilter`.
pub fn start_with(filter: &str, format: LogFormat) {
    let logs = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        // It would report a closed standard error on standard error, and panic: a log line must not stop the service.
        .log_internal_errors(false)
        .with_ansi(std::io::stderr().is_terminal());
    let started = match format {
        LogFormat::Pretty => logs.with_target(false).try_init(),
        LogFormat::Json => logs.json().flatten_event(true).try_init(),
    };
    if started.is_err() {
        tracing::debug!("logging runs already");
    }
}

/// Says on standard error why the program ends.
pub fn complain(error: &anyhow::Error) {
    // Nothing is left to be done if standard error is gone.
    let _ = writeln!(std::io::stderr(), "error: {error:#}");
}

/// Says a line on standard output: the result of a command.
///
/// # Errors
/// When standard output is closed.
pub fn say(line: impl std::fmt::Display) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "{line}")
}
