//! How many requests a minute one API key may make.

use std::{num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter, clock::Clock as _, middleware::StateInformationMiddleware,
    state::keyed::HashMapStateStore,
};

use crate::{
    domain::{clock::SharedClock, id::ApiKeyId},
    service::{Context, throttle::Ticks},
};

/// A bucket for each key: full at first, refilled evenly over the minute.
pub(super) struct Limiter {
    limit: u32,
    clock: Ticks,
    buckets: RateLimiter<ApiKeyId, HashMapStateStore<ApiKeyId>, Ticks, StateInformationMiddleware>,
}

/// Whether a request may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Admitted { limit: u32, remaining: u32 },
    TooMany { limit: u32, wait: Duration },
}

impl Limiter {
    /// None if there is no limit.
    pub(super) fn new(ctx: &Context) -> Option<Self> {
        Self::per_minute(ctx.settings.api_rate_per_minute, ctx.clock.clone())
    }

    fn per_minute(limit: u32, clock: SharedClock) -> Option<Self> {
        let clock = Ticks(clock);
        let quota = Quota::per_minute(NonZeroU32::new(limit)?);
        let buckets = RateLimiter::hashmap_with_clock(quota, clock.clone())
            .with_middleware::<StateInformationMiddleware>();
        Some(Self {
            limit,
            clock,
            buckets,
        })
    }

    pub(super) fn ask(&self, key: ApiKeyId) -> Verdict {
        match self.buckets.check_key(&key) {
            Ok(left) => Verdict::Admitted {
                limit: self.limit,
                remaining: left.remaining_burst_capacity(),
            },
            Err(not_until) => Verdict::TooMany {
                limit: self.limit,
                wait: not_until.wait_time_from(self.clock.now()),
            },
        }
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
    fn a_key_may_use_its_minute_and_no_more() {
        let hand = Arc::new(Hand(AtomicI64::new(1_000_000)));
        let limiter = Limiter::per_minute(2, hand.clone()).unwrap();
        let key = ApiKeyId::new(Timestamp::default());
        let admitted = |remaining| Verdict::Admitted {
            limit: 2,
            remaining,
        };
        assert_eq!(limiter.ask(key), admitted(1));
        assert_eq!(limiter.ask(key), admitted(0));
        let wait = Duration::from_secs(30);
        assert_eq!(limiter.ask(key), Verdict::TooMany { limit: 2, wait });
        assert_eq!(
            limiter.ask(ApiKeyId::new(Timestamp::default())),
            admitted(1)
        );
        hand.0.fetch_add(30_000, Ordering::Relaxed);
        assert_eq!(limiter.ask(key), admitted(0));
    }

    #[test]
    fn zero_means_no_limit() {
        let hand = Arc::new(Hand(AtomicI64::new(0)));
        assert!(Limiter::per_minute(0, hand).is_none());
    }
}
