//! Webhooks from TikTok.

use ai_video_uploader::store::tiktok_events::TikTokEvent;
use futures::future::join_all;

use super::{database::Database, seed::at};

on_both_databases!(an_event_is_kept_once, an_event_is_acted_on_once);

fn event(number: u32) -> TikTokEvent {
    TikTokEvent {
        event: "post.publish.complete".to_owned(),
        tiktok_user_id: "open-id".to_owned(),
        publish_id: Some(format!("v_pub_{number}")),
        post_id: None,
        reason: None,
        created_at: at(0),
        raw: format!("{{\"number\":{number}}}"),
    }
}

async fn an_event_is_kept_once(db: &Database) {
    let event = event(1);
    let rush = (0..10).map(|_| db.store_event(&event, at(1)));
    let stored = join_all(rush).await;
    let new = stored.into_iter().filter(|new| *new.as_ref().unwrap());
    assert_eq!(new.count(), 1);
}

async fn an_event_is_acted_on_once(db: &Database) {
    db.store_event(&event(2), at(2)).await.unwrap();
    db.store_event(&event(1), at(1)).await.unwrap();
    let (id, first) = db.claim_event(at(3)).await.unwrap().unwrap();
    assert_eq!(first, event(1));
    let (_, second) = db.claim_event(at(3)).await.unwrap().unwrap();
    assert_eq!(second, event(2));
    assert!(db.claim_event(at(62)).await.unwrap().is_none());
    db.finish_event(&id, at(62)).await.unwrap();
    let (_, again) = db.claim_event(at(63)).await.unwrap().unwrap();
    assert_eq!(again, event(2), "whoever took it did not finish");
    assert!(!db.store_event(&event(1), at(64)).await.unwrap());
}
