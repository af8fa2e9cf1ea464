//! OAuth round trips.

use ai_video_uploader::{
    domain::{
        id::UserId,
        secret::{ExposeSecret as _, secret},
    },
    store::oauth_states::{Flow, OauthState},
};
use futures::future::join_all;

use super::{database::Database, seed::at};

on_both_databases!(
    a_state_comes_back_as_it_was,
    a_state_works_once,
    a_state_is_bound_to_its_flow_and_its_time,
);

fn state(name: &str, user: Option<UserId>) -> OauthState {
    OauthState {
        state: name.to_owned(),
        flow: Flow::TikTok,
        user_id: user,
        browser: Some("hash of a cookie".to_owned()),
        verifier: secret("verifier"),
        next: Some("/accounts".to_owned()),
        created_at: at(0),
        expires_at: at(600),
    }
}

async fn a_state_comes_back_as_it_was(db: &Database) {
    let user = db.ensure_user("alice@example.com", at(0)).await.unwrap();
    db.insert_oauth_state(&state("one", Some(user.id)))
        .await
        .unwrap();
    let back = db.take_oauth_state("one", Flow::TikTok, at(599)).await;
    let back = back.unwrap().unwrap();
    assert_eq!(back.user_id, Some(user.id));
    assert_eq!(back.browser.as_deref(), Some("hash of a cookie"));
    assert_eq!(back.verifier.expose_secret(), "verifier");
    assert_eq!(back.next.as_deref(), Some("/accounts"));
    assert_eq!((back.created_at, back.expires_at), (at(0), at(600)));
}

async fn a_state_works_once(db: &Database) {
    db.insert_oauth_state(&state("one", None)).await.unwrap();
    let rush = (0..20).map(|_| db.take_oauth_state("one", Flow::TikTok, at(1)));
    let taken = join_all(rush).await;
    let winners = taken
        .into_iter()
        .filter(|taken| taken.as_ref().unwrap().is_some());
    assert_eq!(winners.count(), 1);
}

async fn a_state_is_bound_to_its_flow_and_its_time(db: &Database) {
    for name in ["one", "two"] {
        db.insert_oauth_state(&state(name, None)).await.unwrap();
    }
    let unknown = db.take_oauth_state("three", Flow::TikTok, at(1)).await;
    assert!(unknown.unwrap().is_none());
    let elsewhere = db.take_oauth_state("one", Flow::Google, at(1)).await;
    assert!(elsewhere.unwrap().is_none());
    let late = db.take_oauth_state("one", Flow::TikTok, at(600)).await;
    assert!(late.unwrap().is_none());
    assert_eq!(db.purge_oauth_states(at(599)).await.unwrap(), 0);
    assert_eq!(db.purge_oauth_states(at(600)).await.unwrap(), 1);
}
