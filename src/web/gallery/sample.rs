//! Sample data: posts, accounts and keys of somebody who films harbours.

use std::time::Duration;

use url::Url;

use crate::{
    domain::{
        account::{Account, Scopes},
        api_key::ApiKey,
        clock::Timestamp,
        error_code::Failure,
        id::{AccountId, ApiKeyId, PostId, TemporaryFileId, UserId},
        post::{HistoryEntry, NewPost, Origin, Post},
        source::Source,
        status::{Actor, Status},
        temporary_file::TemporaryFile,
        upload::ResumableUpload,
        user::{Theme, User},
        video::{Container, Video},
    },
    web::{
        format::{Now, Zone},
        shell::{Frame, Visitor},
        views::line::PostLine,
    },
};

/// 22 November 2026, 14:06 UTC.
pub(super) const NOW: Timestamp = Timestamp::from_seconds(1_795_356_360);

/// Somebody looks at that moment, without having chosen a time zone.
pub(super) const fn now() -> Now {
    Now {
        moment: NOW,
        zone: Zone::UTC,
    }
}

pub(super) const FERRY: &str = "First light at the ferry pier. Forty seconds of nothing happening, and it is exactly what I needed today. #slowmorning #harbour";
pub(super) const VASE: &str = "A week of throwing, drying, glazing and waiting. Here is the vase that survived all of it. #ceramics #studio";
pub(super) const SAND: &str =
    "พระอาทิตย์ตกที่ทะเลทราย เงียบจนได้ยินเสียงทรายไหลลงจากสันเนิน #ท่องเที่ยว #ทะเลทราย";

/// What somebody might try instead of words.
pub(super) const HOSTILE: &str = "</textarea></title><img src=x onerror=alert(1)>\"'&lt;";

pub(super) fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

pub(super) fn user() -> User {
    User {
        id: UserId::new(NOW),
        email: "ines@harbourfilms.example".to_owned(),
        name: "Ines Marlow".to_owned(),
        google_sub: None,
        hold_everything: true,
        theme: Theme::System,
        time_zone: "UTC".to_owned(),
        accepted_version: Some(crate::domain::terms::VERSION.to_owned()),
        created_at: NOW,
    }
}

pub(super) fn frame(here: &str) -> Frame {
    Frame {
        app_name: "AI Video Uploader".to_owned(),
        operator_name: Some("Harbour Films".to_owned()),
        version: "0.1.0",
        here: here.to_owned(),
        visitor: Some(Visitor {
            user: user(),
            to_review: 4,
        }),
        notices: Vec::new(),
    }
}

pub(super) fn account(name: &str, handle: &str, scopes: &str, is_default: bool) -> Account {
    Account {
        id: AccountId::new(NOW),
        user_id: UserId::new(NOW),
        tiktok_user_id: format!("open-{handle}"),
        username: Some(handle.to_owned()),
        display_name: name.to_owned(),
        avatar_url: None,
        scopes: Scopes::parse(scopes),
        is_default,
        connected: true,
        disconnect_reason: None,
        disconnected_at: None,
        access_expires_at: Some(NOW + minutes(72)),
        refresh_expires_at: Some(NOW + minutes(60 * 24 * 180)),
        connected_at: NOW - minutes(60 * 24 * 30),
    }
}

/// All scopes, one refused, and one that TikTok ended.
pub(super) fn accounts() -> Vec<Account> {
    let all = "user.info.basic,video.upload,video.publish";
    let broken = Account {
        connected: false,
        disconnect_reason: Some("tiktok_reconnect".to_owned()),
        disconnected_at: Some(NOW - minutes(125)),
        ..account("Kiln Hours", "kilnhours", all, false)
    };
    vec![
        account("Slow Harbour", "slowharbour", all, true),
        account(
            "Lantern & Loam",
            "lanternandloam",
            "user.info.basic,video.upload",
            false,
        ),
        broken,
    ]
}

pub(super) fn video() -> Video {
    Video {
        container: Container::Mp4,
        codec: "h264".to_owned(),
        width: 1080,
        height: 1920,
        frame_rate: 30.0,
        duration_ms: 37_600,
        size_bytes: 148_200_000,
    }
}

