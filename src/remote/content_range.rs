//! Reads the header Content-Range: `bytes 0-9/100`, `bytes 0-9/*`, `bytes */100`. Source: RFC 9110, 14.4.

/// Which part of a file a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentRange {
    /// These bytes, both ends included.
    Part {
        first: u64,
        last: u64,
        total: Option<u64>,
    },
    /// None, of a file of so many bytes (416).
    Unsatisfied { total: u64 },
}

impl ContentRange {
    /// Reads a header; none if it is malformed or contradicts itself.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let unit = text.get(..5)?;
        if !unit.eq_ignore_ascii_case("bytes") {
            return None;
        }
        let rest = text[5..].strip_prefix([' ', '='])?.trim_start();
        let (range, total) = rest.split_once('/')?;
        let total = match total.trim() {
            "*" => None,
            total => Some(digits(total)?),
        };
        if range.trim() == "*" {
            return Some(Self::Unsatisfied { total: total? });
        }
        let (first, last) = range.split_once('-')?;
        let (first, last) = (digits(first.trim())?, digits(last.trim())?);
        // TikTok's upload servers may write the count of bytes as `last`, so it may equal the total.
        let sound = first <= last && total.is_none_or(|total| last <= total);
        sound.then_some(Self::Part { first, last, total })
    }

    /// The number after the dash.
    pub(super) const fn last(self) -> Option<u64> {
        match self {
            Self::Part { last, .. } => Some(last),
            Self::Unsatisfied { .. } => None,
        }
    }
}

/// Digits only: `parse` alone would take a sign.
fn digits(text: &str) -> Option<u64> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_three_forms_are_read() {
        let part = |first, last, total| Some(ContentRange::Part { first, last, total });
        assert_eq!(ContentRange::parse("bytes 0-9/100"), part(0, 9, Some(100)));
        assert_eq!(
            ContentRange::parse(" Bytes 10-99/100 "),
            part(10, 99, Some(100))
        );
        assert_eq!(ContentRange::parse("bytes 5-9/*"), part(5, 9, None));
        assert_eq!(
            ContentRange::parse("bytes 0-100/100"),
            part(0, 100, Some(100))
        );
        assert_eq!(
            ContentRange::parse("bytes */100"),
            Some(ContentRange::Unsatisfied { total: 100 })
        );
    }

    #[test]
    fn nonsense_is_not_read() {
        for text in [
            "",
            "bytes",
            "bytes ",
            "bytes 0-9",
            "bytes */*",
            "bytes 9-0/100",
            "bytes 0-101/100",
            "bytes -1-9/100",
            "bytes +0-9/100",
            "bytes 0-9/+100",
            "items 0-9/100",
            "bytes 0-/100",
            "bytes -9/100",
            "bytes 0-9/",
            "bytes 0-99999999999999999999/*",
            "bytes0-9/100",
            "büte 0-9/100",
            "bytes 0-9/100, bytes 20-29/100",
        ] {
            assert_eq!(ContentRange::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(first: u64, length: u64, beyond: u64) {
            let last = first.saturating_add(length);
            let total = last.saturating_add(beyond);
            let text = format!("bytes {first}-{last}/{total}");
            prop_assert_eq!(ContentRange::parse(&text), Some(ContentRange::Part { first, last, total: Some(total) }));
        }

        #[test]
        fn no_text_is_a_surprise(text in "(bytes )?[ -~é]{0,40}") {
            if let Some(ContentRange::Part { first, last, total }) = ContentRange::parse(&text) {
                prop_assert!(first <= last && total.is_none_or(|total| last <= total));
            }
        }
    }
}
