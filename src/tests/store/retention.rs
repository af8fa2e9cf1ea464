//! What goes when its time is over.

use ai_video_uploader::{
    domain::status::{Actor, Status},
    store::tiktok_events::TikTokEvent,
};

use super::{database::Database, seed::at};

on_both_databases!(
    old_history_goes_and_the_rest_stays,
    more_than_a_batch_goes_at_once,
    a_file_of_nobody_leaves_no_record,
    migrations_can_be_repeated,
);

async fn old_history_goes_and_the_rest_stays(db: &Database) {
    let alice = db.alice().await;
    let ended = db.add_post(&alice, at(0)).await;
    db.lead(ended.id, &[Status::Failed], at(10)).await;
    let waiting = db.add_post(&alice, at(0)).await;
    let with_file = alice.file(None, at(0));
    db.insert_temporary_file(&with_file).await.unwrap();
    let mut holds = alice.post(at(0));
    holds.temporary_file = Some(with_file.id);
    db.insert_post(&holds, "", Actor::User, None).await.unwrap();
    db.lead(holds.id, &[Status::Failed], at(10)).await;
    assert_eq!(db.purge_history(at(10)).await.unwrap(), 0);
    assert_eq!(db.purge_history(at(11)).await.unwrap(), 1);
    assert_eq!(db.post_by_id(ended.id).await.unwrap(), None);
    assert!(db.history(ended.id).await.unwrap().is_empty());
    assert!(db.callbacks_of(ended.id).await.unwrap().is_empty());
    assert!(db.post_by_id(waiting.id).await.unwrap().is_some());
    assert!(
        db.post_by_id(holds.id).await.unwrap().is_some(),
        "its file is here"
    );
    db.mark_file_deleted(with_file.id, at(20)).await.unwrap();
    assert_eq!(db.purge_history(at(21)).await.unwrap(), 2);
    assert_eq!(db.find_temporary_file(with_file.id).await.unwrap(), None);
}

async fn more_than_a_batch_goes_at_once(db: &Database) {
    let alice = db.alice().await;
    for _ in 0..230 {
        let post = db.add_post(&alice, at(0)).await;
        db.lead(post.id, &[Status::Cancelled], at(1)).await;
    }
    let waiting = db.add_post(&alice, at(0)).await;
    for number in 0..210 {
        let event = TikTokEvent {
            event: "post.publish.complete".to_owned(),
            tiktok_user_id: "open-id".to_owned(),
            publish_id: Some(format!("v_pub_{number}")),
            post_id: None,
            reason: None,
            created_at: at(0),
            raw: String::new(),
        };
        db.store_event(&event, at(1)).await.unwrap();
    }
    assert_eq!(db.purge_history(at(2)).await.unwrap(), 230 + 210);
    assert_eq!(db.purge_history(at(2)).await.unwrap(), 0);
    let left = db.count_posts(alice.user.id).await.unwrap();
    assert_eq!(left.values().sum::<u64>(), 1);
    assert!(db.post_by_id(waiting.id).await.unwrap().is_some());
}

async fn a_file_of_nobody_leaves_no_record(db: &Database) {
    let alice = db.alice().await;
    let file = alice.file(None, at(0));
    assert!(db.delete_user(alice.user.id).await.unwrap());
    // A request that was on its way made it afterwards.
    db.insert_temporary_file(&file).await.unwrap();
    assert_eq!(db.purge_orphans(at(100)).await.unwrap(), 0, "it is here");
    db.mark_file_deleted(file.id, at(50)).await.unwrap();
    assert_eq!(db.purge_orphans(at(100)).await.unwrap(), 1);
}

async fn migrations_can_be_repeated(db: &Database) {
    db.migrate().await.unwrap();
    db.ping().await.unwrap();
}
