//! Time zones by their IANA names, with the rules that are built into the program: no file of the machine is read.

use std::{fmt, sync::LazyLock};

use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::domain::user::UTC;

static RULES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// What stands before the first slash of a zone that is named after a place. The rest of the database are old short names.
const REGIONS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

/// Every zone that a person may choose, in the order of the alphabet.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut names: Vec<String> = RULES
        .available()
        .map(|name| name.as_str().to_owned())
        .filter(|name| {
            name.split_once('/')
                .is_some_and(|(region, _)| REGIONS.contains(&region))
        })
        .collect();
    names.sort();
    names
});

/// A time zone that a person may live in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Zone(&'static str);

impl Zone {
    /// The clock of the database and of the API; nobody's own.
    pub(crate) const UTC: Self = Self(UTC);

    /// The zone of that IANA name, if a person may choose it.
    pub(crate) fn named(name: &str) -> Option<Self> {
        if name == UTC {
            return Some(Self::UTC);
        }
        let index = NAMES.binary_search_by(|known| known.as_str().cmp(name));
        index.ok().map(|index| Self(&NAMES[index]))
    }

    /// Every zone after a place, by region: `Asia` with all of its zones.
    pub(crate) fn by_region() -> impl Iterator<Item = (&'static str, Vec<Self>)> {
        REGIONS.into_iter().map(|region| {
            let of_region = |name: &&String| name.split_once('/').is_some_and(|it| it.0 == region);
            let zones = NAMES.iter().filter(of_region).map(|name| Self(name));
            (region, zones.collect())
        })
    }

    /// The IANA name: `Asia/Bangkok`.
    pub(crate) const fn name(self) -> &'static str {
        self.0
    }

    /// The place without its region, as people write it: `Bangkok`, `Argentina/Buenos Aires`.
    pub(crate) fn place(self) -> String {
        let place = self.0.split_once('/').map_or(self.0, |(_, place)| place);
        place.replace('_', " ")
    }

    /// When the clocks of this zone stand where.
    pub(super) fn rules(self) -> TimeZone {
        RULES.get(self.0).unwrap_or(TimeZone::UTC)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_known_by_their_names_and_nothing_else_is() {
        for name in ["Asia/Bangkok", "Europe/Berlin", "America/Argentina/Ushuaia"] {
            assert_eq!(Zone::named(name).unwrap().name(), name);
        }
        // What browsers still call Kolkata and Ho Chi Minh City.
        for name in ["Asia/Calcutta", "Asia/Saigon"] {
            assert_ne!(Zone::named(name).unwrap().rules(), TimeZone::UTC, "{name}");
        }
        assert_eq!(Zone::named("UTC"), Some(Zone::UTC));
        for name in [
            "",
            "utc",
            "EST5EDT",
            "Mars/Base",
            "Asia/",
            "../etc/passwd",
            "posixrules",
        ] {
            assert_eq!(Zone::named(name), None, "{name}");
        }
    }

    #[test]
    fn every_zone_has_rules_and_stands_in_one_region() {
        let all: Vec<Zone> = Zone::by_region().flat_map(|(_, zones)| zones).collect();
        assert_eq!(all.len(), NAMES.len());
        assert!(all.len() > 350, "{}", all.len());
        for zone in all {
            assert!(RULES.get(zone.name()).is_ok(), "{zone:?}");
            assert_eq!(Zone::named(zone.name()), Some(zone));
        }
    }

    #[test]
    fn a_place_reads_like_one() {
        let zone = Zone::named("America/Argentina/Buenos_Aires").unwrap();
        assert_eq!(zone.place(), "Argentina/Buenos Aires");
        assert_eq!(Zone::UTC.place(), "UTC");
    }
}
