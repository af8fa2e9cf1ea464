//! Moments as the clock and the calendar of a person's time zone show them.
//!
//! A time stands without its zone where it can mean one moment only. UTC, which is nobody's own clock, is always named; so
//! are the two zones of an hour that a clock shows twice because it was set back.

use std::time::Duration;

use jiff::{Timestamp as Instant, ZonedDateTime};

use super::{Zone, span};
use crate::{domain::clock::Timestamp, web::words::figures as say};

/// When somebody looks, and by which clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Now {
    /// The present moment.
    pub(crate) moment: Timestamp,
    /// Where the person lives.
    pub(crate) zone: Zone,
}

impl Now {
    /// How long ago `earlier` was; zero if it lies ahead.
    pub(crate) fn since(self, earlier: Timestamp) -> Duration {
        self.moment.since(earlier)
    }

    /// `at` by this person's clock.
    pub(super) fn local(self, at: Timestamp) -> ZonedDateTime {
        let instant = Instant::from_millisecond(at.as_millis()).unwrap_or_default();
        instant.to_zoned_datetime(self.zone.rules())
    }

    fn is_today(self, at: Timestamp) -> bool {
        self.local(at).date() == self.local(self.moment).date()
    }

    /// ` CET` behind a time that needs it, else nothing.
    fn zone_mark(self, at: &ZonedDateTime) -> String {
        let is_twice = at
            .time_zone()
            .to_ambiguous_timestamp(at.datetime())
            .is_ambiguous();
        if self.zone == Zone::UTC || is_twice {
            format!(" {}", clock_name(at))
        } else {
            String::new()
        }
    }

    /// The person's clock as a head of a column says it: `UTC`, `Bangkok time`.
    pub(crate) fn clock(self) -> String {
        if self.zone == Zone::UTC {
            self.zone.name().to_owned()
        } else {
            let place = self.zone.place();
            // Of `Argentina/Buenos Aires` the last part is the place.
            let place = place.rsplit('/').next().unwrap_or_default();
            say::clock_of(place)
        }
    }
}

/// What the clock of that moment is called: `CEST`, or `UTC+7` where the zone has no letters for it.
fn clock_name(at: &ZonedDateTime) -> String {
    let info = at.time_zone().to_offset_info(at.timestamp());
    let name = info.abbreviation();
    if !name.starts_with(['+', '-']) {
        return name.to_owned();
    }
    let minutes = info.offset().seconds() / 60;
    let sign = if minutes < 0 { '\u{2212}' } else { '+' };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    }
}

/// The day, with its year if that is not this year: `22 Nov`, `14 Mar 2027`.
pub(crate) fn day(moment: Timestamp, now: Now) -> String {
    let (date, today) = (now.local(moment).date(), now.local(now.moment).date());
    let month = usize::try_from(date.month() - 1).unwrap_or_default();
    let month = say::MONTHS.get(month).copied().unwrap_or_default();
    let year = (date.year() != today.year()).then(|| date.year());
    say::day(date.day(), month, year)
}

/// The time, with its day if that is not today: `17:18`, `22 Nov, 17:18`.
pub(crate) fn moment(moment: Timestamp, now: Now) -> String {
    let at = now.local(moment);
    let time = format!("{:02}:{:02}{}", at.hour(), at.minute(), now.zone_mark(&at));
    on_its_day(moment, time, now)
}

/// The same as part of a sentence: `at 17:18`, `on 22 Nov, 17:18`.
pub(crate) fn at_moment(then: Timestamp, now: Now) -> String {
    say::at(&moment(then, now), now.is_today(then))
}

/// The same to the second and without "UTC", for lists that say it once: `22 Nov, 17:18:09`.
pub(crate) fn exact(moment: Timestamp, now: Now) -> String {
    let at = now.local(moment);
    let mark = match now.zone {
        Zone::UTC => String::new(),
        _ => now.zone_mark(&at),
    };
    let time = format!(
        "{:02}:{:02}:{:02}{mark}",
        at.hour(),
        at.minute(),
        at.second()
    );
    on_its_day(moment, time, now)
}

fn on_its_day(moment: Timestamp, time: String, now: Now) -> String {
    if now.is_today(moment) {
        time
    } else {
        say::day_and_time(&day(moment, now), &time)
    }
}

/// How long ago: `just now`, `4 min ago`, `today, 12:10`, `11 Aug`.
pub(crate) fn ago(then: Timestamp, now: Now) -> String {
    let time = now.since(then);
    match time.as_secs() {
        0..60 => say::JUST_NOW.to_owned(),
        60..3600 => say::ago(&span(time)),
        _ if now.is_today(then) => say::today(&moment(then, now)),
        _ => day(then, now),
    }
}

