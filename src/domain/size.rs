//! Sizes of files as people read them: in pages, and in what the history says.

/// A size in decimal units with one digit that matters, rounded: `640 B`, `48.2 MB`, `1.20 GB`.
#[must_use]
pub fn bytes(size: u64) -> String {
    let size = rounded(size);
    let unit = Unit::of(size);
    format!("{} {}", unit.figure(size), unit.name())
}

/// A limit, without digits that say nothing and never more than it is: `4 GB`, `1.5 GB`.
#[must_use]
pub fn round_bytes(size: u64) -> String {
    let unit = Unit::of(size);
    let figure = unit.figure(size);
    let figure = match figure.split_once('.') {
        Some((whole, part)) => match part.trim_end_matches('0') {
            "" => whole.to_owned(),
            part => format!("{whole}.{part}"),
        },
        None => figure,
    };
    format!("{figure} {}", unit.name())
}

/// How much of a size is done: `91.4 of 148.2 MB`, `112.0 MB of 1.20 GB`. What is not there yet is never rounded up to.
#[must_use]
pub fn bytes_of(done: u64, total: u64) -> String {
    let done = if done == total { rounded(done) } else { done };
    let total = rounded(total);
    let (part, whole) = (Unit::of(done), Unit::of(total));
    if part == whole {
        format!(
            "{} of {} {}",
            part.figure(done),
            whole.figure(total),
            whole.name()
        )
    } else {
        format!(
            "{} {} of {} {}",
            part.figure(done),
            part.name(),
            whole.figure(total),
            whole.name()
        )
    }
}

/// The nearest size that can be written: 999,950 bytes are 1.0 MB.
const fn rounded(size: u64) -> u64 {
    let digit = match Unit::of(size) {
        Unit::Byte => 1,
        Unit::Kilo => 100,
        Unit::Mega => 100_000,
        Unit::Giga => 10_000_000,
    };
    size.saturating_add(digit / 2) / digit * digit
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Byte,
    Kilo,
    Mega,
    Giga,
}

impl Unit {
    const fn of(size: u64) -> Self {
        match size {
            0..1_000 => Self::Byte,
            1_000..1_000_000 => Self::Kilo,
            1_000_000..1_000_000_000 => Self::Mega,
            _ => Self::Giga,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Byte => "B",
            Self::Kilo => "kB",
            Self::Mega => "MB",
            Self::Giga => "GB",
        }
    }

    /// `size` in this unit, rounded down.
    fn figure(self, size: u64) -> String {
        match self {
            Self::Byte => size.to_string(),
            Self::Kilo => tenths(size / 100),
            Self::Mega => tenths(size / 100_000),
            Self::Giga => format!("{}.{:02}", size / 1_000_000_000, size / 10_000_000 % 100),
        }
    }
}

fn tenths(number: u64) -> String {
    format!("{}.{}", number / 10, number % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_decimal_and_rounded() {
        assert_eq!(bytes(0), "0 B");
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(1_000), "1.0 kB");
        assert_eq!(bytes(100_949), "100.9 kB");
        assert_eq!(bytes(100_950), "101.0 kB");
        assert_eq!(bytes(100_979), "101.0 kB");
        assert_eq!(bytes(999_949), "999.9 kB");
        assert_eq!(bytes(999_950), "1.0 MB");
        assert_eq!(bytes(48_299_999), "48.3 MB");
        assert_eq!(bytes(999_950_000), "1.00 GB");
        assert_eq!(bytes(1_204_000_000), "1.20 GB");
        assert_eq!(bytes(1_205_000_000), "1.21 GB");
        assert_eq!(bytes(u64::MAX), "18446744073.70 GB");
    }

    #[test]
    fn limits_and_what_is_done_are_never_rounded_up() {
        assert_eq!(round_bytes(4_000_000_000), "4 GB");
        assert_eq!(round_bytes(1_500_000_000), "1.5 GB");
        assert_eq!(round_bytes(1_999_999_999), "1.99 GB");
        assert_eq!(bytes_of(91_400_000, 148_200_000), "91.4 of 148.2 MB");
        assert_eq!(bytes_of(112_000_000, 1_204_000_000), "112.0 MB of 1.20 GB");
        assert_eq!(bytes_of(148_199_999, 148_200_000), "148.1 of 148.2 MB");
        assert_eq!(bytes_of(100_979, 100_979), "101.0 of 101.0 kB");
        assert_eq!(bytes_of(999_960, 999_970), "999.9 kB of 1.0 MB");
        assert_eq!(bytes_of(999_970, 999_970), "1.0 of 1.0 MB");
    }
}
