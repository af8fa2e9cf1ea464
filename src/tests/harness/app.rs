//! `TestApp`: one whole installation in a temporary folder, listening on a free port.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use ai_video_uploader::{
    app::{
        self,
        config::Config,
        connections::{self, Patience},
    },
    domain::{
        account::Account, clock::Clock as _, post::Post, secret::ExposeSecret as _, user::User,
    },
    pipeline::Worker,
    service::{Context, api_keys},
    simulator::{Options, Simulator, World},
};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;

pub use super::simulated::SCOPES;
use super::{Member, TestClock, simulated};

/// The owner of everything in most tests.
pub const ALICE: &str = "alice@example.com";
/// A stranger, signed in as somebody else.
pub const MALLORY: &str = "mallory@example.com";

/// One installation.
pub struct TestApp {
    pub ctx: Context,
    pub simulator: Simulator,
    pub clock: TestClock,
    pub base_url: String,
    pub http: reqwest::Client,
    folder: TempDir,
    config: Config,
    files_expected: AtomicBool,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::start_with(&[], Options::default()).await
    }

    /// `settings` come on top of those that point at the simulator.
    pub async fn start_with(settings: &[(&str, &str)], options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = TestClock::new();
        let simulator = Simulator::start(Options {
            clock: Some(clock.as_millis()),
            seed: Some(7),
            ..options
        })
        .await
        .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        simulator
            .world()
            .set_webhook_url(Some(format!("{base_url}/webhooks/tiktok")));
        let mut values = simulated::settings(&simulator, &base_url, folder.path());
        values.extend(
            settings
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let config = Config::from_values(values).unwrap();
        let ctx = app::build_with(&config, Arc::new(clock.clone()))
            .await
            .unwrap();
        serve(&ctx, listener);
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self {
            ctx,
            simulator,
            clock,
            base_url,
            http,
            folder,
            config,
            files_expected: AtomicBool::new(false),
        }
    }

    /// Stops the service and starts it anew on what it left behind, at another port.
    pub async fn restart(&mut self) {
        self.ctx.stop.cancel();
        self.ctx.tasks.close();
        self.ctx.tasks.wait().await;
        self.ctx.store.close().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        self.base_url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        self.ctx = app::build_with(&self.config, Arc::new(self.clock.clone()))
            .await
            .unwrap();
        serve(&self.ctx, listener);
    }

    pub fn world(&self) -> &World {
        self.simulator.world()
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    pub fn temp_dir(&self) -> PathBuf {
        self.folder.path().join("videos")
    }

    /// The database, for tests that look into it themselves.
    pub fn database_url(&self) -> String {
        format!("sqlite://{}", self.database_path().display())
    }

    /// The file of the database.
    pub fn database_path(&self) -> PathBuf {
        self.folder.path().join("uploader.db")
    }

    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// A user with the first, second, … of the simulator's creators connected, and an API key.
    pub async fn member(&self, email: &str, creator: usize) -> Member {
        let now = self.clock.now();
        let user = self.ctx.store.ensure_user(email, now).await.unwrap();
        let account = self.connect(&user, creator, &SCOPES).await;
        let (_, secrets) = api_keys::create(&self.ctx, user.id, "test", None)
            .await
            .unwrap();
        Member {
            user,
            account,
            key: secrets.key.expose_secret().to_owned(),
        }
    }

    pub async fn alice(&self) -> Member {
        self.member(ALICE, 0).await
    }

    pub async fn mallory(&self) -> Member {
        self.member(MALLORY, 1).await
    }

    /// Connects one of the simulator's creators, as if its owner had just consented.
    pub async fn connect(&self, user: &User, creator: usize, scopes: &[&str]) -> Account {
        let store = &self.ctx.store;
        let now = self.clock.now();
        simulated::connect(store, &self.simulator, user, creator, scopes, now).await
    }

    /// A worker of its own name; `name` tells the workers of one test apart.
    pub fn worker(&self, name: &str) -> Worker {
        Worker::new(self.ctx.clone(), name)
    }

    /// Does everything that is due now; lets the simulator finish what it works on and deliver its webhooks.
    pub async fn run_until_idle(&self) {
        let worker = self.worker("test");
        Box::pin(worker.run_until_idle()).await.unwrap();
    }

    /// Does everything due, moving time on in steps of `step`, until `until` has passed.
    pub async fn run_for(&self, until: Duration, step: Duration) {
        let mut passed = Duration::ZERO;
        self.run_until_idle().await;
        while passed < until {
            self.advance(step);
            passed += step;
            self.world().settle();
            self.world().deliver_webhooks().await;
            self.run_until_idle().await;
        }
    }

    /// `POST` with an API key and a JSON body.
    pub async fn post_json(&self, path: &str, key: &str, body: &Value) -> (u16, Value) {
        let answer = self
            .http
            .post(self.url(path))
            .header("X-API-Key", key)
            .json(body)
            .send()
            .await
            .unwrap();
        (
            answer.status().as_u16(),
            answer.json().await.unwrap_or(Value::Null),
        )
    }

    /// `GET` with an API key.
    pub async fn get_json(&self, path: &str, key: &str) -> (u16, Value) {
        let answer = self
            .http
            .get(self.url(path))
            .header("X-API-Key", key)
            .send()
            .await
            .unwrap();
        (
            answer.status().as_u16(),
            answer.json().await.unwrap_or(Value::Null),
        )
    }

    /// A post by URL of the simulator's sample, as the API takes it.
    pub fn sample_post(&self) -> Value {
        serde_json::json!({
            "content": "First light #harbour",
            "platforms": ["tiktok"],
            "video_url": self.simulator.sample_url(),
        })
    }

    /// The post as the database has it.
    pub async fn post(&self, id: &str) -> Post {
        self.ctx
            .store
            .post_by_id(id.parse().unwrap())
            .await
            .unwrap()
            .unwrap()
    }

    /// The names of the videos in the temporary folder.
    pub fn files(&self) -> Vec<String> {
        std::fs::read_dir(self.temp_dir())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| !name.starts_with('.'))
            .collect()
    }

    /// Says that the test ends while videos are still held; otherwise that fails it.
    pub fn expect_files(&self) {
        self.files_expected.store(true, Ordering::Relaxed);
    }

    /// Fails if a temporary file is left behind.
    pub fn assert_no_files(&self) {
        assert_eq!(
            self.files(),
            Vec::<String>::new(),
            "temporary files were left behind"
        );
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.ctx.stop.cancel();
        if !std::thread::panicking() && !self.files_expected.load(Ordering::Relaxed) {
            self.assert_no_files();
        }
    }
}

fn serve(ctx: &Context, listener: TcpListener) {
    let router = app::router::router(ctx);
    let stop = ctx.stop.clone();
    ctx.tasks.spawn(async move {
        connections::serve(listener, router, Patience::default(), &stop).await;
    });
}
