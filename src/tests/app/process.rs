//! The binary as a process of its own: a worker with its own database and folder, started, told to stop, looked into.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use ai_video_uploader::{
    domain::{
        account::{Account, Scopes, Tokens},
        clock::{Clock as _, SystemClock},
        id::{PostId, TemporaryFileId},
        post::{NewPost, Origin, Post},
        secret::secret,
        source::Source as VideoSource,
        status::{Actor, Status},
        user::User,
    },
    simulator::{Options, Simulator},
    store::{Store, accounts::NewAccount, seal::Sealer},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_ai-video-uploader");
const KEY: [u8; 32] = [7; 32];
/// How long anything may take that a process is waited for.
const PATIENCE: Duration = Duration::from_secs(180);

/// What an installation leaves on disk, and what it talks to. The process itself comes and goes.
pub struct Installation {
    pub store: Store,
    pub simulator: Simulator,
    pub user: User,
    pub account: Account,
    values: HashMap<&'static str, String>,
    folder: TempDir,
}

impl Installation {
    /// `settings` come on top of those that point at the simulator.
    pub async fn prepare(settings: &[(&'static str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let simulator = Simulator::start(Options {
            by_itself: true,
            seed: Some(7),
            ..Options::default()
        })
        .await
        .unwrap();
        let database = format!("sqlite://{}", folder.path().join("uploader.db").display());
        let store = Store::connect(&database, Sealer::new(KEY, None))
            .await
            .unwrap();
        store.migrate().await.unwrap();
        let user = store
            .ensure_user("alice@example.com", SystemClock.now())
            .await
            .unwrap();
        let account = connect(&store, &simulator, &user).await;
        let known = Options::default();
        let base = simulator.base_url();
        let mut values = HashMap::from([
            ("ROLE", "worker".to_owned()),
            ("DATABASE_URL", database),
            ("SECRET_KEY", STANDARD.encode(KEY)),
            (
                "TEMP_DIR",
                folder.path().join("videos").display().to_string(),
            ),
            ("TEMP_QUOTA_BYTES", "1000000000".to_owned()),
            ("TIKTOK_CLIENT_KEY", known.tiktok_client_key),
            ("TIKTOK_CLIENT_SECRET", known.tiktok_client_secret),
            ("TIKTOK_AUTH_URL", base.to_owned()),
            ("TIKTOK_API_URL", base.to_owned()),
            ("ALLOW_PRIVATE_HOSTS", "127.0.0.1".to_owned()),
        ]);
        for (name, value) in settings {
            values.insert(name, (*value).to_owned());
        }
        Self {
            store,
            simulator,
            user,
            account,
            values,
            folder,
        }
    }

    /// Starts the worker.
    pub fn start(&self) -> Process {
        self.spawn(Command::new(BINARY))
    }

    /// Starts the worker with a disk of its own of so many bytes under its temporary folder; none where a process may not
    /// mount one.
    pub fn start_on_small_disk(&self, bytes: u64) -> Option<Process> {
        const MOUNT: &str =
            r#"mkdir -p "$1" && mount -t tmpfs -o "size=$2" tmpfs "$1" && exec "$3""#;
        let flags = [&["--mount"][..], &["--user", "--map-root-user", "--mount"]]
            .into_iter()
            .find(|flags| may_mount(flags))?;
        let mut command = Command::new("unshare");
        command.args(flags).args(["sh", "-c", MOUNT, "sh"]);
        command
            .arg(self.temp_dir())
            .arg(bytes.to_string())
            .arg(BINARY);
        Some(self.spawn(command))
    }

    fn spawn(&self, mut command: Command) -> Process {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let child = command
            .env_clear()
            .env("PATH", path)
            .envs(&self.values)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Process(child)
    }

    pub fn temp_dir(&self) -> PathBuf {
        self.folder.path().join("videos")
    }

    /// A post by URL that goes to the inbox by itself.
    pub async fn submit(&self, url: &str) -> PostId {
        let now = SystemClock.now();
        let new = NewPost {
            id: PostId::new(now),
            user_id: self.user.id,
            account_id: self.account.id,
            api_key_id: None,
            origin: Origin::Api,
            source: VideoSource::Url(url.parse().unwrap()),
            caption: "First light #harbour".into(),
            video_title: None,
            video_description: None,
            auto_approve: true,
            external_id: None,
            metadata: None,
            callback_url: None,
            file: None,
        };
        let post = Post::queued(new, now);
        self.store
            .insert_post(&post, "Accepted", Actor::ApiKey, None)
            .await
            .unwrap();
        post.id
    }

    pub async fn post(&self, id: PostId) -> Post {
        self.store.post_by_id(id).await.unwrap().unwrap()
    }

    /// The post as soon as it is as `wanted` says.
    pub async fn until(&self, id: PostId, wanted: impl Fn(&Post) -> bool) -> Post {
        let began = Instant::now();
        loop {
            let post = self.post(id).await;
            if wanted(&post) {
                return post;
            }
            assert!(began.elapsed() < PATIENCE, "it stays {post:#?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Comes back when the file is proven gone.
    pub async fn until_deleted(&self, id: TemporaryFileId) {
        let began = Instant::now();
        loop {
            let file = self.store.find_temporary_file(id).await.unwrap().unwrap();
            if file.deleted_at.is_some() {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "it stays {file:#?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The statuses that the post has gone through.
    pub async fn path(&self, id: PostId) -> Vec<Status> {
        let history = self.store.history(id).await.unwrap();
        let mut path: Vec<Status> = history.iter().map(|entry| entry.status).collect();
        path.dedup();
        path
    }
}

fn may_mount(flags: &[&str]) -> bool {
    Command::new("unshare")
        .args(flags)
        .args(["mount", "-t", "tmpfs", "tmpfs", "/mnt"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// A running process; killed if the test forgets it.
pub struct Process(Child);

impl Process {
    /// Sends SIGTERM, and answers how it ended and after how long.
    pub async fn terminate(mut self) -> (ExitStatus, Duration) {
        let asked = Instant::now();
        let pid = self.0.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        assert!(sent.success());
        loop {
            if let Some(status) = self.0.try_wait().unwrap() {
                return (status, asked.elapsed());
            }
            assert!(asked.elapsed() < PATIENCE, "it does not stop");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What lies in `folder` as the process sees it.
    pub fn files(&self, folder: &Path) -> Vec<String> {
        let inside = format!("/proc/{}/root{}", self.0.id(), folder.display());
        std::fs::read_dir(inside)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| !name.starts_with('.'))
            .collect()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn connect(store: &Store, simulator: &Simulator, user: &User) -> Account {
    let now = SystemClock.now();
    let creator = simulator.world().creators()[0].clone();
    let issued = simulator
        .world()
        .issue_tokens(&creator.open_id, &["user.info.basic", "video.upload"])
        .unwrap();
    let tokens = Tokens {
        access: secret(issued.access_token),
        access_expires_at: now + Duration::from_secs(7200),
        refresh: secret(issued.refresh_token),
        refresh_expires_at: now + Duration::from_secs(15_552_000),
        scopes: Scopes::parse(&issued.scopes.join(",")),
        tiktok_user_id: issued.open_id.clone(),
    };
    let account = NewAccount {
        tiktok_user_id: issued.open_id,
        username: Some(creator.username),
        display_name: creator.display_name,
        avatar_url: None,
    };
    store
        .connect_account(user.id, &account, &tokens, now)
        .await
        .unwrap()
}
