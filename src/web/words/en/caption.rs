//! The caption's field, wherever it stands.

use crate::web::format;

/// How much of the limit is used; scripts fill in `{n}` and `{limit}`, too.
pub(crate) const COUNTER: &str = "{n} of {limit}";
/// The same beyond the limit, with `{over}`.
pub(crate) const COUNTER_OVER: &str = "{n} of {limit}: {over} too many";
/// Before the hashtags that were recognised.
pub(crate) const HASHTAGS: &str = "Hashtags";
/// Copies the caption.
pub(crate) const COPY: &str = "Copy caption";

/// The counter for a caption of `length`.
pub(crate) fn counter(length: usize, limit: usize) -> String {
    let template = if length > limit {
        COUNTER_OVER
    } else {
        COUNTER
    };
    template
        .replace("{n}", &format::count(length as u64))
        .replace("{limit}", &format::count(limit as u64))
        .replace(
            "{over}",
            &format::count(length.saturating_sub(limit) as u64),
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counter_says_how_many_are_too_many() {
        assert_eq!(counter(127, 2200), "127 of 2,200");
        assert_eq!(counter(2200, 2200), "2,200 of 2,200");
        assert_eq!(counter(3201, 2200), "3,201 of 2,200: 1,001 too many");
    }
}
