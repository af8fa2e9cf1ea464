//! What can go wrong while a video is fetched, and whether a retry helps.

use std::{sync::Arc, time::Duration};

use ai_video_uploader::{
    domain::error_code::ErrorCode,
    remote::{AddressGuard, Clients, Sources},
};
use reqwest::dns::{Name, Resolve, Resolving};

use super::{
    server::{Reply, Server, answer},
    sources::{all, open},
};

#[tokio::test]
async fn every_status_has_its_error() {
    for (status, code, retry) in [
        (404, ErrorCode::DownloadNotFound, false),
        (410, ErrorCode::DownloadNotFound, false),
        (401, ErrorCode::DownloadForbidden, false),
        (403, ErrorCode::DownloadForbidden, false),
        (400, ErrorCode::DownloadRefused, false),
        (451, ErrorCode::DownloadRefused, false),
        (416, ErrorCode::DownloadRefused, false),
        (204, ErrorCode::DownloadRefused, false),
        (304, ErrorCode::DownloadRefused, false),
        (408, ErrorCode::DownloadRefused, true),
        (429, ErrorCode::DownloadRefused, true),
        (500, ErrorCode::DownloadRefused, true),
        (503, ErrorCode::DownloadRefused, true),
    ] {
        let server = Server::start(move |_, _| answer(status, &[("Retry-After", "7")], "")).await;
        let error = open(&server, 0, None).await.unwrap_err();
        assert_eq!((error.failure.code, error.retry), (code, retry), "{status}");
        assert_eq!(error.retry_after, Some(Duration::from_secs(7)));
        assert!(error.failure.message().contains(&status.to_string()));
    }
}

#[tokio::test]
async fn what_is_no_video_is_refused_before_it_flows() {
    for (headers, code) in [
        (
            &[("Content-Type", "text/html; charset=utf-8")][..],
            ErrorCode::NotAVideo,
        ),
        (
            &[("Content-Type", "application/json")],
            ErrorCode::NotAVideo,
        ),
        (&[("Content-Type", "text/plain")], ErrorCode::NotAVideo),
        (&[("Content-Encoding", "gzip")], ErrorCode::DownloadRefused),
        (&[("Content-Encoding", "br")], ErrorCode::DownloadRefused),
    ] {
        let server = Server::start(move |_, _| answer(200, headers, "<html>")).await;
        let error = open(&server, 0, None).await.unwrap_err();
        assert_eq!(
            (error.failure.code, error.retry),
            (code, false),
            "{headers:?}"
        );
    }
    let server = Server::start(|_, _| answer(200, &[], "")).await;
    assert_eq!(
        open(&server, 0, None).await.unwrap_err().failure.code,
        ErrorCode::EmptyFile
    );
    let server =
        Server::start(|_, _| answer(206, &[("Content-Range", "bytes 0-3/10")], "0123")).await;
    assert_eq!(
        open(&server, 0, None).await.unwrap_err().failure.code,
        ErrorCode::DownloadRefused
    );
}

#[tokio::test]
async fn plain_files_are_taken_whatever_they_are_called() {
    for headers in [
        &[("Content-Type", "application/octet-stream")][..],
        &[
            ("Content-Type", "video/mp4"),
            ("Content-Encoding", "identity"),
        ],
        &[("Content-Encoding", "aws-chunked")],
        &[],
    ] {
        let server = Server::start(move |_, _| answer(200, headers, "0123")).await;
        assert_eq!(
            all(open(&server, 0, None).await.unwrap()).await.unwrap(),
            b"0123",
            "{headers:?}"
        );
    }
}

#[tokio::test]
async fn a_download_without_a_length_ends_where_it_ends() {
    let server = Server::start(|_, _| {
        Reply::Close(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n0123".to_vec())
    })
    .await;
    let opened = open(&server, 0, None).await.unwrap();
    assert_eq!((opened.total, opened.validator.clone()), (None, None));
    assert_eq!(all(opened).await.unwrap(), b"0123");
}

#[tokio::test]
async fn an_early_end_is_an_interruption_and_silence_a_time_out() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123".to_vec();
    let copy = head.clone();
    let server = Server::start(move |_, _| Reply::Close(copy.clone())).await;
    let error = all(open(&server, 0, None).await.unwrap())
        .await
        .unwrap_err();
    assert_eq!(
        (error.failure.code, error.retry),
        (ErrorCode::DownloadInterrupted, true)
    );

    let server = Server::start(move |_, _| Reply::Hang(head.clone())).await;
    let error = all(open(&server, 0, None).await.unwrap())
        .await
        .unwrap_err();
    assert_eq!(
        (error.failure.code, error.retry),
        (ErrorCode::DownloadTimedOut, true)
    );

    let server = Server::start(|_, _| Reply::Hang(Vec::new())).await;
    let error = open(&server, 0, None).await.unwrap_err();
    assert_eq!(
        (error.failure.code, error.retry),
        (ErrorCode::DownloadTimedOut, true)
    );
}

#[tokio::test]
async fn a_part_shorter_than_the_rest_is_an_interruption_and_a_longer_one_is_wrong() {
    for (last, body, code) in [
        (6, "456", ErrorCode::DownloadInterrupted),
        (9, "4567890123", ErrorCode::DownloadWrongLength),
    ] {
        let server = Server::start(move |_, _| {
            answer(
                206,
                &[("Content-Range", &format!("bytes 4-{last}/10"))],
                body,
            )
        })
        .await;
        let opened = open(&server, 4, Some("\"v1\"")).await.unwrap();
        assert_eq!(opened.offset, 4);
        assert_eq!(all(opened).await.unwrap_err().failure.code, code);
    }
}

/// A DNS that knows no name.
struct NoNames;

impl Resolve for NoNames {
    fn resolve(&self, _: Name) -> Resolving {
        Box::pin(async { Err("NXDOMAIN".into()) })
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_worth_another_try() {
    let address = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let guard = AddressGuard::new(vec!["127.0.0.1".parse().unwrap()]);
    let clients = Clients::new(guard.with_lookup(Arc::new(NoNames))).unwrap();
    let sources = Sources::new(&clients);
    for url in [
        format!("http://{address}/v.mp4?sig=s3cret"),
        "http://nowhere.invalid/v.mp4".to_owned(),
    ] {
        let error = sources
            .open(&url.parse().unwrap(), 0, None)
            .await
            .unwrap_err();
        assert_eq!(
            (error.failure.code, error.retry),
            (ErrorCode::DownloadUnreachable, true),
            "{url}"
        );
        assert!(!error.failure.message().contains("s3cret"), "{error}");
    }
    let server = Server::start(|_, _| Reply::Close(b"SSH-2.0-OpenSSH_9\r\n".to_vec())).await;
    let error = open(&server, 0, None).await.unwrap_err();
    assert!(error.retry);
}
