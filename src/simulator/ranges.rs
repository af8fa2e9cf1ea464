//! Single byte ranges, as RFC 9110 has them.

use std::ops::RangeInclusive;

use axum::http::{HeaderMap, header};

/// Which part of a resource a request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All of it: no range, one that is not understood, or an `If-Range` that does not hold.
    Whole,
    /// These bytes.
    Part(RangeInclusive<u64>),
    /// Bytes that are not there.
    Nothing,
}

/// Reads `Range` and `If-Range`; `etag` is the strong validator of the resource, if it has one.
pub(crate) fn wanted(headers: &HeaderMap, size: u64, etag: Option<&str>) -> Wanted {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(condition) = text(header::IF_RANGE)
        && Some(condition) != etag
    {
        return Wanted::Whole;
    }
    text(header::RANGE)
        .and_then(|range| part(range, size))
        .unwrap_or(Wanted::Whole)
}

fn part(range: &str, size: u64) -> Option<Wanted> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let (first, last) = if first.is_empty() {
        let suffix: u64 = last.parse().ok()?;
        (
            size.saturating_sub(suffix),
            if suffix == 0 {
                None
            } else {
                size.checked_sub(1)
            },
        )
    } else {
        let first: u64 = first.parse().ok()?;
        let last = if last.is_empty() {
            u64::MAX
        } else {
            last.parse().ok()?
        };
        if last < first {
            return None;
        }
        (first, size.checked_sub(1).map(|end| end.min(last)))
    };
    let satisfiable = last.filter(|&last| first <= last);
    Some(satisfiable.map_or(Wanted::Nothing, |last| Wanted::Part(first..=last)))
}

#[cfg(test)]
mod tests {
    use super::{Wanted, part};

    #[test]
    fn reads_the_three_forms() {
        assert_eq!(part("bytes=2-", 10), Some(Wanted::Part(2..=9)));
        assert_eq!(part("bytes=2-3", 10), Some(Wanted::Part(2..=3)));
        assert_eq!(part("bytes=2-99", 10), Some(Wanted::Part(2..=9)));
        assert_eq!(part("bytes=-3", 10), Some(Wanted::Part(7..=9)));
        assert_eq!(part("bytes=10-", 10), Some(Wanted::Nothing));
        assert_eq!(part("bytes=0-", 0), Some(Wanted::Nothing));
        assert_eq!(part("bytes=3-2", 10), None);
        assert_eq!(part("bytes=0-1,4-5", 10), None);
    }
}
