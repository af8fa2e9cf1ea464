//! What an open page costs that follows the work, and how long it takes until all of them hear of a change.

use std::time::{Duration, Instant};

use ai_video_uploader::simulator;

use crate::{
    client::Connection, figures::millis, harness::program::Installation, intake::people,
    process::Usage, start::megabytes, visitors,
};

/// How long a process is left alone before its memory counts.
const SETTLING: Duration = Duration::from_secs(3);

#[derive(clap::Args)]
pub struct Options {
    /// Open pages.
    #[arg(long, default_value_t = 1000)]
    tabs: usize,
    /// Open pages of one person: at most 20.
    #[arg(long, default_value_t = 10)]
    each: usize,
}

pub async fn measure(options: &Options) {
    let settings = [("ROLE", "web"), ("API_RATE_PER_MINUTE", "0")];
    let place = Installation::prepare(simulator::Options::default(), None, &settings).await;
    let members = people(&place, options.tabs.div_ceil(options.each)).await;
    let ctx = place.context().await;
    let mut cookies = Vec::new();
    for member in &members {
        cookies.push(visitors::cookie(&ctx, &member.user).await);
    }
    ctx.store.close().await;
    let port = place.base_url.rsplit(':').next().unwrap().parse().unwrap();
    let mut process = place.start();
    place.until_ready(&mut process).await;
    // Whatever one visit makes the process hold for good is none of the tabs'.
    for cookie in &cookies {
        let mut connection = Connection::to(port).await;
        let answer = connection
            .ask(&visitors::get("/", cookie, ""))
            .await
            .unwrap();
        assert_eq!(answer.status, 200);
    }
    tokio::time::sleep(SETTLING).await;
    let before = Usage::of(process.id());
    let mut tabs = Vec::new();
    for number in 0..options.tabs {
        let mut tab = Connection::to(port).await;
        let request = visitors::get("/events", &cookies[number / options.each], BROWSER);
        tab.listen(&request, b"event: hello").await;
        tab.shrink();
        tabs.push(tab);
    }
    tokio::time::sleep(SETTLING).await;
    let after = Usage::of(process.id());
    let grown = after.resident.saturating_sub(before.resident);
    println!(
        "{} open tabs of {} people: {:.1} MB resident, {:.1} MB more than before: {:.1} KB for each (aim: below 20 KB)",
        tabs.len(),
        members.len(),
        megabytes(after.resident),
        megabytes(grown),
        megabytes(grown) * 1000.0 / f64::from(u32::try_from(tabs.len()).unwrap()),
    );
    println!(
        "a change reaches all tabs of a person after {}",
        millis(told(&place, &members[0], &mut tabs[..options.each], port).await)
    );
    let idle = Usage::of(process.id());
    tokio::time::sleep(SETTLING).await;
    let idle = Usage::of(process.id())
        .processor
        .checked_sub(idle.processor)
        .unwrap();
    println!(
        "with nothing to tell: {:.1} % of one processor",
        idle.as_secs_f64() / SETTLING.as_secs_f64() * 100.0
    );
}

/// What a browser sends beside the cookie, in length.
const BROWSER: &str = "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36\r\n\
    Accept: text/event-stream\r\nAccept-Language: en-GB,en;q=0.9\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n\
    Cache-Control: no-cache\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n";

/// Hands in a post and waits until every tab of its owner has heard of it.
async fn told(
    place: &Installation,
    member: &crate::harness::simulated::Member,
    tabs: &mut [Connection],
    port: u16,
) -> Duration {
    let base = place.simulator.base_url();
    let body = format!(
        r#"{{"content":"News","platforms":["tiktok"],"video_url":"{base}/samples/news.mp4","auto_approve":false}}"#
    );
    let request = format!(
        "POST /api/posts/video HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        member.key,
        body.len()
    );
    let mut hand = Connection::to(port).await;
    let began = Instant::now();
    let answer = hand.ask(request.as_bytes()).await.unwrap();
    assert_eq!(answer.status, 202, "{}", answer.head);
    for tab in tabs {
        tab.hear(b"event: changed").await;
    }
    began.elapsed()
}
