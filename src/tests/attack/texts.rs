//! Texts that want to be more than texts: control characters, marks of direction, markup, endless ones.

use serde_json::json;

use crate::{
    harness::{ALICE, TestApp},
    web::signed_in,
};

#[tokio::test]
async fn control_characters_are_refused_and_named() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for (control, name) in [
        ('\u{0}', "U+0000"),
        ('\u{1}', "U+0001"),
        ('\u{7}', "U+0007"),
        ('\u{8}', "U+0008"),
        ('\u{b}', "U+000B"),
        ('\u{1b}', "U+001B"),
        ('\u{7f}', "U+007F"),
        ('\u{85}', "U+0085"),
        ('\u{9b}', "U+009B"),
    ] {
        for field in ["content", "video_title", "video_description", "external_id"] {
            let mut wanted = app.sample_post();
            wanted[field] = format!("a{control}b").into();
            let (status, answer) = app.post_json("/api/posts/video", &alice.key, &wanted).await;
            assert_eq!(
                (status, &answer["error"]["code"]),
                (422, &json!("invalid_field")),
                "{field} {name}"
            );
            assert_eq!(answer["error"]["details"][0]["field"], field);
            assert!(
                answer["error"]["message"].as_str().unwrap().contains(name),
                "{answer}"
            );
        }
    }
    let mut wanted = app.sample_post();
    wanted["content"] = "two\r\nlines\tand a tab".into();
    let (status, answer) = app
        .post_json("/webhook/n8n/video-upload", &alice.key, &wanted)
        .await;
    assert_eq!(status, 202, "{answer}");
    app.expect_files();
}

#[tokio::test]
async fn marks_of_direction_reach_no_further_than_their_caption() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let turning = "gpj.\u{202e}4pm \u{2067}שלום \u{2066}x\u{202d}";
    let mut wanted = app.sample_post();
    wanted["content"] = turning.into();
    let (status, post) = app
        .post_json("/webhook/n8n/video-upload", &alice.key, &wanted)
        .await;
    assert_eq!(
        (status, &post["caption"]),
        (202, &json!(turning)),
        "languages need them"
    );
    app.run_until_idle().await;
    app.expect_files();
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/").await;
    browser.page.must_say(turning);
    let page = browser.page.html.clone();
    let sheet = page
        .split('"')
        .find(|text| text.starts_with("/assets/") && text.trim_end_matches(".css") != *text)
        .expect("a stylesheet");
    browser.visit(sheet).await;
    assert!(
        browser.page.html.contains("unicode-bidi:isolate"),
        "{}",
        browser.page.html
    );
}

#[tokio::test]
async fn bodies_that_are_too_much_are_refused_quickly() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let deep = |open: &str, close: &str, n: usize| open.repeat(n) + &close.repeat(n);
    let metadata = |inner: String| {
        let mut body = app.sample_post().to_string();
        body.pop();
        format!("{body},\"metadata\":{inner}}}")
    };
    let cases = [
        (
            "10 MB",
            format!("{{\"content\":\"{}\"}}", "x".repeat(10_000_000)),
            413,
            "body_too_large",
        ),
        (
            "10 MB of nothing",
            " ".repeat(10_000_000),
            413,
            "body_too_large",
        ),
        ("deep lists", deep("[", "]", 100_000), 400, "invalid_json"),
        (
            "deep objects",
            deep("{\"a\":", "}", 30_000),
            400,
            "invalid_json",
        ),
        (
            "deep metadata",
            metadata(deep("[", "]", 50_000)),
            400,
            "invalid_json",
        ),
        ("open for ever", "[".repeat(200_000), 400, "invalid_json"),
        (
            "a long number",
            metadata(format!("{{\"n\":{}}}", "9".repeat(100_000))),
            400,
            "invalid_json",
        ),
        ("not UTF-8", "\u{0}".to_owned(), 400, "invalid_json"),
        (
            "too long a caption",
            metadata("{}".to_owned()).replace("First light", &"y".repeat(3000)),
            422,
            "caption_too_long",
        ),
    ];
    for (what, body, status, code) in cases {
        for path in ["/api/posts/video", "/webhook/n8n/video-upload"] {
            let began = std::time::Instant::now();
            let answer = app
                .http
                .post(app.url(path))
                .header("X-API-Key", &alice.key)
                .header("content-type", "application/json")
                .body(body.clone())
                .send()
                .await
                .unwrap();
            let got = answer.status().as_u16();
            let answer: serde_json::Value = answer.json().await.unwrap();
            assert_eq!(
                (got, answer["error"]["code"].as_str()),
                (status, Some(code)),
                "{what}: {answer}"
            );
            assert!(
                began.elapsed().as_secs() < 3,
                "{what} took {:?}",
                began.elapsed()
            );
        }
    }
}
