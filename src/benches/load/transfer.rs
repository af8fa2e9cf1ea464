//! How long a video takes from its submission until TikTok has all of it, and what it costs.

use std::time::{Duration, Instant};

use ai_video_uploader::{
    domain::chunk::Plan,
    simulator::{Fault, FaultKind},
};
use clap::ValueEnum as _;

use crate::{
    chunks, curl,
    scene::Scene,
    source::{Shape, Source},
};

const GIGA: f64 = 1e9;

#[derive(clap::Args)]
pub struct Options {
    /// Bytes of the video.
    #[arg(long, default_value_t = 1_000_000_000)]
    size: u64,
    /// Bytes a second of either link, where links are limited.
    #[arg(long, default_value_t = 40_000_000)]
    rate: u64,
    /// What to measure; everything if not given.
    #[arg(long = "case", value_enum)]
    cases: Vec<Case>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Case {
    /// Limited links, the index at the beginning.
    IndexFirst,
    /// Limited links, the index at the end.
    IndexLast,
    /// Limited links, and a source that does not say how long the video is.
    UnknownLength,
    /// Limited links, and a program that is killed half-way and started again.
    Killed,
    /// Limited links, and a TikTok that refuses every tenth chunk (503).
    Faults,
    /// No limits, against curl.
    Free,
}

impl Case {
    const fn shape(self) -> Shape {
        match self {
            Self::IndexLast => Shape::IndexLast,
            Self::UnknownLength => Shape::UnknownLength,
            _ => Shape::IndexFirst,
        }
    }
}

pub async fn measure(options: &Options) {
    let cases = if options.cases.is_empty() {
        Case::value_variants()
    } else {
        &options.cases
    };
    let limited = cases.iter().filter(|case| **case != Case::Free);
    let mut alone = None;
    for case in limited {
        let alone = match alone {
            Some(alone) => alone,
            None => *alone.insert(links_alone(options).await),
        };
        over_limited_links(options, *case, alone).await;
    }
    if cases.contains(&Case::Free) {
        free(options).await;
    }
}

/// The longer of download and upload, each alone on its link.
async fn links_alone(options: &Options) -> Duration {
    let source = Source::start(Some(options.rate)).await;
    let scene = Scene::start(Some(options.rate), &[]).await;
    let client = &scene.place.http;
    let plan = Plan::new(options.size).unwrap();
    let url = source.url(Shape::IndexFirst, options.size);
    let download = timed(async {
        let mut answer = client.get(url).send().await.unwrap();
        while answer.chunk().await.unwrap().is_some() {}
    });
    let upload = timed(async {
        let video = source.video(Shape::IndexFirst, options.size);
        let address = chunks::begin(client, &scene.place.simulator, plan).await;
        chunks::send(client, &address, plan, &video).await;
    });
    let (download, upload) = tokio::join!(download, upload);
    println!(
        "{} MB, both links limited to {} MB/s: download alone {:.2} s, upload alone {:.2} s",
        options.size / 1_000_000,
        options.rate / 1_000_000,
        download.as_secs_f64(),
        upload.as_secs_f64()
    );
    download.max(upload)
}

async fn over_limited_links(options: &Options, case: Case, alone: Duration) {
    let source = Source::start(Some(options.rate)).await;
    let mut scene = Scene::start(Some(options.rate), &[]).await;
    if case == Case::Faults {
        refuse_every_tenth(&scene);
    }
    let began = Instant::now();
    let before = scene.usage();
    scene
        .submit(0, &source.url(case.shape(), options.size))
        .await;
    let mut stood_still = Duration::ZERO;
    if case == Case::Killed {
        scene.until_received(options.size / 2).await;
        stood_still = timed(killed(&mut scene)).await;
    }
    let arrived = scene.until_arrived(1).await;
    let took = began.elapsed();
    let used = scene.usage().processor;
    let intact = source.video(case.shape(), options.size).checksum();
    assert_eq!(arrived[0].sha256.as_ref(), Some(&intact));
    let ratio = took.saturating_sub(stood_still).as_secs_f64() / alone.as_secs_f64();
    let name = case.to_possible_value().unwrap();
    print!("  {:<15}{:6.2} s", name.get_name(), took.as_secs_f64());
    match case {
        Case::Killed => println!(
            ", of which {:.2} s until it went on: {ratio:.3} x without them",
            stood_still.as_secs_f64()
        ),
        Case::UnknownLength => println!(", {ratio:.3} x (fetched first, by design)"),
        _ => println!(
            ", {ratio:.3} x (aim: at most 1.10), {:.2} s of processor time per GB",
            per_gigabyte(used.saturating_sub(before.processor), options.size)
        ),
    }
}

/// Kills the program and starts it again; returns when TikTok gets more.
async fn killed(scene: &mut Scene) {
    scene.kill();
    scene.process = Some(scene.place.start());
    let had = scene.received();
    scene.until_received(had + 1).await;
}

fn refuse_every_tenth(scene: &Scene) {
    for n in 1..=200 {
        let refusal = FaultKind::Status {
            status: 503,
            body: String::new(),
        };
        let fault = Fault::nth("PUT /upload/", n * 10, refusal);
        scene.place.simulator.world().add_fault(fault);
    }
}

async fn free(options: &Options) {
    let source = Source::start(None).await;
    let scene = Scene::start(None, &[]).await;
    let url = source.url(Shape::IndexFirst, options.size);
    println!("{} MB, links not limited:", options.size / 1_000_000);
    let plan = Plan::new(options.size).unwrap();
    let address = chunks::begin(&scene.place.http, &scene.place.simulator, plan).await;
    let curl = curl::transfer(&address, plan, &url).await;
    let before = scene.usage();
    let began = Instant::now();
    scene.submit(0, &url).await;
    let earlier = usize::from(curl.is_some());
    let arrived = scene.until_arrived(earlier + 1).await;
    let took = began.elapsed().as_secs_f64();
    let used = scene.usage().processor.saturating_sub(before.processor);
    assert_eq!(
        arrived[earlier].sha256,
        Some(source.video(Shape::IndexFirst, options.size).checksum())
    );
    println!(
        "  program: {took:.2} s, {:.2} s of processor time per GB",
        per_gigabyte(used, options.size)
    );
    let Some(curl) = curl else {
        return println!("  there is no curl to compare with");
    };
    let (fetching, sending) = (curl.fetching.as_secs_f64(), curl.sending.as_secs_f64());
    println!(
        "  curl: {:.2} s (fetching {fetching:.2} s, sending {sending:.2} s); the program takes {:.3} x (aim: at most 1.25)",
        fetching + sending,
        took / (fetching + sending)
    );
}

async fn timed(work: impl Future<Output = ()>) -> Duration {
    let began = Instant::now();
    work.await;
    began.elapsed()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a figure for people, with two decimals"
)]
fn per_gigabyte(used: Duration, size: u64) -> f64 {
    used.as_secs_f64() * GIGA / size as f64
}
