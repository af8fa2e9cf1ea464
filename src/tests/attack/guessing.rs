//! Guessing keys, and asking for more than is good.

use std::time::Duration;

use serde_json::Value;

use crate::harness::TestApp;

async fn ask(app: &TestApp, key: &str) -> (u16, Value, Option<String>) {
    let answer = app
        .http
        .get(app.url("/api/posts"))
        .bearer_auth(key)
        .send()
        .await
        .unwrap();
    let after = answer.headers().get("retry-after");
    let after = after.map(|value| value.to_str().unwrap().to_owned());
    (
        answer.status().as_u16(),
        answer.json().await.unwrap(),
        after,
    )
}

#[tokio::test]
async fn whoever_guesses_keys_is_slowed_down_and_nobody_with_a_valid_one() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for n in 0..30 {
        let (status, ..) = ask(&app, &format!("avu_guess_{n}")).await;
        assert_eq!(status, 401);
    }
    let (status, answer, after) = ask(&app, "avu_guess").await;
    assert_eq!(
        (status, answer["error"]["code"].as_str()),
        (429, Some("rate_limited"))
    );
    assert_eq!(after.as_deref(), Some("2"));
    let (status, ..) = ask(&app, &alice.key).await;
    assert_eq!(status, 200, "a valid key always passes");
    app.advance(Duration::from_secs(2));
    assert_eq!(ask(&app, "avu_guess").await.0, 401);
    assert_eq!(ask(&app, "avu_guess").await.0, 429);
}

#[tokio::test]
async fn every_answer_to_a_key_tells_what_is_left() {
    let app = TestApp::start_with(&[("API_RATE_PER_MINUTE", "3")], <_>::default()).await;
    let alice = app.alice().await;
    for left in ["2", "1", "0"] {
        let answer = app
            .http
            .get(app.url("/api/posts"))
            .bearer_auth(&alice.key)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.headers()["x-ratelimit-limit"], "3");
        assert_eq!(answer.headers()["x-ratelimit-remaining"], left);
    }
    let answer = app
        .http
        .get(app.url("/api/posts"))
        .bearer_auth(&alice.key)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["x-ratelimit-remaining"], "0");
    assert_eq!(
        answer.headers()["x-ratelimit-reset"],
        answer.headers()["retry-after"]
    );
}

#[tokio::test]
async fn one_address_leaves_only_so_many_trips_to_google_behind() {
    let app = TestApp::start().await;
    let mut gone = 0;
    loop {
        let answer = app.http.get(app.url("/auth/google")).send().await.unwrap();
        match answer.status().as_u16() {
            303 => gone += 1,
            status => {
                assert_eq!(status, 429);
                break;
            }
        }
        assert!(gone <= 120);
    }
    assert_eq!(gone, 120);
    let page = app
        .http
        .get(app.url("/auth/google"))
        .header("accept", "text/html")
        .send()
        .await
        .unwrap();
    assert!(
        page.text()
            .await
            .unwrap()
            .contains("Too many people are signing in")
    );
    app.advance(Duration::from_secs(1));
    let answer = app.http.get(app.url("/auth/google")).send().await.unwrap();
    assert_eq!(answer.status(), 303);
}

#[tokio::test]
async fn one_person_has_only_so_many_trips_to_tiktok_under_way() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let mut links = Vec::new();
    for _ in 0..30 {
        app.advance(Duration::from_millis(5));
        let (status, link) = app.get_json("/auth/oauth-url/tiktok", &alice.key).await;
        assert_eq!(status, 200);
        links.push(link["url"].as_str().unwrap().to_owned());
    }
    let kept = super::rows::rows_of(&app, "oauth_states").await.len();
    assert_eq!(kept, 20);
    let mut browser = crate::web::signed_in(&app, crate::harness::ALICE).await;
    browser.visit(&links[29]).await;
    browser.choose("@").press("Authorize").await;
    browser.page.must_say("was connected by a link");
}
