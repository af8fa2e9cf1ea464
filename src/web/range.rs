//! `Range` of RFC 9110, section 14: which bytes a player asks for. Arithmetic only.

use std::{num::NonZeroU64, ops::RangeInclusive};

/// What to answer to a `Range` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// The whole: no header, or one that may be ignored (another unit, several ranges, nonsense).
    Whole,
    /// One range, cut to the size.
    Part(RangeInclusive<u64>),
    /// A range that begins behind the end.
    Unsatisfiable,
}

/// Reads the header for something of `size` bytes.
pub(super) fn asked(header: Option<&str>, size: u64) -> Asked {
    let Some(spec) = header.and_then(|header| header.trim().strip_prefix("bytes=")) else {
        return Asked::Whole;
    };
    if spec.contains(',') {
        return Asked::Whole;
    }
    let Some((from, to)) = spec.split_once('-') else {
        return Asked::Whole;
    };
    let (from, to) = (from.trim(), to.trim());
    match (number(from), number(to)) {
        (None, Some(last)) if from.is_empty() => suffix(last, size),
        (Some(from), None) if to.is_empty() => part(from, u64::MAX, size),
        (Some(from), Some(to)) if from <= to => part(from, to, size),
        _ => Asked::Whole,
    }
}

impl Asked {
    /// Of one range at most its first `bytes`: RFC 9110, section 15.3.7, lets a server send less than was asked for.
    pub(super) fn at_most(self, bytes: NonZeroU64) -> Self {
        match self {
            Self::Part(range) => {
                let last = range.start().saturating_add(bytes.get() - 1);
                Self::Part(*range.start()..=last.min(*range.end()))
            }
            other => other,
        }
    }
}

fn part(from: u64, to: u64, size: u64) -> Asked {
    match size.checked_sub(1) {
        Some(last) if from <= last => Asked::Part(from..=to.min(last)),
        _ => Asked::Unsatisfiable,
    }
}

fn suffix(length: u64, size: u64) -> Asked {
    if length == 0 || size == 0 {
        return Asked::Unsatisfiable;
    }
    Asked::Part(size.saturating_sub(length)..=size - 1)
}

/// Digits only: `parse` alone would take a sign. A number beyond 64 bits lies behind every end.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU64;

    use proptest::prelude::*;

    use super::{Asked::*, asked};

    #[test]
    fn the_three_forms() {
        assert_eq!(asked(Some("bytes=0-9"), 100), Part(0..=9));
        assert_eq!(asked(Some("bytes=90-"), 100), Part(90..=99));
        assert_eq!(asked(Some("bytes=-10"), 100), Part(90..=99));
        assert_eq!(asked(Some("bytes=-1000"), 100), Part(0..=99));
        assert_eq!(asked(Some("bytes=50-1000"), 100), Part(50..=99));
    }

    #[test]
    fn at_most_so_much_of_a_range() {
        let ten = NonZeroU64::new(10).unwrap();
        let first = |header| asked(Some(header), 100).at_most(ten);
        assert_eq!(first("bytes=0-"), Part(0..=9));
        assert_eq!(first("bytes=95-"), Part(95..=99));
        assert_eq!(first("bytes=20-24"), Part(20..=24));
        assert_eq!(first("bytes=-50"), Part(50..=59));
        assert_eq!(first("bytes=100-"), Unsatisfiable);
        assert_eq!(asked(None, 100).at_most(ten), Whole);
    }

    #[test]
    fn behind_the_end() {
        assert_eq!(asked(Some("bytes=100-"), 100), Unsatisfiable);
        assert_eq!(asked(Some("bytes=-0"), 100), Unsatisfiable);
        assert_eq!(asked(Some("bytes=0-"), 0), Unsatisfiable);
        assert_eq!(
            asked(Some("bytes=99999999999999999999999-"), 100),
            Unsatisfiable
        );
    }

    #[test]
    fn what_may_be_ignored() {
        for header in [
            "bytes=5-2",
            "bytes=a-b",
            "bytes=+1-2",
            "bytes=-",
            "bytes=0-1,5-6",
            "lines=0-1",
            "",
        ] {
            assert_eq!(asked(Some(header), 100), Whole, "{header}");
        }
        assert_eq!(asked(None, 100), Whole);
    }

    proptest! {
        #[test]
        fn a_part_lies_within_the_whole(header in "bytes=[0-9]{0,22}-[0-9]{0,22}|.*", size in 0u64..1000) {
            if let Part(range) = asked(Some(&header), size) {
                prop_assert!(range.start() <= range.end() && *range.end() < size);
            }
        }
    }
}
