//! The connections: taken one by one, given up when a client is too slow or too wordy, drained when the process stops.
//!
//! HTTP/1.1 only: programs, browsers and proxies all speak it, and it is the smaller thing to attack.

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, response::Response};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt as _;
use tower_http::timeout::RequestBodyTimeoutLayer;

use super::crowd::Crowd;

/// Connections at once, where a process may have the usual 1024 open files.
const USUAL: usize = 800;
/// Connections at once, however many open files there may be: each may hold a head in memory.
const MOST: usize = 4_000;
/// Connections at once, however few open files there may be.
const FEWEST: usize = 32;
/// Open files for everything else: database, videos, the way to TikTok.
const RESERVED: usize = 224;
/// Bytes of a request's line and headers, and of what is read at once of its body.
const LONGEST_HEAD: usize = 128 * 1024;
/// Headers of a request.
const MOST_HEADERS: usize = 100;
/// After a listener that failed, such as for want of open files.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// How long a client may keep us waiting.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a whole request line with its headers, from the moment the connection is there or idle: longer than proxies keep
    /// an idle connection.
    pub head: Duration,
    /// For the next bytes of a body.
    pub body: Duration,
    /// For the next bytes of an answer to be taken.
    pub answer: Duration,
    /// For requests under way when the process stops.
    pub drain: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(75),
            body: Duration::from_secs(60),
            answer: Duration::from_secs(120),
            drain: Duration::from_secs(20),
        }
    }
}

/// Serves `router` until `stop`, then lets requests under way finish.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    patience: Patience,
    stop: &CancellationToken,
) {
    let router = router.layer(RequestBodyTimeoutLayer::new(patience.body));
    let open = TaskTracker::new();
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(places()));
    let crowd = Crowd::default();
    loop {
        let taken = async {
            let place = room.clone().acquire_owned().await.ok()?;
            let (stream, peer) = accept(&listener).await;
            Some((place, stream, peer))
        };
        let taken = tokio::select! {
            taken = taken => taken,
            () = stop.cancelled() => None,
        };
        let Some((place, stream, peer)) = taken else {
            break;
        };
        let Some(seat) = crowd.enter(peer.ip()) else {
            tracing::debug!(%peer, "one address holds too many connections");
            continue;
        };
        prepare(&stream, patience);
        let router = router.clone();
        let service = service_fn(move |request| answer(router.clone(), request, peer));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(patience.head)
            .max_buf_size(LONGEST_HEAD)
            .max_headers(MOST_HEADERS)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        open.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke");
            }
            drop((place, seat));
        });
    }
    drop(listener);
    if tokio::time::timeout(patience.drain, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("connections were still open when it was time to stop");
    }
}

/// Connections that there is room for, by the open files that the process may have (`ulimit -n`).
fn places() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    open_files(&limits).map_or(USUAL, places_of)
}

/// Of many files only half: behind a connection there may be a video or another connection.
fn places_of(files: usize) -> usize {
    if files <= USUAL + RESERVED {
        return files.saturating_sub(RESERVED).max(FEWEST);
    }
    (files / 2).clamp(USUAL, MOST)
}

/// How many files may be open, by Linux' `proc(5)`.
fn open_files(limits: &str) -> Option<usize> {
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
    }
}

/// Sends small answers at once, and gives up a client that takes nothing. A system that cannot do either still serves.
fn prepare(stream: &TcpStream, patience: Patience) {
    let _ = stream.set_nodelay(true);
    #[cfg(target_os = "linux")]
    {
        let millis = u32::try_from(patience.answer.as_millis()).unwrap_or(u32::MAX);
        let _ = rustix::net::sockopt::set_tcp_user_timeout(stream, millis);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = patience;
}

async fn answer(
    router: Router,
    request: Request<Incoming>,
    peer: SocketAddr,
) -> Result<Response, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    router.oneshot(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_places_as_files_may_be_open() {
        let limits = "Limit                     Soft Limit           Hard Limit           Units     \n\
                      Max processes             95838                95838                processes \n\
                      Max open files            4096                 524288               files     \n";
        assert_eq!(open_files(limits), Some(4096));
        assert_eq!(
            open_files("Max open files            unlimited            unlimited"),
            None
        );
        assert_eq!(open_files(""), None);
        let files = [64, 512, 1024, 1500, 4096, 524_288];
        assert_eq!(
            files.map(places_of),
            [FEWEST, 288, USUAL, USUAL, 2048, MOST]
        );
    }
}
