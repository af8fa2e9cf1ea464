//! The held video in a player: ranges, validators, and nothing for a cache.

use reqwest::Method;
use serde_json::json;

use super::{held_draft, signed_in};
use crate::harness::{ALICE, TestApp};

#[tokio::test]
async fn a_player_gets_the_ranges_it_asks_for() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = held_draft(&app, &alice).await;
    app.expect_files();
    let path = format!("/posts/{id}/video");
    let mut browser = signed_in(&app, ALICE).await;

    let whole = browser.fetch(Method::GET, &path, &[]).await;
    let size = whole.body.len();
    assert_eq!(whole.status, 200);
    assert_eq!(whole.header("content-type"), "video/mp4");
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert_eq!(whole.header("content-length"), size.to_string());
    assert!(whole.header("cache-control").contains("no-store"));
    let original = app
        .http
        .get(app.simulator.sample_url())
        .send()
        .await
        .unwrap();
    assert!(whole.body == original.bytes().await.unwrap());
    let etag = whole.header("etag").to_owned();

    let head = browser.fetch(Method::HEAD, &path, &[]).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), size.to_string());

    for (range, from, to) in [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, size - 1),
        ("bytes=100-299", 100, 299),
        ("bytes=-500", size - 500, size - 1),
        ("bytes=1000-99999999999", 1000, size - 1),
    ] {
        let part = browser.fetch(Method::GET, &path, &[("range", range)]).await;
        assert_eq!(part.status, 206, "{range}");
        assert_eq!(
            part.header("content-range"),
            format!("bytes {from}-{to}/{size}")
        );
        assert_eq!(part.header("content-length"), (to - from + 1).to_string());
        assert!(part.body == whole.body[from..=to], "{range}");
    }
    for range in ["bytes=5-1", "bytes=x-y", "bytes=0-1,5-6", "items=0-1"] {
        let answer = browser.fetch(Method::GET, &path, &[("range", range)]).await;
        assert_eq!((answer.status, answer.body.len()), (200, size), "{range}");
    }
    for range in [format!("bytes={size}-"), "bytes=-0".to_owned()] {
        let answer = browser
            .fetch(Method::GET, &path, &[("range", &range)])
            .await;
        assert_eq!(answer.status, 416, "{range}");
        assert_eq!(answer.header("content-range"), format!("bytes */{size}"));
    }

    for (validator, status) in [(etag.as_str(), 206), ("\"another\"", 200), ("W/\"x\"", 200)] {
        let headers = [("range", "bytes=0-9"), ("if-range", validator)];
        let answer = browser.fetch(Method::GET, &path, &headers).await;
        assert_eq!(answer.status, status, "{validator}");
    }
    let same = [("if-none-match", etag.as_str())];
    assert_eq!(browser.fetch(Method::GET, &path, &same).await.status, 304);
}

#[tokio::test]
async fn there_is_no_video_before_the_check_and_after_the_end() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let wanted = app.sample_post();
    let (_, post) = app
        .post_json("/webhook/n8n/video-upload", &alice.key, &wanted)
        .await;
    let id = super::text(&post["id"]);
    let path = format!("/posts/{id}/video");
    let mut browser = signed_in(&app, ALICE).await;
    assert_eq!(browser.fetch(Method::GET, &path, &[]).await.status, 404);
    app.run_until_idle().await;
    assert_eq!(browser.fetch(Method::GET, &path, &[]).await.status, 200);
    browser.visit(&format!("/posts/{id}")).await;
    browser.press("Reject and delete").await;
    assert_eq!(browser.fetch(Method::GET, &path, &[]).await.status, 404);
    // A page that was drawn before may still ask for the picture.
    let still = browser
        .fetch(Method::GET, &format!("{path}?still"), &[])
        .await;
    assert_eq!((still.status, still.body.len()), (204, 0));
    assert!(still.header("cache-control").contains("no-store"));
}

#[tokio::test]
async fn for_a_still_a_range_is_answered_a_megabyte_at_a_time() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.expect_files();
    let size = 3_000_000;
    let source = format!(
        "{}/samples/padded.mp4?size={size}",
        app.simulator.base_url()
    );
    let wanted = json!({"content": "Long", "platforms": ["tiktok"], "video_url": source});
    let path = "/webhook/n8n/video-upload";
    let (_, post) = app.post_json(path, &alice.key, &wanted).await;
    let id = super::text(&post["id"]);
    app.run_until_idle().await;
    let video = app.http.get(source).send().await.unwrap();
    let video = video.bytes().await.unwrap();
    let mut browser = signed_in(&app, ALICE).await;

    let part = 1024 * 1024;
    let still = format!("/posts/{id}/video?still");
    for (range, from, to) in [
        ("bytes=0-".to_owned(), 0, part - 1),
        (format!("bytes={part}-"), part, size.min(2 * part) - 1),
        ("bytes=-100".to_owned(), size - 100, size - 1),
        ("bytes=5-9".to_owned(), 5, 9),
    ] {
        let answer = browser
            .fetch(Method::GET, &still, &[("range", &range)])
            .await;
        assert_eq!(answer.status, 206, "{range}");
        assert_eq!(
            answer.header("content-range"),
            format!("bytes {from}-{to}/{size}")
        );
        assert!(answer.body == video[from..=to], "{range}");
    }
    let player = browser
        .fetch(
            Method::GET,
            &format!("/posts/{id}/video"),
            &[("range", "bytes=0-")],
        )
        .await;
    assert_eq!(player.body.len(), size);
}
