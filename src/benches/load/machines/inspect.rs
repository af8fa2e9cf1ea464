//! Goes over what TikTok received: every video once and whole, no account beyond what TikTok takes of it.

use std::collections::{HashMap, HashSet};

use ai_video_uploader::simulator::Video;
use sha2::{Digest as _, Sha256};

use super::{Scene, crew::Crew};

/// Begins of a publish that TikTok takes in a minute.
const INITS: usize = 6;
const MINUTE: i64 = 60_000;

pub async fn inspect(scene: &Scene, crew: &Crew) {
    let world = scene.place.simulator.world();
    let videos = world.videos();
    let mut arrived: HashMap<&str, usize> = HashMap::new();
    for sha256 in videos.iter().filter_map(|video| video.sha256.as_deref()) {
        *arrived.entry(sha256).or_default() += 1;
    }
    for post in 0..scene.posts.len() {
        let source = scene.source(post, "padded.mp4");
        let answer = scene.place.http.get(source).send().await.unwrap();
        let bytes = answer.bytes().await.unwrap();
        let sha256 = hex::encode(Sha256::digest(&bytes));
        assert_eq!(arrived.remove(sha256.as_str()), Some(1), "post {post}");
    }
    assert!(arrived.is_empty(), "videos of nobody: {arrived:?}");
    let whole = videos.iter().filter(|video| video.sha256.is_some()).count();
    println!(
        "TikTok received {whole} videos, each once and whole; {} publishes were begun for them",
        videos.len()
    );
    budgets(&videos);
    for (name, refusals) in crew.refusals() {
        println!(
            "{name} found {refusals} times that another had taken its post over, and wrote nothing"
        );
    }
    for (call, times) in world.all_calls() {
        println!("    {times:>6} {call}");
    }
}

/// Within any minute no account began more publishes than TikTok takes.
fn budgets(videos: &[Video]) {
    let mut most = 0;
    let accounts: HashSet<&str> = videos.iter().map(|video| video.open_id.as_str()).collect();
    for account in &accounts {
        let mut begun: Vec<i64> = videos
            .iter()
            .filter(|video| video.open_id == **account)
            .map(|video| video.created_at)
            .collect();
        begun.sort_unstable();
        for (index, first) in begun.iter().enumerate() {
            let within = begun[index..].iter().take_while(|at| **at < first + MINUTE);
            most = most.max(within.count());
        }
    }
    assert!(
        most <= INITS,
        "an account began {most} publishes in a minute"
    );
    println!(
        "{} accounts; at most {most} publishes of one account began within a minute (TikTok takes {INITS})",
        accounts.len()
    );
}
