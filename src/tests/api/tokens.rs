//! Access tokens: refreshed when needed, once, and never lost.

use std::time::Duration;

use ai_video_uploader::{
    domain::{account::Tokens, secret::ExposeSecret as _},
    service::tokens::{TokenError, access_token, replace_token},
    simulator::{Fault, FaultKind},
};
use futures::future::join_all;

use crate::harness::{Member, TestApp};

const TOKEN: &str = "/v2/oauth/token/";

async fn connected(app: &TestApp, member: &Member) -> bool {
    app.ctx
        .store
        .account_by_id(member.account.id)
        .await
        .unwrap()
        .unwrap()
        .connected
}

#[tokio::test]
async fn a_token_is_refreshed_only_when_it_nears_its_end() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let first = access_token(&app.ctx, alice.account.id).await.unwrap();
    app.advance(Duration::from_secs(7200 - 301));
    let same = access_token(&app.ctx, alice.account.id).await.unwrap();
    assert_eq!(first.expose_secret(), same.expose_secret());
    assert_eq!(app.world().calls(&format!("POST {TOKEN}")), 0);
    app.advance(Duration::from_secs(2));
    let new = access_token(&app.ctx, alice.account.id).await.unwrap();
    assert_ne!(first.expose_secret(), new.expose_secret());
    assert_eq!(app.world().calls(&format!("POST {TOKEN}")), 1);
}

#[tokio::test]
async fn many_askers_cause_one_refresh() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.advance(Duration::from_secs(7200));
    let tokens = join_all((0..20).map(|_| access_token(&app.ctx, alice.account.id))).await;
    let first = tokens[0].as_ref().unwrap().expose_secret();
    for token in &tokens {
        assert_eq!(token.as_ref().unwrap().expose_secret(), first);
    }
    assert_eq!(app.world().calls(&format!("POST {TOKEN}")), 1);
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let refused = access_token(&app.ctx, alice.account.id).await.unwrap();
    let id = alice.account.id;
    let fresh = join_all((0..5).map(|_| replace_token(&app.ctx, id, &refused))).await;
    let first = fresh[0].as_ref().unwrap().expose_secret();
    assert_ne!(first, refused.expose_secret());
    for token in &fresh {
        assert_eq!(token.as_ref().unwrap().expose_secret(), first);
    }
    assert_eq!(app.world().calls(&format!("POST {TOKEN}")), 1);
}

#[tokio::test]
async fn a_refused_token_is_replaced_also_by_one_that_ends_sooner() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let (id, store) = (alice.account.id, &app.ctx.store);
    let issued = store.tokens(id).await.unwrap().unwrap();
    let long = Tokens {
        access_expires_at: issued.access_expires_at + Duration::from_secs(48 * 3600),
        ..issued.clone()
    };
    store
        .save_refreshed_tokens(id, &issued, &long)
        .await
        .unwrap();
    let new = replace_token(&app.ctx, id, &issued.access).await.unwrap();
    assert_ne!(new.expose_secret(), issued.access.expose_secret());
    let kept = store.tokens(id).await.unwrap().unwrap();
    assert_eq!(kept.access.expose_secret(), new.expose_secret());
    assert_ne!(
        kept.refresh.expose_secret(),
        issued.refresh.expose_secret(),
        "the rotated one"
    );
    assert!(kept.access_expires_at < long.access_expires_at);
    // The next refresh needs what this one brought.
    app.advance(Duration::from_secs(48 * 3600));
    access_token(&app.ctx, id).await.unwrap();
    assert!(connected(&app, &alice).await);
}

#[tokio::test]
async fn a_caller_who_goes_away_does_not_lose_the_rotated_token() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.advance(Duration::from_secs(7200));
    {
        let mut asking = Box::pin(access_token(&app.ctx, alice.account.id));
        // Long enough to begin, never long enough to end.
        assert!(futures::poll!(&mut asking).is_pending());
    }
    access_token(&app.ctx, alice.account.id).await.unwrap();
    assert_eq!(app.world().calls(&format!("POST {TOKEN}")), 1);
    assert!(connected(&app, &alice).await);
}

