//! What people agreed to: kept with the change that it allowed, or not at all.

use std::time::Duration;

use ai_video_uploader::{
    domain::{
        change::Change,
        error_code::{ErrorCode, Failure},
        id::ConsentId,
        post::Post,
        publish::{Choices, Privacy, consent::Consent},
        status::{Actor, Status},
    },
    store::changes::ChangeError,
};

use super::{
    database::Database,
    seed::{Owner, at},
};

on_both_databases!(
    a_consent_is_kept_with_what_it_allowed,
    what_is_refused_leaves_no_consent,
    a_consent_goes_with_its_post,
);

fn consent(owner: &Owner, post: &Post, seconds: i64) -> Consent {
    Consent {
        id: ConsentId::new(at(seconds)),
        user_id: owner.user.id,
        post_id: post.id,
        account_id: Some(owner.account.id),
        tiktok_user_id: owner.account.tiktok_user_id.clone(),
        posting_as: "Alice Cooks (@alice.cooks)".to_owned(),
        at: at(seconds),
        words: "By posting, you agree to …".to_owned(),
        caption: "Zweites Licht 🎬".to_owned(),
        choices: Choices {
            privacy: Privacy::SelfOnly,
            allow_comment: true,
            allow_duet: false,
            allow_stitch: true,
            your_brand: true,
            branded_content: false,
        },
    }
}

fn cancelled(post: &Post, consent: Consent) -> Change {
    Change::to(post.status, Status::Cancelled, Actor::User, "By hand")
        .unwrap()
        .agreed(consent)
}

async fn a_consent_is_kept_with_what_it_allowed(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let given = consent(&alice, &post, 1);
    db.change_post(alice.user.id, post.id, at(1), |post| {
        Ok::<_, ()>(cancelled(post, given.clone()))
    })
    .await
    .unwrap();
    assert_eq!(
        db.consents_of_post(post.id).await.unwrap(),
        std::slice::from_ref(&given)
    );
    assert_eq!(db.consents_of_user(alice.user.id).await.unwrap(), [given]);
    let mallory = db.mallory().await;
    assert_eq!(db.consents_of_user(mallory.user.id).await.unwrap(), []);
}

async fn what_is_refused_leaves_no_consent(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let mallory = db.mallory().await;
    let given = consent(&alice, &post, 1);
    let refused = db
        .change_post(mallory.user.id, post.id, at(1), |post| {
            Ok::<_, ()>(cancelled(post, given.clone()))
        })
        .await;
    assert!(matches!(refused, Err(ChangeError::NotFound)));
    // A move from a status that the post does not have is found out after the decision.
    let late = Change::to(Status::NeedsReview, Status::Sending, Actor::User, "Late").unwrap();
    let refused = db
        .change_post(alice.user.id, post.id, at(1), |_| {
            Ok::<_, ()>(late.agreed(given))
        })
        .await;
    assert!(matches!(refused, Err(ChangeError::Store(_))));
    assert_eq!(db.consents_of_post(post.id).await.unwrap(), []);
}

async fn a_consent_goes_with_its_post(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let given = consent(&alice, &post, 1);
    db.change_post(alice.user.id, post.id, at(1), |post| {
        Change::fail(
            post.status,
            Actor::System,
            Failure::new(ErrorCode::Internal),
        )
        .map(|change| change.agreed(given))
    })
    .await
    .unwrap();
    db.purge_history(at(1) + Duration::from_secs(1))
        .await
        .unwrap();
    assert_eq!(db.post_by_id(post.id).await.unwrap(), None);
    assert_eq!(db.consents_of_post(post.id).await.unwrap(), []);
}
