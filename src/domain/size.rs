//! Sizes of files as people read them: in pages, and in what the history says.

/// A size in decimal units with one digit that matters: `640 B`, `48.2 MB`, `1.20 GB`.
#[must_use]
pub fn bytes(size: u64) -> String {
    let unit = Unit::of(size);
    format!("{} {}", unit.figure(size), unit.name())
}

/// A limit, without digits that say nothing: `4 GB`, `1.5 GB`.
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

/// How much of a size is done: `91.4 of 148.2 MB`, `112.0 MB of 1.20 GB`.
#[must_use]
pub fn bytes_of(done: u64, total: u64) -> String {
    let (part, whole) = (Unit::of(done), Unit::of(total));
    if part == whole {
        format!(
            "{} of {} {}",
            part.figure(done),
            whole.figure(total),
            whole.name()
        )
    } else {
        format!("{} of {}", bytes(done), bytes(total))
    }
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

    /// `size` in this unit; in whole numbers, so that nothing is rounded up to what is not there yet.
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
    fn sizes_are_decimal_and_never_rounded_up() {
        assert_eq!(bytes(0), "0 B");
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(1_000), "1.0 kB");
        assert_eq!(bytes(48_299_999), "48.2 MB");
        assert_eq!(bytes(1_204_000_000), "1.20 GB");
        assert_eq!(round_bytes(4_000_000_000), "4 GB");
        assert_eq!(round_bytes(1_500_000_000), "1.5 GB");
        assert_eq!(bytes_of(91_400_000, 148_200_000), "91.4 of 148.2 MB");
        assert_eq!(bytes_of(112_000_000, 1_204_000_000), "112.0 MB of 1.20 GB");
    }
}
