//! The page of a post in each of its statuses.

use std::time::Duration;

use super::{
    pages::Picture,
    sample::{self, NOW, minutes},
};
use crate::{
    domain::{
        error_code::{ErrorCode, Failure},
        id::{CallbackId, PostId},
        post::{Origin, Waiting},
        status::Status,
    },
    store::budgets::Used,
    web::{
        form::FormState,
        shell::{self, Section},
        views::{
            line::PostLine,
            post::{CallbackLine, CallbackTry, Place, PostView, post_page},
        },
        words,
    },
};

/// A post that TikTok makes wait.
pub(super) fn limited() -> PostLine {
    let mut line = sample::line(Status::Sending, sample::VASE, Origin::N8n);
    line.post.progress.sent_bytes = 0;
    line.post.waiting = Some(Waiting {
        code: ErrorCode::TiktokInboxFull,
        until: NOW + minutes(95),
    });
    line
}

pub(super) fn posts() -> Vec<Picture> {
    let mut unknown_failure = Failure::new(ErrorCode::TiktokRefused)
        .with_detail("reason_of_tomorrow: this is new")
        .with_log_id(Some("20261122140655A1B2C3D4E5F60718293A".to_owned()));
    unknown_failure.code = ErrorCode::TiktokRefused;
    let called = sample::failed(Failure::new(ErrorCode::TiktokInternal), Origin::N8n, true);
    let mut downloading = sample::line(Status::Downloading, sample::SAND, Origin::N8n);
    downloading.post.progress.downloaded_bytes = 18_600_000;
    vec![
        ("post-queued", sample::line(Status::Queued, "", Origin::N8n)),
        ("post-downloading", downloading),
        (
            "post-in-progress",
            sample::line(Status::Sending, sample::VASE, Origin::N8n),
        ),
        ("post-waiting", limited()),
        (
            "post-processing",
            sample::line(Status::Processing, sample::VASE, Origin::Browser),
        ),
        (
            "post-in-inbox",
            sample::line(Status::InInbox, sample::VASE, Origin::N8n),
        ),
        (
            "post-hostile",
            sample::line(Status::InInbox, sample::HOSTILE, Origin::N8n),
        ),
        (
            "post-published",
            sample::line(Status::Published, sample::VASE, Origin::N8n),
        ),
        (
            "post-unconfirmed",
            sample::line(Status::Unconfirmed, sample::FERRY, Origin::Api),
        ),
        ("post-problem", called),
        (
            "post-problem-refused",
            sample::failed(unknown_failure, Origin::Browser, false),
        ),
        (
            "post-problem-connection",
            sample::failed(Failure::new(ErrorCode::TiktokReconnect), Origin::N8n, true),
        ),
        (
            "post-rejected",
            sample::line(Status::Rejected, sample::FERRY, Origin::Browser),
        ),
        (
            "post-cancelled",
            sample::line(Status::Cancelled, sample::FERRY, Origin::Api),
        ),
        (
            "post-expired",
            sample::line(Status::Expired, sample::FERRY, Origin::N8n),
        ),
        (
            "post-expired-file",
            sample::line(Status::Expired, sample::FERRY, Origin::Browser),
        ),
    ]
    .into_iter()
    .map(|(name, line)| post(name, line, FormState::default()))
    .chain([
        post(
            "post-review",
            sample::review(sample::FERRY, Origin::N8n, 192),
            FormState::default(),
        ),
        post(
            "post-review-refused",
            sample::review(sample::FERRY, Origin::N8n, 20),
            FormState::default()
                .typed("caption", sample::HOSTILE.repeat(50))
                .problem(
                    "caption",
                    "The caption is longer than 2,200 characters. Shorten it.",
                )
                .problem("account", "Choose an account that is connected."),
        ),
    ])
    .collect()
}

pub(super) fn post(name: &'static str, line: PostLine, form: FormState) -> Picture {
    let status = line.post.status;
    let accounts = sample::accounts();
    let mut line = line;
    line.duplicate_of = (status == Status::NeedsReview).then(|| PostId::new(NOW));
    line.post.account_id = Some(accounts[0].id);
    let view = PostView {
        now: sample::now(),
        accounts,
        drafts: Some(Used {
            slots: 4,
            next_at: Some(NOW + Duration::from_secs(5 * 3600)),
            refused_until: None,
        }),
        history: sample::history(status),
        callbacks: if status == Status::Failed {
            callbacks()
        } else {
            Vec::new()
        },
        callback_host: "n8n.harbourfilms.example".to_owned(),
        place: Some(Place {
            number: (status == Status::NeedsReview).then_some(2),
            of: 4,
            previous: (status == Status::NeedsReview).then(|| PostId::new(NOW)),
            next: Some(PostId::new(NOW)),
        }),
        form,
        user_name: "Ines Marlow".to_owned(),
        history_days: 90,
        line,
    };
    (
        name,
        Box::new(move || {
            let title = words::post::title(&view.line.post);
            shell::page(
                &sample::frame("/"),
                Section::Drafts,
                title,
                post_page(&view),
            )
        }),
    )
}

fn callbacks() -> Vec<CallbackLine> {
    let attempt = |ago, answer| CallbackTry {
        at: NOW - Duration::from_secs(ago),
        answer,
    };
    vec![
        CallbackLine {
            id: CallbackId::new(NOW),
            event: "failed".to_owned(),
            tries: vec![
                attempt(10, Ok(502)),
                attempt(90, Err("No answer within 10 s".to_owned())),
            ],
            next_at: Some(NOW + minutes(4)),
        },
        CallbackLine {
            id: CallbackId::new(NOW),
            event: "needs_review".to_owned(),
            tries: vec![attempt(470, Ok(200))],
            next_at: None,
        },
    ]
}
