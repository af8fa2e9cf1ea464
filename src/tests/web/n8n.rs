//! The page about n8n and its workflows, with this server's address in them.

use reqwest::Method;

use super::signed_in;
use crate::harness::{ALICE, Browser, TestApp};

#[tokio::test]
async fn the_page_and_its_workflows_name_this_server() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/n8n").await;
    browser.page.must_say(&app.base_url);
    browser
        .page
        .must_say(&format!("POST {}", app.url("/webhook/n8n/video-upload")));
    let links = [
        ("Download workflow", "ai-video-uploader.json"),
        ("Workflow for files", "ai-video-uploader-file.json"),
    ];
    for (link, name) in links {
        let path = browser.page.link(link).path().to_owned();
        let answer = browser.fetch(Method::GET, &path, &[]).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), "application/json");
        let disposition = format!("attachment; filename=\"{name}\"");
        assert_eq!(answer.header("content-disposition"), disposition);
        let text = answer.text();
        assert!(
            text.contains(&app.url("/webhook/n8n/video-upload")),
            "{text}"
        );
        assert!(!text.contains(&alice.key) && !text.contains("%PUBLIC_URL%"));
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
        let mut nobody = Browser::new(&app.base_url);
        let answer = nobody.fetch(Method::GET, &path, &[]).await;
        assert_eq!(answer.status, 303, "only for people who are signed in");
    }
}

#[tokio::test]
async fn search_engines_are_sent_away() {
    let app = TestApp::start().await;
    let mut nobody = Browser::new(&app.base_url);
    let answer = nobody.fetch(Method::GET, "/robots.txt", &[]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.text(), "User-agent: *\nDisallow: /\n");
}
