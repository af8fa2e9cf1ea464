//! Accounts on their way out, step by step.

use super::{
    database::Database,
    seed::{MACHINE, at},
};

on_both_databases!(
    from_the_beginning_nobody_acts_as_the_user,
    a_file_elsewhere_keeps_the_receipt_open,
    one_process_carries_a_deletion_on,
);

async fn from_the_beginning_nobody_acts_as_the_user(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let (lease, _) = db
        .take(ai_video_uploader::store::claims::Lane::Transfer, at(1))
        .await
        .unwrap();
    let open = db.begin_deletion(alice.user.id, at(2), at(60)).await;
    let open = open.unwrap().unwrap();
    assert!(db.heartbeat(&lease, at(40)).await.is_err(), "it is fenced");
    assert!(
        db.take(ai_video_uploader::store::claims::Lane::Transfer, at(99))
            .await
            .is_none()
    );
    assert!(db.post_by_id(post.id).await.unwrap().is_some());
    let found = db.find_user_by_email(&alice.user.email).await.unwrap();
    assert_eq!(found, None);
    let new = db.ensure_user(&alice.user.email, at(3)).await.unwrap();
    assert_ne!(new.id, alice.user.id);
    // Pressed twice: one receipt.
    let again = db.begin_deletion(alice.user.id, at(4), at(60)).await;
    assert_eq!(again.unwrap(), Some(open));
}

async fn a_file_elsewhere_keeps_the_receipt_open(db: &Database) {
    let alice = db.alice().await;
    let file = alice.file(None, at(0));
    db.insert_temporary_file(&file).await.unwrap();
    let open = db.begin_deletion(alice.user.id, at(2), at(60)).await;
    let open = open.unwrap().unwrap();
    let released = db.release_files(alice.user.id, at(3)).await.unwrap();
    assert_eq!((released.len(), released[0].held_until), (1, at(3)));
    while db.delete_posts_of(open).await.unwrap() {}
    db.delete_rest_of(open).await.unwrap();
    assert!(!db.close_deletion(open, at(4), at(64)).await.unwrap());
    let receipt = db.find_receipt(open.id).await.unwrap().unwrap();
    assert_eq!((receipt.done_at, receipt.files), (None, 0));
    db.mark_file_deleted(file.id, at(5)).await.unwrap();
    assert!(db.claim_deletion(at(63), at(99)).await.unwrap().is_none());
    let claimed = db.claim_deletion(at(64), at(99)).await.unwrap();
    assert_eq!(claimed, Some(open));
    assert!(db.close_deletion(open, at(65), at(99)).await.unwrap());
    let receipt = db.find_receipt(open.id).await.unwrap().unwrap();
    assert_eq!((receipt.done_at, receipt.files), (Some(at(65)), 1));
    assert!(db.present_files(MACHINE).await.unwrap().is_empty());
    assert!(
        db.claim_deletion(at(999), at(1999))
            .await
            .unwrap()
            .is_none()
    );
}

async fn one_process_carries_a_deletion_on(db: &Database) {
    let alice = db.alice().await;
    let open = db.begin_deletion(alice.user.id, at(0), at(60)).await;
    let rush = (0..8).map(|_| db.claim_deletion(at(61), at(200)));
    let claimed = futures::future::join_all(rush).await;
    let won: Vec<_> = claimed.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(won, [open.unwrap().unwrap()]);
}
