//! Tokens and their refresh.

use ai_video_uploader::{
    domain::{account::Tokens, secret::ExposeSecret as _},
    store::StoreError,
};
use futures::future::join_all;

use super::{
    database::Database,
    seed::{Owner, at, profile, tokens},
};

on_both_databases!(
    tokens_come_back_as_they_were,
    one_refreshes_at_a_time,
    a_refresh_does_not_undo_a_disconnect,
    older_tokens_do_not_replace_newer_ones,
);

async fn read(db: &Database, owner: &Owner) -> Tokens {
    db.tokens(owner.account.id).await.unwrap().unwrap()
}

async fn tokens_come_back_as_they_were(db: &Database) {
    let alice = db.alice().await;
    let kept = read(db, &alice).await;
    assert_eq!(kept.access.expose_secret(), "act.first");
    assert_eq!(kept.refresh.expose_secret(), "rft.first");
    assert_eq!(kept.access_expires_at, at(24 * 3600));
    assert_eq!(kept.refresh_expires_at, at(365 * 24 * 3600));
    assert_eq!(kept.tiktok_user_id, alice.account.tiktok_user_id);
}

async fn one_refreshes_at_a_time(db: &Database) {
    let alice = db.alice().await;
    let id = alice.account.id;
    let rush = (0..32).map(|_| db.begin_refresh(id, at(10), at(40)));
    let begun = join_all(rush).await;
    let winners = begun.into_iter().filter(|begun| *begun.as_ref().unwrap());
    assert_eq!(winners.count(), 1);
    assert!(!db.begin_refresh(id, at(39), at(70)).await.unwrap());
    assert!(db.begin_refresh(id, at(40), at(70)).await.unwrap());
    let open_id = &alice.account.tiktok_user_id;
    db.save_refreshed_tokens(id, &tokens(open_id, "second", at(50)), at(50))
        .await
        .unwrap();
    assert_eq!(read(db, &alice).await.access.expose_secret(), "act.second");
    assert_eq!(read(db, &alice).await.refresh.expose_secret(), "rft.second");
    assert!(db.begin_refresh(id, at(51), at(80)).await.unwrap());
    db.end_refresh(id).await.unwrap();
    assert!(db.begin_refresh(id, at(52), at(80)).await.unwrap());
}

async fn a_refresh_does_not_undo_a_disconnect(db: &Database) {
    let alice = db.alice().await;
    let id = alice.account.id;
    assert!(db.begin_refresh(id, at(1), at(30)).await.unwrap());
    db.disconnect_account(id, "by_user", at(2)).await.unwrap();
    let late = tokens(&alice.account.tiktok_user_id, "late", at(3));
    let saved = db.save_refreshed_tokens(id, &late, at(3)).await;
    assert!(matches!(saved, Err(StoreError::LeaseLost)));
    assert!(db.tokens(id).await.unwrap().is_none());
    assert!(!db.begin_refresh(id, at(4), at(30)).await.unwrap());
}

async fn older_tokens_do_not_replace_newer_ones(db: &Database) {
    let alice = db.alice().await;
    let open_id = &alice.account.tiktok_user_id;
    assert!(
        db.begin_refresh(alice.account.id, at(1), at(30))
            .await
            .unwrap()
    );
    let newer = tokens(open_id, "newer", at(5));
    db.connect_account(alice.user.id, &profile(open_id), &newer, at(5))
        .await
        .unwrap();
    let older = tokens(open_id, "older", at(2));
    let saved = db
        .save_refreshed_tokens(alice.account.id, &older, at(6))
        .await;
    assert!(matches!(saved, Err(StoreError::LeaseLost)));
    assert_eq!(read(db, &alice).await.access.expose_secret(), "act.newer");
}
