//! The OpenAPI document and the page made from it.

use scraper::{Html, Selector};
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
    ] {
        assert!(
            document["paths"][path][method].is_object(),
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn the_page_needs_nothing_from_outside() {
    let app = TestApp::start().await;
    let answer = app.http.get(app.url("/docs")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    let page = Html::parse_document(&answer.text().await.unwrap());
    let all = |selector: &str| {
        page.select(&Selector::parse(selector).unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(all("h1").len(), 1);
    assert!(all("script, style, [style]").is_empty());
    let targets: Vec<_> = all("[id]").iter().filter_map(|it| it.attr("id")).collect();
    for link in all("a[href^='#']") {
        let target = &link.attr("href").unwrap()[1..];
        assert!(targets.contains(&target), "#{target} leads nowhere");
    }
    let style = all("link[rel=stylesheet]")[0].attr("href").unwrap();
    let style = app.http.get(app.url(style)).send().await.unwrap();
    assert_eq!(style.status(), 200);
    assert_eq!(style.headers()["content-type"], "text/css; charset=utf-8");
}
