//! The main job: from a URL to the TikTok inbox, at once or after a review, and to the public post.

use ai_video_uploader::{
    domain::{
        change::{Change, Field},
        publish::{Choices, Delivery},
        status::{Actor, Status},
    },
    pipeline::Lane,
    service::Settings,
    simulator::{Mode, Options},
};
use std::time::Duration;

use super::{rig::Rig, videos};

const TO_INBOX: [Status; 6] = [
    Status::Queued,
    Status::Downloading,
    Status::Checking,
    Status::Sending,
    Status::Processing,
    Status::InInbox,
];

#[tokio::test]
async fn a_url_ends_in_the_tiktok_inbox_and_leaves_no_file() {
    let rig = Rig::start().await;
    let id = rig.submit().await;

    let post = rig.run_to_rest(id).await;

    assert_eq!(post.status, Status::InInbox, "{post:#?}");
    assert_eq!(rig.path(id).await, TO_INBOX);
    assert_eq!(post.progress.sent_bytes, rig.video.len() as u64);
    assert_eq!(post.tiktok.status.as_deref(), Some("SEND_TO_USER_INBOX"));
    let video = rig.only_video();
    assert_eq!(video.mode, Mode::Inbox);
    assert_eq!(video.media_type.as_deref(), Some("video/mp4"));
    rig.assert_no_file();
    let file = rig
        .ctx
        .store
        .find_temporary_file(post.temporary_file.unwrap())
        .await
        .unwrap()
        .unwrap();
    assert!(file.deleted_at.is_some());
}

#[tokio::test]
async fn a_large_video_goes_in_chunks() {
    let rig = Rig::start_with(videos::large(), Options::default(), Settings::default()).await;
    let id = rig.submit().await;

    assert_eq!(rig.run_to_rest(id).await.status, Status::InInbox);

    assert_eq!(rig.only_video().chunks, 6);
    rig.assert_no_file();
}

#[tokio::test]
async fn the_person_posts_the_draft_and_we_learn_where() {
    let rig = Rig::start().await;
    let id = rig.submit().await;
    let post = rig.run_to_rest(id).await;

    rig.world()
        .tap_post(post.tiktok.publish_id.as_deref().unwrap(), None)
        .unwrap();
    rig.run_for(Duration::from_secs(120), Duration::from_secs(30))
        .await;

    let post = rig.post(id).await;
    assert_eq!(post.status, Status::Published);
    rig.world().finish_moderation();
    rig.run_for(Duration::from_secs(1200), Duration::from_secs(60))
        .await;
    assert!(rig.post(id).await.tiktok.post_id.is_some());
}

#[tokio::test]
async fn without_auto_approve_it_is_held_until_a_human_decides() {
    let rig = Rig::start().await;
    let id = rig.submit_for_review().await;

    let held = rig.run_to_rest(id).await;
    assert_eq!(held.status, Status::NeedsReview);
    assert!(held.video.is_some());
    assert_eq!(rig.files().len(), 1);
    assert!(rig.world().videos().is_empty());
    rig.run_for(Duration::from_secs(3600), Duration::from_secs(600))
        .await;
    assert_eq!(rig.post(id).await.status, Status::NeedsReview);

    human_sends(&rig, id, Delivery::Inbox, None).await;
    assert_eq!(rig.run_to_rest(id).await.status, Status::InInbox);
    rig.only_video();
    rig.assert_no_file();
}

#[tokio::test]
async fn nothing_is_done_when_nothing_is_due() {
    let rig = Rig::start().await;
    assert!(!rig.worker().run_one(Lane::Transfer).await.unwrap());
    assert!(!rig.worker().run_one(Lane::Follow).await.unwrap());
}

/// What the review page does.
pub(super) async fn human_sends(
    rig: &Rig,
    id: ai_video_uploader::domain::id::PostId,
    delivery: Delivery,
    choices: Option<Choices>,
) {
    let now = rig.ctx.now();
    rig.ctx
        .store
        .change_post(rig.user.id, id, now, |post| {
            let change = Change::to(post.status, Status::Sending, Actor::User, "Approved.")?;
            Ok::<_, ai_video_uploader::domain::status::IllegalMove>(
                change
                    .with(Field::Delivery(delivery))
                    .with(Field::Choices(choices))
                    .run_at(now),
            )
        })
        .await
        .unwrap();
}
