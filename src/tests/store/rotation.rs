//! What a new secret key means.

use std::collections::HashMap;

use ai_video_uploader::{
    app::{self, config::Config},
    domain::{id::PostId, secret::ExposeSecret as _},
    store::{Store, StoreError, claims::Lane, oauth_states::Flow, seal::Sealer},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::future::join_all;

use super::{
    database::{Database, KEY},
    seed::{Owner, at, publish, sign_in_state},
};

on_both_databases!(
    a_new_secret_key_replaces_the_old_one,
    a_start_with_the_previous_key_makes_it_needless,
    several_processes_seal_anew_together,
    a_value_that_no_key_opens_does_not_keep_the_others,
);

const NEW_KEY: [u8; 32] = [8; 32];
/// The values that [`secrets`] seals.
const VALUES: u64 = 6;

/// One of each kind of secret, sealed with the former key.
async fn secrets(db: &Database) -> (Owner, PostId) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let (lease, _) = db.take(Lane::Transfer, at(0)).await.unwrap();
    let publish = publish("p", "https://upload");
    db.checkpoint(&lease, at(0), vec![publish]).await.unwrap();
    let state = sign_in_state("s", "v");
    db.insert_oauth_state(&state).await.unwrap();
    (alice, post.id)
}

/// The new key alone opens every secret.
async fn assert_all_open(db: &Database, alice: &Owner, post: PostId) {
    let alone = db.connect_again(Sealer::new(NEW_KEY, None)).await;
    let tokens = alone.tokens(alice.account.id).await.unwrap().unwrap();
    assert_eq!(tokens.access.expose_secret(), "act.first");
    assert_eq!(tokens.refresh.expose_secret(), "rft.first");
    let url = alone.upload_url(post).await.unwrap().unwrap();
    assert_eq!(url.expose_secret(), "https://upload");
    let url = alone.callback_url(post).await.unwrap().unwrap();
    assert_eq!(
        url.expose_secret(),
        "https://n8n.example/wait?signature=a%2Fb"
    );
    assert!(alone.callback_secret(alice.key.id).await.unwrap().is_some());
    let state = alone.take_oauth_state("s", Flow::Google, at(1)).await;
    assert_eq!(state.unwrap().unwrap().verifier.expose_secret(), "v");
    alone.close().await;
}

async fn a_new_secret_key_replaces_the_old_one(db: &Database) {
    let (alice, post) = secrets(db).await;
    let lost = db.connect_again(Sealer::new(NEW_KEY, None)).await;
    assert!(lost.is_sealed_by_others().await.unwrap());
    let left = lost.sealed_otherwise().await.unwrap();
    assert_eq!(left.iter().map(|(_, count)| count).sum::<u64>(), VALUES);
    let tokens = lost.tokens(alice.account.id).await;
    assert!(matches!(tokens, Err(StoreError::Sealed(_))));
    assert!(matches!(lost.reseal().await, Err(StoreError::Sealed(_))));
    lost.close().await;
    let rotated = db.connect_again(Sealer::new(NEW_KEY, Some(KEY))).await;
    let tokens = rotated.tokens(alice.account.id).await.unwrap().unwrap();
    assert_eq!(tokens.access.expose_secret(), "act.first");
    assert_eq!(rotated.reseal().await.unwrap(), VALUES);
    assert_eq!(rotated.reseal().await.unwrap(), 0);
    assert!(!rotated.is_sealed_by_others().await.unwrap());
    assert!(rotated.sealed_otherwise().await.unwrap().is_empty());
    rotated.close().await;
    assert_all_open(db, &alice, post).await;
}

async fn a_start_with_the_previous_key_makes_it_needless(db: &Database) {
    let (alice, post) = secrets(db).await;
    let folder = tempfile::tempdir().unwrap();
    let values: HashMap<String, String> = [
        ("DATABASE_URL", db.url.clone()),
        ("SECRET_KEY", STANDARD.encode(NEW_KEY)),
        ("SECRET_KEY_PREVIOUS", STANDARD.encode(KEY)),
        ("TEMP_DIR", folder.path().display().to_string()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let config = Config::from_values(values).unwrap();
    let (one, other) = tokio::join!(app::build(&config), app::build(&config));
    for ctx in [one.unwrap(), other.unwrap()] {
        ctx.store.close().await;
    }
    assert_all_open(db, &alice, post).await;
}

async fn several_processes_seal_anew_together(db: &Database) {
    let (alice, post) = secrets(db).await;
    let processes: Vec<Store> =
        join_all((0..4).map(|_| db.connect_again(Sealer::new(NEW_KEY, Some(KEY))))).await;
    let counts = join_all(processes.iter().map(Store::reseal)).await;
    let resealed: u64 = counts.into_iter().map(Result::unwrap).sum();
    assert_eq!(resealed, VALUES, "each value once");
    join_all(processes.iter().map(Store::close)).await;
    assert_all_open(db, &alice, post).await;
}

async fn a_value_that_no_key_opens_does_not_keep_the_others(db: &Database) {
    let forgotten = db.connect_again(Sealer::new([9; 32], None)).await;
    let state = sign_in_state("forgotten", "x");
    forgotten.insert_oauth_state(&state).await.unwrap();
    forgotten.close().await;
    let (alice, post) = secrets(db).await;
    let rotated = db.connect_again(Sealer::new(NEW_KEY, Some(KEY))).await;
    assert!(matches!(rotated.reseal().await, Err(StoreError::Sealed(_))));
    rotated.close().await;
    assert_all_open(db, &alice, post).await;
}
