//! How fast the program is there, and how large it is.

use std::time::{Duration, Instant};

use ai_video_uploader::simulator;

use crate::{
    figures::{Durations, millis},
    harness::program::{BINARY, Installation},
    process::Usage,
};

/// How often to ask whether the process answers already.
const GLANCE: Duration = Duration::from_millis(1);
/// How long a process is left alone before its memory counts as that of an idle one.
const SETTLING: Duration = Duration::from_secs(5);

#[derive(clap::Args)]
pub struct Options {
    /// How many starts to measure, after the first one, which makes the tables.
    #[arg(long, default_value_t = 10)]
    starts: usize,
}

pub async fn measure(options: &Options) {
    let size = std::fs::metadata(BINARY).unwrap().len();
    println!("program: {:.1} MB (aim: below 40 MB)", megabytes(size));
    let place = Installation::prepare(simulator::Options::default(), None, &[]).await;
    println!(
        "first start, with an empty folder: {}",
        millis(first_answer(&place).await)
    );
    let mut starts = Vec::new();
    for _ in 0..options.starts {
        starts.push(first_answer(&place).await);
    }
    let starts = Durations::of(starts);
    println!(
        "later starts: median {}, longest {} (aim: below 300 ms)",
        millis(starts.percentile(50)),
        millis(starts.longest())
    );
    let process = place.start();
    tokio::time::sleep(SETTLING).await;
    let idle = Usage::of(process.id());
    println!(
        "idle: {:.1} MB resident (aim: below 40 MB), at most {:.1} MB, {} of processor time in {} s",
        megabytes(idle.resident),
        megabytes(idle.peak),
        millis(idle.processor),
        SETTLING.as_secs()
    );
}

async fn first_answer(place: &Installation) -> Duration {
    let began = Instant::now();
    let process = place.start();
    let url = place.url("/healthz");
    loop {
        let answer = place.http.get(&url).send().await;
        if answer.is_ok_and(|answer| answer.status().is_success()) {
            break;
        }
        tokio::time::sleep(GLANCE).await;
    }
    let took = began.elapsed();
    drop(process);
    took
}

/// Million bytes.
#[expect(
    clippy::cast_precision_loss,
    reason = "a figure for people, with one decimal"
)]
pub fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
