//! What is refused, and in which words.

use std::time::Duration;

use ai_video_uploader::simulator::Options;
use futures::stream;
use reqwest::Method;

use super::{
    client::{BYTES, Tus, metadata},
    known, posts_of_alice,
};
use crate::harness::{ALICE, MALLORY, TestApp};

#[tokio::test]
async fn an_announcement_that_cannot_end_well_is_refused_before_the_first_byte() {
    let limits = [("MAX_VIDEO_BYTES", "1000000")];
    let app = TestApp::start_with(&limits, Options::default()).await;
    app.alice().await;
    let stranger = app.mallory().await;
    let tus = Tus::sign_in(&app, ALICE).await;
    let too_long = metadata(&[("caption", &"x".repeat(2201))]);
    let strange = metadata(&[("account", &stranger.account.id.to_string())]);
    let picture = metadata(&[("filetype", "image/png")]);
    let maybe = metadata(&[("auto_approve", "maybe")]);
    let nul = metadata(&[("caption", "a\0b")]);
    for (length, metadata, status, code) in [
        ("0", "", 422, "empty_file"),
        ("1000001", "", 413, "file_too_large"),
        ("99999999999999999999999", "", 413, "file_too_large"),
        ("-5", "", 400, "invalid_tus_header"),
        ("many", "", 400, "invalid_tus_header"),
        ("1000", "caption not/base64!", 400, "invalid_tus_header"),
        ("1000", "caption /w==", 400, "invalid_tus_header"),
        (
            "1000",
            "caption YQ==,caption YQ==",
            400,
            "invalid_tus_header",
        ),
        ("1000", &too_long, 422, "caption_too_long"),
        ("1000", &strange, 422, "unknown_account"),
        ("1000", &picture, 422, "video_container_unsupported"),
        ("1000", &maybe, 422, "invalid_field"),
        ("1000", &nul, 422, "invalid_field"),
    ] {
        let request = tus
            .ask(Method::POST, "/uploads")
            .header("upload-length", length)
            .header("upload-metadata", metadata);
        let answer = tus.send(request).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{metadata}");
    }
    let without = tus.send(tus.ask(Method::POST, "/uploads")).await;
    assert_eq!(without.code(), "invalid_tus_header");
    let deferred = tus.ask(Method::POST, "/uploads");
    let deferred = tus.send(deferred.header("upload-defer-length", 1)).await;
    assert_eq!(deferred.code(), "invalid_tus_header");
    app.assert_no_files();
}

#[tokio::test]
async fn nobody_uploads_without_an_account_to_post_to() {
    let app = TestApp::start().await;
    let tus = Tus::sign_in(&app, "new@example.com").await;
    let answer = tus.create(1000, "").await;
    assert_eq!(
        (answer.status, answer.code()),
        (409, "tiktok_not_connected")
    );
}

#[tokio::test]
async fn another_version_is_refused_with_the_one_that_is_spoken() {
    let app = TestApp::start().await;
    app.alice().await;
    app.expect_files();
    let tus = Tus::sign_in(&app, ALICE).await;
    let path = tus.begin(1000).await;
    for (method, path) in [
        (Method::POST, "/uploads"),
        (Method::PATCH, path.as_str()),
        (Method::DELETE, path.as_str()),
    ] {
        for version in [None, Some("0.2.2")] {
            let mut request = app
                .http
                .request(method.clone(), app.url(path))
                .header("cookie", &tus.cookie)
                .header("origin", &tus.base);
            if let Some(version) = version {
                request = request.header("tus-resumable", version);
            }
            let answer = tus.send(request).await;
            assert_eq!((answer.status, answer.code()), (412, "tus_version"));
            assert_eq!(answer.header("tus-version"), "1.0.0");
        }
    }
    assert_eq!(tus.look(&path).await.offset(), 0);
}

#[tokio::test]
async fn a_request_that_does_not_fit_the_upload_changes_nothing() {
    let app = TestApp::start().await;
    app.alice().await;
    app.expect_files();
    let (tus, path) = Tus::with_400_of_1000_bytes(&app).await;
    for offset in [0, 399, 401, 1000] {
        let answer = tus.patch(&path, offset, &[9; 10]).await;
        assert_eq!((answer.status, answer.code()), (409, "upload_offset"));
    }
    let longer = tus.patch(&path, 400, &[9; 601]).await;
    assert_eq!((longer.status, longer.code()), (413, "upload_too_long"));
    // The same without a Content-Length that says so.
    let blocks = stream::iter((0..7).map(|_| Ok::<_, std::io::Error>(vec![9_u8; 100])));
    let chunked = tus
        .ask(Method::PATCH, &path)
        .header("upload-offset", 400)
        .header("content-type", BYTES)
        .body(reqwest::Body::wrap_stream(blocks));
    let chunked = tus.send(chunked).await;
    assert_eq!((chunked.status, chunked.code()), (413, "upload_too_long"));
    assert_eq!(tus.look(&path).await.offset(), 400);
    assert_eq!(posts_of_alice(&app).await, 0);

    let text = tus
        .ask(Method::PATCH, &path)
        .header("upload-offset", 400)
        .header("content-type", "text/plain")
        .body("bytes");
    let text = tus.send(text).await;
    assert_eq!((text.status, text.code()), (415, "unsupported_media_type"));
    for offset in ["", "-1", "four"] {
        let wrong = tus
            .ask(Method::PATCH, &path)
            .header("upload-offset", offset)
            .header("content-type", BYTES)
            .body("bytes");
        assert_eq!(tus.send(wrong).await.code(), "invalid_tus_header");
    }
    assert_eq!(tus.look(&path).await.offset(), 400);
}

