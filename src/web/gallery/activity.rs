//! The page of activity, with a busy day and with nothing.

use std::time::Duration;

use super::{
    pages::{Picture, shown},
    sample::{self, NOW, minutes},
};
use crate::{
    domain::{
        clock::Timestamp,
        error_code::ErrorCode,
        figure::{HOUR, Outcome, STAGES},
        id::PostId,
        post::Origin,
        status::Status,
    },
    media::Usage,
    service::{
        activity::{Activity, ErrorLine, FilesPanel, KeyLine, Lengths, Range, Slot, StageFigures},
        budgets::Allowance,
    },
    store::{budgets::Used, health::FilesState},
    web::{
        shell::Section,
        views::activity::{ActivityView, activity_page},
    },
};

pub(super) fn activity() -> Vec<Picture> {
    let page = |name, activity: fn() -> Activity| {
        shown(name, Section::Activity, "Activity", move || {
            activity_page(&ActivityView {
                now: sample::now(),
                activity: activity(),
            })
        })
    };
    vec![page("activity", busy), page("activity-empty", quiet)]
}

fn slots() -> Vec<Slot> {
    (0..24_u64)
        .zip(0_i64..)
        .map(|(index, hour)| Slot {
            at: at(hour),
            delivered: 2 + index * 7 % 5,
            failed: u64::from(index == 14) * 3,
            fine: 40 + index * 13 % 37,
            refused: u64::from(index % 6 == 2) * 4,
        })
        .collect()
}

fn stages() -> Vec<StageFigures> {
    STAGES
        .into_iter()
        .zip(1_u64..)
        .map(|(stage, factor)| {
            let lengths = |index: u64| Lengths {
                typical: Duration::from_millis(400 * factor + index * 37 % 200),
                slow: Duration::from_millis(2_900 * factor * factor + index * 311 % 900),
                posts: 3 + index % 4,
            };
            StageFigures {
                stage,
                whole: Some(lengths(5)),
                slots: (0..24)
                    .map(|index| (index != 7 && index != 9).then(|| lengths(index)))
                    .collect(),
            }
        })
        .collect()
}

fn busy() -> Activity {
    let line = |code, posts, requests, latest: u64| ErrorLine {
        code,
        posts,
        requests,
        latest: (0..latest)
            .map(|index| (PostId::new(NOW), NOW - minutes(40 * (index + 1))))
            .collect(),
    };
    let key = |route: &str, requests, fine| KeyLine {
        key: Some(sample::api_key("n8n, Harbour", "avu_7Qk2", Some(4))),
        route: route.to_owned(),
        requests,
        fine,
    };
    let used = Used {
        slots: 4,
        next_at: Some(NOW + minutes(18)),
        refused_until: None,
    };
    let post = sample::line(Status::InInbox, sample::FERRY, Origin::N8n).post;
    let file = sample::file(&post, 60, true);
    Activity {
        range: Range::Day,
        outcomes: [
            (Outcome::Made, 120),
            (Outcome::InInbox, 94),
            (Outcome::Published, 7),
            (Outcome::Failed, 3),
        ]
        .into(),
        bytes_in: 12_400_000_000,
        bytes_out: 11_900_000_000,
        slots: slots(),
        stages: stages(),
        errors: vec![
            line(ErrorCode::DownloadUnreachable, 2, 0, 2),
            line(ErrorCode::CaptionTooLong, 0, 5, 0),
            line(ErrorCode::TiktokInternal, 1, 0, 0),
        ],
        keys: vec![
            key("/api/posts/{id}", 1_204, 1_204),
            key("/webhook/n8n/video-upload", 388, 383),
            KeyLine {
                key: None,
                ..key("/n8n/test-connection", 12, 0)
            },
        ],
        moving: 1,
        to_review: 4,
        accounts: sample::accounts()
            .into_iter()
            .map(|account| {
                let allowance = Allowance {
                    drafts: used,
                    posts: Some(Used::default()),
                };
                (account, allowance)
            })
            .collect(),
        files: FilesPanel {
            state: Some(FilesState {
                created: 1_284,
                deleted: 1_279,
                present: 5,
                oldest_at: Some(NOW - minutes(680)),
                failures: 0,
            }),
            usage: Usage {
                files: 5,
                bytes: 3_100_000_000,
                quota: 40_000_000_000,
            },
            left_over: Some(0),
            last_sweep: Some(NOW - Duration::from_secs(20)),
            retention: Duration::from_secs(24 * 3600),
        },
        deletions: vec![
            (file.clone(), Some((PostId::new(NOW), Status::InInbox))),
            (file, None),
        ],
    }
}

fn quiet() -> Activity {
    let busy = busy();
    Activity {
        range: Range::Month,
        outcomes: std::collections::BTreeMap::new(),
        bytes_in: 0,
        bytes_out: 0,
        slots: Vec::new(),
        stages: Vec::new(),
        errors: Vec::new(),
        keys: Vec::new(),
        moving: 0,
        to_review: 0,
        accounts: Vec::new(),
        files: FilesPanel {
            state: None,
            left_over: None,
            last_sweep: None,
            ..busy.files
        },
        deletions: Vec::new(),
    }
}

/// The first millisecond of an hour of the day before [`NOW`].
fn at(hour: i64) -> Timestamp {
    let last = NOW.as_millis() - NOW.as_millis().rem_euclid(HOUR);
    Timestamp::from_millis(last - (23 - hour) * HOUR)
}
