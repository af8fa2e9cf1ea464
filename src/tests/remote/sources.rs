//! Opening videos: from the start, resumed, over redirects, and never into a private network.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use ai_video_uploader::{
    domain::error_code::ErrorCode,
    remote::{
        AddressGuard, Clients, Sources,
        sources::{Opened, SourceError},
    },
};
use futures::TryStreamExt as _;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{
    clients,
    server::{Request, Server, answer},
};

const VIDEO: &[u8] = b"0123456789";

pub(super) async fn open(
    server: &Server,
    from: u64,
    validator: Option<&str>,
) -> Result<Opened, SourceError> {
    Sources::new(&clients(&["127.0.0.1"]))
        .open(&server.url("/v.mp4?sig=a%2Fb"), from, validator)
        .await
}

pub(super) async fn all(opened: Opened) -> Result<Vec<u8>, SourceError> {
    let pieces: Vec<_> = opened.stream.try_collect().await?;
    Ok(pieces.concat())
}

/// A server that does it right.
fn good(request: &Request) -> super::server::Reply {
    let etag = ("ETag", "\"v1\"");
    match (request.header("range"), request.header("if-range")) {
        (Some("bytes=4-"), Some("\"v1\"")) => {
            answer(206, &[etag, ("Content-Range", "bytes 4-9/10")], &VIDEO[4..])
        }
        (Some("bytes=10-" | "bytes=12-"), Some("\"v1\"")) => {
            answer(416, &[("Content-Range", "bytes */10")], "")
        }
        _ => answer(200, &[etag, ("Content-Type", "video/mp4")], VIDEO),
    }
}

