//! A post in trouble, or over.

use crate::{domain::status::Status, web::format};

pub(crate) const REMEDY: &str = "What happened and what to do";
pub(crate) const WHAT_HAPPENED: &str = "What happened";
pub(crate) const WHAT_TO_DO: &str = "What to do";

pub(crate) const CONNECT_AGAIN: &str = "Connect again";
pub(crate) const UPLOAD_AGAIN: &str = "Upload again";
pub(crate) const RETRY: &str = "Retry now";

/// Where on its way it stopped: the status before it failed.
pub(crate) const fn stopped(before: Option<Status>) -> &'static str {
    match before {
        Some(Status::Queued) => "It had not started yet.",
        Some(Status::Downloading) => "It stopped while the video was fetched.",
        Some(Status::Checking) => "It stopped at the check, before TikTok saw anything.",
        Some(Status::NeedsReview) => "It stopped while it waited for you.",
        Some(Status::Sending) => "It stopped while the video was sent to TikTok.",
        Some(Status::Processing | Status::Unconfirmed) => "TikTok had the whole video by then.",
        _ => "",
    }
}

pub(crate) const FILE_IS_HERE: &str = "The file is still here, so nothing has to be fetched again.";

pub(crate) const FOR_SUPPORT: &str = "For support";
pub(crate) const ERROR_CODE: &str = "Error code";
pub(crate) const TIKTOKS_CODE: &str = "TikTok’s code";
pub(crate) const TIKTOKS_STATUS: &str = "TikTok’s status";
pub(crate) const TIKTOKS_LOG_ID: &str = "TikTok’s log id";

pub(crate) const UNCONFIRMED: &str = "TikTok did not say whether it arrived";
pub(crate) const LINE_BROKE: &str = "TikTok took the whole video, or the line broke before it answered. The video may be in your inbox, or it may be lost. We keep asking TikTok.";
pub(crate) const LOOK: &str = "Look into your TikTok inbox. If the video is there, you are done. If it is not there after an hour, send it again.";
pub(crate) const ASK: &str = "Ask TikTok now";
pub(crate) const SEND_AGAIN_ASKS: &str = "Send again…";
pub(crate) const LOOKED: &str = "I looked, and the video is not in my TikTok inbox";
pub(crate) const LOOK_FIRST: &str = "Look in the TikTok app first, and say that it is not there.";
pub(crate) const SEND_IT_AGAIN: &str = "Send it again?";
pub(crate) const MAY_BE_TWICE: &str = "If the first copy did arrive, you will have two drafts in your inbox. Nothing becomes public by itself.";
pub(crate) const SEND_AGAIN: &str = "Send again";
pub(crate) const WAIT: &str = "Wait";

pub(crate) const EXPIRED: &str = "Nobody decided in time";

/// When the time ended.
pub(crate) fn time_ended(when: &str) -> String {
    format!(
        "The time that a file may stay here ended {when}. The file was deleted; nothing was sent to TikTok."
    )
}

pub(crate) const FETCH: &str = "Fetch the video again. It comes back as a draft and waits for you.";
pub(crate) const FETCH_AGAIN: &str = "Fetch again";
pub(crate) const UPLOAD: &str =
    "Upload the video again. It was handed over as a file, so it cannot be fetched.";

pub(crate) const REJECTED: &str = "This draft was rejected";
pub(crate) const CANCELLED: &str = "This video was cancelled";

/// Who ended it and when, and what stays.
pub(crate) fn ended(by: &str, when: &str, history_days: u32) -> String {
    let days = format::counted(u64::from(history_days), "day", "days");
    format!("{by} {when}. The file is deleted; caption and history stay for {days}.")
}
