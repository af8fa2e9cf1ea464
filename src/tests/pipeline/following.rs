//! After the last byte: TikTok's verdicts, its silence, and its webhooks.

use std::time::Duration;

use ai_video_uploader::{
    domain::status::Status,
    simulator::{FaultKind, Outcome},
    store::tiktok_events::TikTokEvent,
};

use super::rig::Rig;

const STATUS: &str = "/v2/post/publish/status/fetch/";
const HOUR: Duration = Duration::from_secs(3600);

fn minutes(count: u64) -> Duration {
    Duration::from_secs(60 * count)
}

#[tokio::test]
async fn a_silent_tiktok_makes_it_unconfirmed_and_it_stays_watched() {
    let rig = Rig::start().await;
    rig.world().next_outcome(Outcome::Silent);
    let id = rig.submit().await;
    rig.run().await;
    assert_eq!(rig.post(id).await.status, Status::Processing);

    rig.run_for(minutes(29), Duration::from_secs(20)).await;
    assert_eq!(rig.post(id).await.status, Status::Processing);
    rig.run_for(minutes(3), Duration::from_secs(20)).await;
    assert_eq!(rig.post(id).await.status, Status::Unconfirmed);
    assert_eq!(
        rig.files().len(),
        1,
        "kept for a human who says: send again"
    );

    let asked = rig.world().calls(&format!("POST {STATUS}"));
    rig.run_for(HOUR, minutes(1)).await;
    let more = rig.world().calls(&format!("POST {STATUS}")) - asked;
    assert!((11..=13).contains(&more), "every five minutes: {more}");

    rig.run_for(HOUR * 80, minutes(30)).await;
    let asked = rig.world().calls(&format!("POST {STATUS}"));
    rig.run_for(HOUR * 10, minutes(30)).await;
    assert_eq!(
        rig.world().calls(&format!("POST {STATUS}")),
        asked,
        "not for ever"
    );
    assert_eq!(rig.post(id).await.status, Status::Unconfirmed);
    rig.worker().sweep().await.unwrap();
    rig.assert_no_file();
    assert_eq!(rig.world().videos().len(), 1);
}

#[tokio::test]
async fn the_first_minute_is_asked_every_five_seconds_and_then_less_and_less() {
    let rig = Rig::start().await;
    rig.world().next_outcome(Outcome::Silent);
    let id = rig.submit().await;
    rig.run().await;
    let before = rig.world().calls(&format!("POST {STATUS}"));
    rig.run_for(minutes(1), Duration::from_secs(1)).await;
    let first = rig.world().calls(&format!("POST {STATUS}")) - before;
    assert!((11..=13).contains(&first), "{first}");
    rig.run_for(minutes(10), Duration::from_secs(1)).await;
    let later = rig.world().calls(&format!("POST {STATUS}")) - before - first;
    assert!((10..=16).contains(&later), "{later}");
    assert_eq!(rig.post(id).await.status, Status::Processing);
    rig.world().finish_processing();
    rig.run_for(HOUR, minutes(1)).await;
}

#[tokio::test]
async fn a_publish_that_tiktok_forgot_is_unconfirmed_not_failed() {
    let rig = Rig::start().await;
    rig.world().next_outcome(Outcome::Silent);
    let id = rig.submit().await;
    rig.run().await;
    rig.world().break_next(
        STATUS,
        FaultKind::Code {
            code: "invalid_publish_id".into(),
        },
    );
    rig.clock.advance(Duration::from_secs(10));
    rig.run().await;
    assert_eq!(rig.post(id).await.status, Status::Unconfirmed);
}

#[tokio::test]
async fn an_unconfirmed_post_takes_a_late_verdict() {
    let rig = Rig::start().await;
    rig.world().next_outcome(Outcome::Silent);
    let id = rig.submit().await;
    rig.run_for(minutes(32), Duration::from_secs(30)).await;
    let post = rig.post(id).await;
    assert_eq!(post.status, Status::Unconfirmed);
    rig.world()
        .fail_video(post.tiktok.publish_id.as_deref().unwrap(), "spam_risk")
        .unwrap();
    rig.run_for(minutes(6), minutes(1)).await;
    let post = rig.post(id).await;
    assert_eq!(post.status, Status::Failed);
    assert_eq!(post.error.unwrap().code.as_str(), "tiktok_spam");
    rig.assert_no_file();
}

#[tokio::test]
async fn without_access_to_the_account_no_verdict_is_made_up() {
    let rig = Rig::start().await;
    rig.world().next_outcome(Outcome::Silent);
    let id = rig.submit().await;
    rig.run().await;
    rig.ctx
        .store
        .disconnect_account(&rig.account, "tiktok_reconnect", rig.ctx.now())
        .await
        .unwrap();
    rig.run_for(minutes(32), Duration::from_secs(30)).await;
    assert_eq!(rig.post(id).await.status, Status::Unconfirmed);
}

#[tokio::test]
async fn a_webhook_makes_us_look_at_once() {
    let rig = Rig::start().await;
    let id = rig.submit().await;
    let post = rig.run_to_rest(id).await;
    rig.run_for(HOUR * 3, minutes(10)).await;
    let publish_id = post.tiktok.publish_id.unwrap();
    rig.world().tap_post(&publish_id, None).unwrap();

    webhook(&rig, "post.publish.complete", Some(&publish_id)).await;
    rig.run().await;

    assert_eq!(rig.post(id).await.status, Status::Published);
}

