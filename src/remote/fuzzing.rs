//! Doors into this floor for the fuzz targets of `src/tests/fuzz`, which are a crate of their own.

use std::net::{IpAddr, SocketAddr};

use futures::executor::block_on;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{content_range::ContentRange, guard::AddressGuard};

/// First byte, last byte and total that a `Content-Range` header names.
#[must_use]
pub fn content_range(header: &str) -> Option<(u64, u64, Option<u64>)> {
    match ContentRange::parse(header)? {
        ContentRange::Part { first, last, total } => Some((first, last, total)),
        ContentRange::Unsatisfied { .. } => None,
    }
}

/// Whether `guard` lets a connection be made to a name that resolves to `addresses`.
#[must_use]
pub fn may_connect(guard: &AddressGuard, addresses: &[IpAddr]) -> bool {
    let lookup = std::sync::Arc::new(Fixed(addresses.to_vec()));
    let resolver = guard.clone().with_lookup(lookup).resolver(443);
    "video.example"
        .parse()
        .is_ok_and(|name| block_on(resolver.resolve(name)).is_ok())
}

/// Answers every name with the same addresses.
struct Fixed(Vec<IpAddr>);

impl Resolve for Fixed {
    fn resolve(&self, _: Name) -> Resolving {
        let found: Vec<SocketAddr> = self.0.iter().map(|ip| SocketAddr::new(*ip, 0)).collect();
        Box::pin(async move { Ok(Box::new(found.into_iter()) as Addrs) })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::{Host, Url};

    use super::*;

    /// Addresses as people and attackers write them.
    fn address() -> impl Strategy<Value = String> {
        let scheme = prop_oneof![
            Just("http"),
            Just("https"),
            Just("HTTP"),
            Just("ftp"),
            Just("file"),
            Just("")
        ];
        let host = prop_oneof![
            any::<[u8; 4]>().prop_map(|ip| IpAddr::from(ip).to_string()),
            any::<[u8; 16]>().prop_map(|ip| format!("[{}]", IpAddr::from(ip))),
            any::<u32>().prop_map(|ip| ip.to_string()),
            any::<u32>().prop_map(|ip| format!("0x{ip:x}")),
            any::<[u8; 4]>().prop_map(|[a, b, c, d]| format!("0{a:o}.0x{b:x}.{c}.{d}.")),
            (any::<u8>(), 0_u32..1 << 24).prop_map(|(a, rest)| format!("{a}.{rest}")),
            Just("localhost".to_owned()),
            "[a-z0-9.\u{ff10}-\u{ff19}\u{3002}%@:]{1,20}",
        ];
        (
            scheme,
            "(user(:word)?@)?",
            host,
            "(:[0-9]{1,5})?",
            "[/?#][ -~]{0,20}",
        )
            .prop_map(|(scheme, who, host, port, rest)| {
                format!("{scheme}://{who}{host}{port}{rest}")
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn what_passes_leads_to_no_private_address(text in address()) {
            let guard = AddressGuard::new(Vec::new());
            let Ok(url) = Url::parse(&text) else { return Ok(()) };
            if guard.check_url(&url).is_err() {
                return Ok(());
            }
            prop_assert!(matches!(url.scheme(), "http" | "https"));
            prop_assert!(url.username().is_empty() && url.password().is_none());
            let literal = match url.host() {
                Some(Host::Ipv4(ip)) => Some(IpAddr::from(ip)),
                Some(Host::Ipv6(ip)) => Some(IpAddr::from(ip)),
                Some(Host::Domain(name)) => {
                    prop_assert!(name.trim_end_matches('.').rsplit('.').next() != Some("localhost"));
                    // No name that passes is an address in disguise.
                    prop_assert!(name.trim_end_matches('.').parse::<IpAddr>().is_err());
                    None
                }
                None => panic!("{url} has no host"),
            };
            if let Some(ip) = literal {
                prop_assert!(may_connect(&guard, &[ip]), "{} passes on its face only", url);
            }
        }

        #[test]
        fn one_private_address_among_many_is_enough(public in 1_u8..100, private: [u8; 3], at in 0_usize..3) {
            let guard = AddressGuard::new(Vec::new());
            let mut addresses = vec![IpAddr::from([8, 8, 8, public]); 3];
            prop_assert!(may_connect(&guard, &addresses));
            let [b, c, d] = private;
            addresses[at] = IpAddr::from([10, b, c, d]);
            prop_assert!(!may_connect(&guard, &addresses));
        }
    }
}
