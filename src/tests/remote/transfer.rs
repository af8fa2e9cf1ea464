//! Chunks as they go over the wire.

use ai_video_uploader::{
    domain::{error_code::ErrorCode, secret::secret},
    remote::{TikTokError, Verdict, tiktok::Sent},
};
use bytes::Bytes;
use futures::{StreamExt as _, stream};
use reqwest::Body;

use super::{
    server::{Reply, Server, answer},
    tiktok,
};

/// The body as a stream of pieces whose length nobody can know beforehand.
fn streamed(pieces: &[&'static str]) -> Body {
    let pieces: Vec<_> = pieces
        .iter()
        .map(|piece| Ok::<_, std::io::Error>(Bytes::from(*piece)))
        .collect();
    Body::wrap_stream(stream::iter(pieces))
}

/// Sends bytes 10 to 19 of 35.
async fn send(server: &Server, body: Body) -> Result<Sent, TikTokError> {
    let url = secret(server.url("/upload?upload_id=1&token=a%2Fb").to_string());
    tiktok(server)
        .send_chunk(&url, 10..=19, 35, "video/mp4", body)
        .await
}

#[tokio::test]
async fn a_chunk_says_its_length_range_and_type_and_nothing_of_us() {
    let server = Server::start(|_, _| answer(206, &[("Content-Range", "bytes 0-19/35")], "")).await;
    let sent = send(&server, streamed(&["01234", "56789"])).await.unwrap();
    assert_eq!(sent, Sent::More { received: Some(20) });
    let request = server.only();
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("PUT", "/upload?upload_id=1&token=a%2Fb")
    );
    assert_eq!(request.body, b"0123456789");
    for (name, value) in [
        ("content-length", Some("10")),
        ("content-range", Some("bytes 10-19/35")),
        ("content-type", Some("video/mp4")),
        ("transfer-encoding", None),
        ("authorization", None),
        ("cookie", None),
    ] {
        assert_eq!(request.header(name), value, "{name}");
    }
}

#[tokio::test]
async fn every_status_has_its_meaning() {
    for (status, range, sent) in [
        (
            206,
            Some("bytes 0-20/35"),
            Sent::More { received: Some(20) },
        ),
        (206, None, Sent::More { received: None }),
        (206, Some("rubbish"), Sent::More { received: None }),
        (200, None, Sent::More { received: None }),
        (201, Some("bytes 0-35/35"), Sent::All),
        (
            416,
            Some("bytes 0-9/35"),
            Sent::OutOfStep { received: Some(10) },
        ),
        (
            416,
            Some("bytes 0-10/35"),
            Sent::OutOfStep { received: Some(10) },
        ),
        (416, None, Sent::OutOfStep { received: None }),
        (401, None, Sent::Gone),
        (403, None, Sent::Gone),
        (404, None, Sent::Gone),
    ] {
        let server = Server::start(move |_, _| match range {
            Some(range) => answer(status, &[("Content-Range", range)], ""),
            None => answer(status, &[], ""),
        })
        .await;
        assert_eq!(
            send(&server, "0123456789".into()).await.unwrap(),
            sent,
            "{status} {range:?}"
        );
    }
}

#[tokio::test]
async fn an_undocumented_200_ends_the_upload_at_its_end() {
    let server = Server::start(|_, _| answer(200, &[], "")).await;
    let url = secret(server.url("/upload").to_string());
    let sent = tiktok(&server)
        .send_chunk(&url, 20..=34, 35, "video/webm", "012345678901234".into())
        .await;
    assert_eq!(sent.unwrap(), Sent::All);
}

#[tokio::test]
async fn faults_are_told_from_refusals() {
    type Make = fn() -> Reply;
    for (reply, verdict, code) in [
        (
            (|| answer(500, &[], "")) as Make,
            Verdict::Retry,
            ErrorCode::TiktokUnavailable,
        ),
        (
            || answer(502, &[], "<html>"),
            Verdict::Retry,
            ErrorCode::TiktokUnavailable,
        ),
        (
            || Reply::Close(Vec::new()),
            Verdict::Retry,
            ErrorCode::TiktokUnavailable,
        ),
        (
            || Reply::Hang(Vec::new()),
            Verdict::Retry,
            ErrorCode::TiktokUnavailable,
        ),
        (
            || answer(400, &[], ""),
            Verdict::Fail,
            ErrorCode::TiktokInvalidRequest,
        ),
        (
            || answer(307, &[("Location", "/other")], ""),
            Verdict::Fail,
            ErrorCode::TiktokRefused,
        ),
    ] {
        let server = Server::start(move |_, _| reply()).await;
        let error = send(&server, "0123456789".into()).await.unwrap_err();
        assert_eq!((error.verdict, error.failure.code), (verdict, code));
        assert_eq!(server.seen().len(), 1, "never sent twice by itself");
        assert!(!format!("{error:?}").contains("token=a"), "{error:?}");
    }
}

#[tokio::test]
async fn a_body_that_ends_early_or_stands_still_is_a_passing_fault() {
    let server = Server::start(|_, _| answer(206, &[], "")).await;
    let error = send(&server, streamed(&["0123"])).await.unwrap_err();
    assert_eq!(error.verdict, Verdict::Retry);
    let stuck =
        stream::iter([Ok::<_, std::io::Error>(Bytes::from("0123"))]).chain(stream::pending());
    let error = send(&server, Body::wrap_stream(stuck)).await.unwrap_err();
    assert_eq!(error.verdict, Verdict::Retry);
    assert!(error.failure.message().contains("no byte moved"), "{error}");
}

#[tokio::test]
async fn bytes_go_only_to_tiktok() {
    let server = Server::start(|_, _| answer(201, &[], "")).await;
    for url in [
        "http://127.0.0.1:9/upload",
        "https://example.com/upload",
        "nonsense",
    ] {
        let error = tiktok(&server)
            .send_chunk(&secret(url), 0..=0, 1, "video/mp4", "0".into())
            .await
            .unwrap_err();
        assert_eq!(error.verdict, Verdict::Fail);
    }
    let url = secret(server.url("/upload").to_string());
    #[expect(clippy::reversed_empty_ranges, reason = "that is the fault")]
    for range in [5..=4, 0..=35] {
        assert!(
            tiktok(&server)
                .send_chunk(&url, range, 35, "video/mp4", "0".into())
                .await
                .is_err()
        );
    }
    assert!(server.seen().is_empty());
}