#[tokio::test]
async fn a_webhook_alone_decides_nothing() {
    let rig = Rig::start().await;
    let id = rig.submit().await;
    let post = rig.run_to_rest(id).await;
    let publish_id = post.tiktok.publish_id.unwrap();
    webhook(&rig, "post.publish.complete", Some(&publish_id)).await;
    webhook(&rig, "post.publish.failed", Some(&publish_id)).await;
    webhook(
        &rig,
        "post.publish.complete",
        Some("v_inbox_file~v2.unknown"),
    )
    .await;
    webhook(&rig, "something.new", None).await;
    rig.run().await;
    assert_eq!(rig.post(id).await.status, Status::InInbox);
}

#[tokio::test]
async fn a_removed_authorization_wipes_the_tokens_unless_connected_again() {
    let rig = Rig::start().await;
    rig.clock.advance(minutes(10));
    let old = rig.ctx.now() - minutes(20);
    rig.ctx
        .store
        .store_event(
            &event(&rig, "authorization.removed", None, old),
            rig.ctx.now(),
        )
        .await
        .unwrap();
    rig.run().await;
    let account = rig
        .ctx
        .store
        .account_by_id(rig.account.id)
        .await
        .unwrap()
        .unwrap();
    assert!(account.connected, "the event is older than the connection");

    webhook(&rig, "authorization.removed", None).await;
    rig.run().await;
    let account = rig
        .ctx
        .store
        .account_by_id(rig.account.id)
        .await
        .unwrap()
        .unwrap();
    assert!(!account.connected);
    assert!(
        rig.ctx
            .store
            .tokens(rig.account.id)
            .await
            .unwrap()
            .is_none()
    );
}

async fn webhook(rig: &Rig, name: &str, publish_id: Option<&str>) {
    let now = rig.ctx.now();
    assert!(
        rig.ctx
            .store
            .store_event(&event(rig, name, publish_id, now), now)
            .await
            .unwrap()
    );
}

fn event(
    rig: &Rig,
    name: &str,
    publish_id: Option<&str>,
    created_at: ai_video_uploader::domain::clock::Timestamp,
) -> TikTokEvent {
    TikTokEvent {
        event: name.into(),
        tiktok_user_id: rig.account.tiktok_user_id.clone(),
        publish_id: publish_id.map(str::to_owned),
        post_id: None,
        reason: None,
        created_at,
        raw: format!("{name} {publish_id:?} {created_at}"),
    }
}

#[tokio::test]
async fn events_that_come_late_or_out_of_order_change_nothing() {
    let rig = Rig::start().await;
    let id = rig.submit().await;
    let post = rig.run_to_rest(id).await;
    let publish_id = post.tiktok.publish_id.unwrap();
    rig.world().tap_post(&publish_id, None).unwrap();
    webhook(&rig, "post.publish.complete", Some(&publish_id)).await;
    rig.run().await;
    let told = rig.history(id).await;
    assert_eq!(rig.post(id).await.status, Status::Published);
    for (late, name) in [
        "post.publish.inbox_delivered",
        "post.publish.failed",
        "post.publish.no_longer_publicaly_available",
        "post.publish.complete",
    ]
    .into_iter()
    .enumerate()
    {
        let before = rig.ctx.now() - minutes(30 + late as u64);
        let event = event(&rig, name, Some(&publish_id), before);
        let store = &rig.ctx.store;
        assert!(store.store_event(&event, rig.ctx.now()).await.unwrap());
        assert!(!store.store_event(&event, rig.ctx.now()).await.unwrap());
        rig.run().await;
    }
    assert_eq!(rig.post(id).await.status, Status::Published);
    assert_eq!(rig.history(id).await, told);
}

#[tokio::test]
async fn whoever_lost_the_access_is_told_why_and_what_waits_says_so() {
    for (reason, why) in [
        ("0", "tiktok_access_removed"),
        ("1", "tiktok_access_removed"),
        ("2", "tiktok_account_deleted"),
        ("3", "tiktok_age_changed"),
        ("4", "tiktok_banned"),
        ("5", "tiktok_access_removed"),
    ] {
        let rig = Rig::start().await;
        let full = FaultKind::Code {
            code: "spam_risk_too_many_pending_share".into(),
        };
        rig.world()
            .break_next("/v2/post/publish/inbox/video/init/", full);
        let id = rig.submit().await;
        rig.run().await;
        assert!(rig.post(id).await.waiting.is_some());
        rig.clock.advance(minutes(1));
        let removed = TikTokEvent {
            reason: Some(reason.into()),
            ..event(&rig, "authorization.removed", None, rig.ctx.now())
        };
        let store = &rig.ctx.store;
        assert!(store.store_event(&removed, rig.ctx.now()).await.unwrap());
        rig.run().await;
        let account = store.account_by_id(rig.account.id).await.unwrap().unwrap();
        assert_eq!(account.disconnect_reason.as_deref(), Some(why), "{reason}");
        let post = rig.post(id).await;
        assert_eq!(post.status, Status::Failed, "{reason}");
        assert_eq!(post.error.unwrap().code.as_str(), "tiktok_reconnect");
    }
}

#[tokio::test]
async fn an_event_about_nobody_is_not_kept() {
    let rig = Rig::start().await;
    let store = &rig.ctx.store;
    let known = event(&rig, "authorization.removed", None, rig.ctx.now());
    let gone = TikTokEvent {
        tiktok_user_id: "somebody who deleted their account here".into(),
        ..known.clone()
    };
    for event in [&known, &gone] {
        assert!(store.store_event(event, rig.ctx.now()).await.unwrap());
    }
    rig.run().await;
    assert!(!store.store_event(&known, rig.ctx.now()).await.unwrap());
    assert!(
        store.store_event(&gone, rig.ctx.now()).await.unwrap(),
        "nothing of it is left to be compared with"
    );
}
