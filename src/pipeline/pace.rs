//! How often TikTok is asked what became of a post, and when we stop.

use std::time::Duration;

use crate::domain::{clock::Timestamp, post::Post, status::Status};

/// Without a verdict for so long, a post in processing is unconfirmed.
pub(crate) const VERDICT_WITHIN: Duration = minutes(30);
/// After so long nobody asks any more.
const WATCHED_FOR: Duration = minutes(72 * 60);
const DAY: Duration = minutes(24 * 60);

const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

/// The pause before the next look at a post that stays as it is; none once it is no longer watched.
///
/// Processing: every 5 s for the first minute, then each pause 1.5 times the last one, up to a minute.
pub(crate) fn pause(post: &Post, now: Timestamp) -> Option<Duration> {
    let age = now.since(post.entered_at);
    match post.status {
        Status::Processing => Some(processing(post.tiktok.status_fetches)),
        // An account holds at most five drafts: together at most 20 looks a minute.
        Status::InInbox if age < minutes(5) => Some(Duration::from_secs(15)),
        Status::InInbox if age < minutes(15) => Some(minutes(1)),
        Status::InInbox if age < minutes(70) => Some(minutes(5)),
        Status::Unconfirmed if age < DAY => Some(minutes(5)),
        Status::InInbox | Status::Unconfirmed if age < WATCHED_FOR => Some(minutes(60)),
        Status::Published if age < DAY => Some(minutes(10)),
        _ => None,
    }
}

fn processing(fetches: u32) -> Duration {
    let beyond_the_minute = i32::try_from(fetches.saturating_sub(11).min(20)).unwrap_or(20);
    let grown = 5.0 * 1.5_f64.powi(beyond_the_minute);
    Duration::from_secs_f64(grown.min(60.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_from_five_seconds_to_a_minute() {
        assert_eq!(processing(0), Duration::from_secs(5));
        assert_eq!(processing(11), Duration::from_secs(5));
        assert_eq!(processing(12), Duration::from_millis(7500));
        assert_eq!(processing(18), Duration::from_secs(60));
        assert_eq!(processing(u32::MAX), Duration::from_secs(60));
    }
}
