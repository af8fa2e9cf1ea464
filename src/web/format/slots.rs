//! The slots of a chart by the clock of the person who looks: hours, quarters of a day, days.

use jiff::{Timestamp as Instant, ToSpan as _, civil::Date};

use super::Now;
use crate::{
    domain::{clock::Timestamp, figure::HOUR},
    service::activity::Range,
};

/// Hours, the present one included.
const HOURS: i64 = 24;
/// Quarters of a day, the present one included.
const QUARTERS: usize = 28;
/// Days, the present one included.
const DAYS: usize = 30;

/// When each slot of `range` begins, the earliest first; the last one is under way.
pub(crate) fn slots(range: Range, now: Now) -> Vec<Timestamp> {
    match range {
        Range::Day => {
            let this = now.moment.as_millis() - now.moment.as_millis().rem_euclid(HOUR);
            (0..HOURS)
                .rev()
                .map(|back| Timestamp::from_millis(this - back * HOUR))
                .collect()
        }
        Range::Week => last(QUARTERS, &[18, 12, 6, 0], now),
        Range::Month => last(DAYS, &[0], now),
    }
}

/// The last `many` moments up to now at which the person's clock shows one of `hours`, the latest hour first.
fn last(many: usize, hours: &[i8], now: Now) -> Vec<Timestamp> {
    let mut found: Vec<Timestamp> = days_before(now.local(now.moment).date())
        .flat_map(|day| hours.iter().map(move |hour| begin(day, *hour, now)))
        .flatten()
        .filter(|begin| *begin <= now.moment)
        .take(many)
        .collect();
    found.reverse();
    found
}

/// This day and those before it, the latest first.
fn days_before(day: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(day), |day| day.checked_sub(1.day()).ok())
}

/// Where a clock is put forward over that hour, the first moment behind it.
fn begin(day: Date, hour: i8, now: Now) -> Option<Timestamp> {
    let local = now
        .zone
        .rules()
        .to_ambiguous_timestamp(day.at(hour, 0, 0, 0));
    let instant: Instant = local.compatible().ok()?;
    Some(Timestamp::from_millis(instant.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::format::{Zone, exact};

    fn at(seconds: i64, zone: &str) -> Now {
        Now {
            moment: Timestamp::from_seconds(seconds),
            zone: Zone::named(zone).unwrap(),
        }
    }

    /// 29 November 2026, 09:20 UTC.
    const MORNING: i64 = 1_795_944_000;

    #[test]
    fn slots_end_with_the_one_under_way() {
        let now = at(MORNING, "UTC");
        for (range, many, first, last) in [
            (Range::Day, 24, "28 Nov, 10:00:00", "09:00:00"),
            (Range::Week, 28, "22 Nov, 12:00:00", "06:00:00"),
            (Range::Month, 30, "31 Oct, 00:00:00", "00:00:00"),
        ] {
            let slots = slots(range, now);
            let said = [slots[0], slots[many - 1]].map(|at| exact(at, now));
            assert_eq!((slots.len(), said), (many, [first, last].map(String::from)));
        }
    }

    #[test]
    fn days_begin_at_midnight_of_the_persons_clock_also_when_it_changes() {
        let now = at(MORNING, "Europe/Berlin");
        let slots = slots(Range::Month, now);
        assert!(slots.iter().all(|at| exact(*at, now).ends_with("00:00:00")));
        // 25 October 2026 had 25 hours.
        let october = at(1_793_000_000, "Europe/Berlin");
        let slots = super::slots(Range::Month, october);
        let longest = slots.windows(2).map(|two| two[1].since(two[0]).as_secs());
        assert_eq!(longest.max(), Some(25 * 3600));
    }
}
