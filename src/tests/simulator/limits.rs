//! Limits per minute and token, and caps per day.

use std::time::Duration;

use serde_json::{Value, json};

use super::lab::{
    CREATOR_INFO, DIRECT, FERN, INBOX, STATUS, STUDIO, lab, lab_with, sample, source,
};

fn post() -> Value {
    let mut body = source(9, 9, 1);
    body["post_info"] = json!({
        "privacy_level": "SELF_ONLY",
        "brand_content_toggle": false,
        "brand_organic_toggle": false,
    });
    body
}

#[tokio::test]
async fn each_endpoint_has_its_limit_per_minute_and_token() {
    let lab = lab().await;
    let token = lab
        .tokens(FERN, &["video.upload", "video.publish"])
        .access_token;
    for (path, body, most) in [
        (DIRECT, post(), 6),
        (CREATOR_INFO, Value::Null, 20),
        (STATUS, json!({ "publish_id": "x" }), 30),
    ] {
        for _ in 0..most {
            assert_ne!(lab.ask(&token, path, &body).await.0, 429, "{path}");
        }
        let (status, code, _) = lab.ask(&token, path, &body).await;
        assert_eq!(
            (status, code.as_str()),
            (429, "rate_limit_exceeded"),
            "{path}"
        );
        let other = lab
            .tokens(STUDIO, &["video.upload", "video.publish"])
            .access_token;
        assert_ne!(
            lab.ask(&other, path, &body).await.0,
            429,
            "another token has its own"
        );
    }
    lab.advance(Duration::from_secs(60));
    assert_eq!(lab.ask(&token, DIRECT, &post()).await.0, 200);
}

#[tokio::test]
async fn five_drafts_may_wait_in_an_inbox() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    let first = lab.deliver(&token, sample()).await;
    let second = lab.deliver(&token, sample()).await;
    for _ in 0..3 {
        lab.deliver(&token, sample()).await;
    }
    let full = async || {
        lab.advance(Duration::from_secs(60));
        lab.ask(&token, INBOX, &source(9, 9, 1)).await
    };
    let (status, code, _) = full().await;
    assert_eq!(
        (status, code.as_str()),
        (403, "spam_risk_too_many_pending_share")
    );
    lab.world().tap_post(&first, None).unwrap();
    assert_eq!(full().await.1, "ok", "a posted draft makes room");
    assert_eq!(full().await.1, "spam_risk_too_many_pending_share");
    lab.world().delete_draft(&second).unwrap();
    assert_eq!(full().await.1, "ok", "a deleted draft makes room");
    lab.advance(Duration::from_secs(3600));
    assert_eq!(full().await.1, "ok", "an upload that never came makes room");
}

#[tokio::test]
async fn a_creator_posts_so_often_a_day() {
    let lab = lab_with(|options| options.limits.daily_posts = 2).await;
    let token = lab.tokens(FERN, &["video.publish"]).access_token;
    assert_eq!(lab.ask(&token, DIRECT, &post()).await.1, "ok");
    assert_eq!(lab.ask(&token, DIRECT, &post()).await.1, "ok");
    let (status, code, _) = lab.ask(&token, DIRECT, &post()).await;
    assert_eq!((status, code.as_str()), (403, "spam_risk_too_many_posts"));
    let (status, code, _) = lab.ask(&token, CREATOR_INFO, &Value::Null).await;
    assert_eq!((status, code.as_str()), (200, "spam_risk_too_many_posts"));
    lab.advance(Duration::from_secs(24 * 3600));
    let token = lab.tokens(FERN, &["video.publish"]).access_token;
    assert_eq!(lab.ask(&token, DIRECT, &post()).await.1, "ok");
}

#[tokio::test]
async fn so_many_creators_post_a_day() {
    let lab = lab_with(|options| options.limits.active_creators = 1).await;
    lab.world()
        .change_creator(STUDIO, |settings| settings.private = true)
        .unwrap();
    let fern = lab.tokens(FERN, &["video.publish"]).access_token;
    let studio = lab.tokens(STUDIO, &["video.publish"]).access_token;
    assert_eq!(lab.ask(&fern, DIRECT, &post()).await.1, "ok");
    assert_eq!(lab.ask(&fern, DIRECT, &post()).await.1, "ok");
    let (status, code, _) = lab.ask(&studio, DIRECT, &post()).await;
    assert_eq!((status, code.as_str()), (403, "reached_active_user_cap"));
}
