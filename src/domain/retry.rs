//! When to try again: exponential back-off with jitter, and when to give up.

use std::time::Duration;

/// The first pause.
const FIRST: Duration = Duration::from_secs(1);
/// The longest pause between two tries.
const LONGEST: Duration = Duration::from_secs(60);
/// Tries without any progress before a stage gives up.
pub const MOST_TRIES: u32 = 5;
/// How long a stage may stand still before it gives up.
pub const LONGEST_STANDSTILL: Duration = Duration::from_secs(15 * 60);

/// The pause before try `attempt + 1`, after `attempt` tries failed in a row (from 1).
///
/// `jitter` in 0..1 spreads the pause over the upper half of its range, so that many posts do not return at once.
#[must_use]
pub fn pause(attempt: u32, jitter: f64) -> Duration {
    let doubled = FIRST
        .saturating_mul(1 << attempt.saturating_sub(1).min(6))
        .min(LONGEST);
    doubled.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_below_the_limit() {
        assert_eq!(pause(1, 1.0), Duration::from_secs(1));
        assert_eq!(pause(3, 1.0), Duration::from_secs(4));
        assert_eq!(pause(3, 0.0), Duration::from_secs(2));
        assert_eq!(pause(40, 1.0), LONGEST);
    }
}
