//! Tokens and their refresh.

use ai_video_uploader::{
    domain::{account::Tokens, secret::ExposeSecret as _},
    store::{StoreError, seal::Sealer},
};
use futures::future::join_all;

use super::{
    database::{Database, KEY},
    seed::{Owner, at, profile, tokens},
};

on_both_databases!(
    tokens_come_back_as_they_were,
    one_refreshes_at_a_time,
    a_refresh_does_not_undo_a_disconnect,
    an_old_refresh_does_not_replace_the_tokens_of_a_new_consent,
    a_refresh_is_kept_however_short_its_tokens_live,
    a_refresh_outlives_its_reservation_and_a_new_secret_key,
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
    let first = read(db, &alice).await;
    db.save_refreshed_tokens(id, &first, &tokens(open_id, "second", at(50)))
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
    let old = read(db, &alice).await;
    assert!(
        db.disconnect_account(&alice.account, "by_user", at(2))
            .await
            .unwrap()
    );
    let late = tokens(&alice.account.tiktok_user_id, "late", at(3));
    let saved = db.save_refreshed_tokens(id, &old, &late).await;
    assert!(matches!(saved, Err(StoreError::LeaseLost)));
    assert!(db.tokens(id).await.unwrap().is_none());
    assert!(!db.begin_refresh(id, at(4), at(30)).await.unwrap());
}

async fn an_old_refresh_does_not_replace_the_tokens_of_a_new_consent(db: &Database) {
    let alice = db.alice().await;
    let id = alice.account.id;
    let open_id = &alice.account.tiktok_user_id;
    assert!(db.begin_refresh(id, at(1), at(30)).await.unwrap());
    let old = read(db, &alice).await;
    let consent = tokens(open_id, "consent", at(5));
    db.connect_account(alice.user.id, &profile(open_id), &consent, at(5))
        .await
        .unwrap();
    // The end of the tokens says nothing of which are newer: these live longer.
    let late = tokens(open_id, "late", at(3600));
    let saved = db.save_refreshed_tokens(id, &old, &late).await;
    assert!(matches!(saved, Err(StoreError::LeaseLost)));
    assert_eq!(read(db, &alice).await.access.expose_secret(), "act.consent");
    // Neither does it while the next refresh is under way.
    assert!(db.begin_refresh(id, at(6), at(36)).await.unwrap());
    assert!(db.save_refreshed_tokens(id, &old, &late).await.is_err());
    assert!(!db.begin_refresh(id, at(7), at(37)).await.unwrap());
}

async fn a_refresh_is_kept_however_short_its_tokens_live(db: &Database) {
    let alice = db.alice().await;
    let id = alice.account.id;
    let old = read(db, &alice).await;
    let mut short = tokens(&alice.account.tiktok_user_id, "short", at(10));
    short.access_expires_at = at(7200);
    short.refresh_expires_at = at(14_400);
    assert!(short.access_expires_at < old.access_expires_at);
    db.save_refreshed_tokens(id, &old, &short).await.unwrap();
    let kept = read(db, &alice).await;
    assert!(kept.are(&short));
    assert_eq!(kept.access_expires_at, at(7200));
    assert_eq!(kept.refresh_expires_at, at(14_400));
    // Only once: what it was refreshed from is gone.
    let saved = db.save_refreshed_tokens(id, &old, &short).await;
    assert!(matches!(saved, Err(StoreError::LeaseLost)));
}

async fn a_refresh_outlives_its_reservation_and_a_new_secret_key(db: &Database) {
    let alice = db.alice().await;
    let id = alice.account.id;
    assert!(db.begin_refresh(id, at(1), at(30)).await.unwrap());
    let old = read(db, &alice).await;
    // TikTok took its time, and another process is about to ask as well.
    assert!(db.begin_refresh(id, at(31), at(60)).await.unwrap());
    let rotated = db.connect_again(Sealer::new([8; 32], Some(KEY))).await;
    assert!(rotated.reseal().await.unwrap() > 0);
    let new = tokens(&alice.account.tiktok_user_id, "second", at(40));
    rotated.save_refreshed_tokens(id, &old, &new).await.unwrap();
    assert!(rotated.tokens(id).await.unwrap().unwrap().are(&new));
    rotated.close().await;
}
