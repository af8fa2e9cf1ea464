//! Beginning a publish, and what became of it.

use ai_video_uploader::{
    domain::{
        chunk::Plan,
        error_code::ErrorCode,
        publish::{Choices, Privacy},
        secret::{ExposeSecret as _, secret},
    },
    remote::{Verdict, tiktok::Stage},
};
use serde_json::json;

use super::{
    server::{Server, answer, json},
    tiktok,
};

fn init(url: &str) -> serde_json::Value {
    json!({"data": {"publish_id": "v_inbox_file~v2.7602997070760331285", "upload_url": url}, "error": {"code": "ok", "message": "", "log_id": "L"}})
}

#[tokio::test]
async fn an_inbox_draft_is_begun_with_its_plan_alone() {
    let server = Server::start(|_, _| {
        json(
            200,
            &init("https://open-upload-va.tiktokapis.com/video/?upload_id=1&upload_token=x%2F"),
        )
    })
    .await;
    let begun = tiktok(&server)
        .init_inbox(&secret("act.x"), Plan::new(3_000_000).unwrap())
        .await
        .unwrap();
    assert_eq!(begun.publish_id, "v_inbox_file~v2.7602997070760331285");
    assert_eq!(
        begun.upload_url.expose_secret(),
        "https://open-upload-va.tiktokapis.com/video/?upload_id=1&upload_token=x%2F"
    );
    assert!(!format!("{begun:?}").contains("upload_token"));
    let request = server.only();
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("POST", "/v2/post/publish/inbox/video/init/")
    );
    assert_eq!(request.header("authorization"), Some("Bearer act.x"));
    assert_eq!(
        request.header("content-type"),
        Some("application/json; charset=UTF-8")
    );
    assert!(
        request
            .header("user-agent")
            .unwrap()
            .starts_with("AI-Video-Uploader/")
    );
    assert_eq!(
        request.json(),
        json!({"source_info": {"source": "FILE_UPLOAD", "video_size": 3_000_000, "chunk_size": 3_000_000, "total_chunk_count": 1}})
    );
}

#[tokio::test]
async fn a_direct_post_carries_caption_and_choices() {
    let server = Server::start(|_, request| {
        json(
            200,
            &init(&format!(
                "http://{}/upload",
                request.header("host").unwrap()
            )),
        )
    })
    .await;
    let choices = Choices {
        privacy: Privacy::MutualFollowFriends,
        allow_comment: true,
        allow_duet: true,
        allow_stitch: false,
        your_brand: false,
        branded_content: true,
    };
    let plan = Plan::new(100_000_123).unwrap();
    tiktok(&server)
        .init_direct(&secret("act.x"), plan, "Hi #there", &choices)
        .await
        .unwrap();
    let request = server.only();
    assert_eq!(request.target, "/v2/post/publish/video/init/");
    assert_eq!(
        request.json(),
        json!({
            "post_info": {"privacy_level": "MUTUAL_FOLLOW_FRIENDS", "title": "Hi #there", "disable_comment": false,
                "disable_duet": false, "disable_stitch": true, "brand_content_toggle": true, "brand_organic_toggle": false},
            "source_info": {"source": "FILE_UPLOAD", "video_size": 100_000_123, "chunk_size": 10_000_000, "total_chunk_count": 10},
        })
    );
}

#[tokio::test]
async fn an_upload_address_that_is_not_tiktoks_is_refused() {
    for url in [
        "http://upload.us.tiktokapis.com/x",
        "https://tiktokapis.com/x",
        "https://eviltiktokapis.com/x",
        "https://open-upload.tiktokapis.com.evil.example/x",
        "https://user@open-upload.tiktokapis.com/x",
        "https://169.254.169.254/x",
        "http://127.0.0.1:1/x",
        "file:///etc/passwd",
        "",
    ] {
        let server = Server::start(move |_, _| json(200, &init(url))).await;
        let error = tiktok(&server)
            .init_inbox(&secret("act.x"), Plan::new(1).unwrap())
            .await
            .unwrap_err();
        assert_eq!(
            (error.verdict, error.failure.code),
            (Verdict::Fail, ErrorCode::TiktokRefused),
            "{url}"
        );
    }
}

#[tokio::test]
async fn a_garbled_or_redirected_answer_begins_nothing() {
    for (status, body, verdict) in [
        (
            200,
            json!({"data": {}, "error": {"code": "ok"}}),
            Verdict::Retry,
        ),
        (
            200,
            json!({"data": {"publish_id": "", "upload_url": "https://x.tiktokapis.com/"}}),
            Verdict::Retry,
        ),
        (502, json!(null), Verdict::Retry),
        (302, json!({}), Verdict::Fail),
    ] {
        let copy = body.clone();
        let server = Server::start(move |_, _| {
            answer(status, &[("Location", "/elsewhere")], copy.to_string())
        })
        .await;
        let error = tiktok(&server)
            .init_inbox(&secret("act.x"), Plan::new(1).unwrap())
            .await
            .unwrap_err();
        assert_eq!(error.verdict, verdict, "{status} {body}");
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn the_status_is_asked_by_publish_id() {
    let server = Server::start(|index, _| match index {
        0 => answer(
            200,
            &[],
            r#"{"data":{"status":"PUBLISH_COMPLETE","uploaded_bytes":12,
            "publicaly_available_post_id":[7602997070760331285]},"error":{"code":"ok"}}"#,
        ),
        _ => json(
            400,
            &json!({"error": {"code": "invalid_publish_id", "message": "?", "log_id": "L"}}),
        ),
    })
    .await;
    let tiktok = tiktok(&server);
    let state = tiktok.fetch_status(&secret("act.x"), "p~1").await.unwrap();
    assert_eq!(state.stage, Stage::Published);
    assert_eq!(state.post_id.as_deref(), Some("7602997070760331285"));
    assert_eq!(server.only().json(), json!({"publish_id": "p~1"}));
    let error = tiktok
        .fetch_status(&secret("act.x"), "p~2")
        .await
        .unwrap_err();
    assert_eq!(
        (error.verdict, error.failure.code),
        (Verdict::Fail, ErrorCode::TiktokUnconfirmed)
    );
}
