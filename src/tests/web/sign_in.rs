//! Signing in with Google, and out again.

use std::time::Duration;

use ai_video_uploader::simulator::Options;
use reqwest::Method;
use url::Url;

use crate::harness::{ALICE, Browser, TestApp};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn without_a_session_every_page_asks_to_sign_in_and_remembers_the_way() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app.base_url);
    for path in [
        "/",
        "/?tab=published",
        "/upload",
        "/accounts",
        "/api-keys",
        "/n8n",
        "/settings",
        "/posts/0193551c-8a40-7d11-b2c6-5f0e91d27f3a",
        "/posts/0193551c-8a40-7d11-b2c6-5f0e91d27f3a/video",
    ] {
        let answer = browser.fetch(Method::GET, path, &[]).await;
        assert_eq!(answer.status, 303, "{path}");
        let to = Url::parse(&app.base_url)
            .unwrap()
            .join(answer.header("location"))
            .unwrap();
        assert_eq!(to.path(), "/login", "{path}");
        let next = to.query_pairs().find(|(name, _)| name == "next");
        let next = next.map_or_else(|| "/".to_owned(), |(_, next)| next.into_owned());
        assert_eq!(next, path);
        assert_eq!(answer.header("set-cookie"), "", "{path}");
    }
}

#[tokio::test]
async fn a_person_signs_in_and_lands_where_they_wanted_to_go() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app.base_url);
    browser.visit("/settings").await;
    assert_eq!(browser.page.path(), "/login?next=%2Fsettings");
    browser.follow("Continue with Google").await;
    browser.choose_at_google(ALICE).await;
    assert_eq!(
        (browser.page.status, browser.page.path().as_str()),
        (200, "/settings")
    );

    let cookie = browser.cookie("session").unwrap();
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=1209600"] {
        assert!(cookie.header.contains(flag), "{}", cookie.header);
    }
    assert!(!cookie.header.contains("Secure"), "this one runs on http");
    assert_eq!(browser.visit("/login").await.path(), "/");
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app.base_url);
    browser.sign_in(ALICE).await;
    let stolen = browser.cookie_header();
    browser.press("Sign out").await;
    assert_eq!(browser.page.path(), "/login");
    assert!(browser.cookie("session").is_none());

    let mut thief = Browser::new(&app.base_url);
    let answer = thief.fetch(Method::GET, "/", &[("cookie", &stolen)]).await;
    assert_eq!(answer.status, 303);
}

#[tokio::test]
async fn the_session_gets_a_new_id_at_every_sign_in() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app.base_url);
    browser.sign_in(ALICE).await;
    let first = browser.cookie("session").unwrap().value.clone();
    browser.visit("/auth/google").await;
    browser.choose_at_google(ALICE).await;
    let second = browser.cookie("session").unwrap().value.clone();
    assert_ne!(first, second);

    let cookie = format!("session={first}");
    let mut other = Browser::new(&app.base_url);
    let answer = other.fetch(Method::GET, "/", &[("cookie", &cookie)]).await;
    assert_eq!(answer.status, 303, "the first one ended");
}

#[tokio::test]
async fn a_session_ends_after_its_days_without_use_and_lives_on_with_use() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app.base_url);
    browser.sign_in(ALICE).await;
    for _ in 0..3 {
        app.advance(13 * DAY);
        assert_eq!(browser.visit("/settings").await.path(), "/settings");
    }
    app.advance(14 * DAY);
    assert_eq!(
        browser.visit("/settings").await.path(),
        "/login?next=%2Fsettings"
    );
}

