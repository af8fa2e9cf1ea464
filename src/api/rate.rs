//! How many requests a minute one API key may make.

use std::{num::NonZeroU32, time::Duration};

use crate::{
    domain::{clock::SharedClock, id::ApiKeyId},
    service::{Context, throttle::Buckets},
};

/// A bucket for each key.
pub(super) struct Limiter {
    limit: u32,
    buckets: Buckets<ApiKeyId>,
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
        let buckets = Buckets::per_minute(NonZeroU32::new(limit)?, clock);
        Some(Self { limit, buckets })
    }

    pub(super) fn ask(&self, key: ApiKeyId) -> Verdict {
        let limit = self.limit;
        match self.buckets.ask(&key) {
            Ok(remaining) => Verdict::Admitted { limit, remaining },
            Err(wait) => Verdict::TooMany { limit, wait },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::clock::{Hand, Timestamp};

    #[test]
    fn a_key_may_use_its_minute_and_no_more() {
        let hand = Arc::new(Hand::default());
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
        hand.advance(wait);
        assert_eq!(limiter.ask(key), admitted(0));
    }

    #[test]
    fn zero_means_no_limit() {
        assert!(Limiter::per_minute(0, Arc::new(Hand::default())).is_none());
    }
}
