//! The whole program as a process of its own, on a simulator that lives by the machine's clock: started, told to stop,
//! killed, and looked into from outside (`inside.rs`).

use std::{
    collections::HashMap,
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use ai_video_uploader::{
    app::{self, config::Config},
    domain::secret::ExposeSecret as _,
    service::{Context, api_keys},
    simulator::{Options, Simulator},
    store::Store,
};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::simulated::{self, Member, SCOPES};

pub const BINARY: &str = env!("CARGO_BIN_EXE_ai-video-uploader");
/// How long anything may take that a process is waited for.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// What a process finds when it starts: settings, database, temporary folder, and the simulator around it.
pub struct Installation {
    pub simulator: Simulator,
    pub base_url: String,
    pub http: reqwest::Client,
    pub database_url: String,
    pub store: OnceCell<Store>,
    values: HashMap<String, String>,
    folder: TempDir,
    starts: AtomicU32,
}

impl Installation {
    /// On SQLite, or in the database of `database_url`. `settings` come on top of those that point at the simulator.
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
        let mut values = simulated::settings(&simulator, &base_url, folder.path());
        let mut set = |name: &str, value: &str| values.insert(name.to_owned(), value.to_owned());
        set("LISTEN_ADDR", &format!("127.0.0.1:{port}"));
        if let Some(database_url) = &database_url {
            set("DATABASE_URL", database_url);
        }
        for (name, value) in settings {
            set(name, value);
        }
        Self {
            simulator,
            base_url,
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            database_url: values["DATABASE_URL"].clone(),
            store: OnceCell::new(),
            values,
            folder,
            starts: AtomicU32::new(0),
        }
    }

    /// A worker alone, without pages and API, on SQLite.
    pub async fn of_a_worker() -> Self {
        let options = Options {
            seed: Some(7),
            ..Options::default()
        };
        Self::prepare(options, None, &[("ROLE", "worker")]).await
    }

    /// The installation seen from this process, for what no request can do. Close its store before a process starts.
    pub async fn context(&self) -> Context {
        let config = Config::from_values(self.values.clone()).unwrap();
        app::build(&config).await.unwrap()
    }

    /// A user with one of the simulator's creators connected, and an API key.
    pub async fn member(&self, ctx: &Context, email: &str, creator: usize) -> Member {
        let (store, now) = (&ctx.store, ctx.now());
        let user = store.ensure_user(email, now).await.unwrap();
        let account =
            simulated::connect(store, &self.simulator, &user, creator, &SCOPES, now).await;
        let (_, secrets) = api_keys::create(ctx, user.id, "test", None).await.unwrap();
        Member {
            user,
            account,
            key: secrets.key.expose_secret().to_owned(),
        }
    }

    /// The members of an installation that no process serves yet, each with a creator of their own.
    pub async fn members(&self, emails: &[&str]) -> Vec<Member> {
        let ctx = self.context().await;
        let mut members = Vec::new();
        for (creator, email) in emails.iter().enumerate() {
            members.push(self.member(&ctx, email, creator).await);
        }
        ctx.store.close().await;
        members
    }

    /// Starts the program.
    pub fn start(&self) -> Process {
        self.start_as(&[])
    }

    /// Starts one more process of the same installation, with these settings besides or instead.
    pub fn start_as(&self, settings: &[(&str, &str)]) -> Process {
        self.spawn(Command::new(BINARY), settings)
    }

    /// Runs one of its commands, such as `["keys", "list"]`, to its end.
    pub fn run(&self, arguments: &[&str]) -> std::process::Output {
        let mut command = Command::new(BINARY);
        command.args(arguments);
        self.surround(&mut command).output().unwrap()
    }

    /// Starts the program with a disk of its own of so many bytes under its temporary folder; none where a process may not
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
        Some(self.spawn(command, &[]))
    }

    /// What it says goes into a file of its own.
    fn spawn(&self, mut command: Command, settings: &[(&str, &str)]) -> Process {
        let start = self.starts.fetch_add(1, Ordering::Relaxed);
        let said = self.folder.path().join(format!("said-{start}"));
        let file = File::create(&said).unwrap();
        let child = self
            .surround(&mut command)
            .envs(settings.iter().copied())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap();
        Process { child, said }
    }

    fn surround<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(&self.values)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
    }

    pub fn temp_dir(&self) -> PathBuf {
        self.folder.path().join("videos")
    }

    /// A folder for the videos of one more machine.
    pub fn temp_dir_of(&self, machine: &str) -> PathBuf {
        self.folder.path().join(machine)
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
        videos_in(&self.temp_dir())
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
    /// Its id, for what only the machine knows of it.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`, and all that it said.
    pub fn kill(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.said()
    }

    /// Sends it a signal, such as STOP and CONT.
    pub fn signal(&self, name: &str) {
        let (name, id) = (format!("-{name}"), self.id().to_string());
        let sent = Command::new("kill").args([name, id]).status().unwrap();
        assert!(sent.success());
    }

    /// Asks it to stop, as a service manager does, and says how it ended.
    pub async fn stop(mut self) -> Ended {
        let asked = Instant::now();
        self.signal("TERM");
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Ended {
                    well: status.success(),
                    took: asked.elapsed(),
                    said: self.said(),
                };
            }
            assert!(
                asked.elapsed() < PATIENCE,
                "it does not stop: {}",
                self.said()
            );
            pause(20).await;
        }
    }

    /// The names of the videos in `folder` as the process sees it.
    pub fn files(&self, folder: &Path) -> Vec<String> {
        let inside = format!("/proc/{}/root{}", self.id(), folder.display());
        videos_in(Path::new(&inside))
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

/// How a process ended that was asked to.
pub struct Ended {
    pub well: bool,
    pub took: Duration,
    pub said: String,
}

/// Another process cannot be told to move its clock: it is waited for.
pub async fn pause(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
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

pub fn videos_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = folder.read_dir() else {
        return Vec::new();
    };
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| !name.starts_with('.')).collect()
}
