//! TikTok's limits, kept by us: asked before each call, shared by workers and restarts, and said instead of failing.

use std::time::Duration;

use ai_video_uploader::{
    domain::{
        error_code::ErrorCode,
        id::PostId,
        status::{Actor, Status},
    },
    service::{Settings, posts},
    simulator::{FaultKind, Limits, Options, Outcome},
};

use super::{rig::Rig, videos};

const INIT: &str = "POST /v2/post/publish/inbox/video/init/";
const STATUS: &str = "POST /v2/post/publish/status/fetch/";

/// A TikTok that refuses nothing: what is not called is not called because of us.
async fn generous() -> Rig {
    let limits = Limits {
        init_per_minute: 1000,
        status_per_minute: 1000,
        pending_shares: 1000,
        ..Limits::default()
    };
    let options = Options {
        limits,
        ..Options::default()
    };
    Rig::start_with(videos::small(), options, Settings::default()).await
}

async fn submit(rig: &Rig, count: usize) -> Vec<PostId> {
    let mut posts = Vec::new();
    for _ in 0..count {
        posts.push(rig.submit().await);
    }
    posts
}

async fn waits_for(rig: &Rig, id: PostId) -> Option<ErrorCode> {
    let post = rig.post(id).await;
    assert!(post.waiting.is_none() || post.status == Status::Sending);
    post.waiting.map(|waiting| waiting.code)
}

#[tokio::test]
async fn a_sixth_draft_waits_for_a_place_and_goes_on_when_one_is_posted() {
    let mut rig = generous().await;
    let posts = submit(&rig, 6).await;
    rig.run_for(Duration::from_secs(120), Duration::from_secs(10))
        .await;
    assert_eq!(rig.world().calls(INIT), 5);
    let mut waiting = Vec::new();
    for id in &posts {
        match rig.post(*id).await.status {
            Status::InInbox => {}
            _ => waiting.push(*id),
        }
    }
    let [sixth] = waiting[..] else {
        panic!("{waiting:?}")
    };
    let told = rig.post(sixth).await.waiting.unwrap();
    assert_eq!(told.code, ErrorCode::TiktokInboxFull);
    let begun = rig.post(posts[0]).await.created_at;
    assert_eq!(told.until.since(begun).as_secs() / 3600, 24, "{told:?}");

    // Another process knows as much.
    rig.restart().await;
    rig.run_for(Duration::from_secs(900), Duration::from_secs(60))
        .await;
    assert_eq!(rig.world().calls(INIT), 5);

    let first = posts.iter().find(|id| **id != sixth).unwrap();
    let publish_id = rig.post(*first).await.tiktok.publish_id.unwrap();
    rig.world().tap_post(&publish_id, None).unwrap();
    rig.run_for(Duration::from_secs(400), Duration::from_secs(10))
        .await;
    assert_eq!(rig.post(*first).await.status, Status::Published);
    assert_eq!(rig.post(sixth).await.status, Status::InInbox);
    assert_eq!(rig.source.ranges().len(), 6, "nothing was fetched twice");
}

#[tokio::test]
async fn a_person_who_knows_better_gets_one_try() {
    let rig = generous().await;
    submit(&rig, 5).await;
    rig.run().await;
    let sixth = rig.submit().await;
    rig.clock.advance(Duration::from_secs(70));
    rig.run().await;
    assert_eq!(
        waits_for(&rig, sixth).await,
        Some(ErrorCode::TiktokInboxFull)
    );
    posts::retry(&rig.ctx, rig.user.id, sixth, Actor::User)
        .await
        .unwrap();
    rig.run().await;
    assert_eq!(rig.post(sixth).await.status, Status::Processing);
    assert_eq!(rig.world().calls(INIT), 6);
}