#[tokio::test]
async fn nobody_gets_in_with_an_address_that_google_did_not_verify_or_the_operator_did_not_list() {
    let lists = [
        ("ALLOWED_EMAILS", "alice@example.com"),
        ("ALLOWED_EMAIL_DOMAINS", "studio.example"),
    ];
    let app = TestApp::start_with(&lists, Options::default()).await;
    for (email, welcome) in [
        (ALICE, true),
        ("bob@studio.example", true),
        ("mallory@example.com", false),
        ("mallory@evil-studio.example", false),
    ] {
        let mut browser = Browser::new(&app.base_url);
        browser.sign_in(email).await;
        assert_eq!(browser.cookie("session").is_some(), welcome, "{email}");
        if !welcome {
            assert_eq!(browser.page.url.path(), "/login");
            browser.page.must_say("may not sign in here");
        }
    }
    let mut browser = Browser::new(&app.base_url);
    browser.visit("/auth/google").await;
    browser
        .fill("E-mail", "carol@studio.example")
        .check("Google has not verified this address", true);
    browser.press("Continue with this account").await;
    browser.page.must_say("not verified that e-mail address");
    assert!(browser.cookie("session").is_none());
}

#[tokio::test]
async fn whoever_declines_at_google_is_told_so() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app.base_url);
    browser.visit("/login").await;
    browser.follow("Continue with Google").await;
    browser.press("Cancel").await;
    assert_eq!(browser.page.url.path(), "/login");
    browser.page.must_say("Google did not sign you in");
}

#[tokio::test]
async fn the_way_back_works_once_and_in_one_browser() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app.base_url);
    browser.visit("/auth/google").await;
    browser.choose_at_google(ALICE).await;
    assert_eq!(browser.page.path(), "/");

    // The link that Google sends back, opened in another browser.
    let back = way_back(&app, &mut Browser::new(&app.base_url)).await;
    let mut other = Browser::new(&app.base_url);
    other.visit(&back).await;
    other.page.must_say("belongs to another browser");
    assert!(other.cookie("session").is_none());

    // And the right browser, twice.
    let mut right = Browser::new(&app.base_url);
    let back = way_back(&app, &mut right).await;
    right.visit(&back).await;
    assert_eq!(right.page.path(), "/");
    right.press("Sign out").await;
    right.visit(&back).await;
    assert_eq!(right.page.url.path(), "/login");
    right.page.must_say("used already");
}

/// Goes to Google and returns the address with which Google would send the browser back.
async fn way_back(app: &TestApp, browser: &mut Browser) -> String {
    let out = browser.fetch(Method::GET, "/auth/google", &[]).await;
    answer_of_google(app, out.header("location")).await
}

/// Chooses Alice at Google and returns the address with which Google would send the browser back.
pub async fn answer_of_google(app: &TestApp, out: &str) -> String {
    let mut google = Browser::new(&app.base_url);
    google.visit(out).await;
    google.fill("E-mail", ALICE).fill("Name", "Alice");
    google
        .press_without_following("Continue with this account")
        .await
        .header("location")
        .to_owned()
}

#[tokio::test]
async fn the_two_ways_back_cannot_be_mixed_up() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app.base_url);
    browser.sign_in(ALICE).await;
    let back = way_back(&app, &mut browser).await;
    let query = Url::parse(&back).unwrap().query().unwrap().to_owned();
    browser
        .visit(&format!("/auth/tiktok/callback?{query}"))
        .await;
    assert_eq!(browser.page.path(), "/accounts");
    browser.page.must_say("That sign-in link was used already");
}

#[tokio::test]
async fn nobody_is_led_away_by_next() {
    let app = TestApp::start().await;
    for next in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/.//evil.example",
        "javascript:alert(1)",
    ] {
        let mut browser = Browser::new(&app.base_url);
        let mut address = Url::parse(&app.url("/login")).unwrap();
        address.query_pairs_mut().append_pair("next", next);
        browser.visit(address.as_str()).await;
        browser.follow("Continue with Google").await;
        browser.choose_at_google(ALICE).await;
        assert_eq!(browser.page.url.as_str(), app.url("/"), "{next}");

        browser.visit(address.as_str()).await;
        assert_eq!(browser.page.url.as_str(), app.url("/"), "{next}");
    }
}
