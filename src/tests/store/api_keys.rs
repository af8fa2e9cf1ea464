//! API keys.

use ai_video_uploader::domain::{
    api_key::{ApiKey, NewSecrets},
    id::ApiKeyId,
    secret::ExposeSecret as _,
};

use super::{database::Database, seed::at};

on_both_databases!(
    a_key_is_found_by_its_hash,
    last_use_is_written_once_a_minute,
    a_key_is_revoked_once,
);

async fn a_key_is_found_by_its_hash(db: &Database) {
    let alice = db.alice().await;
    let mallory = db.mallory().await;
    let secrets = NewSecrets::generate();
    let key = ApiKey {
        id: ApiKeyId::new(at(1)),
        user_id: alice.user.id,
        name: "curl".to_owned(),
        prefix: secrets.prefix(),
        created_at: at(1),
        last_used_at: None,
        expires_at: Some(at(100)),
        revoked_at: None,
    };
    db.insert_api_key(&key, &secrets.hash(), &secrets.callback_secret)
        .await
        .unwrap();
    let asked = [secrets.hash(), "00".to_owned()];
    let mut found = db.find_api_keys_by_hash(&asked).await.unwrap();
    let of_alice = found.remove(&secrets.hash());
    assert_eq!(of_alice, Some((key.clone(), alice.user.clone())));
    assert!(found.is_empty(), "{found:?}");
    let secret = db.callback_secret(key.id).await.unwrap().unwrap();
    assert_eq!(
        secret.expose_secret(),
        secrets.callback_secret.expose_secret()
    );
    let hers = db.api_keys_of(alice.user.id).await.unwrap();
    assert_eq!(hers, [key.clone(), alice.key.clone()]);
    assert_eq!(db.all_api_keys().await.unwrap().len(), 3);
    assert_eq!(db.all_api_keys().await.unwrap()[0].1, "alice@example.com");
    let hers = db.find_api_key(alice.user.id, key.id).await.unwrap();
    assert_eq!(hers, Some(key.clone()));
    assert_eq!(
        db.find_api_key(mallory.user.id, key.id).await.unwrap(),
        None
    );
}

async fn last_use_is_written_once_a_minute(db: &Database) {
    let alice = db.alice().await;
    let mut seen = Vec::new();
    for second in [0, 59, 60, 61, 119, 120] {
        db.touch_api_key(alice.key.id, at(second)).await.unwrap();
        let key = db.find_api_key(alice.user.id, alice.key.id).await.unwrap();
        seen.push(key.unwrap().last_used_at.unwrap());
    }
    assert_eq!(seen, [at(0), at(0), at(60), at(60), at(60), at(120)]);
}

async fn a_key_is_revoked_once(db: &Database) {
    let alice = db.alice().await;
    assert!(db.revoke_api_key(alice.key.id, at(5)).await.unwrap());
    assert!(!db.revoke_api_key(alice.key.id, at(6)).await.unwrap());
    assert!(
        !db.revoke_api_key(ApiKeyId::new(at(0)), at(6))
            .await
            .unwrap()
    );
    let keys = db.api_keys_of(alice.user.id).await.unwrap();
    assert_eq!(keys[0].revoked_at, Some(at(5)));
}