#[tokio::test]
async fn tiktoks_own_refusal_keeps_the_account_waiting_and_no_other() {
    let mut rig = generous().await;
    rig.world().break_next(
        "/v2/post/publish/inbox/video/init/",
        FaultKind::Code {
            code: "spam_risk_too_many_pending_share".into(),
        },
    );
    let posts = submit(&rig, 3).await;
    let first = rig.account.clone();
    rig.account = rig.connect(1).await;
    let other = rig.submit().await;
    rig.run().await;

    assert_eq!(rig.world().calls(INIT), 2, "asked once for each account");
    for id in &posts {
        assert_eq!(waits_for(&rig, *id).await, Some(ErrorCode::TiktokInboxFull));
    }
    assert_eq!(rig.post(other).await.status, Status::Processing);
    let told = rig.history(posts[0]).await;
    assert!(
        told.iter()
            .any(|entry| entry.detail.contains("spam_risk_too_many_pending_share")),
        "{told:#?}"
    );
    rig.run_for(Duration::from_secs(3660), Duration::from_secs(60))
        .await;
    for id in &posts {
        let post = rig.post(*id).await;
        assert_eq!(post.status, Status::InInbox, "{post:#?}");
        assert_eq!(post.account_id, Some(first.id));
    }
}

#[tokio::test]
async fn begins_are_spread_over_the_minutes_also_across_a_restart() {
    let mut rig = generous().await;
    let posts = submit(&rig, 9).await;
    // Refused videos need no place, only the call.
    for _ in &posts {
        rig.world().next_outcome(Outcome::Fail("internal"));
    }
    let mut before = 0;
    for _ in 0..3 {
        rig.run_for(Duration::from_secs(60), Duration::from_secs(5))
            .await;
        let calls = rig.world().calls(INIT);
        assert!(calls - before <= 6, "{calls}");
        before = calls;
        rig.restart().await;
    }
    assert_eq!(before, 9);
    for id in posts {
        assert_eq!(rig.post(id).await.status, Status::Failed);
    }
}

#[tokio::test]
async fn questions_for_a_status_are_spread_instead_of_refused() {
    let mut rig = generous().await;
    for _ in 0..5 {
        rig.world().next_outcome(Outcome::Silent);
    }
    let posts = submit(&rig, 5).await;
    let mut before = 0;
    for minute in 0..4 {
        rig.run_for(Duration::from_secs(61), Duration::from_secs(1))
            .await;
        let calls = rig.world().calls(STATUS);
        assert!(
            (8..=21).contains(&(calls - before)),
            "{minute}: {}",
            calls - before
        );
        before = calls;
        rig.restart().await;
    }
    for id in posts {
        let post = rig.post(id).await;
        assert_eq!(post.status, Status::Processing);
        assert!(
            post.tiktok.status_fetches > 4,
            "each gets its turn: {post:#?}"
        );
    }
}

#[tokio::test]
async fn a_retry_of_a_post_whose_wait_outlasted_its_file_asks_tiktok_at_once() {
    let rig = generous().await;
    rig.world().break_next(
        "/v2/post/publish/inbox/video/init/",
        FaultKind::Code {
            code: "spam_risk_too_many_pending_share".into(),
        },
    );
    let id = rig.submit().await;
    rig.run().await;
    assert_eq!(waits_for(&rig, id).await, Some(ErrorCode::TiktokInboxFull));
    // The file goes when its day is over; TikTok said no again shortly before.
    rig.world()
        .add_fault(ai_video_uploader::simulator::Fault::every(
            "/v2/post/publish/inbox/video/init/",
            FaultKind::Code {
                code: "spam_risk_too_many_pending_share".into(),
            },
        ));
    rig.run_for(
        Duration::from_secs(24 * 3600 + 60),
        Duration::from_secs(1200),
    )
    .await;
    rig.worker().sweep().await.unwrap();
    assert_eq!(rig.post(id).await.status, Status::Failed);
    rig.world().clear_faults();
    posts::retry(&rig.ctx, rig.user.id, id, Actor::User)
        .await
        .unwrap();
    rig.run().await;
    assert_eq!(waits_for(&rig, id).await, None, "TikTok has room by now");
    assert_eq!(rig.run_to_rest(id).await.status, Status::InInbox);
}
