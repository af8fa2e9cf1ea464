//! From the last byte to a verdict: every status and every reason to fail.

use std::time::Duration;

use ai_video_uploader::simulator::{FAIL_REASONS, Outcome, Stage};
use serde_json::{Value, json};

use super::lab::{DIRECT, FERN, Lab, STATUS, STUDIO, lab, lab_with, sample, source};

async fn post(lab: &Lab, token: &str, level: &str, video: &[u8]) -> String {
    let mut body = source(video.len(), video.len(), 1);
    body["post_info"] = json!({
        "title": "A caption",
        "privacy_level": level,
        "brand_content_toggle": false,
        "brand_organic_toggle": false,
    });
    let (_, code, data) = lab.ask(token, DIRECT, &body).await;
    assert_eq!(code, "ok");
    let url = data["upload_url"].as_str().unwrap();
    let answer = lab
        .put(url, video, 0, video.len() - 1)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 201);
    data["publish_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_draft_waits_for_the_person() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    let (publish_id, url) = lab.open_inbox(&token, sample().len()).await;
    assert_eq!(
        lab.status(&token, &publish_id).await["status"],
        "PROCESSING_UPLOAD"
    );
    lab.put(&url, sample(), 0, sample().len() - 1)
        .send()
        .await
        .unwrap();
    assert_eq!(
        lab.status(&token, &publish_id).await["status"],
        "PROCESSING_UPLOAD"
    );
    lab.advance(Duration::from_secs(4));
    assert_eq!(
        lab.status(&token, &publish_id).await["status"],
        "SEND_TO_USER_INBOX"
    );
    lab.world()
        .tap_post(&publish_id, Some("Words of my own"))
        .unwrap();
    let status = lab.status(&token, &publish_id).await;
    assert_eq!(status["status"], "PUBLISH_COMPLETE");
    assert_eq!(status["publicaly_available_post_id"], json!([]));
    lab.advance(Duration::from_secs(20));
    let status = lab.status(&token, &publish_id).await;
    let id = status["publicaly_available_post_id"][0].as_i64().unwrap();
    assert!(id > 1 << 53, "a number with 19 digits");
    assert_eq!(
        lab.world().video(&publish_id).unwrap().caption,
        "Words of my own"
    );
}

#[tokio::test]
async fn a_direct_post_is_complete_by_itself_and_public_only_if_it_may_be() {
    let lab = lab_with(|options| options.audited = true).await;
    let token = lab.tokens(STUDIO, &["video.publish"]).access_token;
    let public = post(&lab, &token, "PUBLIC_TO_EVERYONE", sample()).await;
    let hidden = post(&lab, &token, "SELF_ONLY", sample()).await;
    lab.world().finish_processing();
    lab.world().finish_moderation();
    let ids = async |id: &str| {
        let status = lab.status(&token, id).await;
        assert_eq!(status["status"], "PUBLISH_COMPLETE");
        status["publicaly_available_post_id"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!((ids(&public).await, ids(&hidden).await), (1, 0));
    assert!(public.starts_with("v_pub_file~v2-1."));
    assert!(
        lab.world().tap_post(&public, None).is_err(),
        "it never was a draft"
    );
    assert_eq!(lab.world().video(&public).unwrap().caption, "A caption");
}

#[tokio::test]
async fn every_reason_to_fail_can_be_had() {
    let lab = lab().await;
    for reason in FAIL_REASONS {
        let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
        lab.world().next_outcome(Outcome::Fail(reason));
        let publish_id = lab.deliver(&token, sample()).await;
        let status = lab.status(&token, &publish_id).await;
        assert_eq!(status["status"], "FAILED");
        assert_eq!(status["fail_reason"], reason);
    }
}

#[tokio::test]
async fn a_silent_video_never_leaves_processing() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    lab.world().next_outcome(Outcome::Silent);
    let publish_id = lab.deliver(&token, sample()).await;
    lab.advance(Duration::from_secs(3600));
    assert_eq!(
        lab.status(&token, &publish_id).await["status"],
        "PROCESSING_UPLOAD"
    );
}

#[tokio::test]
async fn the_file_is_examined() {
    let lab = lab().await;
    for (name, reason) in [
        ("sample.mp4", Value::Null),
        ("sample.mov", Value::Null),
        ("sample.webm", Value::Null),
        ("picture-too-small.mp4", "picture_size_check_failed".into()),
        ("frame-rate-too-low.mp4", "frame_rate_check_failed".into()),
        ("wrong-codec.mp4", "file_format_check_failed".into()),
        ("page.html", "file_format_check_failed".into()),
    ] {
        let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
        let video = lab
            .get(&format!("/samples/{name}"))
            .await
            .bytes()
            .await
            .unwrap();
        let publish_id = lab.deliver(&token, &video).await;
        assert_eq!(
            lab.status(&token, &publish_id).await["fail_reason"],
            reason,
            "{name}"
        );
        lab.advance(Duration::from_secs(24 * 3600));
    }
    lab.world()
        .change_creator(FERN, |settings| settings.longest_seconds = 5)
        .unwrap();
    let token = lab.tokens(FERN, &["video.publish"]).access_token;
    let publish_id = post(&lab, &token, "SELF_ONLY", sample()).await;
    lab.world().finish_processing();
    let status = lab.status(&token, &publish_id).await;
    assert_eq!(
        status["fail_reason"], "duration_check_failed",
        "the sample has six seconds"
    );
}

#[tokio::test]
async fn only_the_owner_asks_about_a_video() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    let publish_id = lab.deliver(&token, sample()).await;
    let other = lab.tokens(FERN, &["video.upload"]).access_token;
    let body = json!({ "publish_id": publish_id });
    for path in [STATUS, "/v2/post/publish/cancel/"] {
        let (status, code, _) = lab.ask(&other, path, &body).await;
        let expected = (400, "token_not_authorized_for_specified_publish_id");
        assert_eq!((status, code.as_str()), expected, "{path}");
        let (status, code, _) = lab.ask(&token, path, &json!({ "publish_id": "x" })).await;
        assert_eq!(
            (status, code.as_str()),
            (400, "invalid_publish_id"),
            "{path}"
        );
    }
    let (status, code, _) = lab.ask(&token, "/v2/post/publish/cancel/", &body).await;
    assert_eq!((status, code.as_str()), (400, "publish_not_cancellable"));
}

#[tokio::test]
async fn an_upload_under_way_fails_when_the_app_is_removed() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    let (publish_id, url) = lab.open_inbox(&token, sample().len()).await;
    lab.world().disconnect_by_user(STUDIO, 1).unwrap();
    let video = lab.world().video(&publish_id).unwrap();
    assert_eq!(
        (video.stage, video.fail_reason),
        (Stage::Failed, Some("auth_removed"))
    );
    let answer = lab
        .put(&url, sample(), 0, sample().len() - 1)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 403);
}
