//! `user/info` and `creator_info`.

use serde_json::{Value, json};

use super::lab::{CREATOR_INFO, FERN, Lab, STUDIO, lab, read};

async fn info(lab: &Lab, token: &str, query: &str) -> (u16, String, Value) {
    let call = lab
        .client
        .get(lab.url(&format!("/v2/user/info/{query}")))
        .bearer_auth(token);
    read(call.send().await.unwrap()).await
}

#[tokio::test]
async fn fields_are_mandatory_and_belong_to_scopes() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["user.info.basic"]).access_token;
    let (status, code, data) = info(&lab, &token, "?fields=open_id,display_name,avatar_url").await;
    assert_eq!((status, code.as_str()), (200, "ok"));
    assert_eq!(data["user"]["display_name"], "Sample Studio");
    assert_eq!(
        data["user"].as_object().unwrap().len(),
        3,
        "only what was asked for"
    );
    let avatar = data["user"]["avatar_url"].as_str().unwrap();
    let picture = lab.client.get(avatar).send().await.unwrap();
    assert_eq!(picture.headers()["content-type"], "image/jpeg");

    let (status, code, _) = info(&lab, &token, "").await;
    assert_eq!((status, code.as_str()), (400, "invalid_params"));
    let (status, code, _) = info(&lab, &token, "?fields=open_id,username").await;
    assert_eq!((status, code.as_str()), (400, "scope_permission_missed"));
    let (status, code, _) = info(&lab, &token, "?fields=email").await;
    assert_eq!((status, code.as_str()), (400, "invalid_params"));
    let (status, code, _) = info(&lab, "wrong", "?fields=open_id").await;
    assert_eq!((status, code.as_str()), (401, "access_token_invalid"));
}

#[tokio::test]
async fn creator_info_follows_the_settings() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["video.publish"]).access_token;
    let (_, _, data) = lab.ask(&token, CREATOR_INFO, &Value::Null).await;
    assert_eq!(
        data["privacy_level_options"],
        json!(["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"])
    );
    assert_eq!(data["duet_disabled"], false);
    assert_eq!(data["creator_nickname"], "Sample Studio");

    lab.world()
        .change_creator(STUDIO, |settings| {
            settings.private = true;
            settings.comment_disabled = true;
            settings.longest_seconds = 180;
        })
        .unwrap();
    let (_, _, data) = lab.ask(&token, CREATOR_INFO, &Value::Null).await;
    assert_eq!(
        data["privacy_level_options"],
        json!(["FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"])
    );
    assert_eq!(
        (&data["duet_disabled"], &data["stitch_disabled"]),
        (&true.into(), &true.into())
    );
    assert_eq!(data["comment_disabled"], true);
    assert_eq!(data["max_video_post_duration_sec"], 180);
}

#[tokio::test]
async fn creator_info_refuses_with_200_who_cannot_post() {
    let lab = lab().await;
    let token = lab.tokens(FERN, &["video.publish"]).access_token;
    lab.world()
        .change_creator(FERN, |settings| settings.banned = true)
        .unwrap();
    let (status, code, _) = lab.ask(&token, CREATOR_INFO, &Value::Null).await;
    assert_eq!(
        (status, code.as_str()),
        (200, "spam_risk_user_banned_from_posting")
    );
}

#[tokio::test]
async fn creator_info_needs_video_publish_and_the_documented_headers() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    let (status, code, _) = lab.ask(&token, CREATOR_INFO, &Value::Null).await;
    assert_eq!((status, code.as_str()), (401, "scope_not_authorized"));
    let token = lab.tokens(STUDIO, &["video.publish"]).access_token;
    let bare = lab.client.post(lab.url(CREATOR_INFO)).bearer_auth(&token);
    let (status, code, _) = read(bare.send().await.unwrap()).await;
    assert_eq!((status, code.as_str()), (400, "invalid_params"));
}
