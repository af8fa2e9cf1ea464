//! The OpenAPI document and the page made from it.

use ai_video_uploader::app::command_line::CommandLine;
use clap::CommandFactory as _;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use crate::harness::TestApp;

#[tokio::test]
async fn the_document_knows_every_route() {
    let app = TestApp::start().await;
    let answer = app
        .http
        .get(app.url("/api/openapi.json"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/json");
    let document: Value = answer.json().await.unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["servers"][0]["url"], app.base_url);
    for (path, method) in [
        ("/api/posts/video", "post"),
        ("/webhook/n8n/video-upload", "post"),
        ("/n8n/test-connection", "get"),
        ("/auth/oauth-url/tiktok", "get"),
        ("/api/posts", "get"),
        ("/api/posts/{id}", "get"),
        ("/api/posts/{id}/retry", "post"),
        ("/api/posts/{id}/cancel", "post"),
        ("/webhooks/tiktok", "post"),
        ("/healthz", "get"),
        ("/readyz", "get"),
        ("/metrics", "get"),
        ("/api/openapi.json", "get"),
    ] {
        assert!(
            document["paths"][path][method].is_object(),
            "{method} {path}"
        );
    }
}

/// The page, which must load its style and nothing else.
async fn quiet_page(app: &TestApp, path: &str) -> Html {
    let answer = app.http.get(app.url(path)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    let page = Html::parse_document(&answer.text().await.unwrap());
    assert_eq!(all(&page, "h1").len(), 1);
    assert!(all(&page, "script, style, img, [style]").is_empty());
    page
}

fn all<'p>(page: &'p Html, selector: &str) -> Vec<ElementRef<'p>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn ids(page: &Html) -> Vec<&str> {
    all(page, "[id]")
        .iter()
        .filter_map(|it| it.attr("id"))
        .collect()
}

#[tokio::test]
async fn the_pages_need_nothing_from_outside() {
    let app = TestApp::start().await;
    let api = quiet_page(&app, "/docs").await;
    let guide = quiet_page(&app, "/docs/going-live").await;
    for page in [&api, &guide] {
        let here = ids(page);
        for link in all(page, "a[href^='#']") {
            let target = &link.attr("href").unwrap()[1..];
            assert!(here.contains(&target), "#{target} leads nowhere");
        }
    }
    let targets = ids(&api);
    let links = all(&guide, "a[href^='/docs#']");
    assert!(links.len() > 80, "{}", links.len());
    for link in links {
        let target = link.attr("href").unwrap().trim_start_matches("/docs#");
        assert!(targets.contains(&target), "/docs#{target} leads nowhere");
    }
    let style = all(&api, "link[rel=stylesheet]")[0].attr("href").unwrap();
    let style = app.http.get(app.url(style)).send().await.unwrap();
    assert_eq!(style.status(), 200);
    assert_eq!(style.headers()["content-type"], "text/css; charset=utf-8");
}

#[tokio::test]
async fn the_guide_names_every_command_and_what_an_operator_watches() {
    let app = TestApp::start().await;
    let guide = quiet_page(&app, "/docs/going-live").await;
    let text: String = guide.root_element().text().collect();
    for command in CommandLine::command().get_subcommands() {
        let name = command.get_name();
        assert!(
            text.contains(&format!("ai-video-uploader {name}")),
            "{name} is not in the guide"
        );
    }
    for words in [
        "migrate --restored",
        "restored_from_backup",
        "METRICS_TOKEN",
        "METRICS_ADDR",
        "/metrics/dashboard.json",
        "Grafana",
        "/readyz",
        "SECRET_KEY_PREVIOUS",
    ] {
        assert!(text.contains(words), "{words}");
    }
    // What it calls worth an alarm is what the program counts.
    let names = app.ctx.meter.names();
    for alarm in text.split("uploader_").skip(1) {
        let letters = alarm
            .chars()
            .take_while(|letter| letter.is_ascii_lowercase() || *letter == '_');
        let name = format!("uploader_{}", letters.collect::<String>());
        assert!(names.contains(&name), "{name}");
    }
}
