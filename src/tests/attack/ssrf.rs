//! Addresses that lead inside, in every spelling: as `video_url`, as `callback_url`, and as the end of a redirect.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use ai_video_uploader::{
    domain::{clock::Timestamp, error_code::ErrorCode, secret::secret},
    remote::{AddressGuard, CallbackSender, Clients, Sources},
    simulator::Options,
};
use axum::{Router, http::header::LOCATION, response::IntoResponse as _};
use reqwest::{
    StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
};
use serde_json::json;
use tokio::net::TcpListener;

use crate::harness::TestApp;

/// Hosts that are not public, as an attacker writes them.
const INSIDE: &[&str] = &[
    // Loopback: dotted, short, decimal, octal, hexadecimal, mixed, with a dot at the end, percent-encoded, in other digits.
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0x7f.0x0.0x0.0x1",
    "0177.0.0.1",
    "0177.0000.0000.0001",
    "017700000001",
    "0x7f.1",
    "0177.1",
    "127.0x0.1",
    "127.255.255.254",
    "0x7F.0.00.01",
    "00000177.0.0.1",
    "%31%32%37.0.0.1",
    "127%2e0%2e0%2e1",
    "127\u{3002}0\u{3002}0\u{3002}1",
    "127\u{ff0e}0\u{ff0e}0\u{ff0e}1",
    "127\u{ff61}0\u{ff61}0\u{ff61}1",
    "\u{ff11}\u{ff12}\u{ff17}.0.0.1",
    "\u{2460}\u{2461}\u{2466}.0.0.1",
    "\u{1d7cf}\u{1d7d0}\u{1d7d5}.0.0.1",
    // This machine under other names.
    "0",
    "0.0.0.0",
    "0x0",
    "00",
    "0.0.0.1",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "a.localhost",
    "a.b.localhost.",
    "loc%61lhost",
    "\u{24db}ocalhost",
    "local\u{ad}host",
    // Private networks, carrier-grade NAT, link-local with the metadata of clouds.
    "10.0.0.1",
    "10.1",
    "167772161",
    "0xa000001",
    "012.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "2886729729",
    "192.168.1.1",
    "192.168.257",
    "3232235777",
    "0xC0A80101",
    "0300.0250.1.1",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.169.254",
    "2852039166",
    "0xA9FEA9FE",
    "0251.0376.0251.0376",
    "169.254.43518",
    "169.16689662",
    "169.254.170.2",
    "192.0.0.192",
    "168.63.129.16",
    // Documentation, benchmarks, multicast, reserved, broadcast.
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "198.18.0.1",
    "198.19.255.255",
    "192.88.99.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "4294967295",
    "0xffffffff",
    // IPv6: loopback, unspecified, with IPv4 inside in every way, NAT64, tunnels, local, multicast, documentation.
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[::a00:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::FFFF:0a00:0001]",
    "[::ffff:169.254.169.254]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b:1::1]",
    "[64:ff9b:1::a9fe:a9fe]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]",
    "[2002:c0a8:101::1]",
    "[2001:0:7f00:1::]",
    "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
    "[2001:10::1]",
    "[2001:20::1]",
    "[2001:2::1]",
    "[fc00::1]",
    "[fd00::1]",
    "[fd00:ec2::254]",
    "[fd20:ce::254]",
    "[fe80::1]",
    "[febf::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[ff0e::1]",
    "[100::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[5f00::1]",
    "[4000::1]",
    "[2606:4700::5efe:127.0.0.1]",
];

/// Addresses that are no video and no callback for another reason: scheme, credentials, or no address at all.
const WRONG: &[&str] = &[
    "ftp://example.com/v",
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "gopher://127.0.0.1:70/_x",
    "dict://127.0.0.1:11211/",
    "ldap://127.0.0.1/",
    "data:video/mp4,x",
    "javascript:alert(1)",
    "ws://example.com/",
    "blob:https://example.com/x",
    "about:blank",
    "jar:http://127.0.0.1!/",
    "netdoc:///etc/passwd",
    "unix:/run/docker.sock",
    "http+unix://%2Frun%2Fdocker.sock/",
    "//example.com/v",
    "example.com/v",
    "http://user@example.com/",
    "http://@example.com/",
    "http://:@example.com/",
    "http:example.com",
    "http:///example.com/",
    "http://example.com:0/",
    "http://user:word@example.com/",
    "http://:word@example.com/",
    "http://127.0.0.1@example.com/",
    "http://example.com%40127.0.0.1@example.org/",
    "http://",
    "http://:80/",
    "http://example.com:99999/",
    "http://example.com:-1/",
    "http://[::1",
    "http://[fe80::1%25eth0]/",
    "http://[::1%eth0]/",
    "http://256.0.0.1/",
    "http://1.2.3.4.5/",
    "http://0x100000000/",
    "http://exa mple.com/",
    "http://example.com\u{0}.evil/",
    "http://a<b>/",
    "http://127.0.0.1%00.example.com/",
];

const PORTS: &[&str] = &["", ":80", ":443", ":22", ":6379", ":65535", ":0"];

