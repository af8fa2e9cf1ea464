//! Our stand-in for Google and TikTok, used by `demo` and by the tests. Imports nothing of ours.
//!
//! It speaks what TikTok documents, to the letter, so that a client that passes here has read the
//! documentation. `google`, `tiktok` and `samples` are the servers, `world` is what they know,
//! `phone` is where a person plays the person who holds the phone, `faults` breaks calls.

mod connection;
mod faults;
mod fields;
mod google;
mod link;
mod options;
mod page;
mod phone;
mod ranges;
mod samples;
mod state_page;
mod tiktok;
mod world;

use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Router, middleware, response::Redirect, routing::get};
use tokio::{net::TcpListener, time::MissedTickBehavior};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::connection::{Connection, Door};
pub use self::{
    faults::{Fault, FaultKind},
    link::Link,
    options::{Clock, Lifetimes, Limits, Options, ProgressNumber},
    world::{
        Creator, CreatorSettings, Delivery, FAIL_REASONS, IssuedTokens, Mode, NoSuchThing, Outcome,
        Person, Stage, Video, World,
    },
};

/// Why a simulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// The address is taken, or not ours.
    #[error("the simulator cannot listen on {0}")]
    Listen(std::net::SocketAddr, #[source] io::Error),
    /// The folder for received videos cannot be made.
    #[error("the simulator cannot make its folder {0}")]
    Folder(PathBuf, #[source] io::Error),
    /// The client for webhooks cannot be built.
    #[error("the simulator cannot build its HTTP client")]
    Client(#[from] reqwest::Error),
}

/// A running simulator; dropping it stops it and deletes what it received.
pub struct Simulator {
    world: World,
    tasks: TaskTracker,
    stop: CancellationToken,
    cut_all: Arc<AtomicBool>,
    folder: Folder,
}

impl Simulator {
    /// Starts a simulator.
    ///
    /// # Errors
    /// The address is taken, or there is no room for a temporary folder.
    pub async fn start(options: Options) -> Result<Self, SimulatorError> {
        let cannot_listen = |error| SimulatorError::Listen(options.listen, error);
        let listener = TcpListener::bind(options.listen)
            .await
            .map_err(cannot_listen)?;
        let port = listener.local_addr().map_err(cannot_listen)?.port();
        let base_url = format!("http://127.0.0.1:{port}");
        let folder = Folder::create()?;
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        let by_itself = options.by_itself;
        let world = World::new(options, base_url, folder.0.clone(), client);

        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let cut_all = Arc::new(AtomicBool::new(false));
        let door = Door::new(listener, Arc::clone(&cut_all));
        let service = router(world.clone()).into_make_service_with_connect_info::<Connection>();
        let stopped = stop.clone().cancelled_owned();
        tasks.spawn(async move {
            if let Err(error) = axum::serve(door, service)
                .with_graceful_shutdown(stopped)
                .await
            {
                tracing::error!(%error, "the simulator stopped listening");
            }
        });
        if by_itself {
            tasks.spawn(stop.clone().run_until_cancelled_owned(live(world.clone())));
        }
        tasks.close();
        Ok(Self {
            world,
            tasks,
            stop,
            cut_all,
            folder,
        })
    }

    /// Where it listens, such as `http://127.0.0.1:40123`; also the value for `TIKTOK_AUTH_URL`
    /// and `TIKTOK_API_URL`.
    pub fn base_url(&self) -> &str {
        self.world.base_url()
    }

    /// The settings of a service that is to take it for Google and TikTok: where they are, and who the service is there.
    pub fn settings(&self) -> [(&'static str, String); 9] {
        let known = Options::default();
        let base = self.base_url();
        [
            ("GOOGLE_CLIENT_ID", known.google_client_id),
            ("GOOGLE_CLIENT_SECRET", known.google_client_secret),
            ("GOOGLE_AUTH_URL", self.google_auth_url()),
            ("GOOGLE_TOKEN_URL", self.google_token_url()),
            ("GOOGLE_USERINFO_URL", self.google_userinfo_url()),
            ("TIKTOK_CLIENT_KEY", known.tiktok_client_key),
            ("TIKTOK_CLIENT_SECRET", known.tiktok_client_secret),
            ("TIKTOK_AUTH_URL", base.to_owned()),
            ("TIKTOK_API_URL", base.to_owned()),
        ]
    }

    /// The value for `GOOGLE_AUTH_URL`.
    pub fn google_auth_url(&self) -> String {
        self.url("/o/oauth2/v2/auth")
    }

    /// The value for `GOOGLE_TOKEN_URL`.
    pub fn google_token_url(&self) -> String {
        self.url("/token")
    }

    /// The value for `GOOGLE_USERINFO_URL`.
    pub fn google_userinfo_url(&self) -> String {
        self.url("/v1/userinfo")
    }

    /// A real video, to be fetched by URL.
    pub fn sample_url(&self) -> String {
        self.url("/samples/sample.mp4")
    }

    /// The page that plays the phone.
    pub fn phone_url(&self) -> String {
        self.url("/phone")
    }

    /// The handle on what it knows.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Stops: finishes what is under way for up to two seconds, then cuts it; deletes what it
    /// received.
    pub async fn shutdown(self) {
        self.stop.cancel();
        if tokio::time::timeout(Duration::from_secs(2), self.tasks.wait())
            .await
            .is_err()
        {
            tracing::debug!("cutting the connections that are left");
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url())
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.stop.cancel();
        self.cut_all.store(true, Ordering::SeqCst);
        self.folder.remove();
    }
}

/// Every address of the simulator.
fn router(world: World) -> Router {
    Router::new()
        .route("/", get(|| async { Redirect::to("/phone") }))
        .merge(google::routes())
        .merge(tiktok::routes())
        .merge(samples::routes())
        .merge(phone::routes())
        .merge(faults::edge::routes())
        .merge(state_page::routes())
        .layer(middleware::from_fn_with_state(
            world.clone(),
            faults::edge::watch,
        ))
        .with_state(world)
}

/// Lets the world go on by itself.
async fn live(world: World) {
    let mut tick = tokio::time::interval(Duration::from_millis(250));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        world.settle();
        world.deliver_webhooks().await;
    }
}

/// The folder of received videos.
struct Folder(PathBuf);

impl Folder {
    fn create() -> Result<Self, SimulatorError> {
        let name = format!("ai-video-uploader-simulator-{:016x}", rand::random::<u64>());
        let path = std::env::temp_dir().join(name);
        make_private(&path).map_err(|error| SimulatorError::Folder(path.clone(), error))?;
        Ok(Self(path))
    }

    fn remove(&self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::debug!(%error, "the simulator's folder stays behind");
        }
    }
}

fn make_private(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
