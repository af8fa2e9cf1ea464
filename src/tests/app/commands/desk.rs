//! Where somebody types commands: a folder, settings, a simulator; and the program that is run there.

use std::{
    collections::HashMap,
    process::{Child, Command, Stdio},
    time::Duration,
};

use ai_video_uploader::{
    app::{self, config::Config},
    domain::{
        account::Account,
        clock::{Clock as _, SystemClock, Timestamp},
        id::PostId,
        post::{NewPost, Origin, Post},
        source::Source,
        status::Actor,
        user::User,
    },
    service::Context,
    simulator::{Options, Simulator},
    store::{Store, seal::Sealer},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use tempfile::TempDir;

use crate::store::seed::{profile, tokens};

const BINARY: &str = env!("CARGO_BIN_EXE_ai-video-uploader");
pub const KEY: [u8; 32] = [7; 32];

/// What a command left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

pub struct Desk {
    values: HashMap<String, String>,
    folder: TempDir,
    pub base_url: String,
    pub simulator: Option<Simulator>,
}

impl Desk {
    /// With a simulated Google and TikTok.
    pub async fn new() -> Self {
        let mut desk = Self::without_simulator();
        let options = Options {
            by_itself: true,
            ..Options::default()
        };
        let simulator = Simulator::start(options).await.unwrap();
        for (name, value) in simulator.settings() {
            desk.set(name, value);
        }
        desk.simulator = Some(simulator);
        desk
    }

    pub fn without_simulator() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let base_url = format!("http://localhost:{port}");
        let mut desk = Self {
            values: HashMap::new(),
            base_url: base_url.clone(),
            simulator: None,
            folder,
        };
        let database = format!("sqlite://{}", desk.path("uploader.db").display());
        for (name, value) in [
            ("PUBLIC_URL", base_url),
            ("LISTEN_ADDR", format!("127.0.0.1:{port}")),
            ("DATABASE_URL", database),
            ("SECRET_KEY", STANDARD.encode(KEY)),
            ("TEMP_DIR", desk.path("videos").display().to_string()),
            ("TEMP_QUOTA_BYTES", "1000000000".to_owned()),
            ("ALLOW_PRIVATE_HOSTS", "127.0.0.1,localhost".to_owned()),
        ] {
            desk.set(name, value);
        }
        desk
    }

    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.values.insert(name.to_owned(), value.into());
    }

    pub fn unset(&mut self, name: &str) {
        self.values.remove(name);
    }

    pub fn value(&self, name: &str) -> &str {
        &self.values[name]
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(BINARY);
        command
            .args(words)
            .env_clear()
            .envs(&self.values)
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs the program to its end. The simulator goes on meanwhile.
    pub async fn run(&self, words: &[&str]) -> Ran {
        let mut command = self.command(words);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap())
            .await
            .unwrap();
        Ran {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Starts the program and waits until it answers.
    pub async fn serve(&self) -> Server {
        let said = std::fs::File::create(self.path("said")).unwrap();
        let child = self
            .command(&["serve"])
            .stdout(Stdio::null())
            .stderr(said)
            .spawn()
            .unwrap();
        let server = Server(child);
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        for _ in 0..1200 {
            let asked = http.get(format!("{}/healthz", self.base_url)).send().await;
            if asked.is_ok() {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{}", std::fs::read_to_string(self.path("said")).unwrap());
    }

    /// The installation seen from this process.
    pub async fn context(&self) -> Context {
        let config = Config::from_values(self.values.clone()).unwrap();
        app::build(&config).await.unwrap()
    }

    /// The database of the settings, made if need be.
    pub async fn store(&self) -> Store {
        let store = Store::connect(self.value("DATABASE_URL"), Sealer::new(KEY, None))
            .await
            .unwrap();
        store.migrate().await.unwrap();
        store
    }
}

/// The program while it serves; killed at the end.
pub struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// This moment, as the program sees it too.
pub fn now() -> Timestamp {
    SystemClock.now()
}

/// Somebody with a connected account.
pub async fn person(store: &Store, email: &str) -> (User, Account) {
    let now = now();
    let user = store.ensure_user(email, now).await.unwrap();
    let open_id = format!("open-id-of-{email}");
    let account = store
        .connect_account(
            user.id,
            &profile(&open_id),
            &tokens(&open_id, "first", now),
            now,
        )
        .await
        .unwrap();
    (user, account)
}

/// A post of theirs that waits for a worker.
pub async fn add_post(store: &Store, (user, account): &(User, Account), caption: &str) -> Post {
    let post = queued(user, account, caption);
    store
        .insert_post(&post, "Accepted", Actor::ApiKey, None)
        .await
        .unwrap();
    post
}

pub fn queued(user: &User, account: &Account, caption: &str) -> Post {
    let now = now();
    let new = NewPost {
        id: PostId::new(now),
        user_id: user.id,
        account_id: account.id,
        api_key_id: None,
        origin: Origin::Api,
        // Nobody answers there.
        source: Source::Url("http://127.0.0.1:9/a.mp4".parse().unwrap()),
        caption: caption.to_owned(),
        video_title: None,
        video_description: None,
        auto_approve: true,
        external_id: None,
        metadata: None,
        callback_url: None,
        file: None,
    };
    Post::queued(new, now)
}

/// Ends the post with an error that a retry can help.
pub async fn fail(store: &Store, post: &Post) {
    use ai_video_uploader::domain::{
        change::Change,
        error_code::{ErrorCode, Failure},
    };
    let failure = Failure::new(ErrorCode::DownloadUnreachable);
    store
        .change_post_as_system(post.id, now(), |post| {
            Change::fail(post.status, Actor::System, failure)
        })
        .await
        .unwrap();
}
