//! What `curl` needs for the same work: fetch the video into a file, then send the file in the same chunks.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{self, Read as _},
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use ai_video_uploader::domain::chunk::Plan;

/// The two halves of the work.
pub struct Took {
    pub fetching: Duration,
    pub sending: Duration,
}

/// None if there is no `curl`; `upload_url` is that of an upload that was begun.
pub async fn transfer(upload_url: &str, plan: Plan, video_url: &str) -> Option<Took> {
    let version = Command::new("curl").arg("--version").output().ok()?;
    let version = String::from_utf8_lossy(&version.stdout);
    println!("  {}", version.lines().next().unwrap_or_default());
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("video");
    let fetching = timed(
        Command::new("curl")
            .args(["-sSf", "-o"])
            .arg(&whole)
            .arg(video_url),
    )
    .await;
    // curl sends whole files only: the chunks are cut beforehand, at no cost for it.
    let script = folder.path().join("script");
    fs::write(&script, cut(&whole, plan, upload_url, folder.path())).unwrap();
    let sending = timed(Command::new("curl").arg("-K").arg(&script)).await;
    Some(Took { fetching, sending })
}

/// Cuts the file, and returns what tells one `curl` to send all of it over one connection.
fn cut(whole: &Path, plan: Plan, upload_url: &str, folder: &Path) -> String {
    let mut whole = File::open(whole).unwrap();
    let mut script = String::new();
    // To an address that ends like a folder's curl would add the name of the file.
    let target = &upload_url[upload_url.find("/upload/").unwrap()..];
    for index in 0..plan.count() {
        let (first, last) = plan.range(index).unwrap().into_inner();
        let chunk = folder.join(format!("chunk-{index}"));
        let mut file = File::create(&chunk).unwrap();
        io::copy(&mut (&mut whole).take(last - first + 1), &mut file).unwrap();
        let chunk = chunk.display();
        let total = plan.size();
        let next = if index == 0 { "" } else { "next\n" };
        write!(
            script,
            "{next}url = \"{upload_url}\"\nrequest-target = \"{target}\"\nupload-file = \"{chunk}\"\n\
             header = \"Content-Type: video/mp4\"\nheader = \"Expect:\"\n\
             header = \"Content-Range: bytes {first}-{last}/{total}\"\nsilent\nshow-error\nfail\n"
        )
        .unwrap();
    }
    script
}

/// How long the command takes; the servers that it talks to live in this process.
async fn timed(command: &mut Command) -> Duration {
    let began = Instant::now();
    let mut child = command.spawn().unwrap();
    let status = tokio::task::spawn_blocking(move || child.wait()).await;
    assert!(status.unwrap().unwrap().success(), "{command:?}");
    began.elapsed()
}
