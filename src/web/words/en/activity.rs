//! The page of activity.

use crate::{
    domain::{
        error_code::{Again, ErrorCode, Who},
        status::Status,
    },
    service::activity::Range,
    web::format,
};

pub(crate) const TITLE: &str = "Activity";
pub(crate) const RANGES: &str = "Time";

/// What a range is called where it is chosen.
pub(crate) const fn range(range: Range) -> &'static str {
    match range {
        Range::Day => "24 hours",
        Range::Week => "7 days",
        Range::Month => "30 days",
    }
}

const fn last(range: Range) -> &'static str {
    match range {
        Range::Day => "the last 24 hours",
        Range::Week => "the last 7 days",
        Range::Month => "the last 30 days",
    }
}

pub(crate) const ALL_IS_WELL: &str = "All is well. Every file that was made is accounted for.";
pub(crate) const FILES_LEFT: &str =
    "Temporary files are left over. The sweep deletes them; if they stay, the operator must look.";
pub(crate) const NOTHING_YET: &str =
    "Nothing happened in this time. Figures appear here with the first post or request.";

/// One sentence when something failed.
pub(crate) fn failures(failed: u64) -> String {
    match failed {
        1 => "One post failed. Every file that was made is accounted for.".to_owned(),
        _ => format!(
            "{} posts failed. Every file that was made is accounted for.",
            format::count_word(failed)
        ),
    }
}

pub(crate) const SUCCESS: &str = "Success";
pub(crate) const DELIVERED: &str = "Delivered";
pub(crate) const BYTES: &str = "Bytes in and out";
pub(crate) const MOVING: &str = "On the way now";
pub(crate) const NOTHING: &str = "–";

/// `41 delivered, 1 failed`.
pub(crate) fn delivered_and_failed(delivered: u64, failed: u64) -> String {
    format!(
        "{} delivered, {} failed",
        format::count(delivered),
        format::count(failed)
    )
}

/// `34 to inbox, 7 published`.
pub(crate) fn ways(inbox: u64, published: u64) -> String {
    format!(
        "{} to inbox, {} published",
        format::count(inbox),
        format::count(published)
    )
}

/// `11.9 GB sent to TikTok`.
pub(crate) fn sent(bytes: &str) -> String {
    format!("{bytes} sent to TikTok")
}

/// `4 drafts to review`.
pub(crate) fn to_review(drafts: u64) -> String {
    format!("{} to review", format::counted(drafts, "draft", "drafts"))
}

/// `99.1 %`, rounded; 100 % only if it is all, 0 % only if it is none.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    if part == 0 || whole == 0 {
        return "0 %".to_owned();
    }
    if part >= whole {
        return "100 %".to_owned();
    }
    let (part, whole) = (u128::from(part), u128::from(whole));
    let tenths = ((part * 2_000 + whole) / (whole * 2)).clamp(1, 999);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// Posts in each slot.
pub(crate) const fn posts_per(range: Range) -> &'static str {
    match range {
        Range::Day => "Posts per hour",
        Range::Week => "Posts per six hours",
        Range::Month => "Posts per day",
    }
}

/// Requests in each slot.
pub(crate) const fn requests_per(range: Range) -> &'static str {
    match range {
        Range::Day => "API requests per hour",
        Range::Week => "API requests per six hours",
        Range::Month => "API requests per day",
    }
}

pub(crate) const LEGEND_DELIVERED: &str = "delivered";
pub(crate) const LEGEND_FAILED: &str = "failed, on top";
pub(crate) const LEGEND_FINE: &str = "fine";
pub(crate) const LEGEND_REFUSED: &str = "error, on top";
pub(crate) const NOW: &str = "now";

/// What a chart of bars shows, for who cannot see it.
pub(crate) fn bars(what: &str, range: Range, good: u64, bad: u64, most: u64) -> String {
    format!(
        "{what} in {}: {} fine, {} not, at most {} at a time.",
        last(range),
        format::count(good),
        format::count(bad),
        format::count(most)
    )
}

pub(crate) const SAME_FIGURES: &str = "Same figures as a table";
pub(crate) const BY_KEY: &str = "By key and route";
pub(crate) const BEGAN: &str = "From";
pub(crate) const FAILED: &str = "Failed";
pub(crate) const KEY: &str = "Key";
pub(crate) const ROUTE: &str = "Route";
pub(crate) const REQUESTS: &str = "Requests";
pub(crate) const FINE: &str = "Fine";
pub(crate) const REFUSED: &str = "Errors";
pub(crate) const DELETED_KEY: &str = "A key that is gone";
pub(crate) const REQUESTS_COME: &str =
    "Requests are added every ten seconds. Those of other people are not among them.";

