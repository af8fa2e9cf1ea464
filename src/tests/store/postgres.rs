//! A PostgreSQL server for the tests of one process: `TEST_POSTGRES_URL`, or one started from the installed binaries.
//!
//! The server listens on a socket in a temporary folder only. A shell keeps watch over it and waits for the end of its
//! own standard input, which comes when the test process ends, however that happens; then it stops the server.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

/// Starts the server, says where its socket is, and stops it when the input ends. `$1` is the folder of the binaries.
const KEEPER: &str = r#"
set -e
folder=$(TMPDIR=/tmp mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$folder/log" 2>&1
"$1/pg_ctl" -D "$folder/data" -l "$folder/log" -w start -o "-k $folder -c listen_addresses= \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=600 \
    -c shared_buffers=64MB" >/dev/null 2>&1
echo "$folder"
cat >/dev/null
"$1/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1
"#;

/// Keeps the pipe to the watching shell open.
static KEEPER_PROCESS: OnceLock<Child> = OnceLock::new();

/// The URL of a database that exists on the server; none if there is no server to be had.
pub fn server_url() -> Option<&'static str> {
    static URL: OnceLock<Option<String>> = OnceLock::new();
    URL.get_or_init(|| {
        let url = variable("TEST_POSTGRES_URL").or_else(start);
        if url.is_none() {
            assert!(
                variable("CI").as_deref() != Some("true"),
                "there is no PostgreSQL: set TEST_POSTGRES_URL or install the server"
            );
            say_that_it_is_skipped();
        }
        url
    })
    .as_deref()
}

fn start() -> Option<String> {
    let binaries = find_binaries()?;
    let mut child = as_ordinary_user()
        .args(["sh", "-c", KEEPER, "keeper"])
        .arg(binaries)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut folder = String::new();
    BufReader::new(child.stdout.take()?)
        .read_line(&mut folder)
        .ok()?;
    KEEPER_PROCESS.set(child).ok()?;
    let folder = folder.trim();
    (!folder.is_empty()).then(|| format!("postgres://postgres@localhost/postgres?host={folder}"))
}

/// PostgreSQL refuses to run as root.
fn as_ordinary_user() -> Command {
    let is_root = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout == b"0\n");
    let mut command = Command::new(if is_root { "runuser" } else { "env" });
    if is_root {
        command.args(["-u", "postgres", "--"]);
    }
    command
}

fn find_binaries() -> Option<PathBuf> {
    let on_path = variable("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&on_path).collect();
    if let Ok(versions) = Path::new("/usr/lib/postgresql").read_dir() {
        folders.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    folders
        .into_iter()
        .find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are set up from the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[expect(
    clippy::print_stderr,
    reason = "a skipped test must not look like a passed one"
)]
fn say_that_it_is_skipped() {
    eprintln!("SKIPPED: no PostgreSQL found, the store is tested on SQLite alone");
}
