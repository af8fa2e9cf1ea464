//! Direct Post: what a human agreed to is what is published, or nothing is.

use std::time::Duration;

use ai_video_uploader::{
    domain::{
        error_code::ErrorCode,
        id::PostId,
        publish::{Choices, Delivery, Privacy},
        status::{Actor, Status},
    },
    service::{Settings, posts},
    simulator::{CreatorSettings, Fault, FaultKind, Limits, Mode, Options},
};

use super::{main_path::human_sends, rig::Rig, videos};

const CREATOR_INFO: &str = "/v2/post/publish/creator_info/query/";

const EVERYTHING: Choices = Choices {
    privacy: Privacy::PublicToEveryone,
    allow_comment: true,
    allow_duet: true,
    allow_stitch: true,
    your_brand: true,
    branded_content: true,
};

/// A draft of a public account, held; the app is audited.
async fn held() -> (Rig, PostId) {
    let options = Options {
        audited: true,
        ..Options::default()
    };
    let settings = Settings {
        tiktok_app_audited: true,
        ..Settings::default()
    };
    let rig = Rig::start_with(videos::small(), options, settings).await;
    let id = rig.submit_for_review().await;
    rig.run_to_rest(id).await;
    (rig, id)
}

fn change_creator(rig: &Rig, change: impl FnOnce(&mut CreatorSettings)) {
    let creator = rig.world().creators()[0].open_id.clone();
    rig.world().change_creator(&creator, change).unwrap();
}

#[tokio::test]
async fn a_human_publishes_with_the_choices_made() {
    let (rig, id) = held().await;
    human_sends(&rig, id, Delivery::Direct, Some(EVERYTHING)).await;
    let post = rig.run_to_rest(id).await;

    assert_eq!(post.status, Status::Published, "{post:#?}");
    let video = rig.only_video();
    assert_eq!(video.mode, Mode::Direct);
    assert_eq!(
        video.post_info.unwrap(),
        serde_json::json!({
            "title": "First light #harbour",
            "privacy_level": "PUBLIC_TO_EVERYONE",
            "disable_comment": false,
            "disable_duet": false,
            "disable_stitch": false,
            "brand_content_toggle": true,
            "brand_organic_toggle": true,
        })
    );
    rig.assert_no_file();
}

/// What may change in TikTok between the button and the sending, and what is said of it.
#[tokio::test]
async fn what_is_no_longer_allowed_comes_back_to_the_human() {
    type Changed = fn(&mut CreatorSettings);
    let cases: [(Changed, ErrorCode); 5] = [
        (|it| it.private = true, ErrorCode::TiktokPrivacyMismatch),
        (|it| it.comment_disabled = true, ErrorCode::CommentDisabled),
        (|it| it.duet_disabled = true, ErrorCode::DuetDisabled),
        (|it| it.stitch_disabled = true, ErrorCode::StitchDisabled),
        (
            |it| it.longest_seconds = 1,
            ErrorCode::VideoTooLongForCreator,
        ),
    ];
    for (changed, code) in cases {
        let (rig, id) = held().await;
        human_sends(&rig, id, Delivery::Direct, Some(EVERYTHING)).await;
        change_creator(&rig, changed);
        let post = rig.run_to_rest(id).await;
        assert_eq!(post.status, Status::Failed, "{code}: {post:#?}");
        assert_eq!(post.error.unwrap().code, code);
        assert!(
            rig.world().videos().is_empty(),
            "{code}: something was sent"
        );
        assert_eq!(rig.files().len(), 1, "{code}: the human cannot choose anew");

        let post = posts::retry(&rig.ctx, rig.user.id, id, Actor::User)
            .await
            .unwrap();
        assert_eq!(post.status, Status::NeedsReview, "{code}");
        assert_eq!((post.delivery, post.choices), (Delivery::Inbox, None));
    }
}

#[tokio::test]
async fn an_audit_that_was_taken_back_comes_back_to_the_human() {
    let rig = Rig::start().await;
    let id = rig.submit_for_review().await;
    rig.run_to_rest(id).await;
    human_sends(&rig, id, Delivery::Direct, Some(EVERYTHING)).await;
    let post = rig.run_to_rest(id).await;
    assert_eq!(post.status, Status::Failed);
    assert_eq!(post.error.unwrap().code, ErrorCode::AppNotAudited);
    assert!(rig.world().videos().is_empty());
}

#[tokio::test]
async fn a_creator_who_cannot_post_now_makes_the_post_wait_or_come_back() {
    let (rig, id) = held().await;
    rig.world().set_limits(Limits {
        daily_posts: 0,
        ..Limits::default()
    });
    human_sends(&rig, id, Delivery::Direct, Some(EVERYTHING)).await;
    rig.run().await;
    let post = rig.post(id).await;
    assert_eq!(post.status, Status::Sending);
    assert_eq!(post.waiting.unwrap().code, ErrorCode::TiktokDailyCap);
    assert_eq!(
        post.choices,
        Some(EVERYTHING),
        "it waits with what was chosen"
    );
    rig.world().set_limits(Limits::default());
    posts::retry(&rig.ctx, rig.user.id, id, Actor::User)
        .await
        .unwrap();
    let post = rig.run_to_rest(id).await;
    assert_eq!(post.status, Status::Published);

    let (rig, id) = held().await;
    human_sends(&rig, id, Delivery::Direct, Some(EVERYTHING)).await;
    change_creator(&rig, |it| it.banned = true);
    let post = rig.run_to_rest(id).await;
    assert_eq!(post.error.unwrap().code, ErrorCode::TiktokBanned);
    assert!(rig.world().videos().is_empty());
}

#[tokio::test]
async fn nothing_is_published_while_tiktok_does_not_say_what_is_allowed() {
    let (rig, id) = held().await;
    rig.world().add_fault(Fault::every(
        CREATOR_INFO,
        FaultKind::Status {
            status: 500,
            body: String::new(),
        },
    ));
    human_sends(&rig, id, Delivery::Direct, Some(EVERYTHING)).await;
    rig.run_for(Duration::from_secs(30), Duration::from_secs(10))
        .await;
    assert!(rig.world().videos().is_empty());
    rig.world().clear_faults();
    let post = rig.run_to_rest(id).await;
    assert!(
        matches!(post.status, Status::Published | Status::Failed),
        "{post:#?}"
    );
    assert!(rig.world().videos().len() <= 1);
}
