//! When to try again: exponential back-off with jitter, and when to give up.
//!
//! The arithmetic is a crate's. Its loop is not used: every wait is a time in the database, so that it outlives the
//! process and lets a test's clock step over it.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};

/// The longest first pause.
const FIRST: Duration = Duration::from_secs(1);
/// The longest pause between two tries.
const LONGEST: Duration = Duration::from_secs(60);
/// How long somebody who wants to be told is tried, before we give up.
pub const CALLBACKS_FOR: Duration = Duration::from_secs(24 * 3600);
/// From so many tries on, pauses do not grow any more, even from a millisecond to a day.
const FLAT: u32 = 32;
/// Tries without any progress before a stage gives up.
pub const MOST_TRIES: u32 = 5;
/// How long a stage may stand still before it gives up.
pub const LONGEST_STANDSTILL: Duration = Duration::from_secs(15 * 60);

/// The pause before try `attempt + 1`, after `attempt` tries of a stage failed in a row (from 1).
#[must_use]
pub fn pause(attempt: u32, seed: u64) -> Duration {
    backoff(FIRST, LONGEST, attempt, seed)
}

/// The pause after `attempt` failed tries (from 1), of which each lasts twice as long as the one before it, from `first`
/// to `longest`.
///
/// `seed` spreads it over the upper half of its range, so that many posts do not return at once.
#[must_use]
pub fn backoff(first: Duration, longest: Duration, attempt: u32, seed: u64) -> Duration {
    // The crate adds up to as much again to each pause.
    let mut pauses = ExponentialBuilder::new()
        .with_min_delay(first / 2)
        .with_max_delay(longest / 2)
        .without_max_times()
        .with_jitter()
        .with_jitter_seed(seed)
        .build();
    let before = attempt.saturating_sub(1).min(FLAT) as usize;
    pauses.nth(before).unwrap_or(longest).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_below_the_limit() {
        for seed in 0..200 {
            for (attempt, most) in [
                (1, 1),
                (2, 2),
                (3, 4),
                (6, 32),
                (7, 60),
                (40, 60),
                (u32::MAX, 60),
            ] {
                let most = Duration::from_secs(most);
                let pause = pause(attempt, seed);
                assert!(
                    pause >= most / 2 && pause <= most,
                    "{attempt} {seed}: {pause:?}"
                );
            }
        }
    }

    #[test]
    fn posts_do_not_return_at_once_and_a_seed_repeats_itself() {
        let pauses: std::collections::BTreeSet<_> = (0..50).map(|seed| pause(4, seed)).collect();
        assert!(pauses.len() > 40, "{pauses:?}");
        assert_eq!(pause(4, 7), pause(4, 7));
    }
}
