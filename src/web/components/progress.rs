//! Bars with their figures. A size that is not known gives a bar without a value, never a made-up one.

use std::time::Duration;

use leptos::prelude::*;

use crate::{
    domain::{clock::Timestamp, post::Post, status::Status},
    web::{
        format::{self, Now},
        words::progress as words,
    },
};

/// One of the two ways that bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// To us.
    Download,
    /// To TikTok.
    Send,
}

impl Lane {
    const fn label(self) -> &'static str {
        match self {
            Self::Download => words::DOWNLOADED,
            Self::Send => words::SENT,
        }
    }

    /// Bytes that went this way.
    pub(crate) const fn done(self, post: &Post) -> u64 {
        match self {
            Self::Download => post.progress.downloaded_bytes,
            Self::Send => post.progress.sent_bytes,
        }
    }

    /// Whether bytes go this way now.
    fn is_moving(self, post: &Post) -> bool {
        match self {
            Self::Download => post.status == Status::Downloading,
            Self::Send => {
                matches!(post.status, Status::Downloading | Status::Sending)
                    && post.waiting.is_none()
            }
        }
    }
}

/// The bar of one lane and the line below it. Where there is little room, style leaves out the speed.
pub(crate) fn progress(post: &Post, lane: Lane, now: Now) -> AnyView {
    view! {
        <div class="lane" data-live=name(post, lane)>
            {inside(post, lane, now.moment)}
        </div>
    }
    .into_any()
}

/// What the events call the bar of a post.
pub(crate) fn name(post: &Post, lane: Lane) -> String {
    let lane = match lane {
        Lane::Download => "download",
        Lane::Send => "send",
    };
    format!("{lane}-{}", post.id)
}

/// What changes while the bytes flow.
pub(crate) fn inside(post: &Post, lane: Lane, now: Timestamp) -> AnyView {
    let done = lane.done(post);
    let moving = lane.is_moving(post);
    let Some(total) = post.progress.total_bytes.filter(|total| *total > 0) else {
        let label = words::without_end(lane.label());
        return view! {
            <progress aria-label=label></progress>
            <p class="progress-line">
                <span>{words::so_far(&format::bytes(done))}</span>
                <span>{words::SIZE_UNKNOWN}</span>
            </p>
        }
        .into_any();
    };
    let remark = if done >= total {
        Some(view! { <span>{words::DONE}</span> }.into_any())
    } else if moving {
        pace(post, lane, total, now).map(|(speed, left)| {
            let speed = words::speed_and_more(&format::bytes(speed));
            let left = words::left(&format::span(left));
            view! {
                <span>
                    <span class="speed">{speed}</span>
                    {left}
                </span>
            }
            .into_any()
        })
    } else {
        None
    };
    view! {
        <progress
            value=done.min(total).to_string()
            max=total.to_string()
            data-tone=(!moving).then_some("still")
            aria-label=lane.label()
        >
            {words::percent(done.min(total).saturating_mul(100) / total)}
        </progress>
        <p class="progress-line">
            <span>{format::bytes_of(done.min(total), total)}</span>
            {remark}
        </p>
    }
    .into_any()
}

/// Bytes a second and time left, from the average since the first byte; nothing while that would be a guess.
fn pace(post: &Post, lane: Lane, total: u64, now: Timestamp) -> Option<(u64, Duration)> {
    let done = lane.done(post);
    let begun = match lane {
        Lane::Download => post.entered_at,
        // Perhaps already while the video was fetched.
        Lane::Send => post.tiktok.begun_at()?,
    };
    let elapsed = u64::try_from(now.since(begun).as_millis()).ok()?;
    if elapsed < 2_000 || done == 0 || post.attempts > 0 {
        return None;
    }
    let per_second = done.saturating_mul(1000) / elapsed;
    if per_second == 0 {
        return None;
    }
    let left = Duration::from_secs((total - done).div_ceil(per_second));
    Some((per_second, left))
}
