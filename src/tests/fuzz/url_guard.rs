//! Addresses that people name: what passes is http(s), without credentials, and leads to no private address.

#![no_main]

use std::net::IpAddr;

use ai_video_uploader::remote::{AddressGuard, callbacks, fuzzing};
use libfuzzer_sys::fuzz_target;
use url::{Host, Url};

fn is_surely_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4.is_multicast()
                || v4.is_documentation()
                || v4.octets()[0] == 0
        }
        IpAddr::V6(v6) => {
            v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_multicast()
                || v6.is_unique_local()
                || v6.is_unicast_link_local()
        }
    }
}

fuzz_target!(|input: (&str, [u8; 4], [u8; 16])| {
    let (text, four, sixteen) = input;
    let guard = AddressGuard::new(Vec::new());
    for address in [IpAddr::from(four), IpAddr::from(sixteen)] {
        if fuzzing::may_connect(&guard, &[address]) {
            assert!(!is_surely_private(address), "{address}");
        }
    }
    let _ = callbacks::faithful(text);
    let Ok(url) = Url::parse(text) else { return };
    let verdict = guard.check_url(&url);
    let again = Url::parse(url.as_str()).map(|url| guard.check_url(&url));
    assert_eq!(again.as_ref(), Ok(&verdict), "{url}");
    if verdict.is_ok() {
        assert!(matches!(url.scheme(), "http" | "https"));
        assert!(url.username().is_empty() && url.password().is_none());
        match url.host() {
            Some(Host::Ipv4(v4)) => assert!(!is_surely_private(v4.into()), "{url}"),
            Some(Host::Ipv6(v6)) => assert!(!is_surely_private(v6.into()), "{url}"),
            Some(Host::Domain(name)) => assert!(name != "localhost" && !name.ends_with(".localhost"), "{url}"),
            None => panic!("{url} has no host"),
        }
    }
});
