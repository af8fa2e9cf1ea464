//! `rotate-secret`: the steps that its help shows, tried.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use ai_video_uploader::{
    domain::secret::ExposeSecret as _,
    store::{Store, seal::Sealer},
};

use super::desk::{Desk, KEY, person};

const NEW_KEY: [u8; 32] = [8; 32];

#[tokio::test]
async fn the_former_key_becomes_needless_beside_a_running_server() {
    let mut desk = Desk::new().await;
    let store = desk.store().await;
    // More than one batch.
    let mut accounts = Vec::new();
    for number in 0..510 {
        accounts.push(person(&store, &format!("{number}@example.com")).await.1);
    }
    let ran = desk.run(&["rotate-secret"]).await;
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(
        ran.err.contains("SECRET_KEY_PREVIOUS is not set"),
        "{}",
        ran.err
    );

    // A server that still has the former key as its own, and knows the new one.
    desk.set("SECRET_KEY_PREVIOUS", STANDARD.encode(NEW_KEY));
    let server = desk.serve().await;
    desk.set("SECRET_KEY", STANDARD.encode(NEW_KEY));
    desk.set("SECRET_KEY_PREVIOUS", STANDARD.encode(KEY));
    let ran = desk.run(&["rotate-secret"]).await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("1020 values"), "{}", ran.out);
    let again = desk.run(&["rotate-secret"]).await;
    assert!(again.out.starts_with("0 values"), "{}", again.out);
    drop(server);

    let alone = Store::connect(desk.value("DATABASE_URL"), Sealer::new(NEW_KEY, None))
        .await
        .unwrap();
    for account in [&accounts[0], &accounts[509]] {
        let tokens = alone.tokens(account.id).await.unwrap().unwrap();
        assert_eq!(tokens.refresh.expose_secret(), "rft.first");
    }
}

#[tokio::test]
async fn a_third_key_is_named_and_keeps_nothing_else_from_being_sealed() {
    let mut desk = Desk::without_simulator();
    let store = desk.store().await;
    let (_, sealed_before) = person(&store, "alice@example.com").await;
    let lost = Store::connect(desk.value("DATABASE_URL"), Sealer::new([9; 32], None))
        .await
        .unwrap();
    person(&lost, "bob@example.com").await;
    desk.set("SECRET_KEY", STANDARD.encode(NEW_KEY));
    desk.set("SECRET_KEY_PREVIOUS", STANDARD.encode(KEY));
    let ran = desk.run(&["rotate-secret"]).await;
    assert_eq!(ran.code, 1);
    let left = "tiktok_accounts.tiktok_access_token: 1 open with neither key";
    assert!(ran.out.contains(left), "{}", ran.out);
    let alone = Store::connect(desk.value("DATABASE_URL"), Sealer::new(NEW_KEY, None))
        .await
        .unwrap();
    assert!(alone.tokens(sealed_before.id).await.unwrap().is_some());
}
