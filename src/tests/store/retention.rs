//! What goes when its time is over, and what a new secret key means.

use ai_video_uploader::{
    domain::{
        change::Field,
        secret::{ExposeSecret as _, secret},
        status::{Actor, Status},
    },
    store::{
        StoreError,
        claims::Lane,
        oauth_states::{Flow, OauthState},
        seal::Sealer,
    },
};

use super::{
    database::{Database, KEY},
    seed::at,
};

on_both_databases!(
    old_history_goes_and_the_rest_stays,
    a_new_secret_key_replaces_the_old_one,
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

async fn a_new_secret_key_replaces_the_old_one(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let (lease, _) = db.take(Lane::Transfer, at(0)).await.unwrap();
    let publish = Field::Publish {
        publish_id: "p".to_owned(),
        upload_url: secret("https://upload"),
        upload_url_expires_at: at(9),
        chunk_size: 1,
    };
    db.checkpoint(&lease, at(0), vec![publish]).await.unwrap();
    let state = OauthState {
        state: "s".to_owned(),
        flow: Flow::Google,
        user_id: None,
        browser: None,
        verifier: secret("v"),
        next: None,
        created_at: at(0),
        expires_at: at(9),
    };
    db.insert_oauth_state(&state).await.unwrap();
    let new_key = [8; 32];
    let lost = db.connect_again(Sealer::new(new_key, None)).await;
    let tokens = lost.tokens(alice.account.id).await;
    assert!(matches!(tokens, Err(StoreError::Sealed(_))));
    assert!(matches!(lost.reseal().await, Err(StoreError::Sealed(_))));
    lost.close().await;
    let rotated = db.connect_again(Sealer::new(new_key, Some(KEY))).await;
    let tokens = rotated.tokens(alice.account.id).await.unwrap().unwrap();
    assert_eq!(tokens.access.expose_secret(), "act.first");
    assert_eq!(rotated.reseal().await.unwrap(), 5);
    assert_eq!(rotated.reseal().await.unwrap(), 0);
    rotated.close().await;
    let alone = db.connect_again(Sealer::new(new_key, None)).await;
    let tokens = alone.tokens(alice.account.id).await.unwrap().unwrap();
    assert_eq!(tokens.refresh.expose_secret(), "rft.first");
    let url = alone.upload_url(post.id).await.unwrap().unwrap();
    assert_eq!(url.expose_secret(), "https://upload");
    assert!(alone.callback_secret(alice.key.id).await.unwrap().is_some());
    let state = alone.take_oauth_state("s", Flow::Google, at(1)).await;
    assert_eq!(state.unwrap().unwrap().verifier.expose_secret(), "v");
    alone.close().await;
}

async fn migrations_can_be_repeated(db: &Database) {
    db.migrate().await.unwrap();
    db.ping().await.unwrap();
}
