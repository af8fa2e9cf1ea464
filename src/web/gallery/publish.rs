//! The publish page in each of its states.

use super::{
    pages::Picture,
    posts,
    sample::{self, NOW},
};
use crate::{
    domain::{
        error_code::{ErrorCode, Failure},
        post::Origin,
        publish::{Choices, Delivery, Privacy, rules::CreatorInfo},
        status::Status,
    },
    web::{
        form::FormState,
        shell::{self, Section},
        views::publish::{Answer, PublishView, publish_page},
    },
};

fn creator() -> CreatorInfo {
    CreatorInfo {
        avatar_url: None,
        username: "slowharbour".to_owned(),
        nickname: "Slow Harbour".to_owned(),
        privacy_levels: vec![
            Privacy::PublicToEveryone,
            Privacy::MutualFollowFriends,
            Privacy::SelfOnly,
        ],
        comment_disabled: false,
        duet_disabled: true,
        stitch_disabled: false,
        longest_seconds: 600,
    }
}

pub(super) fn publish() -> Vec<Picture> {
    let open = || Answer::Open(creator());
    let short = CreatorInfo {
        longest_seconds: 30,
        ..creator()
    };
    let silent = |code, again_at| Answer::Silent {
        failure: Failure::new(code),
        again_at,
    };
    let filled = FormState::default()
        .typed("caption", sample::HOSTILE)
        .typed("privacy", "SELF_ONLY")
        .typed("comment", "1")
        .typed("disclose", "1")
        .typed("branded", "1")
        .problem(
            "branded",
            "Branded content visibility cannot be set to private.",
        )
        .problem("privacy", "TikTok no longer offers that audience.");
    let none = FormState::default;
    let limited = silent(ErrorCode::TiktokRateLimit, Some(NOW + sample::minutes(1)));
    let blocked = Answer::Blocked(Failure::new(ErrorCode::TiktokDailyCap));
    vec![
        page("publish-start", open(), false, none()),
        page("publish", open(), true, none()),
        page("publish-refused", open(), true, filled),
        page("publish-too-long", Answer::Open(short), true, none()),
        page("publish-blocked", blocked, true, none()),
        page(
            "publish-silent",
            silent(ErrorCode::TiktokUnavailable, None),
            true,
            none(),
        ),
        page("publish-limited", limited, true, none()),
        page("publish-no-scope", Answer::NoScope, true, none()),
        page("publish-reconnect", Answer::Reconnect, true, none()),
        page("publish-no-account", Answer::NoAccount, true, none()),
    ]
    .into_iter()
    .chain(afterwards())
    .collect()
}

/// The page of a post that a human published.
fn afterwards() -> Vec<Picture> {
    let choices = Choices {
        privacy: Privacy::SelfOnly,
        allow_comment: true,
        allow_duet: false,
        allow_stitch: false,
        your_brand: false,
        branded_content: false,
    };
    let direct = |status, failure: Option<ErrorCode>| {
        let mut line = match failure {
            Some(code) => sample::failed(Failure::new(code), Origin::N8n, true),
            None => sample::line(status, sample::FERRY, Origin::N8n),
        };
        line.post.delivery = Delivery::Direct;
        line.post.choices = Some(choices.clone());
        line
    };
    [
        ("publish-sending", direct(Status::Sending, None)),
        ("publish-processing", direct(Status::Processing, None)),
        ("publish-published", direct(Status::Published, None)),
        ("publish-unconfirmed", direct(Status::Unconfirmed, None)),
        (
            "publish-failed",
            direct(Status::Failed, Some(ErrorCode::DuetDisabled)),
        ),
    ]
    .into_iter()
    .map(|(name, line)| posts::post(name, line, FormState::default()))
    .collect()
}

fn page(name: &'static str, answer: Answer, audited: bool, form: FormState) -> Picture {
    let mut accounts = sample::accounts();
    accounts.retain(|account| account.connected);
    if matches!(answer, Answer::NoAccount) {
        accounts.clear();
    }
    let view = PublishView {
        now: sample::now(),
        line: sample::review(sample::FERRY, Origin::N8n, 192),
        account: accounts.first().cloned(),
        accounts,
        answer,
        audited,
        form,
    };
    (
        name,
        Box::new(move || {
            shell::page(
                &sample::frame("/"),
                Section::Drafts,
                "Publish",
                publish_page(&view),
            )
        }),
    )
}
