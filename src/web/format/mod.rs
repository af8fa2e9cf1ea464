//! Figures, sizes and spans as people read them. What the calendar and the clock say is in `moment`, time zones in
//! `zone`, the slots of charts in `slots`.

mod moment;
mod slots;
mod zone;

use std::time::Duration;

pub(crate) use self::{
    moment::{Now, ago, ahead, at_moment, day, exact, moment},
    slots::slots,
    zone::Zone,
};
pub(crate) use crate::domain::size::{bytes, bytes_of, round_bytes};
use crate::{
    domain::video::{Video, frame_rate},
    web::words::figures as say,
};

/// `1204` as `1,204`.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// What was said, with a full stop, so that another sentence may follow.
pub(crate) fn sentence(said: &str) -> String {
    let said = said.trim();
    if said.is_empty() || said.ends_with(['.', '!', '?', '…']) {
        said.to_owned()
    } else {
        format!("{said}.")
    }
}

/// Up to nine as a word at the beginning of a sentence, from ten on in digits: `Four`, `38`.
pub(crate) fn count_word(number: u64) -> String {
    usize::try_from(number)
        .ok()
        .and_then(|index| say::NUMBERS.get(index))
        .map_or_else(|| count(number), |word| (*word).to_owned())
}

/// `3 posts`, `1 post`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// A span in its two largest units, rounded down: `18 s`, `3 h 12 min`, `2 days`.
pub(crate) fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match seconds {
        0..60 => say::seconds(seconds),
        60..3600 => say::minutes(minutes),
        3600..172_800 => say::hours(hours, minutes % 60),
        _ => say::days(days),
    }
}

/// The same for `<time datetime>`.
pub(crate) fn machine_span(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("PT{seconds}S"),
        _ => format!("PT{}H{}M", seconds / 3600, seconds / 60 % 60),
    }
}

/// The length of a video: `0:38`, `10:00`.
pub(crate) fn length(millis: u64) -> String {
    let seconds = millis.div_ceil(1000);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// The picture of a video: `1080 × 1920, 30 frames a second`.
pub(crate) fn picture(video: &Video) -> String {
    let rate = frame_rate(video.frame_rate);
    say::picture(video.width, video.height, &rate)
}

/// `text` with a capital letter in front.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    first
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}

/// A text that Leptos would write as markup: inside a title or a text area.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_separators() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_204), "1,204");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(counted(1, "post", "posts"), "1 post");
        assert_eq!(count_word(4), "Four");
        assert_eq!(count_word(38), "38");
    }

    #[test]
    fn spans_name_two_units() {
        for (seconds, text) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_599, "59 min"),
            (3_600, "1 h"),
            (11_520, "3 h 12 min"),
            (86_399, "23 h 59 min"),
            (172_800, "2 days"),
        ] {
            assert_eq!(span(Duration::from_secs(seconds)), text);
        }
        assert_eq!(machine_span(Duration::from_secs(11_520)), "PT3H12M");
        assert_eq!(length(37_040), "0:38");
        assert_eq!(length(600_000), "10:00");
    }

    #[test]
    fn what_was_said_ends_as_a_sentence() {
        assert_eq!(sentence("Caption changed"), "Caption changed.");
        assert_eq!(sentence("Held."), "Held.");
        assert_eq!(sentence(" "), "");
    }
}