#[tokio::test]
async fn what_never_was_is_not_found() {
    let app = TestApp::start().await;
    app.alice().await;
    let tus = Tus::sign_in(&app, ALICE).await;
    for path in [
        "/uploads/0193551c-8a40-7d11-b2c6-5f0e91d27f3a",
        "/uploads/not-an-id",
        "/uploads/..%2f..%2fetc%2fpasswd",
    ] {
        assert_eq!(tus.look(path).await.status, 404);
        assert_eq!(tus.patch(path, 0, b"x").await.code(), "not_found");
        assert_eq!(tus.end(path).await.code(), "not_found");
    }
    let get = tus
        .ask(Method::GET, "/uploads")
        .header("accept", "text/html");
    let get = tus.send(get).await;
    assert_eq!((get.status, get.code()), (405, "method_not_allowed"));
    assert!(get.header("allow").contains("POST"));
}

#[tokio::test]
async fn a_stranger_finds_nothing() {
    let app = TestApp::start().await;
    app.alice().await;
    app.mallory().await;
    app.expect_files();
    let (tus, path) = Tus::with_400_of_1000_bytes(&app).await;
    let mallory = Tus::sign_in(&app, MALLORY).await;
    assert_eq!(mallory.look(&path).await.status, 404);
    assert_eq!(
        mallory.patch(&path, 400, &[6; 600]).await.code(),
        "not_found"
    );
    assert_eq!(mallory.end(&path).await.code(), "not_found");
    assert_eq!(tus.look(&path).await.offset(), 400);
}

#[tokio::test]
async fn without_a_session_the_answer_is_json_and_not_the_way_to_sign_in() {
    let app = TestApp::start().await;
    app.alice().await;
    let mut tus = Tus::sign_in(&app, ALICE).await;
    tus.cookie = "nothing=here".to_owned();
    for (method, path) in [(Method::POST, "/uploads"), (Method::PATCH, "/uploads/x")] {
        let request = tus.ask(method, path).header("accept", "text/html,*/*");
        let answer = tus.send(request).await;
        assert_eq!((answer.status, answer.code()), (401, "sign_in_required"));
    }
}

#[tokio::test]
async fn a_page_of_another_site_cannot_upload() {
    let app = TestApp::start().await;
    app.alice().await;
    app.expect_files();
    let tus = Tus::sign_in(&app, ALICE).await;
    let path = tus.begin(1000).await;
    for origin in [Some("https://evil.example"), None] {
        for (method, path) in [
            (Method::POST, "/uploads"),
            (Method::PATCH, path.as_str()),
            (Method::DELETE, path.as_str()),
        ] {
            let mut request = app
                .http
                .request(method, app.url(path))
                .header("cookie", &tus.cookie)
                .header("tus-resumable", "1.0.0")
                .header("upload-length", 10)
                .header("upload-offset", 0)
                .header("content-type", BYTES);
            if let Some(origin) = origin {
                request = request.header("origin", origin);
            }
            let answer = tus.send(request.body("x")).await;
            assert_eq!((answer.status, answer.code()), (403, "cross_origin"));
        }
    }
    assert_eq!(tus.look(&path).await.offset(), 0);
}

#[tokio::test]
async fn unfinished_uploads_are_bounded() {
    let app = TestApp::start().await;
    app.alice().await;
    app.expect_files();
    let tus = Tus::sign_in(&app, ALICE).await;
    let mut last = String::new();
    for _ in 0..20 {
        last = tus.begin(1000).await;
    }
    let refused = tus.create(1000, "").await;
    assert_eq!((refused.status, refused.code()), (409, "too_many_uploads"));
    assert!(refused.body.to_string().contains("20 unfinished"));
    assert_eq!(tus.end(&last).await.status, 204);
    let freed = tus.begin(1000).await;
    assert!(known(&app, &freed).await.is_some());
    // What nobody finished in time does not count any more.
    assert_eq!(tus.create(1000, "").await.status, 409);
    app.advance(Duration::from_secs(24 * 3600));
    assert_eq!(tus.create(1000, "").await.status, 201);
}
