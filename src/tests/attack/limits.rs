//! Clients that are slow, wordy or many.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use ai_video_uploader::app::{
    connections::{self, Patience},
    router,
};
use axum::{
    Router,
    body::Bytes,
    routing::{get, post},
};
use reqwest::StatusCode;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{
    harness::{ALICE, TestApp},
    web::signed_in,
};

const SOON: Duration = Duration::from_millis(300);

/// A server that loses patience soon; ends with the guard.
async fn impatient(router: Router) -> (SocketAddr, DropGuard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let patience = Patience {
        head: SOON,
        body: SOON,
        answer: SOON,
        drain: SOON,
    };
    let stopped = stop.clone();
    #[expect(
        clippy::disallowed_methods,
        reason = "a server beside the test, which ends with it"
    )]
    tokio::task::spawn(
        async move { connections::serve(listener, router, patience, &stopped).await },
    );
    (address, stop.drop_guard())
}

/// What comes until the server closes, and how long that takes.
async fn until_closed(stream: &mut TcpStream) -> (String, Duration) {
    let began = Instant::now();
    let mut said = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut said)).await;
    assert!(closed.is_ok(), "the server waits for ever");
    (String::from_utf8_lossy(&said).into_owned(), began.elapsed())
}

#[tokio::test]
async fn a_head_that_does_not_end_is_given_up() {
    let came = Arc::<AtomicUsize>::default();
    let counter = came.clone();
    let router = Router::new().route(
        "/",
        get(move || async move {
            counter.fetch_add(1, Ordering::SeqCst);
        }),
    );
    let (address, _running) = impatient(router).await;
    for beginning in [
        "",
        "G",
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(beginning.as_bytes()).await.unwrap();
        let (_, took) = until_closed(&mut stream).await;
        assert!(
            took >= SOON / 2 && took < 20 * SOON,
            "{beginning:?} {took:?}"
        );
    }
    // Drop by drop: the time is for the whole head, not for its next byte.
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nX-Slow: ")
        .await
        .unwrap();
    let (mut read, mut write) = stream.into_split();
    let dripping = async {
        while write.write_all(b"x").await.is_ok() {
            tokio::time::sleep(SOON / 10).await;
        }
    };
    let mut said = Vec::new();
    tokio::select! {
        () = dripping => {}
        _ = read.read_to_end(&mut said) => {}
        () = tokio::time::sleep(30 * SOON) => panic!("the server waits for ever"),
    }
    assert_eq!(came.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_body_that_does_not_go_on_is_given_up() {
    let router = Router::new().route(
        "/",
        post(|body: Result<Bytes, _>| async move {
            let body: Result<Bytes, axum::extract::rejection::BytesRejection> = body;
            match body {
                Ok(_) => StatusCode::OK,
                Err(_) => StatusCode::REQUEST_TIMEOUT,
            }
        }),
    );
    let (address, _running) = impatient(router).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
        .await
        .unwrap();
    let (said, took) = until_closed(&mut stream).await;
    assert!(!said.contains("200 OK"), "{said}");
    assert!(took < 20 * SOON, "{took:?}");
}

#[tokio::test]
async fn a_request_that_stands_still_is_told_so() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let (address, _running) = impatient(router::router(&app.ctx)).await;
    for (kind, half) in [
        ("application/json", "{\"platforms\":"),
        (
            "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"v.mp4\"\r\n\r\nhalf",
        ),
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = format!(
            "POST /api/posts/video HTTP/1.1\r\nHost: x\r\nX-API-Key: {}\r\nContent-Type: {kind}\r\nContent-Length: 1000\r\n\r\n{half}",
            alice.key
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let (said, _) = until_closed(&mut stream).await;
        assert!(said.starts_with("HTTP/1.1 408 "), "{kind}: {said}");
        assert!(said.contains("\"request_too_slow\""), "{kind}: {said}");
        app.assert_no_files();
    }
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for (headers, length) in [(1, 200_000), (150, 10), (90, 3000)] {
        let mut request = app
            .http
            .get(app.url("/api/posts"))
            .header("X-API-Key", &alice.key);
        for n in 0..headers {
            request = request.header(format!("x-{n}"), "y".repeat(length));
        }
        match request.send().await {
            Ok(answer) => assert_eq!(answer.status(), 431, "{headers} × {length}"),
            // It stopped reading while we were still writing.
            Err(error) => assert!(error.is_request(), "{error:?}"),
        }
    }
    let long = format!("/api/posts?x={}", "y".repeat(200_000));
    if let Ok(answer) = app.http.get(app.url(&long)).send().await {
        assert!(matches!(answer.status().as_u16(), 414 | 431), "{answer:?}");
    }
}

#[tokio::test]
async fn forms_of_pages_are_bounded() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/settings").await;
    let caption = "x".repeat(1_000_000);
    for path in [
        "/actions/review",
        "/actions/theme",
        "/actions/settings",
        "/actions/keys/create",
    ] {
        let status = browser
            .post(path, &[("caption", &caption), ("name", &caption)])
            .await
            .status;
        assert_eq!(status, 413, "{path}");
    }
}

#[tokio::test]
async fn a_webhook_has_its_limit() {
    let app = TestApp::start().await;
    let answer = app
        .http
        .post(app.url("/webhooks/tiktok"))
        .body("x".repeat(2_000_000))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 413);
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_sources_of_one_person_hold_up_nobody_else() {
    let app = TestApp::start().await;
    let (alice, mallory) = (app.alice().await, app.mallory().await);
    app.expect_files();
    let base = app.simulator.base_url();
    for n in 0..8 {
        let mut wanted = app.sample_post();
        wanted["video_url"] = format!("{base}/samples/slow.mp4?rate=200&n={n}").into();
        let (status, _) = app
            .post_json("/webhook/n8n/video-upload", &mallory.key, &wanted)
            .await;
        assert_eq!(status, 202);
    }
    let worker = app.worker("all slots");
    app.ctx.tasks.spawn(async move { worker.run().await });
    // The status alone does not tell: a video may be between two steps.
    let mallorys = || async {
        let flow = "/samples/slow.mp4";
        app.world().calls(&format!("GET {flow}"))
    };
    until("his videos move", async || mallorys().await >= 3).await;
    let path = "/webhook/n8n/video-upload";
    let (_, post) = app.post_json(path, &alice.key, &app.sample_post()).await;
    let id = post["id"].as_str().unwrap();
    until("hers is here", async || {
        app.post(id).await.status.as_str() == "needs_review"
    })
    .await;
    assert_eq!(mallorys().await, 3, "one slot of four is kept for others");
}

/// Waits for what the worker does in its own time.
async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..2400 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("never: {what}");
}
