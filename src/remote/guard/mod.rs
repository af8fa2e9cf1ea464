//! Keeps addresses that users name out of private networks: `video_url` and `callback_url`.
//!
//! A URL is judged twice: on its face at intake, and at each connection by the resolver below, which hands out
//! only addresses that were checked. Literal addresses never reach a resolver; [`AddressGuard::check_url`] judges them.

mod addresses;
mod rule;

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
pub use rule::{AllowRule, InvalidRule};
use url::{Host, Url};

/// Why an address may not be reached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GuardError {
    /// Neither http nor https.
    #[error("{0} is neither http nor https")]
    Scheme(String),
    /// The URL carries a user name or a password.
    #[error("the URL carries a user name or a password")]
    Credentials,
    /// The URL names no host.
    #[error("the URL names no host")]
    NoHost,
    /// The host is, or resolves to, an address that is not public.
    #[error("the address {0} leads into a private network")]
    Private(String),
}

/// The DNS knows no address for a name, or did not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the name {0} cannot be resolved")]
pub struct LookupFailed(pub String);

/// Decides which addresses may be reached.
#[derive(Clone)]
pub struct AddressGuard {
    allow: Arc<[AllowRule]>,
    lookup: Arc<dyn Resolve>,
}

impl AddressGuard {
    /// A guard that lets public addresses pass, and those that `allow` names.
    #[must_use]
    pub fn new(allow: Vec<AllowRule>) -> Self {
        Self {
            allow: allow.into(),
            lookup: Arc::new(SystemLookup),
        }
    }

    /// The same guard, which asks `lookup` instead of the system for the addresses of a name.
    #[must_use]
    pub fn with_lookup(mut self, lookup: Arc<dyn Resolve>) -> Self {
        self.lookup = lookup;
        self
    }

    /// Judges a URL without asking the DNS: scheme, credentials, and hosts that are private on their face.
    ///
    /// # Errors
    /// [`GuardError`].
    pub fn check_url(&self, url: &Url) -> Result<(), GuardError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(GuardError::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(GuardError::Credentials);
        }
        let port = url.port_or_known_default().ok_or(GuardError::NoHost)?;
        match url.host().ok_or(GuardError::NoHost)? {
            Host::Ipv4(address) => self.check(&address.to_string(), port, &[address.into()]),
            Host::Ipv6(address) => self.check(&address.to_string(), port, &[address.into()]),
            Host::Domain(name) if is_localhost(name) => self
                .check(name, port, &[Ipv4Addr::LOCALHOST.into()])
                .or_else(|_| self.check(name, port, &[Ipv6Addr::LOCALHOST.into()])),
            Host::Domain(_) => Ok(()),
        }
    }

    /// Judges every address that `host` stands for; one bad address spoils them all, because nobody knows which
    /// of them a connection would take.
    fn check(&self, host: &str, port: u16, addresses: &[IpAddr]) -> Result<(), GuardError> {
        let good = |address: IpAddr| {
            addresses::is_public(address)
                || self
                    .allow
                    .iter()
                    .any(|rule| rule.allows(host, port, address))
        };
        if addresses.iter().copied().all(good) {
            Ok(())
        } else {
            Err(GuardError::Private(host.to_owned()))
        }
    }

    /// A resolver for connections of URLs with this port.
    pub(super) fn resolver(&self, port: u16) -> Arc<CheckedLookup> {
        Arc::new(CheckedLookup {
            guard: self.clone(),
            port,
        })
    }
}

impl fmt::Debug for AddressGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddressGuard")
            .field("allow", &self.allow)
            .finish_non_exhaustive()
    }
}

fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name.rsplit('.')
        .next()
        .is_some_and(|last| last.eq_ignore_ascii_case("localhost"))
}

/// Hands a connection only addresses that the guard has checked.
pub(super) struct CheckedLookup {
    guard: AddressGuard,
    port: u16,
}

impl Resolve for CheckedLookup {
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, port) = (self.guard.clone(), self.port);
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> = guard
                .lookup
                .resolve(name)
                .await
                .map_err(|_| LookupFailed(host.clone()))?
                .collect();
            if found.is_empty() {
                return Err(LookupFailed(host).into());
            }
            let addresses: Vec<IpAddr> = found.iter().map(SocketAddr::ip).collect();
            guard.check(&host, port, &addresses)?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Asks the system.
struct SystemLookup;

impl Resolve for SystemLookup {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests;
