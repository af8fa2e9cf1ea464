//! Addresses without a page, and methods that an address does not take.

use reqwest::Method;

use super::signed_in;
use crate::harness::{ALICE, Browser, TestApp};

#[tokio::test]
async fn an_unknown_address_says_so_to_everybody() {
    let app = TestApp::start().await;
    let mut nobody = Browser::new(&app.base_url);
    let mut alice = signed_in(&app, ALICE).await;
    for path in [
        "/nothing",
        "/posts",
        "/actions/nothing",
        "/assets/nothing.css",
    ] {
        assert_eq!(nobody.visit(path).await.status, 404, "{path}");
        assert_eq!(alice.visit(path).await.status, 404, "{path}");
    }
    nobody.visit("/nothing/at/all").await;
    assert_eq!(nobody.page.heading(), "There is nothing at this address");
    assert!(!nobody.page.has_button("Sign out"));
    alice.visit("/nothing/at/all").await;
    assert!(alice.page.has_button("Sign out"));
}

#[tokio::test]
async fn an_error_is_a_page_for_people_and_an_object_for_programs() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/logout").await;
    assert_eq!(browser.page.status, 405);
    assert_eq!(browser.page.headers["allow"], "POST");
    let id = browser.page.headers["x-request-id"].to_str().unwrap();
    browser.page.must_say(id);
    let answer = browser.fetch(Method::GET, "/logout", &[]).await;
    assert_eq!(answer.status, 405);
    assert!(answer.text().contains("\"method_not_allowed\""));
}

#[tokio::test]
async fn the_head_of_a_page_is_its_answer_without_the_body() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    for (path, status) in [
        ("/", 200),
        ("/upload", 200),
        ("/accounts", 200),
        ("/login", 303),
        ("/privacy", 200),
        ("/docs", 200),
        ("/docs/going-live", 200),
        ("/nothing", 404),
        ("/logout", 405),
    ] {
        let page = [("accept", "text/html")];
        let get = browser.fetch(Method::GET, path, &page).await;
        let head = browser.fetch(Method::HEAD, path, &page).await;
        assert_eq!((get.status, head.status), (status, status), "{path}");
        for name in ["content-type", "cache-control", "location", "allow"] {
            assert_eq!(head.header(name), get.header(name), "{path} {name}");
        }
        assert!(head.body.is_empty(), "{path}");
    }
    let mut nobody = Browser::new(&app.base_url);
    let head = nobody
        .fetch(Method::HEAD, "/upload?api_key=avu_x&a=b", &[])
        .await;
    let back = (head.status, head.header("location"));
    assert_eq!(back, (303, "/login?next=%2Fupload%3Fa%3Db"));
}

#[tokio::test]
async fn a_form_that_is_too_large_or_no_form_is_refused() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    let large = format!("caption={}", "x".repeat(100_000));
    for (path, kind, body, status) in [
        (
            "/actions/review",
            "application/x-www-form-urlencoded",
            large.as_bytes(),
            413,
        ),
        (
            "/actions/keys/create",
            "application/x-www-form-urlencoded",
            large.as_bytes(),
            413,
        ),
        ("/actions/review", "text/plain", b"\xff\xfe", 422),
        ("/actions/upload", "text/plain", b"hello", 400),
    ] {
        browser.post_raw(path, kind, body.to_vec()).await;
        assert_eq!(
            browser.page.status,
            status,
            "{path} {}",
            browser.page.text()
        );
        assert!(browser.page.html.contains("<html"), "{path}");
    }
}
