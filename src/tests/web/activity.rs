//! The page of activity: a person's own figures, by range, with a table behind every chart; they outlive the process.

use std::{
    fs::File,
    time::{Duration, UNIX_EPOCH},
};

use ai_video_uploader::{domain::clock::Clock as _, service::figures};
use reqwest::header::COOKIE;
use serde_json::json;

use super::signed_in;
use crate::harness::{ALICE, MALLORY, Member, Page, TestApp, page::css};

/// A post that arrives, one that fails, and some requests.
async fn busy() -> (TestApp, Member) {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let (_, post) = app
        .post_json("/api/posts/video", &alice.key, &app.sample_post())
        .await;
    let mut gone = app.sample_post();
    gone["video_url"] = json!(format!("{}/gone.mp4", app.simulator.base_url()));
    app.post_json("/api/posts/video", &alice.key, &gone).await;
    let mut long = app.sample_post();
    long["content"] = json!("x".repeat(2_201));
    app.post_json("/api/posts/video", &alice.key, &long).await;
    app.run_for(Duration::from_secs(60), Duration::from_secs(5))
        .await;
    let path = format!("/api/posts/{}", post["id"].as_str().unwrap());
    let (_, post) = app.get_json(&path, &alice.key).await;
    assert_eq!(post["status"], "in_inbox", "{post}");
    figures::write_requests(&app.ctx).await.unwrap();
    // What is known of the temporary files may be some seconds old.
    app.advance(Duration::from_secs(6));
    (app, alice)
}

fn assert_busy(page: &Page) {
    for words in [
        "50.0 %",
        "1 delivered, 1 failed",
        "1 to inbox, 0 published",
        "download_not_found",
        "caption_too_long",
        "Nothing left over",
        "Posts per hour",
        "TikTok’s processing",
    ] {
        page.must_say(words);
    }
    assert!(page.says("One post failed."), "{}", page.text());
}

#[tokio::test]
async fn a_person_sees_what_became_of_their_posts() {
    let (app, alice) = busy().await;
    let mut browser = signed_in(&app, ALICE).await;
    let page = browser.visit("/activity").await;
    assert_busy(page);
    // The link leads to the post that failed.
    let failed = page.link("The post that failed");
    let page = browser.visit(failed.path()).await;
    page.must_say("What happened");
    // Requests by key and route; three of POST, of which one was refused, and one GET.
    let page = browser.visit("/activity").await;
    page.must_say("66.7 %");
    let document = page.document();
    let keys: Vec<String> = document
        .select(&css(
            "#requests, section[aria-labelledby=requests] .fold:not(.fold--plain) tr",
        ))
        .map(|row| row.text().collect::<Vec<_>>().join(" "))
        .collect();
    assert!(keys[0].contains("API requests per hour"), "{keys:?}");
    // Key, route, requests, errors, and how many of them were fine.
    assert!(keys[2].ends_with("3 1 66.7 %"), "{keys:?}");
    page.must_say("/api/posts/video");
    page.must_say("/api/posts/{id}");
    assert!(!page.says(&alice.key));
    // A source that sent nothing made no file.
    assert_eq!(
        page.attribute(".ledger", "aria-label"),
        "Created 1, deleted 1, here now 0."
    );
    app.assert_no_files();
}

#[tokio::test]
async fn every_chart_has_a_table_and_words() {
    let (app, _) = busy().await;
    let mut browser = signed_in(&app, ALICE).await;
    for range in ["24h", "7d", "30d"] {
        let page = browser.visit(&format!("/activity?range={range}")).await;
        let document = page.document();
        let count = |selector: &str| document.select(&css(selector)).count();
        assert_eq!(count("figure.chart"), 2, "{range}");
        assert_eq!(count("figure.chart details table"), 2, "{range}");
        assert_eq!(count("figure.spark"), 4, "{range}");
        // The stages over the whole time, then slot by slot; what the charts of bars show, slot by slot.
        let tables: Vec<_> = document
            .select(&css(".sparks ~ details tbody"))
            .map(|table| table.select(&css("tr")).count())
            .collect();
        assert_eq!(tables.len(), 2, "{range}");
        assert_eq!(tables[0], 5, "{range}");
        for rows in [
            tables[1],
            count("figure.chart:has(#posts) tbody tr"),
            count("figure.chart:has(#requests) tbody tr"),
        ] {
            assert!((1..=2).contains(&rows), "{range}: {rows}");
        }
        for picture in document.select(&css("svg[role=img]")) {
            let words = picture.attr("aria-label").unwrap();
            assert!(words.ends_with('.'), "{words}");
        }
        assert_eq!(count(".ranges [aria-current=page]"), 1);
        page.must_say("1 delivered, 1 failed");
    }
    let page = browser.visit("/activity?range=nonsense").await;
    page.must_say("Posts per hour");
}

#[tokio::test]
async fn somebody_else_sees_none_of_it() {
    let (app, _) = busy().await;
    app.mallory().await;
    let mut browser = signed_in(&app, MALLORY).await;
    let page = browser.visit("/activity").await;
    for words in [
        "0 delivered, 0 failed",
        "Nothing happened in this time",
        "0 B sent to TikTok",
    ] {
        page.must_say(words);
    }
    for words in [
        "download_not_found",
        "/api/posts/video",
        "Your last deletions",
    ] {
        assert!(!page.says(words), "{words}");
    }
    // The temporary files are the installation's.
    assert_eq!(
        page.attribute(".ledger", "aria-label"),
        "Created 1, deleted 1, here now 0."
    );
    let mut nobody = crate::harness::Browser::new(&app.base_url);
    let path = nobody.visit("/activity").await.path();
    assert!(path.starts_with("/login"), "{path}");
}

#[tokio::test]
async fn figures_outlive_the_process() {
    let (mut app, _) = busy().await;
    let session = signed_in(&app, ALICE).await.cookie_header();
    app.restart().await;
    let page = async |path: &str| {
        let asked = app.http.get(app.url(path)).header(COOKIE, &session);
        asked.send().await.unwrap().text().await.unwrap()
    };
    let now = page("/activity").await;
    for words in [
        "1 delivered, 1 failed",
        "download_not_found",
        "caption_too_long",
    ] {
        assert!(now.contains(words), "{words}");
    }
    // A day later they are yesterday's, and of the week.
    app.advance(Duration::from_secs(25 * 3600));
    let later = page("/activity").await;
    assert!(later.contains("0 delivered, 0 failed"));
    let week = page("/activity?range=7d").await;
    assert!(week.contains("1 delivered, 1 failed"));
}

#[tokio::test]
async fn a_file_without_a_record_is_said() {
    let app = TestApp::start().await;
    app.alice().await;
    app.expect_files();
    let stray = File::create(app.temp_dir().join("stray.mp4")).unwrap();
    let now = Duration::from_millis(app.clock.now().as_millis().try_into().unwrap());
    stray.set_modified(UNIX_EPOCH + now).unwrap();
    let mut browser = signed_in(&app, ALICE).await;
    let page = browser.visit("/activity").await;
    assert!(page.says("Nothing left over"), "it may be on its way");
    app.advance(Duration::from_secs(400));
    let page = browser.visit("/activity").await;
    page.must_say("Left over");
    page.must_say("1 without a record");
}
