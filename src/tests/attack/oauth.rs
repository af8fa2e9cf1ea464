//! Codes and states where they do not belong: used twice, of another browser, of the other provider, with another PKCE.

use reqwest::Method;
use url::Url;

use crate::{
    harness::{ALICE, Browser, MALLORY, TestApp},
    web::{sign_in::answer_of_google, signed_in},
};

fn query(address: &str, name: &str) -> String {
    let url = Url::parse(address).unwrap();
    let found = url.query_pairs().find(|(key, _)| key == name);
    found
        .unwrap_or_else(|| panic!("{address} has no {name}"))
        .1
        .into_owned()
}

/// `address` with `name` as `value`.
fn with(address: &str, name: &str, value: &str) -> String {
    let mut url = Url::parse(address).unwrap();
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let mut query = url.query_pairs_mut();
    query.clear();
    for (key, old) in &pairs {
        query.append_pair(key, if key == name { value } else { old });
    }
    drop(query);
    url.into()
}

async fn leave(browser: &mut Browser, path: &str) -> String {
    let answer = browser.fetch(Method::GET, path, &[]).await;
    assert_eq!(answer.status, 303, "{path}");
    answer.header("location").to_owned()
}

/// Consents at TikTok and returns where TikTok would send the browser.
async fn answer_of_tiktok(app: &TestApp, out: &str) -> String {
    let mut tiktok = Browser::new(&app.base_url);
    tiktok.visit(out).await;
    let back = tiktok.press_without_following("Authorize").await;
    back.header("location").to_owned()
}

#[tokio::test]
async fn both_ways_out_carry_pkce_and_a_long_state() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    let mut states = Vec::new();
    for (path, digits) in [("/auth/google", 43), ("/auth/tiktok", 64)] {
        let out = leave(&mut browser, path).await;
        assert_eq!(query(&out, "code_challenge_method"), "S256", "{path}");
        assert_eq!(query(&out, "code_challenge").len(), digits, "{path}");
        assert_eq!(query(&out, "response_type"), "code");
        let state = query(&out, "state");
        assert!(state.len() >= 43, "{path}: {state}");
        states.push(state);
    }
    assert_ne!(states[0], states[1]);
}

#[tokio::test]
async fn a_code_of_another_trip_is_refused_by_its_pkce() {
    let app = TestApp::start().await;
    // Mallory's own code, put behind the state of Alice's browser: she would be signed in as Mallory.
    let mut alice = Browser::new(&app.base_url);
    let mut mallory = Browser::new(&app.base_url);
    let out = leave(&mut alice, "/auth/google").await;
    let back = answer_of_google(&app, &out).await;
    let his = leave(&mut mallory, "/auth/google").await;
    let his = answer_of_google(&app, &his).await;
    alice
        .visit(&with(&back, "code", &query(&his, "code")))
        .await;
    assert_eq!(alice.page.url.path(), "/login");
    assert!(alice.cookie("session").is_none());
    alice.page.must_say("Google did not sign you in");

    // The same at TikTok: Mallory's account must not be connected to Alice.
    let mut alice = signed_in(&app, ALICE).await;
    let mut mallory = signed_in(&app, MALLORY).await;
    let out = leave(&mut alice, "/auth/tiktok").await;
    let back = answer_of_tiktok(&app, &out).await;
    let his = leave(&mut mallory, "/auth/tiktok").await;
    let his = answer_of_tiktok(&app, &his).await;
    alice
        .visit(&with(&back, "code", &query(&his, "code")))
        .await;
    assert_eq!(alice.page.path(), "/accounts");
    alice.page.must_say("TikTok did not connect the account");
    alice.page.must_say("No account is connected");
}

#[tokio::test]
async fn a_challenge_that_was_replaced_opens_nothing() {
    let app = TestApp::start().await;
    for challenge in ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        let mut browser = Browser::new(&app.base_url);
        let out = leave(&mut browser, "/auth/google").await;
        let back = answer_of_google(&app, &with(&out, "code_challenge", challenge)).await;
        browser.visit(&back).await;
        assert_eq!(browser.page.url.path(), "/login", "{challenge:?}");
        assert!(browser.cookie("session").is_none(), "{challenge:?}");
    }
}

