//! Serving: listener, worker, signals and the way out.

use std::{net::SocketAddr, time::Duration};

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{
    build,
    config::{Config, Role},
    connections::{self, Patience},
    in_use, router,
};
use crate::{
    pipeline::Worker,
    service::{Context, figures},
};

/// How long the way out may take: transfers reach a checkpoint, requests finish.
const DRAIN: Duration = Duration::from_secs(20);

/// Serves until the process is asked to stop.
///
/// # Errors
/// When the database, the temporary folder or the address cannot be used.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let _in_use = in_use::share(&config)?;
    let ctx = build(&config).await?;
    warn_of_missing(&config);
    let listener = match (config.role, config.metrics_addr) {
        (Role::Worker, None) => None,
        (Role::Worker, Some(address)) => Some(listen(address, "METRICS_ADDR").await?),
        _ => Some(listen(config.listen_addr, "LISTEN_ADDR").await?),
    };
    stop_on_signal(&ctx.stop);
    run_until_stopped(ctx, config.role, listener).await
}

/// Runs pages, API and worker as the role says, with `listener` for whoever the role answers, until `ctx.stop` is cancelled and everything has drained.
///
/// # Errors
/// When the listener has no address.
pub async fn run_until_stopped(
    ctx: Context,
    role: Role,
    listener: Option<TcpListener>,
) -> anyhow::Result<()> {
    let worker = Worker::new(ctx.clone(), worker_id(&ctx));
    if role != Role::Web {
        // Whoever asks before its task has run hears that there is one.
        ctx.heartbeat.begin(ctx.now());
    }
    ctx.tasks.spawn(async move {
        if role == Role::Web {
            // Uploads lie on this machine, and perhaps nobody else is there to work on them and to sweep.
            worker.run_for_pages().await;
        } else {
            worker.run().await;
        }
    });
    ctx.tasks.spawn(figures::keep_writing(ctx.clone()));
    if let Some(listener) = listener {
        tracing::info!(address = %listener.local_addr()?, "listening");
        let patience = Patience {
            drain: DRAIN,
            ..Patience::default()
        };
        let routes = match role {
            Role::Worker => router::for_monitors(&ctx),
            Role::All | Role::Web => router::router(&ctx),
        };
        connections::serve(listener, routes, patience, &ctx.stop).await;
    } else {
        ctx.stop.cancelled().await;
    }
    ctx.stop.cancel();
    ctx.tasks.close();
    if tokio::time::timeout(DRAIN, ctx.tasks.wait()).await.is_err() {
        tracing::warn!(
            "stopped before everything had drained; the next start goes on from the last checkpoint"
        );
    }
    ctx.store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// A name that no other process has had: a restarted one must not be taken for the one before it.
fn worker_id(ctx: &Context) -> String {
    format!(
        "{}-{}-{:08x}",
        ctx.media.machine(),
        std::process::id(),
        rand::random::<u32>()
    )
}

/// Binds `address`, which the setting of that name says.
///
/// # Errors
/// When it is taken, saying what to do.
pub async fn listen(address: SocketAddr, setting: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen on {address}; set {setting} to another address, or stop what uses this one")
    })
}

/// Cancels `stop` at Ctrl-C or SIGTERM.
#[expect(
    clippy::disallowed_methods,
    reason = "waits for a signal as long as the process lives; nothing to drain"
)]
pub fn stop_on_signal(stop: &CancellationToken) {
    let stop = stop.clone();
    tokio::spawn(async move {
        signal().await;
        stop.cancel();
        tracing::info!("stopping: transfers go to their next checkpoint");
    });
}

async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        // Without SIGTERM there is still Ctrl-C.
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

fn warn_of_missing(config: &Config) {
    let missing = config.missing();
    if !missing.is_empty() {
        tracing::warn!(
            missing = missing.join(", "),
            "not set up yet: people cannot sign in or connect TikTok. The command `demo` works without; `doctor` says what to do"
        );
    }
}
