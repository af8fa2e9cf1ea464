//! Figures, spans, and moments of the calendar and the clock, inside sentences and alone.

/// Short names of the months.
pub(crate) const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Numbers that begin a sentence, from none on.
pub(crate) const NUMBERS: [&str; 10] = [
    "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine",
];

/// `18 s`.
pub(crate) fn seconds(seconds: u64) -> String {
    format!("{seconds} s")
}

/// `12 min`.
pub(crate) fn minutes(minutes: u64) -> String {
    format!("{minutes} min")
}

/// `3 h`, `3 h 12 min`.
pub(crate) fn hours(hours: u64, minutes: u64) -> String {
    match minutes {
        0 => format!("{hours} h"),
        _ => format!("{hours} h {minutes} min"),
    }
}

/// `2 days`; never fewer.
pub(crate) fn days(days: u64) -> String {
    format!("{days} days")
}

/// `1080 × 1920, 30 frames a second`.
pub(crate) fn picture(width: u32, height: u32, frame_rate: &str) -> String {
    format!("{width} × {height}, {frame_rate} frames a second")
}

/// `22 Nov`, `14 Mar 2027`.
pub(crate) fn day(day: i8, month: &str, year: Option<i16>) -> String {
    match year {
        None => format!("{day} {month}"),
        Some(year) => format!("{day} {month} {year}"),
    }
}

/// `22 Nov, 17:18`.
pub(crate) fn day_and_time(day: &str, time: &str) -> String {
    format!("{day}, {time}")
}

/// Part of a sentence: `at 17:18` today, `on 22 Nov, 17:18` else.
pub(crate) fn at(moment: &str, is_today: bool) -> String {
    let preposition = if is_today { "at" } else { "on" };
    format!("{preposition} {moment}")
}

pub(crate) const JUST_NOW: &str = "just now";

/// `4 min ago`.
pub(crate) fn ago(span: &str) -> String {
    format!("{span} ago")
}

/// `today, 12:10`.
pub(crate) fn today(time: &str) -> String {
    format!("today, {time}")
}

pub(crate) const NOW: &str = "now";

/// `in 12 min`.
pub(crate) fn ahead(span: &str) -> String {
    format!("in {span}")
}

/// By which clock times are: `Bangkok time`.
pub(crate) fn clock_of(place: &str) -> String {
    format!("{place} time")
}
