//! The whole program (pages, API and worker) as a process of its own, on a simulator that lives by the machine's clock.

use std::{
    collections::HashMap,
    fs::File,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use ai_video_uploader::{
    app::{self, config::Config},
    domain::{
        account::{Scopes, Tokens},
        secret::{ExposeSecret as _, secret},
    },
    service::{Context, api_keys},
    simulator::{Options, Simulator},
    store::accounts::NewAccount,
};
use tempfile::TempDir;

use crate::harness::app::{Member, SCOPES};

/// What a process finds when it starts: settings, database, temporary folder, and the simulator around it.
pub struct Installation {
    pub simulator: Simulator,
    pub base_url: String,
    pub http: reqwest::Client,
    pub database_url: String,
    values: HashMap<String, String>,
    folder: TempDir,
    starts: u32,
}

impl Installation {
    /// On SQLite, or in the database of `database_url`.
    pub async fn prepare(
        options: Options,
        database_url: Option<String>,
        settings: &[(&str, &str)],
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let base_url = format!("http://localhost:{port}");
        let simulator = Simulator::start(Options {
            by_itself: true,
            webhook_url: Some(format!("{base_url}/webhooks/tiktok")),
            ..options
        })
        .await
        .unwrap();
        let file = folder.path().join("uploader.db");
        let database_url = database_url.unwrap_or_else(|| format!("sqlite://{}", file.display()));
        let known = Options::default();
        let base = simulator.base_url().to_owned();
        let values = [
            ("PUBLIC_URL", base_url.clone()),
            ("LISTEN_ADDR", format!("127.0.0.1:{port}")),
            ("DATABASE_URL", database_url.clone()),
            (
                "SECRET_KEY",
                "c2VjcmV0IG9mIGEga2V5IGZvciB0ZXN0cyBhbG9uZSE=".to_owned(),
            ),
            (
                "TEMP_DIR",
                folder.path().join("videos").display().to_string(),
            ),
            ("TEMP_QUOTA_BYTES", "2000000000".to_owned()),
            ("GOOGLE_CLIENT_ID", known.google_client_id),
            ("GOOGLE_CLIENT_SECRET", known.google_client_secret),
            ("GOOGLE_AUTH_URL", simulator.google_auth_url()),
            ("GOOGLE_TOKEN_URL", simulator.google_token_url()),
            ("GOOGLE_USERINFO_URL", simulator.google_userinfo_url()),
            ("TIKTOK_CLIENT_KEY", known.tiktok_client_key),
            ("TIKTOK_CLIENT_SECRET", known.tiktok_client_secret),
            ("TIKTOK_AUTH_URL", base.clone()),
            ("TIKTOK_API_URL", base),
            ("ALLOW_PRIVATE_HOSTS", "127.0.0.1,localhost".to_owned()),
        ];
        let own = settings
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        let values = values.into_iter().chain(own);
        Self {
            simulator,
            base_url,
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            database_url,
            values: values
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            folder,
            starts: 0,
        }
    }

    /// The installation seen from this process, for what no request can do. Close its store before a process starts.
    pub async fn context(&self) -> Context {
        let config = Config::from_values(self.values.clone()).unwrap();
        app::build(&config).await.unwrap()
    }

    /// A user with one of the simulator's creators connected, and an API key.
    pub async fn member(&self, ctx: &Context, email: &str, creator: usize) -> Member {
        let now = ctx.now();
        let user = ctx.store.ensure_user(email, now).await.unwrap();
        let world = self.simulator.world();
        let creator = world.creators()[creator].clone();
        let issued = world.issue_tokens(&creator.open_id, &SCOPES).unwrap();
        let tokens = Tokens {
            access: secret(issued.access_token),
            access_expires_at: now + Duration::from_secs(7200),
            refresh: secret(issued.refresh_token),
            refresh_expires_at: now + Duration::from_secs(15_552_000),
            scopes: Scopes::parse(&issued.scopes.join(",")),
            tiktok_user_id: issued.open_id.clone(),
        };
        let profile = NewAccount {
            tiktok_user_id: issued.open_id,
            username: Some(creator.username),
            display_name: creator.display_name,
            avatar_url: None,
        };
        let store = &ctx.store;
        let account = store
            .connect_account(user.id, &profile, &tokens, now)
            .await
            .unwrap();
        let (_, secrets) = api_keys::create(ctx, user.id, "test", None).await.unwrap();
        Member {
            user,
            account,
            key: secrets.key.expose_secret().to_owned(),
        }
    }

    /// Starts the program. What it says goes into a file of its own.
    pub fn start(&mut self) -> Process {
        self.starts += 1;
        let said = self.folder.path().join(format!("said-{}", self.starts));
        let file = File::create(&said).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_ai-video-uploader"))
            .env_clear()
            .envs(&self.values)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap();
        Process { child, said }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// Waits until the process answers.
    pub async fn until_ready(&self, process: &mut Process) {
        for _ in 0..600 {
            if self.http.get(self.url("/healthz")).send().await.is_ok() {
                return;
            }
            assert!(
                process.child.try_wait().unwrap().is_none(),
                "{}",
                process.said()
            );
            pause(50).await;
        }
        panic!("the program does not answer: {}", process.said());
    }

    /// The names of the videos in the temporary folder.
    pub fn files(&self) -> Vec<String> {
        let Ok(folder) = self.folder.path().join("videos").read_dir() else {
            return Vec::new();
        };
        let names = folder.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        names.filter(|name| !name.starts_with('.')).collect()
    }

    /// Everything in the folder of the database, byte by byte.
    pub fn everything_kept(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for entry in self.folder.path().read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.to_string_lossy().contains("uploader.db") {
                bytes.extend(std::fs::read(path).unwrap());
            }
        }
        bytes
    }
}

/// The program, running.
pub struct Process {
    child: Child,
    said: PathBuf,
}

impl Process {
    /// `kill -9`, and all that it said.
    pub fn kill(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.said()
    }

    /// Asks it to stop, as a service manager does, and says how it ended.
    pub async fn stop(mut self) -> (bool, String) {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().unwrap();
        for _ in 0..1200 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status.success(), self.said());
            }
            pause(25).await;
        }
        panic!("it does not stop: {}", self.said());
    }

    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.said).unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Another process cannot be told to move its clock: it is waited for.
pub async fn pause(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
