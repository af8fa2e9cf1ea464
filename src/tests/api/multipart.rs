//! The video itself as a part of the request.

use ai_video_uploader::simulator::Options;
use serde_json::{Value, json};

use super::assert_error;
use crate::harness::TestApp;

const BOUNDARY: &str = "----boundary";

/// A part: name, file name, content.
pub type Part<'p> = (&'p str, Option<&'p str>, &'p [u8]);

pub fn body(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map_or_else(String::new, |file| format!("; filename=\"{file}\""));
        body.extend_from_slice(
            format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n"
            )
            .as_bytes(),
        );
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

async fn send(app: &TestApp, key: &str, parts: &[Part<'_>]) -> reqwest::Response {
    send_raw(app, key, body(parts), None).await
}

/// A request without its body.
pub fn request(app: &TestApp, key: &str, idempotency_key: Option<&str>) -> reqwest::RequestBuilder {
    let request = app
        .http
        .post(app.url("/api/posts/video"))
        .bearer_auth(key)
        .header(
            "content-type",
            format!("multipart/form-data; boundary={BOUNDARY}"),
        );
    match idempotency_key {
        Some(key) => request.header("idempotency-key", key),
        None => request,
    }
}

pub async fn send_raw(
    app: &TestApp,
    key: &str,
    body: Vec<u8>,
    idempotency_key: Option<&str>,
) -> reqwest::Response {
    let request = request(app, key, idempotency_key).body(body);
    request.send().await.unwrap()
}

#[tokio::test]
async fn a_file_is_taken_with_texts_before_and_after_it() {
    let app = TestApp::start().await;
    app.expect_files();
    let alice = app.alice().await;
    let video = vec![7u8; 300_000];
    let answer = send(
        &app,
        &alice.key,
        &[
            ("auto_approve", None, b"false"),
            ("file", Some("C:\\films\\harbour.mp4"), &video),
            ("platforms", None, b"[\"tiktok\"]"),
            ("content", None, "Möwen 🎬".as_bytes()),
            ("metadata", None, b"{\"row\": 7}"),
            ("video_url", None, b""),
            ("unknown", None, b"ignored"),
        ],
    )
    .await;
    assert_eq!(answer.status(), 202);
    let post: Value = answer.json().await.unwrap();
    assert_eq!(
        post["source"],
        json!({"kind": "file", "file_name": "harbour.mp4"})
    );
    assert_eq!(post["caption"], "Möwen 🎬");
    assert_eq!(post["auto_approve"], false);
    assert_eq!(post["metadata"], json!({"row": 7}));
    assert_eq!(post["progress"]["total_bytes"], 300_000);
    assert_eq!(post["progress"]["downloaded_bytes"], 300_000);
    assert!(post["temporary_file"]["held_until"].is_string());
    let [file] = &app.files()[..] else {
        panic!("one file is held");
    };
    assert_eq!(std::fs::read(app.temp_dir().join(file)).unwrap(), video);
}

#[tokio::test]
async fn whatever_is_refused_leaves_no_file() {
    let app = TestApp::start_with(&[("MAX_VIDEO_BYTES", "1000000")], Options::default()).await;
    let alice = app.alice().await;
    let video: Part<'_> = ("file", Some("v.mp4"), &[1; 5000]);
    let platforms: Part<'_> = ("platforms", None, b"tiktok");
    let large = vec![1; 1_000_001];
    let long = vec![b'x'; 300 * 1024];
    let cases: [(&[Part<'_>], u16, &str); 13] = [
        (
            &[
                video,
                platforms,
                ("video_url", None, b"https://example.com/v.mp4"),
            ],
            422,
            "ambiguous_video",
        ),
        (&[platforms], 422, "missing_video"),
        (&[video], 422, "invalid_field"),
        (
            &[video, ("platforms", None, b"youtube")],
            422,
            "unknown_platform",
        ),
        (&[video, platforms, video], 422, "invalid_field"),
        (
            &[platforms, ("video", Some("v.mp4"), b"x")],
            422,
            "invalid_field",
        ),
        (
            &[platforms, ("file", Some("v.mp4"), b"")],
            422,
            "empty_file",
        ),
        (
            &[platforms, ("file", Some("v.mp4"), &large)],
            413,
            "file_too_large",
        ),
        (
            &[video, platforms, ("content", None, &long)],
            413,
            "body_too_large",
        ),
        (
            &[video, platforms, ("content", None, b"\xff")],
            422,
            "invalid_field",
        ),
        (
            &[video, platforms, ("metadata", None, b"{")],
            422,
            "invalid_field",
        ),
        (
            &[video, platforms, ("auto_approve", None, b"maybe")],
            422,
            "invalid_field",
        ),
        (
            &[video, platforms, ("account", None, b"nobody")],
            422,
            "unknown_account",
        ),
    ];
    for (parts, status, code) in cases {
        assert_error(send(&app, &alice.key, parts).await, status, code).await;
        app.assert_no_files();
    }
    let many = vec![("content", None, &b"x"[..]); 101];
    assert_error(
        send(&app, &alice.key, &many).await,
        400,
        "invalid_multipart",
    )
    .await;
}

#[tokio::test]
async fn a_name_that_breaks_the_documented_rule_is_refused() {
    let app = TestApp::start().await;
    app.expect_files();
    let alice = app.alice().await;
    let asked = app.http.get(app.url("/api/openapi.json")).send();
    let document: Value = asked.await.unwrap().json().await.unwrap();
    let form = &document["components"]["schemas"]["SubmitForm"];
    assert_eq!(form["propertyNames"]["pattern"], r"^[ !#-\[\]-~]*$");
    let platforms: Part<'_> = ("platforms", None, b"tiktok");
    let video: Part<'_> = ("file", Some("v.mp4"), &[1; 5000]);
    for name in [
        "caf\u{e9}",
        "\u{1f3ac}",
        "a\u{7f}",
        "a\tb",
        "a\\\"b",
        "a\\b",
        "zz\\",
        "\u{1}",
    ] {
        for parts in [
            [platforms, video, (name, None, b"x")],
            [(name, None, b"x"), video, platforms],
            [platforms, video, (name, Some("x.mp4"), b"x")],
        ] {
            let answer = send(&app, &alice.key, &parts).await;
            let answer = assert_error(answer, 400, "invalid_multipart").await;
            let message = answer["error"]["message"].as_str().unwrap();
            // Control characters, and a backslash before the closing mark, do not come through the reading of a head.
            let is_unread = name.contains(char::is_control) || name.ends_with('\\');
            assert!(
                message.contains("name of a part") || is_unread,
                "{name:?}: {message}"
            );
            app.assert_no_files();
        }
    }
    let nameless = b"\r\nContent-Disposition: form-data\r\n\r\nx\r\n--";
    let mut broken = format!("--{BOUNDARY}").into_bytes();
    broken.extend_from_slice(nameless);
    broken.extend_from_slice(&body(&[platforms, video])[2..]);
    let answer = send_raw(&app, &alice.key, broken, None).await;
    assert_error(answer, 400, "invalid_multipart").await;
    // Whatever else is a name is ignored if it is not one of ours.
    for name in ["", " ", "!", "#-~", "something else", "metadata[0]", "%22"] {
        let parts = [platforms, video, (name, None, b"x")];
        let answer = send(&app, &alice.key, &parts).await;
        assert_eq!(answer.status(), 202, "{name:?}");
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_leaves_no_file() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let whole = body(&[
        ("platforms", None, b"tiktok"),
        ("file", Some("v.mp4"), &[1; 5000]),
    ]);
    let half = whole[..whole.len() - 1000].to_vec();
    assert_error(
        send_raw(&app, &alice.key, half, None).await,
        400,
        "invalid_multipart",
    )
    .await;
    app.assert_no_files();
    let no_boundary = app
        .http
        .post(app.url("/api/posts/video"))
        .bearer_auth(&alice.key)
        .header("content-type", "multipart/form-data")
        .body("x")
        .send()
        .await
        .unwrap();
    assert_error(no_boundary, 400, "invalid_multipart").await;
}

#[tokio::test]
async fn a_body_that_never_makes_sense_is_refused() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let mut headers = format!("--{BOUNDARY}\r\nX: ").into_bytes();
    headers.resize(400_000, b'a');
    for body in [vec![b'a'; 400_000], headers] {
        let answer = send_raw(&app, &alice.key, body, None).await;
        let answer = assert_error(answer, 400, "invalid_multipart").await;
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.contains("more than 64 KiB around"), "{message}");
    }
}

#[tokio::test]
async fn a_repeated_upload_is_answered_from_memory_and_its_file_deleted() {
    let app = TestApp::start().await;
    app.expect_files();
    let alice = app.alice().await;
    let platforms: Part<'_> = ("platforms", None, b"tiktok");
    let video: Part<'_> = ("file", Some("v.mp4"), &[1; 5000]);
    let first = send_raw(&app, &alice.key, body(&[platforms, video]), Some("k1")).await;
    assert_eq!(first.status(), 202);
    let first: Value = first.json().await.unwrap();
    // The order of parts does not make it another request.
    let again = send_raw(&app, &alice.key, body(&[video, platforms]), Some("k1")).await;
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    let again: Value = again.json().await.unwrap();
    assert_eq!(first["id"], again["id"]);
    assert_eq!(app.files().len(), 1);
    let other: Part<'_> = ("file", Some("v.mp4"), &[2; 5000]);
    let other = send_raw(&app, &alice.key, body(&[platforms, other]), Some("k1")).await;
    assert_error(other, 422, "idempotency_key_reused").await;
    assert_eq!(app.files().len(), 1);
}