#[tokio::test]
async fn a_video_flows_from_its_start() {
    let server = Server::start(|_, request| good(request)).await;
    let opened = open(&server, 0, None).await.unwrap();
    assert_eq!((opened.offset, opened.total), (0, Some(10)));
    assert_eq!(opened.validator.as_deref(), Some("\"v1\""));
    assert_eq!(opened.content_type.as_deref(), Some("video/mp4"));
    assert_eq!(all(opened).await.unwrap(), VIDEO);
    let request = server.only();
    assert_eq!(request.target, "/v.mp4?sig=a%2Fb");
    assert_eq!(request.header("accept-encoding"), Some("identity"));
    assert!(
        request
            .header("user-agent")
            .unwrap()
            .starts_with("AI-Video-Uploader/")
    );
    for name in ["range", "if-range", "authorization", "cookie", "referer"] {
        assert_eq!(request.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn a_download_resumes_where_it_stopped() {
    let server = Server::start(|_, request| good(request)).await;
    let opened = open(&server, 4, Some("\"v1\"")).await.unwrap();
    assert_eq!((opened.offset, opened.total), (4, Some(10)));
    assert_eq!(all(opened).await.unwrap(), &VIDEO[4..]);
    assert_eq!(server.only().header("if-range"), Some("\"v1\""));
}

#[tokio::test]
async fn a_changed_file_starts_anew() {
    let server = Server::start(|_, request| good(request)).await;
    let opened = open(&server, 4, Some("\"v0\"")).await.unwrap();
    assert_eq!(opened.offset, 0);
    assert_eq!(all(opened).await.unwrap(), VIDEO);
}

#[tokio::test]
async fn nothing_resumes_without_a_validator() {
    let server = Server::start(|_, request| good(request)).await;
    assert_eq!(open(&server, 4, None).await.unwrap().offset, 0);
    assert_eq!(server.only().header("range"), None);
}

#[tokio::test]
async fn a_416_is_the_end_or_a_new_start() {
    let server = Server::start(|_, request| good(request)).await;
    let opened = open(&server, 10, Some("\"v1\"")).await.unwrap();
    assert_eq!((opened.offset, opened.total), (10, Some(10)));
    assert_eq!(all(opened).await.unwrap(), b"");
    let opened = open(&server, 12, Some("\"v1\"")).await.unwrap();
    assert_eq!(opened.offset, 0);
    assert_eq!(all(opened).await.unwrap(), VIDEO);
}

#[tokio::test]
async fn a_wrong_part_starts_anew() {
    for headers in [
        &[("Content-Range", "bytes 0-9/10")][..],
        &[("Content-Range", "bytes 5-9/10")],
        &[("Content-Range", "bytes 4-10/10")],
        &[("Content-Range", "rubbish")],
        &[("Content-Type", "multipart/byteranges; boundary=x")],
        &[("Content-Range", "bytes 4-9/10"), ("ETag", "\"v2\"")],
        &[],
    ] {
        let server = Server::start(move |_, request| match request.header("range") {
            Some(_) => answer(206, headers, &VIDEO[4..]),
            None => answer(200, &[], VIDEO),
        })
        .await;
        let opened = open(&server, 4, Some("\"v1\"")).await.unwrap();
        assert_eq!(opened.offset, 0, "{headers:?}");
        assert_eq!(all(opened).await.unwrap(), VIDEO);
    }
}

#[tokio::test]
async fn five_redirects_are_followed_and_no_more() {
    let server = Server::start(|_, request| {
        let left: usize = request.target[1..].parse().unwrap();
        match left {
            0 => answer(200, &[], VIDEO),
            left => answer(
                [301, 302, 303, 307, 308][left % 5],
                &[("Location", &format!("/{}", left - 1))],
                "",
            ),
        }
    })
    .await;
    let sources = Sources::new(&clients(&["127.0.0.1"]));
    let opened = sources.open(&server.url("/5"), 0, None).await.unwrap();
    assert_eq!(all(opened).await.unwrap(), VIDEO);
    let error = sources.open(&server.url("/6"), 0, None).await.unwrap_err();
    assert_eq!(
        (error.failure.code, error.retry),
        (ErrorCode::TooManyRedirects, false)
    );
}

#[tokio::test]
async fn redirects_into_private_networks_and_other_schemes_are_refused() {
    for (location, code) in [
        ("http://127.0.0.2:1/", ErrorCode::PrivateAddress),
        (
            "http://169.254.169.254/latest/meta-data/",
            ErrorCode::PrivateAddress,
        ),
        ("http://0xA9FEA9FE/", ErrorCode::PrivateAddress),
        ("//[::ffff:10.0.0.1]/", ErrorCode::PrivateAddress),
        ("http://localhost/", ErrorCode::PrivateAddress),
        ("file:///etc/passwd", ErrorCode::InvalidVideoUrl),
        ("ftp://example.com/v.mp4", ErrorCode::InvalidVideoUrl),
        ("http://user:word@example.com/", ErrorCode::InvalidVideoUrl),
        ("http://[bad/", ErrorCode::DownloadRefused),
    ] {
        let server = Server::start(move |_, _| answer(302, &[("Location", location)], "")).await;
        let rule = server.address.to_string();
        let sources = Sources::new(&clients(&[&rule]));
        let error = sources.open(&server.url("/"), 0, None).await.unwrap_err();
        assert_eq!(
            (error.failure.code, error.retry),
            (code, false),
            "{location}"
        );
        assert_eq!(server.seen().len(), 1);
    }
}

/// Answers the first question with one address and every later one with another.
struct Rebinding(AtomicUsize, [&'static str; 2]);

impl Resolve for Rebinding {
    fn resolve(&self, _: Name) -> Resolving {
        let address = self.1[self.0.fetch_add(1, Ordering::SeqCst).min(1)]
            .parse()
            .unwrap();
        Box::pin(async move { Ok(Box::new([SocketAddr::new(address, 0)].into_iter()) as Addrs) })
    }
}

fn named(allow: &[&str], answers: [&'static str; 2]) -> Sources {
    let rules = allow.iter().map(|rule| rule.parse().unwrap()).collect();
    let guard =
        AddressGuard::new(rules).with_lookup(Arc::new(Rebinding(AtomicUsize::new(0), answers)));
    Sources::new(&Clients::new(guard).unwrap())
}

#[tokio::test]
async fn the_address_connected_to_is_the_one_that_was_checked() {
    let server = Server::start(|_, _| answer(302, &[("Location", "/again")], "")).await;
    let url = |host: &str| {
        format!("http://{host}:{}/", server.address.port())
            .parse()
            .unwrap()
    };

    let error = named(&[], ["127.0.0.1", "127.0.0.1"])
        .open(&url("video.example"), 0, None)
        .await
        .unwrap_err();
    assert_eq!(
        (error.failure.code, error.retry),
        (ErrorCode::PrivateAddress, false)
    );
    assert!(error.failure.message().contains("video.example"));
    assert!(server.seen().is_empty());

    // Good at first, private when asked again for the redirect.
    let rebound = named(&["127.0.0.1"], ["127.0.0.1", "10.0.0.1"]);
    let error = rebound
        .open(&url("video.example"), 0, None)
        .await
        .unwrap_err();
    assert_eq!(error.failure.code, ErrorCode::PrivateAddress);
    assert_eq!(server.seen().len(), 1);

    // A rule for one name opens nothing to another.
    let error = named(&["other.example"], ["127.0.0.1", "127.0.0.1"])
        .open(&url("video.example"), 0, None)
        .await;
    assert_eq!(error.unwrap_err().failure.code, ErrorCode::PrivateAddress);
    let error = named(&["video.example:1"], ["127.0.0.1", "127.0.0.1"])
        .open(&url("video.example"), 0, None)
        .await;
    assert_eq!(error.unwrap_err().failure.code, ErrorCode::PrivateAddress);
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_name_that_is_allowed_is_reached() {
    let server = Server::start(|_, _| answer(200, &[], VIDEO)).await;
    let rule = format!("video.lan:{}", server.address.port());
    let url = format!("http://video.lan:{}/", server.address.port())
        .parse()
        .unwrap();
    let opened = named(&[&rule], ["127.0.0.1", "127.0.0.1"])
        .open(&url, 0, None)
        .await
        .unwrap();
    assert_eq!(all(opened).await.unwrap(), VIDEO);
    assert_eq!(server.only().header("host"), Some(rule.as_str()));
}