#[tokio::test]
async fn no_spelling_of_an_inside_address_is_taken() {
    let app = TestApp::start_with(&[("ALLOW_PRIVATE_HOSTS", "")], Options::default()).await;
    let alice = app.alice().await;
    assert!(INSIDE.len() >= 60);
    let good = "https://video.example/v.mp4";
    let refused = async |video: &str, callback: &str, wanted: &[&str]| {
        let body = json!({ "platforms": ["tiktok"], "content": "x", "video_url": video, "callback_url": callback });
        let (status, answer) = app.post_json("/api/posts/video", &alice.key, &body).await;
        let code = answer["error"]["code"].as_str().unwrap_or_default();
        assert!(
            status == 422 && wanted.contains(&code),
            "{video} {callback}: {status} {answer}"
        );
    };
    for (n, host) in INSIDE.iter().enumerate() {
        for scheme in ["http", "https"] {
            let inside = format!("{scheme}://{host}{}/latest?x=1", PORTS[n % PORTS.len()]);
            refused(&inside, good, &["private_address"]).await;
            refused(good, &inside, &["private_address"]).await;
        }
    }
    for url in WRONG {
        refused(url, good, &["invalid_video_url", "missing_video"]).await;
        refused(good, url, &["invalid_callback_url"]).await;
    }
    let (_, list) = app.get_json("/api/posts", &alice.key).await;
    assert_eq!(list["data"], json!([]));
}

/// A server on 127.0.0.1 that sends everybody on to `target`; counts who came.
async fn sends_on(target: String) -> (u16, Arc<AtomicUsize>) {
    let came = Arc::<AtomicUsize>::default();
    let counter = came.clone();
    let router = Router::new().fallback(move || {
        counter.fetch_add(1, Ordering::SeqCst);
        let target = target.clone();
        async move { (StatusCode::FOUND, [(LOCATION, target)]).into_response() }
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    #[expect(
        clippy::disallowed_methods,
        reason = "a server beside the test, which ends with it"
    )]
    tokio::task::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (port, came)
}

fn sources(allow: &str, lookup: Option<Arc<dyn Resolve>>) -> Sources {
    let mut guard = AddressGuard::new(vec![allow.parse().unwrap()]);
    if let Some(lookup) = lookup {
        guard = guard.with_lookup(lookup);
    }
    Sources::new(&Clients::new(guard).unwrap())
}

#[tokio::test]
async fn no_redirect_leads_inside() {
    let mut tried = 0;
    for host in INSIDE.iter().filter(|host| host.is_ascii()) {
        let (port, came) = sends_on(format!("http://{host}/latest")).await;
        // Only the first server may be reached, by its port; what it names is judged anew.
        let sources = sources(&format!("127.0.0.1:{port}"), None);
        let url = format!("http://127.0.0.1:{port}/v.mp4").parse().unwrap();
        let error = sources.open(&url, 0, None).await.unwrap_err();
        assert_eq!(error.failure.code, ErrorCode::PrivateAddress, "{host}");
        assert!(!error.retry, "{host}");
        assert_eq!(came.load(Ordering::SeqCst), 1, "{host}");
        tried += 1;
    }
    assert!(tried >= 60, "{tried}");
}

/// Answers every name with `first` once, and with `later` from then on.
struct Changing {
    asked: Arc<AtomicUsize>,
    first: &'static str,
    later: &'static str,
}

impl Resolve for Changing {
    fn resolve(&self, _: Name) -> Resolving {
        let asked = self.asked.fetch_add(1, Ordering::SeqCst);
        let address = if asked == 0 { self.first } else { self.later };
        let found = vec![SocketAddr::new(address.parse().unwrap(), 0)];
        Box::pin(async move { Ok(Box::new(found.into_iter()) as Addrs) })
    }
}

#[tokio::test]
async fn a_name_is_judged_by_what_it_resolves_to_at_the_very_connection() {
    let asked = Arc::<AtomicUsize>::default();
    let (port, came) = sends_on("/again".to_owned()).await;
    let lookup = Changing {
        asked: asked.clone(),
        first: "127.0.0.1",
        later: "127.0.0.2",
    };
    let sources = sources(&format!("127.0.0.1:{port}"), Some(Arc::new(lookup)));
    let url = format!("http://video.example:{port}/v.mp4")
        .parse()
        .unwrap();
    let error = sources.open(&url, 0, None).await.unwrap_err();
    assert_eq!(error.failure.code, ErrorCode::PrivateAddress);
    // Asked once for each connection: nothing between the check and the connection could answer otherwise.
    assert_eq!(
        (asked.load(Ordering::SeqCst), came.load(Ordering::SeqCst)),
        (2, 1)
    );
    // And so when a download is resumed.
    let error = sources.open(&url, 10, Some("\"x\"")).await.unwrap_err();
    assert_eq!(error.failure.code, ErrorCode::PrivateAddress);
    assert_eq!(came.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_callback_is_judged_at_its_connection_and_follows_nothing() {
    let (port, came) = sends_on("http://169.254.169.254/".to_owned()).await;
    let send = async |allow: &str, host: &str, later: &'static str| {
        let lookup = Changing {
            asked: Arc::default(),
            first: later,
            later,
        };
        let guard = AddressGuard::new(vec![allow.parse().unwrap()]).with_lookup(Arc::new(lookup));
        let sender = CallbackSender::new(&Clients::new(guard).unwrap());
        let url = format!("http://{host}:{port}/cb?x=1");
        let key = secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        sender
            .send(&url, "msg", Timestamp::default(), &key, "{}")
            .await
    };
    let allowed = format!("127.0.0.1:{port}");
    assert_eq!(send(&allowed, "hook.example", "127.0.0.1").await, Ok(302));
    assert_eq!(came.load(Ordering::SeqCst), 1);
    for inside in [
        "127.0.0.2",
        "10.0.0.1",
        "169.254.169.254",
        "::1",
        "64:ff9b::7f00:1",
        "fd00:ec2::254",
    ] {
        let error = send(&allowed, "hook.example", inside).await.unwrap_err();
        assert!(error.contains("private network"), "{inside}: {error}");
    }
    assert_eq!(came.load(Ordering::SeqCst), 1);
}
