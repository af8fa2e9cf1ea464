//! One entry of `ALLOW_PRIVATE_HOSTS`.

use std::{net::IpAddr, str::FromStr};

use ipnet::IpNet;
use url::Host;

use super::addresses::plain;

/// One entry of `ALLOW_PRIVATE_HOSTS`: a name, an address or a CIDR, with an optional `:port`.
///
/// IPv6 with a port stands in brackets: `[fd00::/8]:9000`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowRule {
    to: To,
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum To {
    /// Matched against the URL's host; whatever that name resolves to is allowed.
    Name(String),
    /// Matched against the address connected to.
    Net(IpNet),
}

/// The text is not a name, an address or a CIDR.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is neither a host name nor an address nor a CIDR, each with an optional :port")]
pub struct InvalidRule(pub String);

impl AllowRule {
    /// Whether this rule lets a URL with `host` and `port` reach `address`.
    pub(super) fn allows(&self, host: &str, port: u16, address: IpAddr) -> bool {
        self.port.is_none_or(|only| only == port)
            && match &self.to {
                To::Name(name) => same_name(name, host),
                To::Net(net) => net.contains(&address) || net.contains(&plain(address)),
            }
    }
}

/// DNS names ignore case, and a dot at the end.
fn same_name(name: &str, host: &str) -> bool {
    host.strip_suffix('.')
        .unwrap_or(host)
        .eq_ignore_ascii_case(name)
}

impl FromStr for AllowRule {
    type Err = InvalidRule;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        read(text.trim()).ok_or_else(|| InvalidRule(text.trim().to_owned()))
    }
}

fn read(text: &str) -> Option<AllowRule> {
    if let Some(to) = net(text) {
        return Some(AllowRule { to, port: None });
    }
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) => (host, Some(port.parse().ok().filter(|port| *port != 0)?)),
        None => (text, None),
    };
    let bare = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let to = match bare {
        Some(inside) => net(inside)?,
        None if host.contains(':') && !host.contains('/') => return None,
        None => match net(host) {
            Some(net) => net,
            None => name(host)?,
        },
    };
    Some(AllowRule { to, port })
}

fn net(text: &str) -> Option<To> {
    let text = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    let net = match text.parse::<IpNet>() {
        Ok(net) => net.trunc(),
        Err(_) => plain(text.parse().ok()?).into(),
    };
    Some(To::Net(net))
}

fn name(text: &str) -> Option<To> {
    match Host::parse(text.strip_suffix('.').unwrap_or(text)).ok()? {
        Host::Domain(name) => Some(To::Name(name)),
        Host::Ipv4(address) => Some(To::Net(IpAddr::V4(address).into())),
        Host::Ipv6(address) => Some(To::Net(IpAddr::V6(address).into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(rule: &str, host: &str, port: u16, address: &str) -> bool {
        rule.parse::<AllowRule>()
            .unwrap()
            .allows(host, port, address.parse().unwrap())
    }

    #[test]
    fn a_name_allows_whatever_it_resolves_to_and_no_other_name() {
        assert!(allows("Storage.lan", "storage.LAN.", 80, "10.1.2.3"));
        assert!(!allows("storage.lan", "evil.example", 80, "10.1.2.3"));
        assert!(!allows("storage.lan", "x.storage.lan", 80, "10.1.2.3"));
    }

    #[test]
    fn an_address_or_cidr_is_matched_against_the_address() {
        assert!(allows("10.1.2.3", "any.example", 80, "10.1.2.3"));
        assert!(allows("10.1.2.3", "any.example", 80, "::ffff:10.1.2.3"));
        assert!(allows("10.0.0.0/8", "any.example", 80, "10.200.0.1"));
        assert!(!allows("10.0.0.0/8", "any.example", 80, "11.0.0.1"));
        assert!(allows("::1", "localhost", 80, "::1"));
        assert!(allows("fd00::/8", "any.example", 80, "fd12::1"));
    }

    #[test]
    fn a_port_narrows_the_rule() {
        for (rule, address) in [
            ("storage.lan:9000", "10.1.2.3"),
            ("10.1.2.3:9000", "10.1.2.3"),
            ("10.0.0.0/8:9000", "10.1.2.3"),
            ("[fd00::/8]:9000", "fd00::1"),
            ("[::1]:9000", "::1"),
            ("fd00::/8:9000", "fd00::1"),
        ] {
            assert!(allows(rule, "storage.lan", 9000, address), "{rule}");
            assert!(!allows(rule, "storage.lan", 80, address), "{rule}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            ":80",
            "a b",
            "10.0.0.0/33",
            "storage.lan:",
            "storage.lan:0",
            "storage.lan:99999",
            "a:b:c",
            "http://x",
        ] {
            assert!(text.parse::<AllowRule>().is_err(), "{text}");
        }
    }
}
