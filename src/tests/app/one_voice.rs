//! One catalogue speaks everywhere: what went wrong is told alike by the API, the page, the callback and the log, and what
//! TikTok says that nobody knows stays word for word, with TikTok's `log_id`.

use std::time::Duration;

use ai_video_uploader::{
    domain::error_code::ErrorCode,
    simulator::{Fault, FaultKind, Options},
};
use serde_json::{Value, json};

use super::kill::receiver;
use crate::harness::{
    ALICE, Browser, Member,
    program::{Installation, PATIENCE, pause},
};

const INIT: &str = "POST /v2/post/publish/inbox/video/init/";

/// Hands in the sample and waits until its caller was told of its end: the post, and what the callback said.
async fn fails(place: &Installation, alice: &Member) -> (Value, Value) {
    let (told, callback) = receiver().await;
    let request = place.http.post(place.url("/api/posts/video"));
    let body = json!({
        "content": "First light",
        "platforms": ["tiktok"],
        "video_url": place.simulator.sample_url(),
        "callback_url": callback,
        "auto_approve": true,
    });
    let answer = request.bearer_auth(&alice.key).json(&body).send().await;
    let post: Value = answer.unwrap().json().await.unwrap();
    let path = format!("/api/posts/{}", post["id"].as_str().unwrap());
    let began = std::time::Instant::now();
    while told.lock().unwrap().is_empty() {
        assert!(began.elapsed() < PATIENCE, "nobody is told");
        pause(50).await;
    }
    let request = place.http.get(place.url(&path)).bearer_auth(&alice.key);
    let post = request.send().await.unwrap().json().await.unwrap();
    let said = told.lock().unwrap().remove(0);
    (post, said)
}

#[tokio::test(flavor = "multi_thread")]
async fn api_page_callback_and_log_say_the_same() {
    let place = Installation::prepare(Options::default(), None, &[]).await;
    let alice = place.members(&[ALICE]).await.remove(0);
    let mut process = place.start();
    place.until_ready(&mut process).await;
    let mut browser = Browser::new(&place.base_url);
    browser.sign_in(ALICE).await;
    for (tiktok_code, code) in [
        (
            "spam_risk_user_banned_from_posting",
            ErrorCode::TiktokBanned,
        ),
        ("reason_of_tomorrow", ErrorCode::TiktokRefused),
    ] {
        let body = json!({
            "data": {},
            "error": { "code": tiktok_code, "message": "Words of TikTok", "log_id": format!("log-{tiktok_code}") },
        });
        place.simulator.world().add_fault(Fault::once(
            INIT,
            FaultKind::Status {
                status: 403,
                body: body.to_string(),
            },
        ));
        let (post, told) = fails(&place, &alice).await;
        let error = &post["error"];
        let entry = code.entry();
        assert_eq!(error["code"], code.as_str(), "{post:#}");
        assert_eq!(error["description"], entry.description);
        assert_eq!(error["retryable"], entry.retryable);
        assert_eq!(error["details"]["tiktok_code"], tiktok_code);
        let log_id = format!("log-{tiktok_code}");
        assert_eq!(error["details"]["log_id"], log_id.as_str());
        assert_eq!(told["error"], *error, "the callback says the same");

        browser
            .visit(&format!("/posts/{}", post["id"].as_str().unwrap()))
            .await;
        let message = error["message"].as_str().unwrap();
        for words in [message, entry.description, tiktok_code, &log_id] {
            browser.page.must_say(words);
        }
        let said = process.said();
        let is_told = |line: &&str| {
            [code.as_str(), tiktok_code, &log_id]
                .iter()
                .all(|word| line.contains(word))
        };
        assert!(said.lines().any(|line| is_told(&line)), "{said}");
    }
    let ended = process.stop().await;
    assert!(ended.well && ended.took < Duration::from_secs(20));
}
