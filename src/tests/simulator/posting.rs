//! The init endpoints: chunk plans, `post_info`, privacy, unaudited apps.

use serde_json::{Value, json};

use super::lab::{DIRECT, FERN, INBOX, Lab, STUDIO, lab, lab_with, read, source};

fn direct(changes: &Value) -> Value {
    let mut body = source(9, 9, 1);
    body["post_info"] = json!({
        "privacy_level": "SELF_ONLY",
        "title": "A caption",
        "brand_content_toggle": false,
        "brand_organic_toggle": false,
    });
    for (name, value) in changes.as_object().unwrap() {
        body["post_info"][name] = value.clone();
    }
    body
}

async fn try_direct(lab: &Lab, token: &str, changes: Value) -> (u16, String) {
    let (status, code, _) = lab.ask(token, DIRECT, &direct(&changes)).await;
    (status, code)
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn an_init_answers_an_id_and_an_address() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    let (publish_id, url) = lab.open_inbox(&token, 9).await;
    assert!(publish_id.starts_with("v_inbox_file~v2."));
    assert!(publish_id.len() <= 64 && url.len() <= 256);
    assert!(url.starts_with(lab.simulator.base_url()));
    assert!(url.contains("upload_id=") && url.contains("upload_token="));
}

#[tokio::test]
async fn wrong_plans_are_refused_in_the_documented_words() {
    let lab = lab_with(|options| options.limits.init_per_minute = 99).await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    for (size, chunk_size, chunks, message) in [
        (
            65_000_000,
            60_000_000,
            2,
            "The total chunk count is invalid",
        ),
        (12_000_000, 10_000_000, 1, "The chunk size is invalid"),
        (66_000_000, 66_000_000, 1, "The chunk size is invalid"),
        (0, 0, 0, "The video size is invalid"),
    ] {
        let call = lab.call(&token, INBOX, &source(size, chunk_size, chunks));
        let answer: Value = call.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["error"]["code"], "invalid_params");
        assert_eq!(answer["error"]["message"], message);
    }
    let mut pull = source(9, 9, 1);
    pull["source_info"] = json!({ "source": "PULL_FROM_URL", "video_url": "https://a.example/" });
    let (status, code, _) = lab.ask(&token, INBOX, &pull).await;
    assert_eq!((status, code.as_str()), (403, "url_ownership_unverified"));
    let mut text = source(9, 9, 1);
    text["source_info"]["video_size"] = "9".into();
    assert_eq!(
        lab.ask(&token, INBOX, &text).await.0,
        400,
        "numbers are numbers"
    );
}

#[tokio::test]
async fn each_init_needs_its_scope_and_the_documented_headers() {
    let lab = lab().await;
    let upload = lab.tokens(STUDIO, &["video.upload"]).access_token;
    let publish = lab.tokens(STUDIO, &["video.publish"]).access_token;
    assert_eq!(
        lab.ask(&publish, INBOX, &source(9, 9, 1)).await.1,
        "scope_not_authorized"
    );
    assert_eq!(
        try_direct(&lab, &upload, json!({})).await,
        refused(401, "scope_not_authorized")
    );
    let without_charset = lab
        .client
        .post(lab.url(INBOX))
        .bearer_auth(&upload)
        .json(&source(9, 9, 1));
    let (status, code, _) = read(without_charset.send().await.unwrap()).await;
    assert_eq!((status, code.as_str()), (400, "invalid_params"));
    let no_slash = lab.call(&upload, INBOX.trim_end_matches('/'), &source(9, 9, 1));
    assert_eq!(no_slash.send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn an_unaudited_app_posts_privately_to_private_accounts() {
    let lab = lab().await;
    let code = "unaudited_client_can_only_post_to_private_accounts";
    let public = lab.tokens(STUDIO, &["video.publish"]).access_token;
    assert_eq!(
        try_direct(&lab, &public, json!({})).await,
        refused(403, code)
    );
    let private = lab.tokens(FERN, &["video.publish"]).access_token;
    let friends = json!({ "privacy_level": "MUTUAL_FOLLOW_FRIENDS" });
    assert_eq!(
        try_direct(&lab, &private, friends).await,
        refused(403, code)
    );
    assert_eq!(
        try_direct(&lab, &private, json!({})).await,
        refused(200, "ok")
    );
    lab.world().set_audited(true);
    let everyone = json!({ "privacy_level": "PUBLIC_TO_EVERYONE" });
    assert_eq!(
        try_direct(&lab, &public, everyone).await,
        refused(200, "ok")
    );
}

#[tokio::test]
async fn the_privacy_level_is_one_of_the_options() {
    let lab = lab().await;
    let token = lab.tokens(FERN, &["video.publish"]).access_token;
    for level in [json!("PUBLIC_TO_EVERYONE"), json!("NOBODY"), json!(null)] {
        let answer = try_direct(&lab, &token, json!({ "privacy_level": level })).await;
        assert_eq!(
            answer,
            refused(403, "privacy_level_option_mismatch"),
            "{level}"
        );
    }
}

#[tokio::test]
async fn post_info_is_checked_field_by_field() {
    let lab = lab_with(|options| options.limits.init_per_minute = 99).await;
    let token = lab.tokens(FERN, &["video.publish"]).access_token;
    let longest = "😀".repeat(1100);
    assert_eq!(
        try_direct(&lab, &token, json!({ "title": longest })).await,
        refused(200, "ok")
    );
    for wrong in [
        json!({ "title": format!("{longest}.") }),
        json!({ "disable_comment": "true" }),
        json!({ "brand_content_toggle": null }),
        json!({ "brand_organic_toggle": 0 }),
        json!({ "video_cover_timestamp_ms": 3_000_000_000_i64 }),
        json!({ "brand_content_toggle": true }),
    ] {
        let answer = try_direct(&lab, &token, wrong.clone()).await;
        assert_eq!(answer, refused(400, "invalid_params"), "{wrong}");
    }
}

#[tokio::test]
async fn a_banned_creator_and_an_old_app_are_refused() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    lab.world()
        .change_creator(STUDIO, |settings| settings.banned = true)
        .unwrap();
    let (status, code, _) = lab.ask(&token, INBOX, &source(9, 9, 1)).await;
    assert_eq!(
        (status, code.as_str()),
        (403, "spam_risk_user_banned_from_posting")
    );
    lab.world()
        .change_creator(STUDIO, |settings| settings.app_outdated = true)
        .unwrap();
    let (status, code, _) = lab.ask(&token, INBOX, &source(9, 9, 1)).await;
    assert_eq!((status, code.as_str()), (400, "app_version_check_failed"));
}
