//! Uploads that can be resumed.

use std::time::Duration;

use ai_video_uploader::{
    domain::{
        clock::Timestamp, post::Post, source::Source, status::Status,
        temporary_file::TemporaryFile, upload::ResumableUpload,
    },
    store::StoreError,
};

use super::{
    database::Database,
    seed::{Owner, at},
};

on_both_databases!(
    an_upload_is_followed_byte_by_byte,
    the_number_of_unfinished_ones_is_bounded,
    the_last_byte_makes_one_post,
    a_forgotten_upload_gives_its_file_up,
    old_ones_are_purged,
);

fn upload(owner: &Owner, now: Timestamp) -> (ResumableUpload, TemporaryFile) {
    let file = owner.file(None, now);
    let upload = ResumableUpload {
        id: file.id,
        user_id: owner.user.id,
        account_id: Some(owner.account.id),
        total_bytes: 1000,
        received: 0,
        file_name: Some("pier ä.mp4".to_owned()),
        caption: "Words".to_owned(),
        auto_approve: true,
        metadata: "caption V29yZHM=".to_owned(),
        created_at: now,
        expires_at: file.held_until,
        post_id: None,
    };
    (upload, file)
}

async fn begun(db: &Database, owner: &Owner, now: Timestamp) -> ResumableUpload {
    let (upload, file) = upload(owner, now);
    assert!(db.begin_upload(&upload, &file, 20).await.unwrap());
    upload
}

fn post_of(owner: &Owner, upload: &ResumableUpload, now: Timestamp) -> Post {
    let mut new = owner.new_post(now);
    new.source = Source::File { name: None };
    new.file = Some((upload.id, upload.total_bytes));
    Post::queued(new, now)
}

async fn an_upload_is_followed_byte_by_byte(db: &Database) {
    let (alice, mallory) = (db.alice().await, db.mallory().await);
    let mut upload = begun(db, &alice, at(0)).await;
    let found = db.find_upload(alice.user.id, upload.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&upload));
    let stranger = db.find_upload(mallory.user.id, upload.id).await.unwrap();
    assert_eq!(stranger, None);
    db.checkpoint_upload(upload.id, 400).await.unwrap();
    upload.received = 400;
    assert!(db.is_upload_open(upload.id).await.unwrap());
    let open = db.open_uploads(alice.user.id, at(1)).await.unwrap();
    assert_eq!(open, [upload.clone()]);
    assert!(
        db.open_uploads(mallory.user.id, at(1))
            .await
            .unwrap()
            .is_empty()
    );
    let late = at(24 * 3600);
    assert!(
        db.open_uploads(alice.user.id, late)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn the_number_of_unfinished_ones_is_bounded(db: &Database) {
    let alice = db.alice().await;
    for count in 0..3 {
        let (upload, file) = upload(&alice, at(count));
        let begun = db.begin_upload(&upload, &file, 2).await.unwrap();
        assert_eq!(begun, count < 2);
        let record = db.find_temporary_file(file.id).await.unwrap();
        assert_eq!(record.is_some(), begun);
    }
}

async fn the_last_byte_makes_one_post(db: &Database) {
    let alice = db.alice().await;
    let upload = begun(db, &alice, at(0)).await;
    let post = post_of(&alice, &upload, at(5));
    db.finish_upload(&post, upload.id, "Accepted")
        .await
        .unwrap();
    let second = post_of(&alice, &upload, at(6));
    let refused = db.finish_upload(&second, upload.id, "Accepted").await;
    assert!(matches!(refused, Err(StoreError::NotFound)));
    assert_eq!(db.post_by_id(second.id).await.unwrap(), None);
    let made = db.post_by_id(post.id).await.unwrap().unwrap();
    assert_eq!(made.status, Status::Queued);
    let file = db.find_temporary_file(upload.id).await.unwrap().unwrap();
    assert_eq!(file.post_id, Some(post.id));
    let found = db
        .find_upload(alice.user.id, upload.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.received, found.post_id), (1000, Some(post.id)));
    assert!(!db.is_upload_open(upload.id).await.unwrap());
    let late = db.checkpoint_upload(upload.id, 10).await;
    assert!(matches!(late, Err(StoreError::NotFound)));
}

async fn a_forgotten_upload_gives_its_file_up(db: &Database) {
    let (alice, mallory) = (db.alice().await, db.mallory().await);
    let upload = begun(db, &alice, at(0)).await;
    assert!(
        !db.forget_upload(mallory.user.id, upload.id, at(1))
            .await
            .unwrap()
    );
    assert!(
        db.forget_upload(alice.user.id, upload.id, at(2))
            .await
            .unwrap()
    );
    assert!(
        !db.forget_upload(alice.user.id, upload.id, at(3))
            .await
            .unwrap()
    );
    let file = db.find_temporary_file(upload.id).await.unwrap().unwrap();
    assert_eq!(file.held_until, at(2));
    let late = db.checkpoint_upload(upload.id, 10).await;
    assert!(matches!(late, Err(StoreError::NotFound)));
}

async fn old_ones_are_purged(db: &Database) {
    let alice = db.alice().await;
    let upload = begun(db, &alice, at(0)).await;
    let end = upload.expires_at;
    assert_eq!(
        db.purge_uploads(end - Duration::from_secs(1))
            .await
            .unwrap(),
        0
    );
    assert_eq!(db.purge_uploads(end).await.unwrap(), 1);
}
