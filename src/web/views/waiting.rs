//! How a post goes on that waits for TikTok: nothing is promised for after the end of its file.

use super::line::PostLine;
use crate::{
    domain::{error_code::ErrorCode, post::Waiting, temporary_file::TemporaryFile},
    web::{
        format::{self, Now},
        words::waiting as say,
    },
};

/// One or two sentences. `tried` writes the moment at which it is tried again.
pub(super) fn goes_on(
    line: &PostLine,
    waiting: Waiting,
    now: Now,
    tried: impl FnOnce() -> String,
) -> String {
    let held_until = line
        .file
        .as_ref()
        .filter(|file| TemporaryFile::is_present(file))
        .map(|file| file.held_until);
    let until = |end| format::moment(end, now);
    match held_until {
        _ if waiting.until <= now.moment => say::TRYING.to_owned(),
        Some(end) if waiting.code == ErrorCode::TiktokInboxFull => say::for_room(&until(end)),
        None if waiting.code == ErrorCode::TiktokInboxFull => say::FOR_ROOM.to_owned(),
        Some(end) if end <= waiting.until => say::too_late(&until(end)),
        _ => say::tries(&tried()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{domain::clock::Timestamp, web::gallery::limited};

    #[test]
    fn nothing_is_promised_for_after_the_end_of_the_file() {
        let (line, now) = limited();
        let end = line.file.as_ref().unwrap().held_until;
        let says = |code, until: Timestamp| {
            goes_on(&line, Waiting { code, until }, now, || {
                "in 5 min".to_owned()
            })
        };
        let soon = now.moment + Duration::from_secs(300);
        let late = end + Duration::from_secs(300);
        let kept = format!("Kept until {}", format::moment(end, now));
        let full = ErrorCode::TiktokInboxFull;
        assert!(says(full, late).starts_with(say::FOR_ROOM));
        assert!(says(full, late).contains(&kept));
        assert!(says(ErrorCode::TiktokDailyCap, late).starts_with(&kept));
        assert_eq!(
            says(ErrorCode::TiktokDailyCap, soon),
            "Tries again in 5 min."
        );
        assert_eq!(says(full, now.moment), "Trying now.");
    }
}
