//! Records of temporary files.

use ai_video_uploader::{
    domain::{
        change::{Change, Field},
        clock::Timestamp,
        id::TemporaryFileId,
        status::{Actor, Status},
        temporary_file::TemporaryFile,
    },
    store::{StoreError, claims::Lane},
};

use super::{
    database::Database,
    seed::{LEASE, MACHINE, at},
};

on_both_databases!(
    a_record_outlives_its_file,
    a_file_is_attached_with_the_lease,
    a_post_goes_to_workers_that_see_its_file,
    a_replaced_file_is_given_up,
    an_unknown_file_is_refused,
    files_are_found_together,
);

async fn present(db: &Database) -> Vec<(TemporaryFile, Option<Status>)> {
    let files = db.present_files(MACHINE).await.unwrap();
    let with_status = files.into_iter().map(|(file, post)| {
        let status = post.map(|post| post.status);
        (file, status)
    });
    with_status.collect()
}

async fn elsewhere(db: &Database, now: Timestamp) -> bool {
    let claimed = db.claim(Lane::Transfer, "worker-2", "machine-2", now, LEASE);
    claimed.await.unwrap().is_some()
}

async fn a_record_outlives_its_file(db: &Database) {
    let alice = db.alice().await;
    let file = alice.file(None, at(0));
    db.insert_temporary_file(&file).await.unwrap();
    assert_eq!(present(db).await, [(file.clone(), None)]);
    assert!(db.present_files("machine-2").await.unwrap().is_empty());
    db.record_deletion_failure(file.id, "permission denied", at(1))
        .await
        .unwrap();
    db.mark_file_deleted(file.id, at(2)).await.unwrap();
    db.mark_file_deleted(file.id, at(3)).await.unwrap();
    let gone = db.find_temporary_file(file.id).await.unwrap().unwrap();
    assert_eq!((gone.deleted_at, gone.deletion_failures), (Some(at(2)), 1));
    assert!(present(db).await.is_empty());
    let mut upload = alice.file(None, at(5));
    db.insert_temporary_file(&upload).await.unwrap();
    db.forget_temporary_file(upload.id, at(6)).await.unwrap();
    upload.held_until = at(6);
    assert_eq!(present(db).await, [(upload, None)]);
}

async fn a_file_is_attached_with_the_lease(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let (lease, _) = db.take(Lane::Transfer, at(0)).await.unwrap();
    let file = alice.file(Some(post.id), at(1));
    let attached = db
        .attach_temporary_file(&lease, &file, at(1))
        .await
        .unwrap();
    assert_eq!(attached.temporary_file, Some(file.id));
    assert_eq!(present(db).await, [(file, Some(Status::Queued))]);
    db.lead(post.id, &[Status::Cancelled], at(2)).await;
    let late = alice.file(Some(post.id), at(3));
    let refused = db.attach_temporary_file(&lease, &late, at(3)).await;
    assert!(matches!(refused, Err(StoreError::LeaseLost)));
    assert_eq!(db.find_temporary_file(late.id).await.unwrap(), None);
}

async fn a_post_goes_to_workers_that_see_its_file(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let (lease, _) = db.take(Lane::Transfer, at(0)).await.unwrap();
    let file = alice.file(Some(post.id), at(0));
    db.attach_temporary_file(&lease, &file, at(0))
        .await
        .unwrap();
    db.release(&lease, at(1)).await.unwrap();
    assert!(!elsewhere(db, at(2)).await);
    let (lease, _) = db.take(Lane::Transfer, at(2)).await.unwrap();
    db.release(&lease, at(3)).await.unwrap();
    db.mark_file_deleted(file.id, at(4)).await.unwrap();
    assert!(
        elsewhere(db, at(5)).await,
        "a post without a file goes anywhere"
    );
}

async fn a_replaced_file_is_given_up(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let (lease, _) = db.take(Lane::Transfer, at(0)).await.unwrap();
    let first = alice.file(Some(post.id), at(1));
    db.attach_temporary_file(&lease, &first, at(1))
        .await
        .unwrap();
    let second = alice.file(Some(post.id), at(2));
    db.attach_temporary_file(&lease, &second, at(2))
        .await
        .unwrap();
    let now = present(db).await;
    assert_eq!(
        (now[0].0.post_id, now[0].0.held_until, now[0].1),
        (None, at(2), None)
    );
    assert_eq!((&now[1].0, now[1].1), (&second, Some(Status::Queued)));
    let change = Change::to(Status::Queued, Status::Failed, Actor::System, "").unwrap();
    let change = change.with(Field::TemporaryFile(None));
    let settled = db.settle(&lease, at(3), change).await.unwrap();
    assert_eq!(settled.temporary_file, None);
    let now = present(db).await;
    assert_eq!((now[1].0.post_id, now[1].0.held_until), (None, at(3)));
}

async fn an_unknown_file_is_refused(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let (lease, _) = db.take(Lane::Transfer, at(0)).await.unwrap();
    let unknown = Field::TemporaryFile(Some(TemporaryFileId::new(at(0))));
    let written = db.checkpoint(&lease, at(1), vec![unknown]).await;
    assert!(matches!(written, Err(StoreError::NotFound)));
    assert_eq!(db.post_by_id(post.id).await.unwrap(), Some(post));
}

async fn files_are_found_together(db: &Database) {
    let alice = db.alice().await;
    let files = [alice.file(None, at(0)), alice.file(None, at(1))];
    for file in &files {
        db.insert_temporary_file(file).await.unwrap();
    }
    let ids = [files[0].id, files[1].id, TemporaryFileId::new(at(2))];
    let found = db.find_temporary_files(&ids).await.unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(found[&files[1].id], files[1]);
    assert!(db.find_temporary_files(&[]).await.unwrap().is_empty());
}
