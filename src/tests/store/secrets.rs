//! What must not lie readable in the database.

use std::path::Path;

use ai_video_uploader::{
    domain::{
        api_key::{ApiKey, NewSecrets},
        id::ApiKeyId,
        post::CallbackUrl,
        secret::{ExposeSecret as _, secret},
        status::{Actor, Status},
    },
    store::{Store, StoreError, claims::Lane, seal::Sealer},
};

use super::{
    database::{Database, KEY},
    seed::{at, publish, sign_in_state, tokens},
};

/// In every secret below.
const CANARY: &str = "canary-7Yq2";

#[tokio::test]
async fn the_file_shows_no_secret() {
    let db = Database::sqlite().await;
    let alice = db.alice().await;
    let profile = super::seed::profile("open-id");
    db.connect_account(
        alice.user.id,
        &profile,
        &tokens("open-id", CANARY, at(0)),
        at(0),
    )
    .await
    .unwrap();
    let secrets = NewSecrets {
        key: secret(format!("avu_{CANARY}-the-key-itself")),
        callback_secret: secret(format!("whsec_{CANARY}")),
    };
    let key = ApiKey {
        id: ApiKeyId::new(at(0)),
        prefix: "avu_visible".to_owned(),
        ..alice.key.clone()
    };
    db.insert_api_key(&key, &secrets.hash(), &secrets.callback_secret)
        .await
        .unwrap();
    let state = sign_in_state(&format!("state-{CANARY}"), &format!("verifier-{CANARY}"));
    db.insert_oauth_state(&state).await.unwrap();
    let mut post = alice.post(at(0));
    let callback = format!("https://n8n.example/{CANARY}?signature={CANARY}");
    post.callback_url = Some(CallbackUrl::Given(callback.parse().unwrap()));
    db.insert_post(&post, "", Actor::ApiKey, None)
        .await
        .unwrap();
    let ended = db.add_post(&alice, at(0)).await;
    db.lead(ended.id, &[Status::Failed], at(0)).await;
    let (lease, _) = db.take(Lane::Transfer, at(0)).await.unwrap();
    let upload_url = format!("https://upload.tiktokapis.com/{CANARY}");
    let publish = publish("visible-publish-id", &upload_url);
    db.checkpoint(&lease, at(1), vec![publish]).await.unwrap();
    let bytes = everything_in(&db.folder().unwrap().join("data"));
    assert!(contains(&bytes, b"visible-publish-id") && contains(&bytes, b"avu_visible"));
    assert!(!contains(&bytes, CANARY.as_bytes()));
    assert!(
        !contains(&bytes, b"n8n.example"),
        "an address that is called"
    );
    assert!(!contains(&bytes, secrets.key.expose_secret().as_bytes()));
    db.discard().await;
}

#[tokio::test]
async fn the_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let db = Database::sqlite().await;
    let folder = db.folder().unwrap().join("data");
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&folder.join("uploader.db")), 0o600);
    assert_eq!(mode(&folder.join("uploader.db-wal")), 0o600);
    db.discard().await;
}

#[tokio::test]
async fn an_unusable_address_is_named() {
    for url in [
        "",
        "mysql://x/y",
        "sqlite::memory:",
        "sqlite://",
        "nonsense",
    ] {
        let opened = Store::connect(url, Sealer::new(KEY, None)).await;
        assert!(matches!(opened, Err(StoreError::Unusable(_))), "{url}");
    }
    let password = Store::connect("postgres://u:hunter2@[", Sealer::new(KEY, None)).await;
    assert!(!format!("{:?}", password.unwrap_err()).contains("hunter2"));
}

fn everything_in(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in folder.read_dir().unwrap() {
        bytes.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    bytes
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