pub(crate) const STAGES: &str = "How long each stage takes";

/// What the small charts show.
pub(crate) fn stages_hint(range: Range) -> String {
    format!(
        "In {}, waiting included. The line is the typical video, the band reaches to the slowest 5 %.",
        last(range)
    )
}

/// What a stage is called.
pub(crate) const fn stage(stage: Status) -> &'static str {
    match stage {
        Status::Queued => "Waiting for a worker",
        Status::Downloading => "Download",
        Status::Checking => "Check",
        Status::Sending => "Send",
        _ => "TikTok’s processing",
    }
}

pub(crate) const STAGE: &str = "Stage";
pub(crate) const VIDEOS: &str = "Videos";
pub(crate) const TYPICAL: &str = "Typical";
pub(crate) const SLOWEST: &str = "Slowest 5 %";
pub(crate) const TYPICAL_AFTER: &str = "typical";

/// `28 s slowest 5 %`.
pub(crate) fn slowest(span: &str) -> String {
    format!("{span} slowest 5 %")
}

/// How far a small chart reaches: `0 to 4 min 47 s`.
pub(crate) fn reach(most: &str) -> String {
    format!("0 to {most}")
}

/// A small chart, for who cannot see it.
pub(crate) fn spark(stage: &str, typical: &str, slow: &str, range: Range) -> String {
    format!(
        "{stage} in {}: typical {typical}, slowest five percent {slow}.",
        last(range)
    )
}

pub(crate) const STAGES_WHOLE: &str = "Over the whole time";

/// The stages in each slot.
pub(crate) const fn stages_per(range: Range) -> &'static str {
    match range {
        Range::Day => "Hour by hour",
        Range::Week => "By six hours",
        Range::Month => "Day by day",
    }
}

pub(crate) const STAGES_CELLS: &str =
    "Of each stage the typical video, then what the slowest 5 % took at least.";

/// Behind the typical length: `to 28 s`.
pub(crate) fn up_to(slow: &str) -> String {
    format!("to {slow}")
}

/// `0.3 s`, below ten seconds.
pub(crate) fn tenths(tenths: u128) -> String {
    format!("{}.{} s", tenths / 10, tenths % 10)
}

/// `50 ms`, below half a second.
pub(crate) fn millis(millis: u128) -> String {
    format!("{millis} ms")
}

/// `1 min 40 s`.
pub(crate) fn minutes(minutes: u64, seconds: u64) -> String {
    format!("{minutes} min {seconds} s")
}

pub(crate) const FILES: &str = "Temporary files";
pub(crate) const FILES_HINT: &str = "Of the whole installation. Each file is written down before its first byte and after its deletion was checked.";
pub(crate) const CREATED: &str = "created";
pub(crate) const DELETED: &str = "deleted and checked";
pub(crate) const HERE_NOW: &str = "here now";
pub(crate) const NOTHING_LEFT: &str = "Nothing left over";
pub(crate) const LEFT_OVER: &str = "Left over";
pub(crate) const FILES_UNKNOWN: &str = "The database did not say in time. Load the page again.";

/// The sum, read out.
pub(crate) fn ledger(created: u64, deleted: u64, present: u64) -> String {
    format!(
        "Created {}, deleted {}, here now {}.",
        format::count(created),
        format::count(deleted),
        format::count(present)
    )
}

/// `3.1 GB of 40 GB in use`.
pub(crate) fn in_use(used: &str, quota: &str) -> String {
    format!("{used} of {quota} in use")
}

/// `Oldest file 11 h 20 min, limit 24 h`.
pub(crate) fn oldest(age: Option<&str>, limit: &str) -> String {
    match age {
        Some(age) => format!("Oldest file {age}, limit {limit}"),
        None => format!("No file is older than {limit}"),
    }
}

pub(crate) const FAILED_DELETIONS: &str = "Failed deletions";
pub(crate) const ON_DISK: &str = "On this machine’s disk";
pub(crate) const LAST_SWEEP: &str = "Last sweep";
pub(crate) const NOT_YET: &str = "Not yet";

/// How often deletions failed; each is tried again.
pub(crate) fn failed_deletions(failures: u64) -> String {
    match failures {
        0 => "0".to_owned(),
        _ => format!("{}, each tried again every minute", format::count(failures)),
    }
}

/// How many files the disk holds, and what of it nobody explains.
pub(crate) fn on_disk(files: u64, left_over: Option<usize>) -> String {
    let files = format::counted(files, "file", "files");
    match left_over {
        None => format!("{files} at the last look; the folder cannot be read now"),
        Some(0) => format!(
            "{files}, each with a record. A file is written down before its first byte comes."
        ),
        Some(strays) => format!("{files}, {strays} without a record"),
    }
}

