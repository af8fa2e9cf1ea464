//! URLs as an attacker writes them.

use super::*;

fn guard(allow: &[&str]) -> AddressGuard {
    AddressGuard::new(allow.iter().map(|rule| rule.parse().unwrap()).collect())
}

fn check(guard: &AddressGuard, url: &str) -> Result<(), GuardError> {
    guard.check_url(&Url::parse(url).unwrap())
}

/// Each of these is loopback, private, link-local, metadata or otherwise special, in one spelling or another.
const PRIVATE: &[&str] = &[
    "http://127.0.0.1/",
    "http://127.0.0.1:8001/",
    "https://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.0.0.1./",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7f.0x0.0x0.0x1/",
    "http://0177.0.0.1/",
    "http://0177.0000.0000.0001/",
    "http://017700000001/",
    "http://0x7f.1/",
    "http://127.0x0.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://0x0/",
    "http://00/",
    "http://127.255.255.254/",
    "http://%31%32%37.0.0.1/",
    "http://%31%32%37%2e%30%2e%30%2e%31/",
    "http://127\u{3002}0\u{3002}0\u{3002}1/",
    "http://\u{ff11}\u{ff12}\u{ff17}.0.0.1/",
    "http://\u{2460}\u{2461}\u{2466}.0.0.1/",
    "http://10.0.0.1/",
    "http://10.1/",
    "http://167772161/",
    "http://0xa000001/",
    "http://012.0.0.1/",
    "http://172.16.0.1/",
    "http://2886729729/",
    "http://192.168.1.1/",
    "http://3232235777/",
    "http://0xC0A80101/",
    "http://192.168.257/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0xA9FEA9FE/",
    "http://0251.0376.0251.0376/",
    "http://169.254.43518/",
    "http://100.100.100.200/",
    "http://100.64.0.1/",
    "http://192.0.0.192/",
    "http://168.63.129.16/",
    "http://198.18.0.1/",
    "http://192.0.2.1/",
    "http://203.0.113.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://4294967295/",
    "http://[::]/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[0000:0000:0000:0000:0000:0000:0000:0001]:8001/",
    "http://[::127.0.0.1]/",
    "http://[::7f00:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:0a00:0001]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::a00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:c0a8:101::1]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[100::1]/",
    "http://[2001:db8::1]/",
    "http://[2606:4700::5efe:127.0.0.1]/",
    "http://localhost/",
    "http://LOCALHOST:8001/",
    "http://localhost./",
    "http://video.localhost/",
    "http://loc%61lhost/",
    "http://\u{24db}ocalhost/",
];

#[test]
fn private_addresses_are_refused_in_every_spelling() {
    let guard = guard(&[]);
    assert!(PRIVATE.len() >= 60);
    for url in PRIVATE {
        assert!(
            matches!(check(&guard, url), Err(GuardError::Private(_))),
            "{url} → {:?}",
            check(&guard, url)
        );
    }
}

#[test]
fn other_schemes_and_credentials_are_refused() {
    let guard = guard(&["127.0.0.1"]);
    for url in [
        "ftp://example.com/v.mp4",
        "file:///etc/passwd",
        "gopher://127.0.0.1:70/_x",
        "data:video/mp4,x",
        "javascript:1",
        "ws://example.com/",
        "blob:https://example.com/x",
        "dict://127.0.0.1/",
        "about:blank",
    ] {
        assert!(
            matches!(check(&guard, url), Err(GuardError::Scheme(_))),
            "{url}"
        );
    }
    for url in [
        "http://user@example.com/",
        "http://user:word@example.com/",
        "http://:word@example.com/",
        "http://example.com%40127.0.0.1@example.org/",
        "http://127.0.0.1@example.com/",
    ] {
        assert_eq!(check(&guard, url), Err(GuardError::Credentials), "{url}");
    }
}

#[test]
fn public_urls_pass() {
    let guard = guard(&[]);
    for url in [
        "https://example.com/v.mp4",
        "http://example.com:8080/",
        "https://8.8.8.8/",
        "http://[2606:4700::1111]/",
        "https://bücher.example/",
        "http://134744072/",
        "http://localhost.example.com/",
    ] {
        assert_eq!(check(&guard, url), Ok(()), "{url}");
    }
}

#[test]
fn rules_open_exactly_what_they_name() {
    let guard = guard(&["localhost:9000", "10.0.0.0/8", "[fd00::/8]:443"]);
    for url in [
        "http://localhost:9000/",
        "http://10.9.8.7/",
        "http://10.9.8.7:81/",
        "https://[fd00::1]/",
        "http://0xa000001/",
    ] {
        assert_eq!(check(&guard, url), Ok(()), "{url}");
    }
    for url in [
        "http://localhost/",
        "http://127.0.0.1:9000/",
        "http://video.localhost:9000/",
        "http://11.0.0.1.nip.localhost/",
        "http://[fd00::1]/",
        "http://192.168.0.1/",
    ] {
        assert!(check(&guard, url).is_err(), "{url}");
    }
}

/// Answers every name with the same addresses.
struct Fixed(Vec<&'static str>);

impl Resolve for Fixed {
    fn resolve(&self, _: Name) -> Resolving {
        let found: Vec<SocketAddr> = self
            .0
            .iter()
            .map(|ip| SocketAddr::new(ip.parse().unwrap(), 0))
            .collect();
        Box::pin(async move { Ok(Box::new(found.into_iter()) as Addrs) })
    }
}

async fn resolve(
    guard: AddressGuard,
    port: u16,
    answer: &[&'static str],
) -> Result<Vec<IpAddr>, String> {
    let guard = guard.with_lookup(Arc::new(Fixed(answer.to_vec())));
    match guard
        .resolver(port)
        .resolve("video.example".parse().unwrap())
        .await
    {
        Ok(found) => Ok(found.map(|address| address.ip()).collect()),
        Err(error) => Err(error.to_string()),
    }
}

#[tokio::test]
async fn a_name_is_judged_by_every_address_it_resolves_to() {
    assert_eq!(
        resolve(guard(&[]), 80, &["8.8.8.8", "1.1.1.1"])
            .await
            .unwrap()
            .len(),
        2
    );
    for answer in [
        &["127.0.0.1"][..],
        &["8.8.8.8", "10.0.0.1"],
        &["10.0.0.1", "8.8.8.8"],
        &["8.8.8.8", "::1"],
        &["::ffff:169.254.169.254"],
        &["64:ff9b::7f00:1"],
        &["fd00::1"],
    ] {
        let error = resolve(guard(&[]), 80, answer).await.unwrap_err();
        assert_eq!(
            error, "the address video.example leads into a private network",
            "{answer:?}"
        );
    }
    assert!(resolve(guard(&[]), 80, &[]).await.is_err());
}

#[tokio::test]
async fn rules_hold_for_the_address_connected_to() {
    let allow = ["video.example:9000", "10.0.0.0/8"];
    assert!(resolve(guard(&allow), 9000, &["192.168.0.1"]).await.is_ok());
    assert!(resolve(guard(&allow), 80, &["192.168.0.1"]).await.is_err());
    assert!(
        resolve(guard(&allow), 80, &["10.0.0.1", "8.8.8.8"])
            .await
            .is_ok()
    );
    assert!(
        resolve(guard(&["other.example"]), 80, &["10.0.0.1"])
            .await
            .is_err()
    );
}