#[tokio::test]
async fn a_dead_refresh_token_asks_for_a_new_consent() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let creator = alice.account.tiktok_user_id.clone();
    app.world().kill_refresh_tokens(&creator).unwrap();
    app.advance(Duration::from_secs(7200));
    let refused = access_token(&app.ctx, alice.account.id).await;
    assert!(
        matches!(refused, Err(TokenError::Reconnect(_))),
        "{refused:?}"
    );
    let account = app
        .ctx
        .store
        .account_by_id(alice.account.id)
        .await
        .unwrap()
        .unwrap();
    assert!(!account.connected);
    assert_eq!(
        account.disconnect_reason.as_deref(),
        Some("tiktok_reconnect")
    );
    assert!(app.ctx.store.tokens(account.id).await.unwrap().is_none());
}

#[tokio::test]
async fn nobody_is_disconnected_for_our_faults_or_tiktoks() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.advance(Duration::from_secs(7200));
    let wrong_app = FaultKind::Status {
        status: 401,
        body: r#"{"error":"invalid_client","error_description":"no","log_id":"1"}"#.to_owned(),
    };
    app.world().add_fault(Fault::once(TOKEN, wrong_app));
    let refused = access_token(&app.ctx, alice.account.id).await;
    assert!(
        matches!(refused, Err(TokenError::Operator(_))),
        "{refused:?}"
    );
    let down = FaultKind::Status {
        status: 503,
        body: String::new(),
    };
    for kind in [FaultKind::Cut, down] {
        app.world().add_fault(Fault::once(TOKEN, kind.clone()));
        let refused = access_token(&app.ctx, alice.account.id).await;
        assert!(
            matches!(refused, Err(TokenError::Passing(_))),
            "{kind:?}: {refused:?}"
        );
    }
    assert!(connected(&app, &alice).await);
    access_token(&app.ctx, alice.account.id).await.unwrap();
}

#[tokio::test]
async fn a_lost_answer_costs_a_new_consent_and_nothing_else() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.advance(Duration::from_secs(7200));
    app.world()
        .add_fault(Fault::once(TOKEN, FaultKind::LostReply));
    let lost = access_token(&app.ctx, alice.account.id).await;
    assert!(matches!(lost, Err(TokenError::Passing(_))), "{lost:?}");
    assert!(connected(&app, &alice).await);
    let dead = access_token(&app.ctx, alice.account.id).await;
    assert!(matches!(dead, Err(TokenError::Reconnect(_))), "{dead:?}");
}

/// Another process asked TikTok and hangs before it has kept the answer; its reservation has run out.
async fn overtaken(app: &TestApp, alice: &Member) -> (Tokens, Tokens) {
    app.advance(Duration::from_secs(7200));
    let (store, id, now) = (&app.ctx.store, alice.account.id, app.ctx.now());
    let until = now + Duration::from_secs(60);
    assert!(store.begin_refresh(id, now, until).await.unwrap());
    let old = store.tokens(id).await.unwrap().unwrap();
    let new = app.ctx.tiktok.refresh(&old, now).await.unwrap();
    app.advance(Duration::from_secs(61));
    (old, new)
}

#[tokio::test]
async fn a_refresh_that_outlasts_its_reservation_disconnects_nobody() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = alice.account.id;
    let (old, new) = overtaken(&app, &alice).await;
    for _ in 0..2 {
        let refused = access_token(&app.ctx, id).await;
        let Err(TokenError::Passing(failure)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(failure.code.as_str(), "tiktok_access_renewing");
    }
    assert!(connected(&app, &alice).await);
    let store = &app.ctx.store;
    store.save_refreshed_tokens(id, &old, &new).await.unwrap();
    let access = access_token(&app.ctx, id).await.unwrap();
    assert_eq!(access.expose_secret(), new.access.expose_secret());
}

#[tokio::test]
async fn tokens_that_nobody_kept_are_given_up_after_a_while() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    overtaken(&app, &alice).await;
    app.advance(Duration::from_secs(180));
    let dead = access_token(&app.ctx, alice.account.id).await;
    assert!(matches!(dead, Err(TokenError::Reconnect(_))), "{dead:?}");
    assert!(!connected(&app, &alice).await);
}