/// Behind the moment of the last sweep.
pub(crate) const SWEPT_EVERY: &str = ". It comes every minute and at every start.";

pub(crate) const LAST_DELETIONS: &str = "Your last deletions";
pub(crate) const CHECKED_ON_DISK: &str = "each one checked on disk";
pub(crate) const POST: &str = "Post";
pub(crate) const WHY: &str = "Why";
pub(crate) const LIVED: &str = "Lived";
pub(crate) const NO_POST: &str = "no post";

/// Why a file is gone whose post stands there by now; none if no post has it, or the post is gone, too.
pub(crate) const fn why_deleted(post: Option<Status>) -> &'static str {
    match post {
        Some(Status::Processing | Status::InInbox | Status::Published) => "TikTok has the video",
        Some(Status::Unconfirmed) => "Its time was over",
        Some(Status::Rejected) => "Rejected",
        Some(Status::Cancelled) => "Cancelled",
        Some(Status::Expired) => "Nobody decided in time",
        Some(Status::Failed) => "The post failed",
        Some(
            Status::Queued
            | Status::Downloading
            | Status::Checking
            | Status::NeedsReview
            | Status::Sending,
        ) => "The post has another file",
        None => "No post has it any more",
    }
}

/// The head of the column of moments, with the clock they go by.
pub(crate) fn deleted_by(clock: &str) -> String {
    format!("Deleted, {clock}")
}

pub(crate) const BUDGETS: &str = "TikTok’s limits in 24 hours";
pub(crate) const BUDGETS_HINT: &str =
    "What TikTok still takes of each account. A post that finds no room waits; it does not fail.";

pub(crate) const ERRORS: &str = "Errors";

/// What the table of errors counts.
pub(crate) fn errors_hint(range: Range) -> String {
    format!(
        "By code, in {}. The code is the same in the API, in callbacks and on the post’s page.",
        last(range)
    )
}

pub(crate) const NO_ERRORS: &str = "None.";
pub(crate) const CODE: &str = "Code";
pub(crate) const POSTS: &str = "Posts";
pub(crate) const RETRY: &str = "Retry";
pub(crate) const NO_LATEST: &str = "none left";

/// The head of the column of the latest posts, with the clock they go by.
pub(crate) fn latest_by(clock: &str) -> String {
    format!("Latest posts, {clock}")
}

/// When a retry helps: of a post that failed, which nobody but a person tries again, or of requests alone.
pub(crate) const fn retry(code: ErrorCode, of_posts: bool) -> &'static str {
    let entry = code.entry();
    match (entry.again(), entry.who) {
        (Again::ByItself, _) if of_posts => "later, by hand",
        (Again::ByItself, _) => "by itself",
        (_, Who::Operator) => "once the operator acted",
        (Again::Never, _) => "after a change",
        (Again::AfterActing(_), _) if of_posts => "by hand",
        (Again::AfterActing(_), _) => "when repeated",
    }
}

/// A link to one of the posts that met the error, read out.
pub(crate) fn post_of(id: &str, moment: &str) -> String {
    format!("The post that failed {moment}, {id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_and_never_to_all_or_nothing() {
        for (part, whole, text) in [
            (0, 0, "0 %"),
            (0, 9, "0 %"),
            (9, 9, "100 %"),
            (58, 201, "28.9 %"),
            (2, 3, "66.7 %"),
            (1, 2, "50.0 %"),
            (1, 100_000, "0.1 %"),
            (99_999, 100_000, "99.9 %"),
            (u64::MAX / 2, u64::MAX, "50.0 %"),
        ] {
            assert_eq!(percent(part, whole), text, "{part} of {whole}");
        }
    }

    #[test]
    fn a_retry_is_said_to_help_where_it_does() {
        for (code, of_posts, text) in [
            (ErrorCode::CaptionTooLong, false, "after a change"),
            (ErrorCode::InvalidJson, false, "after a change"),
            (ErrorCode::NotAVideo, true, "after a change"),
            (ErrorCode::TooManyRedirects, true, "after a change"),
            (ErrorCode::DownloadInterrupted, true, "by hand"),
            (ErrorCode::RateLimited, false, "when repeated"),
            (ErrorCode::TiktokUnavailable, true, "later, by hand"),
            (ErrorCode::TiktokAccessRenewing, false, "by itself"),
            (ErrorCode::DiskFull, true, "once the operator acted"),
            (ErrorCode::PrivateAddress, false, "once the operator acted"),
        ] {
            assert_eq!(retry(code, of_posts), text, "{code}");
        }
    }
}
