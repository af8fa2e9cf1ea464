//! How often one network address may do what costs us something before anybody has proved who they are.
//!
//! The address is the peer's: behind a proxy all share the proxy's, so whatever a throttle guards must go on for those who
//! prove who they are.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
    time::Duration,
};

use axum::extract::ConnectInfo;
use governor::{
    Quota, RateLimiter, clock::Clock as _, middleware::StateInformationMiddleware, nanos::Nanos,
    state::keyed::HashMapStateStore,
};
use http::Extensions;

use crate::domain::clock::SharedClock;

/// Keys remembered before those that have been quiet are forgotten.
const MANY: usize = 10_000;

/// A bucket for each key: full at first, refilled evenly over the minute.
pub struct Buckets<K: Hash + Eq + Clone> {
    clock: Ticks,
    buckets: RateLimiter<K, HashMapStateStore<K>, Ticks, StateInformationMiddleware>,
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    /// `limit` times a minute.
    #[must_use]
    pub fn per_minute(limit: NonZeroU32, clock: SharedClock) -> Self {
        let clock = Ticks(clock);
        let quota = Quota::per_minute(limit);
        Self {
            buckets: RateLimiter::hashmap_with_clock(quota, clock.clone())
                .with_middleware::<StateInformationMiddleware>(),
            clock,
        }
    }

    /// Counts one more for `key`; answers how many are left.
    ///
    /// # Errors
    /// How long to wait, if that was too many.
    pub fn ask(&self, key: &K) -> Result<u32, Duration> {
        if self.buckets.len() > MANY {
            self.buckets.retain_recent();
        }
        match self.buckets.check_key(key) {
            Ok(left) => Ok(left.remaining_burst_capacity()),
            Err(not_until) => Err(not_until.wait_time_from(self.clock.now())),
        }
    }
}

/// A bucket for each network address.
pub struct PerAddress(Buckets<IpAddr>);

impl PerAddress {
    /// `limit` times a minute.
    #[must_use]
    pub fn per_minute(limit: NonZeroU32, clock: SharedClock) -> Self {
        Self(Buckets::per_minute(limit, clock))
    }

    /// Counts one more from `address`.
    ///
    /// # Errors
    /// How long to wait, if that was too many.
    pub fn ask(&self, address: IpAddr) -> Result<(), Duration> {
        self.0.ask(&network(address)).map(|_| ())
    }
}

/// Whoever has one IPv6 address has the 2^64 around it.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from(u128::from(v6) >> 64 << 64).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// The address that a request came from.
#[must_use]
pub fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(peer)| peer.ip())
}

/// Our clock, as limiters want to read it.
#[derive(Clone)]
struct Ticks(SharedClock);

impl governor::clock::Clock for Ticks {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let millis = u64::try_from(self.0.now().as_millis()).unwrap_or(0);
        Nanos::from(Duration::from_millis(millis))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::clock::Hand;

    #[test]
    fn each_network_has_its_own_bucket() {
        let hand = Arc::new(Hand::default());
        let throttle = PerAddress::per_minute(NonZeroU32::new(2).unwrap(), hand.clone());
        let ask = |address: &str| throttle.ask(address.parse().unwrap());
        assert_eq!(ask("192.0.2.1"), Ok(()));
        assert_eq!(ask("::ffff:192.0.2.1"), Ok(()));
        assert_eq!(ask("192.0.2.1"), Err(Duration::from_secs(30)));
        assert_eq!(ask("192.0.2.2"), Ok(()));
        assert_eq!(ask("2001:db8::1"), Ok(()));
        assert_eq!(ask("2001:db8::ffff:1"), Ok(()));
        assert!(ask("2001:db8::2").is_err());
        assert_eq!(ask("2001:db8:0:1::2"), Ok(()));
        hand.advance(Duration::from_secs(30));
        assert_eq!(ask("192.0.2.1"), Ok(()));
    }

    #[test]
    fn addresses_that_are_quiet_are_forgotten() {
        let hand = Arc::new(Hand::default());
        let throttle = PerAddress::per_minute(NonZeroU32::new(2).unwrap(), hand.clone());
        for n in 0..=10_000_u32 {
            throttle.ask(IpAddr::from(n.to_be_bytes())).unwrap();
        }
        hand.advance(Duration::from_secs(120));
        throttle.ask(IpAddr::from([1, 1, 1, 1])).unwrap();
        assert_eq!(throttle.0.buckets.len(), 1);
    }
}
