//! Requests that another site makes a browser send.

use leptos::server_fn::axum::server_fn_paths;
use reqwest::Method;

use super::{held_draft, signed_in};
use crate::harness::{ALICE, TestApp};

#[tokio::test]
async fn no_foreign_page_changes_anything() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = held_draft(&app, &alice).await;
    app.expect_files();
    let before = app.post(&id).await;
    let mut browser = signed_in(&app, ALICE).await;
    let paths: Vec<_> = server_fn_paths()
        .map(|(path, _)| path)
        .chain(["/actions/keys/create", "/actions/upload", "/logout"])
        .collect();
    let foreign: &[&[(&str, &str)]] = &[
        &[],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[
            ("origin", "https://evil.example"),
            ("sec-fetch-site", "same-origin"),
        ],
        &[
            ("origin", app.simulator.base_url()),
            ("accept", "text/html"),
        ],
    ];
    for path in paths {
        for headers in foreign {
            let mut headers = headers.to_vec();
            headers.push(("content-type", "application/x-www-form-urlencoded"));
            let answer = browser.fetch(Method::POST, path, &headers).await;
            assert_eq!(answer.status, 403, "{path} {headers:?}");
            let page = headers.contains(&("accept", "text/html"));
            let words = if page { "<html" } else { "\"cross_origin\"" };
            assert!(answer.text().contains(words), "{path}: {}", answer.text());
        }
    }
    assert_eq!(app.post(&id).await, before);
    assert_eq!(browser.visit("/").await.path(), "/", "still signed in");
}

#[tokio::test]
async fn our_own_pages_may() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    let base = app.base_url.clone();
    for headers in [
        [("origin", base.as_str()), ("x", "y")],
        [("sec-fetch-site", "same-origin"), ("origin", base.as_str())],
        [("sec-fetch-site", "none"), ("x", "y")],
    ] {
        let answer = browser
            .fetch(Method::POST, "/actions/theme", &headers)
            .await;
        assert_eq!(answer.status, 303, "{headers:?} {}", answer.text());
    }
}
