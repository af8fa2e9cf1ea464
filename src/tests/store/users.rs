//! Users: how they are recognised, and what goes with them.

use ai_video_uploader::{
    domain::{clock::Timestamp, user::Theme},
    store::StoreError,
};
use futures::future::join_all;

use super::{
    database::Database,
    seed::{MACHINE, at},
};

on_both_databases!(
    google_knows_a_person_by_id,
    a_user_made_for_a_key_is_adopted,
    an_address_that_changed_hands_opens_nothing,
    an_address_that_another_has_stays_theirs,
    settings_are_kept,
    many_first_sign_ins_make_one_user,
    deleting_a_user_deletes_all_that_is_theirs,
);

async fn google_knows_a_person_by_id(db: &Database) {
    let first = db
        .sign_in_user("sub-1", "Alice@Example.com", "Alice", at(0))
        .await
        .unwrap();
    assert_eq!(first.email, "alice@example.com");
    let again = db
        .sign_in_user("sub-1", "alice@new.example", "Alice B", at(9))
        .await
        .unwrap();
    assert_eq!((again.id, again.created_at), (first.id, at(0)));
    assert_eq!(
        (again.email.as_str(), again.name.as_str()),
        ("alice@new.example", "Alice B")
    );
    assert_eq!(db.find_user(first.id).await.unwrap(), Some(again.clone()));
    let found = db.find_user_by_email(" ALICE@new.example").await.unwrap();
    assert_eq!(found, Some(again));
    assert_eq!(
        db.find_user_by_email("alice@example.com").await.unwrap(),
        None
    );
}

async fn a_user_made_for_a_key_is_adopted(db: &Database) {
    let made = db.ensure_user("alice@example.com", at(0)).await.unwrap();
    assert_eq!(
        (made.google_sub.as_deref(), made.name.as_str()),
        (None, "alice@example.com")
    );
    assert_eq!(
        db.ensure_user("Alice@example.com", at(1)).await.unwrap(),
        made
    );
    let signed_in = db
        .sign_in_user("sub-1", "alice@example.com", "Alice", at(2))
        .await
        .unwrap();
    assert_eq!(signed_in.id, made.id);
    assert_eq!(signed_in.google_sub.as_deref(), Some("sub-1"));
}

async fn an_address_that_changed_hands_opens_nothing(db: &Database) {
    let email = "office@example.com";
    db.sign_in_user("sub-1", email, "First", at(0))
        .await
        .unwrap();
    let refused = db.sign_in_user("sub-2", email, "Second", at(1)).await;
    assert!(matches!(refused, Err(StoreError::EmailTaken)));
    let owner = db.find_user_by_email(email).await.unwrap().unwrap();
    assert_eq!(owner.name, "First");
}

async fn an_address_that_another_has_stays_theirs(db: &Database) {
    db.sign_in_user("sub-1", "one@example.com", "One", at(0))
        .await
        .unwrap();
    db.sign_in_user("sub-2", "two@example.com", "Two", at(0))
        .await
        .unwrap();
    let two = db
        .sign_in_user("sub-2", "one@example.com", "Two", at(1))
        .await
        .unwrap();
    assert_eq!(two.email, "two@example.com");
}

async fn settings_are_kept(db: &Database) {
    let user = db.ensure_user("alice@example.com", at(0)).await.unwrap();
    assert_eq!((user.hold_everything, user.theme), (false, Theme::System));
    db.set_hold_everything(user.id, true).await.unwrap();
    db.set_theme(user.id, Theme::Dark).await.unwrap();
    assert_eq!(user.time_zone, "UTC");
    db.set_time_zone(user.id, "Asia/Bangkok").await.unwrap();
    let user = db.find_user(user.id).await.unwrap().unwrap();
    assert_eq!((user.hold_everything, user.theme), (true, Theme::Dark));
    assert_eq!(user.time_zone, "Asia/Bangkok");
}

async fn many_first_sign_ins_make_one_user(db: &Database) {
    let sign_ins = (0..20).map(|_| db.sign_in_user("sub-1", "alice@example.com", "Alice", at(0)));
    let users: Vec<_> = join_all(sign_ins).await;
    let first = users[0].as_ref().unwrap().id;
    assert!(users.iter().all(|user| user.as_ref().unwrap().id == first));
}

async fn deleting_a_user_deletes_all_that_is_theirs(db: &Database) {
    let alice = db.alice().await;
    let mallory = db.mallory().await;
    let post = db.add_post(&alice, at(0)).await;
    let present = alice.file(Some(post.id), at(0));
    let mut gone = alice.file(Some(post.id), at(0));
    gone.deleted_at = Some(at(5));
    for file in [&present, &gone] {
        db.insert_temporary_file(file).await.unwrap();
    }
    assert!(db.delete_user(alice.user.id).await.unwrap());
    assert!(!db.delete_user(alice.user.id).await.unwrap());
    assert_eq!(db.find_user(alice.user.id).await.unwrap(), None);
    assert_eq!(db.post_by_id(post.id).await.unwrap(), None);
    assert!(db.history(post.id).await.unwrap().is_empty());
    assert_eq!(db.account_by_id(alice.account.id).await.unwrap(), None);
    assert!(db.callback_secret(alice.key.id).await.unwrap().is_none());
    assert_eq!(db.find_temporary_file(gone.id).await.unwrap(), None);
    let left: Vec<_> = db.present_files(MACHINE).await.unwrap();
    assert_eq!(left, [(present, None)]);
    let others: Timestamp = mallory.user.created_at;
    let still = db.find_user(mallory.user.id).await.unwrap().unwrap();
    assert_eq!(still.created_at, others);
}
