//! Multipart bombs: many parts, long names, endless headers, nested bodies, texts without end.

use serde_json::Value;

use crate::harness::{Member, TestApp};

async fn send(app: &TestApp, member: &Member, body: Vec<u8>) -> (u16, Value) {
    let answer = app
        .http
        .post(app.url("/api/posts/video"))
        .header("X-API-Key", &member.key)
        .header("content-type", "multipart/form-data; boundary=b")
        .body(body)
        .send()
        .await
        .unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

fn part(name: &str, text: &str) -> String {
    format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
}

#[tokio::test]
async fn no_bomb_is_kept_or_takes_long() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let texts = part("platforms", "tiktok") + &part("content", "x");
    let nested = "--b\r\ncontent-disposition: form-data; name=\"file\"\r\ncontent-type: multipart/mixed; boundary=b\r\n\r\n".repeat(2000);
    let many = "X-H: y\r\n".repeat(20_000);
    let cases = [
        (
            "many parts",
            part("content", "x").repeat(20_000),
            &["invalid_multipart"][..],
        ),
        (
            "one text without end",
            part("content", &"x".repeat(3_000_000)),
            &["body_too_large"],
        ),
        (
            "texts that are long together",
            part("content", &"x".repeat(20_000)).repeat(40),
            &["body_too_large"],
        ),
        (
            "a long name",
            part(&"n".repeat(500_000), "x"),
            &["invalid_multipart", "body_too_large"],
        ),
        (
            "many headers",
            format!("--b\r\n{many}\r\n\r\nx\r\n--b--\r\n"),
            &["invalid_multipart"],
        ),
        ("nested", nested, &["invalid_multipart", "invalid_field"]),
        (
            "two files",
            texts.clone() + &part("file", "x") + &part("file", "x") + "--b--\r\n",
            &["invalid_field"],
        ),
        ("no end", texts.clone(), &["invalid_multipart"]),
        ("no beginning", "x".repeat(500_000), &["invalid_multipart"]),
        (
            "only boundaries",
            "--b\r\n".repeat(50_000),
            &["invalid_multipart"],
        ),
        (
            "a control character",
            part("platforms", "tiktok")
                + &part("content", "a\u{1b}b")
                + &part("video_url", "https://video.example/v")
                + "--b--\r\n",
            &["invalid_field"],
        ),
        (
            "deep metadata",
            texts + &part("metadata", &("[".repeat(50_000) + &"]".repeat(50_000))) + "--b--\r\n",
            &["invalid_field"],
        ),
    ];
    for (what, body, codes) in cases {
        let began = std::time::Instant::now();
        let (status, answer) = send(&app, &alice, body.into_bytes()).await;
        let code = answer["error"]["code"].as_str().unwrap_or_default();
        assert!(
            (400..500).contains(&status) && codes.contains(&code),
            "{what}: {status} {answer}"
        );
        assert!(
            began.elapsed().as_secs() < 5,
            "{what} took {:?}",
            began.elapsed()
        );
        assert_eq!(app.files(), Vec::<String>::new(), "{what}");
    }
}