#[tokio::test]
async fn a_code_works_once_even_with_a_fresh_state() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    let out = leave(&mut browser, "/auth/tiktok").await;
    let first = answer_of_tiktok(&app, &out).await;
    browser.visit(&first).await;
    browser.page.must_say("is connected");
    let out = leave(&mut browser, "/auth/tiktok").await;
    let again = with(&first, "state", &query(&out, "state"));
    browser.visit(&again).await;
    assert!(!browser.page.says("is connected"));
    assert_eq!(browser.page.path(), "/accounts");
}

#[tokio::test]
async fn neither_way_back_takes_what_belongs_to_the_other() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    let google = leave(&mut browser, "/auth/google").await;
    let google = answer_of_google(&app, &google).await;
    let tiktok = leave(&mut browser, "/auth/tiktok").await;
    let tiktok = answer_of_tiktok(&app, &tiktok).await;
    let swap = |address: &str, path: &str| {
        let mut url = Url::parse(address).unwrap();
        url.set_path(path);
        String::from(url)
    };
    browser.visit(&swap(&google, "/auth/tiktok/callback")).await;
    browser.page.must_say("That sign-in link was used already");
    let before = browser.cookie("session").unwrap().value.clone();
    let answer = browser
        .fetch(Method::GET, &swap(&tiktok, "/auth/google/callback"), &[])
        .await;
    assert_eq!(answer.header("location"), "/login?refused=oauth_state");
    assert_eq!(
        browser.cookie("session").unwrap().value,
        before,
        "nobody was signed in"
    );
    // Nothing was used up: each still works where it belongs.
    browser.visit(&tiktok).await;
    browser.page.must_say("is connected");
}

#[tokio::test]
async fn half_a_way_back_leads_nowhere() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    let session = browser.cookie("session").unwrap().value.clone();
    for path in ["/auth/google/callback", "/auth/tiktok/callback"] {
        for rest in [
            "",
            "?code=x",
            "?state=x",
            "?state=&code=",
            "?error=access_denied",
            "?state[]=x",
            "?state=%00&code=%00",
        ] {
            let answer = browser
                .fetch(Method::GET, &format!("{path}{rest}"), &[])
                .await;
            assert!(
                matches!(answer.status, 303 | 400 | 422),
                "{path}{rest}: {}",
                answer.status
            );
            let now = &browser.cookie("session").unwrap().value;
            assert_eq!(*now, session, "{path}{rest}");
        }
    }
}

#[tokio::test]
async fn nobody_is_led_away_by_next() {
    let app = TestApp::start().await;
    for next in [
        "https://evil.example/",
        "HTTPS://evil.example/",
        "//evil.example/",
        "///evil.example",
        "////evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "\\\\evil.example",
        "/%09/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\n/evil.example",
        "/x\r\nLocation: https://evil.example/",
        "/x\r\nSet-Cookie: session=x",
        "/.//evil.example",
        "/..//evil.example",
        "/a/..//evil.example",
        "%2f%2fevil.example",
        "/%2fevil.example",
        "/%5cevil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "http:evil.example",
        "https:/evil.example",
        "@evil.example",
        "/@evil.example",
        ".evil.example",
        "",
        "?next=//evil.example",
        "#//evil.example",
    ] {
        for way in ["/login", "/auth/google"] {
            let mut browser = Browser::new(&app.base_url);
            let mut address = Url::parse(&app.url(way)).unwrap();
            address.query_pairs_mut().append_pair("next", next);
            browser.visit(address.as_str()).await;
            if way == "/login" {
                browser.follow("Continue with Google").await;
            }
            browser.choose_at_google(ALICE).await;
            let there = &browser.page.url;
            assert_eq!(
                there.origin(),
                Url::parse(&app.base_url).unwrap().origin(),
                "{next:?}"
            );
            assert!(!there.path().starts_with("//"), "{next:?} → {there}");
            assert!(browser.cookie("session").is_some(), "{next:?}");
            assert_ne!(browser.cookie("session").unwrap().value, "x", "{next:?}");
        }
    }
}
