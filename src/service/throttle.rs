//! How often one network address may do what costs us something before anybody has proved who they are.
//!
//! The address is the peer's: behind a proxy all share the proxy's, so whatever a throttle guards must go on for those who
//! prove who they are.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
    time::Duration,
};

use axum::extract::ConnectInfo;
use governor::{
    Quota, RateLimiter, clock::Clock as _, middleware::NoOpMiddleware, nanos::Nanos,
    state::keyed::HashMapStateStore,
};
use http::Extensions;

use crate::domain::clock::SharedClock;

/// Addresses remembered before those that have been quiet are forgotten.
const MANY: usize = 10_000;

/// A bucket for each address: full at first, refilled evenly over the minute.
pub struct PerAddress {
    clock: Ticks,
    buckets: RateLimiter<IpAddr, HashMapStateStore<IpAddr>, Ticks, NoOpMiddleware<Nanos>>,
}

impl PerAddress {
    /// `limit` times a minute.
    #[must_use]
    pub fn per_minute(limit: NonZeroU32, clock: SharedClock) -> Self {
        let clock = Ticks(clock);
        Self {
            buckets: RateLimiter::hashmap_with_clock(Quota::per_minute(limit), clock.clone()),
            clock,
        }
    }

    /// Counts one more from `address`.
    ///
    /// # Errors
    /// How long to wait, if that was too many.
    pub fn ask(&self, address: IpAddr) -> Result<(), Duration> {
        if self.buckets.len() > MANY {
            self.buckets.retain_recent();
        }
        self.buckets
            .check_key(&network(address))
            .map_err(|not_until| not_until.wait_time_from(self.clock.now()))
    }
}

/// Whoever has one IPv6 address has the 2^64 around it.
fn network(address: IpAddr) -> IpAddr {
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
pub struct Ticks(pub SharedClock);

impl governor::clock::Clock for Ticks {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let millis = u64::try_from(self.0.now().as_millis()).unwrap_or(0);
        Nanos::from(Duration::from_millis(millis))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    };

    use super::*;
    use crate::domain::clock::{self, Timestamp};

    struct Hand(AtomicI64);

    impl clock::Clock for Hand {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(self.0.load(Ordering::Relaxed))
        }
    }

    #[test]
    fn each_network_has_its_own_bucket() {
        let hand = Arc::new(Hand(AtomicI64::new(1_000_000)));
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
        hand.0.fetch_add(30_000, Ordering::Relaxed);
        assert_eq!(ask("192.0.2.1"), Ok(()));
    }

    #[test]
    fn addresses_that_are_quiet_are_forgotten() {
        let hand = Arc::new(Hand(AtomicI64::new(1_000_000)));
        let throttle = PerAddress::per_minute(NonZeroU32::new(2).unwrap(), hand.clone());
        for n in 0..=10_000_u32 {
            throttle.ask(IpAddr::from(n.to_be_bytes())).unwrap();
        }
        hand.0.fetch_add(120_000, Ordering::Relaxed);
        throttle.ask(IpAddr::from([1, 1, 1, 1])).unwrap();
        assert_eq!(throttle.buckets.len(), 1);
    }
}
