//! TikTok accounts and which of them is the default.

use ai_video_uploader::{domain::account::Account, store::accounts::NewAccount};
use futures::future::join_all;

use super::{
    database::Database,
    seed::{Owner, at, profile, tokens},
};

on_both_databases!(
    the_first_account_is_the_default,
    connecting_again_keeps_the_account,
    what_was_connected_again_is_not_disconnected_for_the_past,
    the_default_moves_on,
    a_default_is_chosen_among_connected_accounts_of_the_user,
    there_is_one_default_after_a_rush,
    an_account_is_found_by_tiktoks_id,
);

async fn connect(db: &Database, owner: &Owner, open_id: &str, second: i64) -> Account {
    let tokens = tokens(open_id, open_id, at(second));
    db.connect_account(owner.user.id, &profile(open_id), &tokens, at(second))
        .await
        .unwrap()
}

async fn defaults(db: &Database, owner: &Owner) -> Vec<String> {
    let accounts = db.accounts_of(owner.user.id).await.unwrap();
    let defaults = accounts.into_iter().filter(|account| account.is_default);
    defaults.map(|account| account.tiktok_user_id).collect()
}

async fn the_first_account_is_the_default(db: &Database) {
    let alice = db.alice().await;
    assert!(alice.account.is_default && alice.account.connected);
    assert_eq!(
        alice.account.scopes.to_string(),
        "user.info.basic,video.upload"
    );
    assert_eq!(alice.account.access_expires_at, Some(at(24 * 3600)));
    let second = connect(db, &alice, "second", 1).await;
    assert!(!second.is_default);
    let all = db.accounts_of(alice.user.id).await.unwrap();
    assert_eq!(all, [alice.account.clone(), second.clone()]);
    let found = db.find_account(alice.user.id, second.id).await.unwrap();
    assert_eq!(found, Some(second));
    let mallory = db.mallory().await;
    let hidden = db.find_account(mallory.user.id, alice.account.id).await;
    assert_eq!(hidden.unwrap(), None);
}

async fn connecting_again_keeps_the_account(db: &Database) {
    let alice = db.alice().await;
    db.disconnect_account(&alice.account, "reconnect_needed", at(1))
        .await
        .unwrap();
    let gone = db.account_by_id(alice.account.id).await.unwrap().unwrap();
    assert!(!gone.connected && !gone.is_default);
    assert_eq!(gone.disconnect_reason.as_deref(), Some("reconnect_needed"));
    assert_eq!(gone.disconnected_at, Some(at(1)));
    assert!(!gone.is_given_up());
    let own = "tiktok_not_connected";
    db.give_up_account(gone.id, own).await.unwrap();
    let gone = db.account_by_id(gone.id).await.unwrap().unwrap();
    assert!(gone.is_given_up());
    assert_eq!(gone.disconnected_at, Some(at(1)));
    assert_eq!(
        (gone.access_expires_at, gone.refresh_expires_at),
        (None, None)
    );
    assert!(db.tokens(gone.id).await.unwrap().is_none());
    let open_id = alice.account.tiktok_user_id.clone();
    let nameless = NewAccount {
        username: None,
        display_name: "New name".to_owned(),
        avatar_url: None,
        tiktok_user_id: open_id.clone(),
    };
    let back = db
        .connect_account(
            alice.user.id,
            &nameless,
            &tokens(&open_id, "new", at(2)),
            at(2),
        )
        .await
        .unwrap();
    assert_eq!(back.id, alice.account.id);
    assert!(back.connected && back.is_default && back.disconnect_reason.is_none());
    assert_eq!(back.disconnected_at, None);
    assert_eq!(back.username, alice.account.username);
    assert_eq!(back.display_name, "New name");
    assert_eq!(back.connected_at, at(2));
}

async fn what_was_connected_again_is_not_disconnected_for_the_past(db: &Database) {
    let alice = db.alice().await;
    let id = alice.account.id;
    let before = alice.account.clone();
    let again = connect(db, &alice, &before.tiktok_user_id, 5).await;
    assert!(!db.disconnect_account(&before, "late", at(1)).await.unwrap());
    assert_eq!(db.account_by_id(id).await.unwrap(), Some(again.clone()));
    let tokens = db.tokens(id).await.unwrap().unwrap();
    assert_eq!(tokens.access_expires_at, at(5 + 24 * 3600));
    assert!(
        db.disconnect_account(&again, "by_user", at(1))
            .await
            .unwrap()
    );
    assert!(!db.disconnect_account(&again, "twice", at(1)).await.unwrap());
    let gone = db.account_by_id(id).await.unwrap().unwrap();
    assert_eq!(gone.disconnect_reason.as_deref(), Some("by_user"));
}

async fn the_default_moves_on(db: &Database) {
    let alice = db.alice().await;
    connect(db, &alice, "second", 1).await;
    connect(db, &alice, "third", 2).await;
    db.disconnect_account(&alice.account, "by_user", at(1))
        .await
        .unwrap();
    assert_eq!(defaults(db, &alice).await, ["second"]);
    let order: Vec<_> = db.accounts_of(alice.user.id).await.unwrap();
    let order: Vec<_> = order.iter().map(|account| account.connected).collect();
    assert_eq!(order, [true, true, false]);
}

async fn a_default_is_chosen_among_connected_accounts_of_the_user(db: &Database) {
    let alice = db.alice().await;
    let mallory = db.mallory().await;
    let second = connect(db, &alice, "second", 1).await;
    assert!(
        db.set_default_account(alice.user.id, second.id)
            .await
            .unwrap()
    );
    assert_eq!(defaults(db, &alice).await, ["second"]);
    assert!(
        !db.set_default_account(mallory.user.id, second.id)
            .await
            .unwrap()
    );
    db.disconnect_account(&second, "by_user", at(1))
        .await
        .unwrap();
    assert!(
        !db.set_default_account(alice.user.id, second.id)
            .await
            .unwrap()
    );
    assert_eq!(
        defaults(db, &alice).await,
        std::slice::from_ref(&alice.account.tiktok_user_id)
    );
    db.update_account_profile(second.id, None, "Renamed", None)
        .await
        .unwrap();
    let renamed = db.account_by_id(second.id).await.unwrap().unwrap();
    assert_eq!(renamed.display_name, "Renamed");
    assert_eq!(renamed.username, second.username);
}

async fn there_is_one_default_after_a_rush(db: &Database) {
    let alice = db.alice().await;
    let names: Vec<String> = (0..6).map(|number| format!("rush-{number}")).collect();
    let accounts = join_all(names.iter().map(|name| connect(db, &alice, name, 1))).await;
    let choices = accounts
        .iter()
        .map(|account| db.set_default_account(alice.user.id, account.id));
    assert!(
        join_all(choices)
            .await
            .into_iter()
            .all(|chosen| chosen.unwrap())
    );
    let ends = accounts
        .iter()
        .take(5)
        .map(|account| db.disconnect_account(account, "by_user", at(1)));
    assert!(join_all(ends).await.into_iter().all(|end| end.is_ok()));
    assert_eq!(defaults(db, &alice).await.len(), 1);
}

async fn an_account_is_found_by_tiktoks_id(db: &Database) {
    let alice = db.alice().await;
    let mallory = db.mallory().await;
    connect(db, &alice, "shared", 1).await;
    connect(db, &mallory, "shared", 2).await;
    let found = db.accounts_by_tiktok_user_id("shared").await.unwrap();
    assert_eq!(found.len(), 2);
    let none = db.accounts_by_tiktok_user_id("Shared").await.unwrap();
    assert!(none.is_empty());
}
