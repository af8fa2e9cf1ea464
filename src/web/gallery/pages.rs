//! The pages of the gallery, by name.

use std::collections::{BTreeMap, HashMap};

use leptos::prelude::*;

use super::{
    activity, posts, privacy, publish,
    sample::{self, NOW, minutes},
};
use crate::{
    domain::{
        account::Scopes,
        error_code::{ErrorCode, Failure},
        id::PostId,
        page::Cursor,
        post::Origin,
        secret::secret,
        status::Status,
    },
    service::budgets::Allowance,
    store::budgets::Used,
    web::{
        components::notice::{Notice, Tone},
        form::FormState,
        paths,
        shell::{self, Section},
        views::{
            accounts::{AccountLine, AccountsView, accounts_page},
            api_keys::{ApiKeysView, FreshKey, api_keys_page},
            drafts::{DraftsView, FirstRunView, Tab, drafts_page, first_run_page},
            line::PostLine,
            login::{LoginView, login_page},
            lost::{error_page, not_found_page},
            n8n::{N8nView, n8n_page},
            revoke_key::{RevokeView, revoke_page},
            settings::{SettingsView, settings_page},
            upload::{UploadView, upload_page},
        },
    },
};

/// A name for the file, and what draws the page.
pub(super) type Picture = (&'static str, Box<dyn FnOnce() -> AnyView>);

pub(super) fn shown(
    name: &'static str,
    section: Section,
    title: &'static str,
    main: impl FnOnce() -> AnyView + 'static,
) -> Picture {
    (
        name,
        Box::new(move || shell::page(&sample::frame("/"), section, title, main())),
    )
}

pub(super) fn all() -> Vec<Picture> {
    let mut pages = Vec::new();
    pages.extend(drafts());
    pages.extend(posts::posts());
    pages.extend(publish::publish());
    pages.extend(activity::activity());
    pages.extend(privacy::all());
    pages.extend(others());
    pages
}

fn drafts() -> Vec<Picture> {
    let tab = |name, tab: Tab, posts: Vec<PostLine>| {
        shown(name, Section::Drafts, "Drafts", move || {
            drafts_page(&drafts_view(tab, posts))
        })
    };
    let failed = |code, origin, here| sample::failed(Failure::new(code), origin, here);
    vec![
        tab("drafts", Tab::Review, waiting()),
        (
            "drafts-none",
            Box::new(|| {
                let mut frame = sample::frame("/");
                frame.notices = vec![
                    Notice::new(Tone::Good, "Sent to your TikTok inbox"),
                    Notice::new(Tone::Bad, "The post has moved on.")
                        .saying("Load the post again and decide anew."),
                ];
                let main = drafts_page(&drafts_view(Tab::Review, Vec::new()));
                shell::page(&frame, Section::Drafts, "Drafts", main)
            }),
        ),
        tab("drafts-on-the-way", Tab::OnTheWay, moving()),
        tab(
            "drafts-in-tiktok",
            Tab::InTikTok,
            vec![
                sample::line(Status::InInbox, sample::FERRY, Origin::N8n),
                sample::line(Status::InInbox, sample::HOSTILE, Origin::Browser),
            ],
        ),
        tab(
            "drafts-published",
            Tab::Published,
            [sample::FERRY, sample::VASE, sample::SAND]
                .map(|caption| {
                    let mut line = sample::line(Status::Published, caption, Origin::Api);
                    line.post.tiktok.post_id = Some("7412345678901234567".to_owned());
                    line
                })
                .into(),
        ),
        tab(
            "drafts-problems",
            Tab::Problems,
            vec![
                failed(ErrorCode::TiktokInternal, Origin::N8n, true),
                sample::line(Status::Unconfirmed, sample::FERRY, Origin::Api),
                sample::line(Status::Expired, sample::VASE, Origin::N8n),
                failed(ErrorCode::VideoFrameRate, Origin::Browser, false),
            ],
        ),
        shown("drafts-empty", Section::Drafts, "Drafts", || {
            first_run_page(&FirstRunView {
                name: "Ines Marlow".to_owned(),
                is_connected: false,
                has_key: false,
                retention_hours: 24,
            })
        }),
        shown("drafts-empty-connected", Section::Drafts, "Drafts", || {
            first_run_page(&FirstRunView {
                name: String::new(),
                is_connected: true,
                has_key: true,
                retention_hours: 24,
            })
        }),
    ]
}

fn waiting() -> Vec<PostLine> {
    vec![
        sample::review(sample::FERRY, Origin::N8n, 192),
        sample::review(sample::VASE, Origin::Api, 40),
        sample::review(sample::SAND, Origin::Browser, 1145),
        sample::review("", Origin::N8n, 1382),
    ]
}

fn moving() -> Vec<PostLine> {
    let mut known = sample::line(Status::Downloading, sample::FERRY, Origin::Api);
    known.post.progress.total_bytes = Some(1_204_000_000);
    known.post.progress.downloaded_bytes = 112_000_000;
    let mut unknown = sample::line(Status::Downloading, sample::SAND, Origin::N8n);
    unknown.post.progress.downloaded_bytes = 18_600_000;
    vec![
        sample::line(Status::Sending, sample::VASE, Origin::N8n),
        known,
        unknown,
        sample::line(Status::Checking, sample::VASE, Origin::N8n),
        posts::limited(),
        sample::line(Status::Processing, sample::VASE, Origin::Browser),
        sample::line(Status::Queued, "", Origin::N8n),
    ]
}

fn drafts_view(tab: Tab, posts: Vec<PostLine>) -> DraftsView {
    let is_review = tab == Tab::Review && !posts.is_empty();
    DraftsView {
        now: sample::now(),
        tab,
        counts: BTreeMap::from([
            (Status::NeedsReview, if posts.is_empty() { 0 } else { 4 }),
            (Status::Downloading, 2),
            (Status::Sending, 3),
            (Status::InInbox, 2),
            (Status::Published, 1_038),
            (Status::Failed, 2),
            (Status::Unconfirmed, 1),
            (Status::Rejected, 1),
        ]),
        waiting: 2,
        older: (tab == Tab::Published).then(|| Cursor {
            created_at: NOW,
            id: PostId::new(NOW),
        }),
        is_first: tab != Tab::Published,
        moving: if is_review {
            moving().into_iter().take(2).collect()
        } else {
            Vec::new()
        },
        ended: if tab == Tab::Problems {
            vec![
                sample::line(Status::Rejected, sample::FERRY, Origin::Browser),
                sample::line(Status::Cancelled, sample::VASE, Origin::Api),
            ]
        } else {
            Vec::new()
        },
        posts,
        retention_hours: 24,
        history_days: 90,
    }
}

fn others() -> Vec<Picture> {
    let mut pages = accounts_and_keys();
    pages.extend([
        login("login", None),
        login(
            "login-refused",
            Some(
                Notice::new(Tone::Bad, "That address may not sign in here.")
                    .saying("Use another account, or ask the operator to add yours."),
            ),
        ),
        shown("upload", Section::Upload, "Upload", || {
            upload_page(&UploadView {
                now: sample::now(),
                unfinished: sample::unfinished(),
                accounts: sample::accounts(),
                max_video_bytes: 4_000_000_000,
                retention_hours: 24,
                hold_everything: false,
                form: FormState::default().problem("file", sample::HOSTILE),
            })
        }),
        shown("settings", Section::Elsewhere, "Settings", || {
            settings_page(&SettingsView {
                now: sample::now(),
                hold_everything: true,
                retention_hours: 24,
                history_days: 90,
                session_days: 14,
                form: FormState::default().problem("zone", sample::HOSTILE),
            })
        }),
        shown("n8n", Section::N8n, "Connect n8n", || {
            n8n_page(&N8nView {
                public_url: "https://video.harbourfilms.example".to_owned(),
                version: "0.1.0",
                email: "ines@harbourfilms.example".to_owned(),
            })
        }),
        shown("404", Section::Elsewhere, "Not found", || {
            not_found_page(true, 90)
        }),
        shown("500", Section::Elsewhere, "Error", || {
            error_page(
                &Failure::new(ErrorCode::Internal),
                "req_0193551f2c7e",
                paths::DRAFTS,
            )
        }),
    ]);
    pages
}

fn accounts_and_keys() -> Vec<Picture> {
    let asked = Scopes::parse("user.info.basic,video.upload,video.publish");
    let lines = |accounts: Vec<_>| -> Vec<AccountLine> {
        accounts
            .into_iter()
            .map(|account| AccountLine {
                account,
                held: 3,
                moving: 1,
                allowance: Allowance {
                    drafts: Used {
                        slots: 3,
                        next_at: Some(NOW + minutes(190)),
                        refused_until: None,
                    },
                    posts: Some(Used::default()),
                },
            })
            .collect()
    };
    let full = AccountsView {
        now: sample::now(),
        accounts: lines(sample::accounts()),
        asked: asked.clone(),
    };
    let none = AccountsView {
        now: sample::now(),
        accounts: Vec::new(),
        asked,
    };
    let mut revoked = sample::api_key("old laptop", "avu_77pQab", Some(60 * 24 * 90));
    revoked.revoked_at = Some(NOW - minutes(60 * 24 * 12));
    let nightly = sample::api_key("n8n nightly clips", "avu_b81K9x", Some(4));
    let keys = ApiKeysView {
        now: sample::now(),
        requests: HashMap::from([(nightly.id, 1204)]),
        keys: vec![
            nightly,
            sample::api_key(sample::HOSTILE, "avu_e0Zf3p", None),
            revoked,
        ],
        fresh: Some(FreshKey {
            name: "n8n weekend reel".to_owned(),
            key: secret("avu_Qm7vX2tLr9ZkPd4HsWc8Yb3NfGj6Ue1Ta5KoRiVxB0M".to_owned()),
            callback_secret: secret("whsec_4Jt0bR8yqW1mKz7LxE3vHn6PaSd9UfGcTiOoYrV2Ms=".to_owned()),
        }),
        form: FormState::default(),
    };
    let no_keys = ApiKeysView {
        now: sample::now(),
        keys: Vec::new(),
        requests: HashMap::new(),
        fresh: None,
        form: FormState::default().problem("name", "Give the key a name."),
    };
    vec![
        shown(
            "accounts",
            Section::Accounts,
            "TikTok accounts",
            move || accounts_page(&full),
        ),
        shown(
            "accounts-empty",
            Section::Accounts,
            "TikTok accounts",
            move || accounts_page(&none),
        ),
        shown("api-keys", Section::ApiKeys, "API keys", move || {
            api_keys_page(&keys)
        }),
        shown("api-key-revoke", Section::ApiKeys, "Revoke", || {
            revoke_page(&RevokeView {
                now: sample::now(),
                key: sample::api_key(sample::HOSTILE, "avu_b81K9x", Some(4)),
            })
        }),
        shown("api-keys-empty", Section::ApiKeys, "API keys", move || {
            api_keys_page(&no_keys)
        }),
    ]
}

fn login(name: &'static str, refused: Option<Notice>) -> Picture {
    let view = LoginView {
        app_name: "AI Video Uploader".to_owned(),
        operator_name: Some("Harbour Films".to_owned()),
        next: Some("/accounts".to_owned()),
        refused,
        retention_hours: 24,
    };
    let mut frame = sample::frame("/login");
    frame.visitor = None;
    (
        name,
        Box::new(move || shell::bare_page(&frame, "Sign in", login_page(&view))),
    )
}