/// A post in `status`, with what usually belongs to that status.
pub(super) fn line(status: Status, caption: &str, origin: Origin) -> PostLine {
    let source = match origin {
        Origin::Browser => Source::File {
            name: Some("six-ridges-final-v3.mp4".to_owned()),
        },
        _ => Source::Url(
            Url::parse("https://media.harbourfilms.example/a.mp4?token=secret").unwrap(),
        ),
    };
    let new = NewPost {
        id: PostId::new(NOW),
        user_id: UserId::new(NOW),
        account_id: AccountId::new(NOW),
        api_key_id: None,
        origin,
        source,
        caption: caption.to_owned(),
        video_title: None,
        video_description: None,
        auto_approve: false,
        external_id: None,
        metadata: None,
        callback_url: None,
        file: None,
    };
    let mut post = Post::queued(new, NOW - minutes(8));
    post.status = status;
    post.entered_at = NOW - Duration::from_secs(14);
    let is_over = matches!(
        status,
        Status::InInbox
            | Status::Published
            | Status::Rejected
            | Status::Cancelled
            | Status::Expired
    );
    if !matches!(status, Status::Queued | Status::Downloading) {
        post.video = Some(video());
        post.progress.total_bytes = Some(148_200_000);
        post.progress.downloaded_bytes = 148_200_000;
    }
    if matches!(status, Status::Sending) {
        post.progress.sent_bytes = 91_400_000;
    }
    if matches!(status, Status::Processing | Status::Unconfirmed) {
        post.progress.sent_bytes = 148_200_000;
        post.tiktok.publish_id = Some("v_inbox_file~v2.7602997070760331285".to_owned());
    }
    PostLine {
        account: accounts().into_iter().next(),
        file: Some(file(&post, 60 * 24 - 8, is_over)),
        key_name: match origin {
            Origin::Browser => None,
            Origin::Api => Some("batch renderer".to_owned()),
            Origin::N8n => Some("n8n nightly clips".to_owned()),
        },
        duplicate_of: None,
        stand_in: None,
        post,
    }
}

/// A file that stays `left` more minutes, or was deleted just now.
pub(super) fn file(post: &Post, left: u64, is_deleted: bool) -> TemporaryFile {
    TemporaryFile {
        id: TemporaryFileId::new(NOW),
        user_id: post.user_id,
        post_id: Some(post.id),
        machine: "one".to_owned(),
        created_at: post.created_at,
        held_until: NOW + minutes(left),
        deleted_at: is_deleted.then_some(NOW - Duration::from_secs(12)),
        deletion_failures: 0,
    }
}

pub(super) fn review(caption: &str, origin: Origin, left: u64) -> PostLine {
    let mut line = line(Status::NeedsReview, caption, origin);
    line.file = Some(file(&line.post, left, false));
    line
}

pub(super) fn failed(failure: Failure, origin: Origin, file_is_here: bool) -> PostLine {
    let mut line = line(Status::Failed, VASE, origin);
    line.post.error = Some(failure);
    if let Some(file) = &mut line.file {
        file.deleted_at = (!file_is_here).then_some(NOW);
    }
    line
}

pub(super) fn history(last: Status) -> Vec<HistoryEntry> {
    let entry = |seconds, status, actor, detail: &str| HistoryEntry {
        at: NOW - Duration::from_secs(seconds),
        status,
        detail: detail.to_owned(),
        actor,
    };
    let mut entries = vec![
        entry(
            75_720,
            Status::Queued,
            Actor::ApiKey,
            "From the API key “n8n nightly clips”.",
        ),
        entry(480, Status::Downloading, Actor::System, ""),
        entry(
            471,
            Status::Checking,
            Actor::System,
            "148.2 MB from media.harbourfilms.example.",
        ),
        entry(
            470,
            Status::NeedsReview,
            Actor::System,
            "Held until 23 Nov, 13:58.",
        ),
    ];
    if last != Status::NeedsReview {
        entries.push(entry(
            30,
            Status::Sending,
            Actor::User,
            "Sent to the TikTok inbox.",
        ));
        entries.push(entry(14, last, Actor::System, "What happened, in words."));
    }
    entries
}

pub(super) fn api_key(name: &str, prefix: &str, used: Option<u64>) -> ApiKey {
    ApiKey {
        id: ApiKeyId::new(NOW),
        user_id: UserId::new(NOW),
        name: name.to_owned(),
        prefix: prefix.to_owned(),
        created_at: NOW - minutes(60 * 24 * 50),
        last_used_at: used.map(|ago| NOW - minutes(ago)),
        expires_at: None,
        revoked_at: None,
    }
}

/// An upload that waits for its rest, and one with a hostile name.
pub(super) fn unfinished() -> Vec<ResumableUpload> {
    let begun = NOW - minutes(95);
    [("pier-take-2.mov", 91_400_000), (HOSTILE, 0)]
        .map(|(name, received)| ResumableUpload {
            id: TemporaryFileId::new(begun),
            user_id: UserId::new(NOW),
            account_id: None,
            total_bytes: 240_000_000,
            received,
            file_name: Some(name.to_owned()),
            caption: FERRY.to_owned(),
            auto_approve: false,
            metadata: String::new(),
            created_at: begun,
            expires_at: begun + minutes(24 * 60),
            post_id: None,
        })
        .to_vec()
}