/// When something ends: `in 12 min`, `21 May 2027`.
pub(crate) fn ahead(then: Timestamp, now: Now) -> String {
    let time = then.since(now.moment);
    match time.as_secs() {
        0 => say::NOW.to_owned(),
        1..172_800 => say::ahead(&span(time)),
        _ => day(then, now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_seconds(1_795_348_800); // 2026-11-22T12:00:00Z

    fn at(moment: Timestamp, zone: &str) -> Now {
        Now {
            moment,
            zone: Zone::named(zone).unwrap(),
        }
    }

    fn utc(text: &str) -> Timestamp {
        serde_json::from_value(text.into()).unwrap()
    }

    #[test]
    fn moments_say_the_day_when_it_is_not_today() {
        let now = at(NOON, "UTC");
        let yesterday = NOON - Duration::from_secs(86_400);
        assert_eq!(moment(NOON, now), "12:00 UTC");
        assert_eq!(moment(yesterday, now), "21 Nov, 12:00 UTC");
        assert_eq!(at_moment(NOON, now), "at 12:00 UTC");
        assert_eq!(at_moment(yesterday, now), "on 21 Nov, 12:00 UTC");
        assert_eq!(exact(yesterday, now), "21 Nov, 12:00:00");
        assert_eq!(
            day(NOON + Duration::from_secs(90 * 86_400), now),
            "20 Feb 2027"
        );
    }

    #[test]
    fn distances_are_relative_while_they_are_short() {
        let now = at(NOON, "UTC");
        let back = |seconds| NOON - Duration::from_secs(seconds);
        assert_eq!(ago(back(5), now), "just now");
        assert_eq!(ago(back(240), now), "4 min ago");
        assert_eq!(ago(back(7_200), now), "today, 10:00 UTC");
        assert_eq!(ago(back(86_400), now), "21 Nov");
        assert_eq!(ahead(NOON, now), "now");
        assert_eq!(ahead(NOON + Duration::from_secs(2_280), now), "in 38 min");
        assert_eq!(ahead(NOON + Duration::from_secs(200_000), now), "24 Nov");
    }

    #[test]
    fn today_is_the_day_of_the_person_and_their_own_clock_needs_no_name() {
        let late = utc("2026-11-22T17:30:00Z");
        // Past midnight in Bangkok, on the other side of the year in the far east.
        let bangkok = at(late, "Asia/Bangkok");
        assert_eq!(moment(late, bangkok), "00:30");
        assert_eq!(
            moment(utc("2026-11-22T16:59:00Z"), bangkok),
            "22 Nov, 23:59"
        );
        assert_eq!(ago(utc("2026-11-22T16:59:00Z"), bangkok), "31 min ago");
        assert_eq!(ago(utc("2026-11-22T16:00:00Z"), bangkok), "22 Nov");
        assert_eq!(exact(late, bangkok), "00:30:00");
        assert_eq!(bangkok.clock(), "Bangkok time");
        assert_eq!(at(late, "UTC").clock(), "UTC");
        let eve = utc("2026-12-31T12:00:00Z");
        assert_eq!(day(eve, at(eve, "Pacific/Kiritimati")), "1 Jan");
        assert_eq!(day(eve, at(NOON, "Pacific/Kiritimati")), "1 Jan 2027");
        assert_eq!(moment(NOON, at(NOON, "Asia/Kathmandu")), "17:45");
    }

    #[test]
    fn the_hour_that_comes_twice_is_named_and_no_other() {
        let berlin = |text: &str| {
            let moment = utc(text);
            super::moment(moment, at(moment, "Europe/Berlin"))
        };
        // Clocks go back from 03:00 CEST to 02:00 CET.
        assert_eq!(berlin("2026-10-24T23:59:00Z"), "01:59");
        assert_eq!(berlin("2026-10-25T00:00:00Z"), "02:00 CEST");
        assert_eq!(berlin("2026-10-25T00:59:59Z"), "02:59 CEST");
        assert_eq!(berlin("2026-10-25T01:00:00Z"), "02:00 CET");
        assert_eq!(berlin("2026-10-25T02:00:00Z"), "03:00");
        // And forward: 02:00 to 03:00 never is.
        assert_eq!(berlin("2026-03-29T00:59:59Z"), "01:59");
        assert_eq!(berlin("2026-03-29T01:00:00Z"), "03:00");
        // Half an hour back, in a zone without letters.
        let lord_howe = utc("2026-04-04T15:15:00Z");
        let now = at(lord_howe, "Australia/Lord_Howe");
        assert_eq!(moment(lord_howe, now), "01:45 UTC+10:30");
        assert_eq!(exact(lord_howe, now), "01:45:00 UTC+10:30");
    }

    #[test]
    fn a_moment_no_calendar_reaches_is_no_reason_to_panic() {
        for millis in [i64::MIN, i64::MAX] {
            let now = at(Timestamp::from_millis(millis), "America/New_York");
            assert_eq!(moment(now.moment, now), "19:00");
        }
    }
}
