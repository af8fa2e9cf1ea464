//! What the program holds in memory: idle, and while large videos flow through it.

use std::time::Duration;

use crate::{
    process::{Usage, forget_peak},
    scene::Scene,
    source::{Shape, Source},
};

/// How long a process is left alone before its memory counts as that of an idle one.
const SETTLING: Duration = Duration::from_secs(5);

#[derive(clap::Args)]
pub struct Options {
    /// Bytes of each video.
    #[arg(long, default_value_t = 1_000_000_000)]
    size: u64,
    /// How many videos flow at once; 10 at the most.
    #[arg(long, default_value_t = 8)]
    videos: usize,
    /// Bytes a second of either link, for all videos together; not limited if not given.
    #[arg(long)]
    rate: Option<u64>,
}

pub async fn measure(options: &Options) {
    let source = Source::start(options.rate).await;
    let transfers = (options.videos + options.videos.div_ceil(3)).to_string();
    let scene = Scene::start(options.rate, &[("CONCURRENT_TRANSFERS", &transfers)]).await;
    tokio::time::sleep(SETTLING).await;
    let idle = scene.usage();
    tell("idle", idle, None);
    forget_peak(scene.id());
    let url = source.url(Shape::IndexFirst, options.size);
    for n in 0..options.videos {
        scene.submit(n, &url).await;
    }
    let arrived = scene.until_arrived(options.videos).await;
    let busy = scene.usage();
    let what = format!("{} x {} MB", options.videos, options.size / 1_000_000);
    tell(&what, busy, Some(idle));
    let intact = source.video(Shape::IndexFirst, options.size).checksum();
    assert!(arrived.iter().all(|it| it.sha256.as_ref() == Some(&intact)));
    tokio::time::sleep(SETTLING).await;
    tell("afterwards", scene.usage(), Some(idle));
}

fn tell(what: &str, usage: Usage, idle: Option<Usage>) {
    print!(
        "{what:<12} {:6.1} MB resident ({:.1} MB of it not of files), at most {:6.1} MB",
        megabytes(usage.resident),
        megabytes(usage.anonymous),
        megabytes(usage.peak)
    );
    match idle {
        None => println!(" (aim: below 40 MB)"),
        Some(idle) => println!(
            ", {:.1} MB above idle (aim: below 64 MB)",
            megabytes(usage.peak.saturating_sub(idle.resident))
        ),
    }
}

/// Million bytes.
#[expect(
    clippy::cast_precision_loss,
    reason = "a figure for people, with one decimal"
)]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
