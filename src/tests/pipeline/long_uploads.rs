//! What may happen while a long upload is under way: the token ends, the address gets too old, TikTok loses step.

use std::time::Duration;

use ai_video_uploader::{
    domain::{error_code::ErrorCode, id::PostId, post_object::PostObject, status::Status},
    service::Settings,
    simulator::{Fault, FaultKind, Options},
};

use super::{rig::Rig, source::Answer, videos};

const INIT: &str = "/v2/post/publish/inbox/video/init/";
const PUT: &str = "PUT /upload/";
const MORE_THAN_AN_HOUR: Duration = Duration::from_secs(61 * 60);

/// A video of six chunks, of which the `chunk`th (from 1) breaks once.
async fn broken_at(chunk: u64, kind: FaultKind) -> (Rig, PostId) {
    let rig = Rig::start_with(videos::large(), Options::default(), Settings::default()).await;
    // Its length is not told, so nothing is sent before the whole video is here.
    rig.source.always(Answer::Chunked);
    rig.world().add_fault(Fault::nth(PUT, chunk, kind));
    let id = rig.submit().await;
    (rig, id)
}

async fn arrives(rig: &Rig, id: PostId) {
    let post = rig.run_to_rest(id).await;
    assert_eq!(post.status, Status::InInbox, "{post:#?}");
    rig.only_video();
    rig.assert_no_file();
}

#[tokio::test]
async fn a_token_that_ends_in_the_middle_is_renewed_and_the_publish_goes_on() {
    let (rig, id) = broken_at(4, FaultKind::LostReply).await;
    rig.run().await;
    assert_eq!(rig.post(id).await.progress.sent_bytes, 30_000_000);
    let creator = rig.account.tiktok_user_id.clone();
    rig.world().expire_access_tokens(&creator).unwrap();
    arrives(&rig, id).await;
    assert_eq!(rig.world().calls("POST /v2/oauth/token/"), 1);
    assert_eq!(rig.world().videos().len(), 1);
}

#[tokio::test]
async fn a_range_that_does_not_fit_is_set_right_by_asking() {
    let refused = FaultKind::Status {
        status: 416,
        body: String::new(),
    };
    let (rig, id) = broken_at(3, refused).await;
    arrives(&rig, id).await;
    assert_eq!(rig.world().videos().len(), 1);
}

#[tokio::test]
async fn an_address_older_than_its_hour_is_replaced_before_the_last_chunk() {
    let (rig, id) = broken_at(4, FaultKind::Cut).await;
    rig.run().await;
    rig.clock.advance(MORE_THAN_AN_HOUR);
    arrives(&rig, id).await;
    assert_eq!(rig.world().videos().len(), 2, "another publish");
}

#[tokio::test]
async fn and_never_once_the_last_chunk_may_have_arrived() {
    let (rig, id) = broken_at(6, FaultKind::CutAfter { bytes: 1_000_000 }).await;
    rig.run().await;
    assert!(rig.post(id).await.tiktok.last_chunk_started);
    rig.clock.advance(MORE_THAN_AN_HOUR);
    rig.run().await;
    assert_eq!(rig.post(id).await.status, Status::Unconfirmed);
    rig.run_for(Duration::from_secs(3600), Duration::from_secs(300))
        .await;
    assert_eq!(rig.world().videos().len(), 1);
}

#[tokio::test]
async fn a_code_that_nobody_knows_is_kept_word_for_word() {
    let rig = Rig::start().await;
    let body =
        r#"{"data":{},"error":{"code":"brand_new_code","message":"Some words","log_id":"L-77"}}"#;
    rig.world().break_next(
        INIT,
        FaultKind::Status {
            status: 400,
            body: body.into(),
        },
    );
    let id = rig.submit().await;
    let post = rig.run_to_rest(id).await;
    let failure = post.error.clone().unwrap();
    assert_eq!(failure.code, ErrorCode::TiktokRefused);
    let message = failure.message();
    assert!(
        message.contains("brand_new_code (HTTP 400): Some words"),
        "{message}"
    );
    let object = PostObject::new(&post, None, None, "https://example.com");
    let json = serde_json::to_value(object).unwrap();
    let details = &json["error"]["details"];
    assert_eq!(details["tiktok_code"], "brand_new_code");
    assert_eq!(details["log_id"], "L-77");
}
