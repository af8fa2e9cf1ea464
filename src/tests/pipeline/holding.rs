//! How long videos are held: to the end of the retention and not a minute more, whatever the post does.

use std::time::Duration;

use ai_video_uploader::{
    domain::{
        clock::{Clock as _, SystemClock},
        error_code::ErrorCode,
        id::TemporaryFileId,
        status::{Actor, Status},
        temporary_file::TemporaryFile,
    },
    service::{Settings, files::Upload, posts},
    simulator::{Limits, Options},
};

use super::{rig::Rig, source::Answer, videos};

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn past_retention(rig: &Rig) {
    rig.clock.advance(DAY + Duration::from_secs(1));
    rig.worker().sweep().await.unwrap();
}

#[tokio::test]
async fn a_held_draft_expires() {
    let rig = Rig::start().await;
    let id = rig.submit_for_review().await;
    rig.run_to_rest(id).await;
    rig.clock.advance(Duration::from_secs(24 * 3600 - 60));
    rig.worker().sweep().await.unwrap();
    assert_eq!(rig.post(id).await.status, Status::NeedsReview);
    past_retention(&rig).await;
    assert_eq!(rig.post(id).await.status, Status::Expired);
    rig.assert_no_file();
}

#[tokio::test]
async fn a_waiting_post_fails_with_what_it_waited_for() {
    let options = Options {
        limits: Limits {
            pending_shares: 0,
            ..Limits::default()
        },
        ..Options::default()
    };
    let rig = Rig::start_with(videos::small(), options, Settings::default()).await;
    let id = rig.submit().await;
    rig.run().await;
    assert!(rig.post(id).await.waiting.is_some());
    past_retention(&rig).await;
    let post = rig.post(id).await;
    assert_eq!(post.status, Status::Failed);
    assert_eq!(post.error.unwrap().code, ErrorCode::TiktokInboxFull);
    rig.assert_no_file();
}

#[tokio::test]
async fn an_unfinished_download_fails_and_can_be_tried_again() {
    let rig = Rig::start().await;
    rig.source.next([Answer::CutAfter(100_000)]);
    let id = rig.submit().await;
    rig.run().await;
    assert_eq!(rig.post(id).await.status, Status::Downloading);
    past_retention(&rig).await;
    let post = rig.post(id).await;
    assert_eq!(post.status, Status::Failed);
    let code = post.error.unwrap().code;
    assert_eq!(code, ErrorCode::RetentionReached);
    assert!(code.entry().retryable);
    rig.assert_no_file();
}

#[tokio::test]
async fn a_failed_post_keeps_its_file_for_a_retry_but_no_longer_than_the_retention() {
    let rig = Rig::start().await;
    rig.world()
        .next_outcome(ai_video_uploader::simulator::Outcome::Fail("internal"));
    let id = rig.submit().await;
    assert_eq!(rig.run_to_rest(id).await.status, Status::Failed);
    rig.worker().sweep().await.unwrap();
    assert_eq!(rig.files().len(), 1);
    past_retention(&rig).await;
    rig.assert_no_file();
    assert_eq!(rig.post(id).await.status, Status::Failed);
}

#[tokio::test]
async fn what_nobody_owns_is_swept_but_not_what_has_just_come() {
    let rig = Rig::start().await;
    let id = TemporaryFileId::new(rig.ctx.now());
    let mut writer = rig.ctx.media.writer(id, 0).await.unwrap();
    writer.write(videos::tiny()).await.unwrap();
    writer.finish().await.unwrap();
    let folder = rig.files()[0].parent().unwrap().to_owned();
    std::fs::write(folder.join("core"), b"x").unwrap();
    // Files carry the time of the machine, which the test's clock is held against.
    let modified = std::fs::metadata(&rig.files()[0])
        .unwrap()
        .modified()
        .unwrap();
    let modified = modified.duration_since(std::time::UNIX_EPOCH).unwrap();
    let modified = i64::try_from(modified.as_millis()).unwrap();
    rig.clock
        .set_to(ai_video_uploader::domain::clock::Timestamp::from_millis(
            modified + 10_000,
        ));
    rig.worker().sweep().await.unwrap();
    assert_eq!(rig.files().len(), 2);
    rig.clock.advance(Duration::from_secs(30));
    rig.worker().sweep().await.unwrap();
    rig.assert_no_file();
}

#[tokio::test]
async fn an_upload_that_broke_off_with_its_process_is_swept_and_a_slow_one_is_not() {
    let rig = Rig::start().await;
    // Files carry the time of the machine.
    rig.clock.set_to(SystemClock.now());
    let now = rig.ctx.now();
    let broken = TemporaryFile {
        id: TemporaryFileId::new(now),
        user_id: rig.user.id,
        post_id: None,
        machine: rig.ctx.media.machine().to_owned(),
        created_at: now,
        held_until: now + DAY,
        deleted_at: None,
        deletion_failures: 0,
    };
    let store = &rig.ctx.store;
    store.insert_temporary_file(&broken).await.unwrap();
    let mut writer = rig.ctx.media.writer(broken.id, 0).await.unwrap();
    writer.write(videos::tiny()).await.unwrap();
    writer.finish().await.unwrap();
    let (slow, mut writer) = Upload::begin(&rig.ctx, rig.user.id).await.unwrap();
    writer.write(videos::tiny()).await.unwrap();

    rig.clock.advance(Duration::from_secs(20));
    rig.worker().sweep().await.unwrap();
    assert_eq!(rig.files().len(), 2);
    rig.clock.advance(Duration::from_secs(20));
    rig.worker().sweep().await.unwrap();
    assert_eq!(rig.files(), [rig.ctx.media.path(slow.id())]);
    let record = store.find_temporary_file(broken.id).await.unwrap().unwrap();
    assert!(record.deleted_at.is_some());

    // All bytes are here, and the rest of the request is still to come.
    writer.finish().await.unwrap();
    rig.clock.advance(Duration::from_secs(3600));
    rig.worker().sweep().await.unwrap();
    assert_eq!(rig.files().len(), 1);
    drop(slow.keep());
    rig.worker().sweep().await.unwrap();
    rig.assert_no_file();
}

#[tokio::test]
async fn one_post_that_cannot_be_read_does_not_keep_the_others() {
    let rig = Rig::start().await;
    let spoiled = rig.submit_for_review().await;
    rig.run_to_rest(spoiled).await;
    let held = rig.submit_for_review().await;
    rig.run_to_rest(held).await;
    rig.spoil(spoiled).await;

    rig.worker().sweep().await.unwrap();
    assert_eq!(rig.files().len(), 2, "unreadable is not ownerless");
    past_retention(&rig).await;
    assert_eq!(rig.post(held).await.status, Status::Expired);
    rig.assert_no_file();
}

#[tokio::test]
async fn a_file_that_cannot_be_deleted_is_told_and_tried_again() {
    let rig = Rig::start().await;
    let id = rig.submit_for_review().await;
    let file = rig.run_to_rest(id).await.temporary_file.unwrap();
    let folder = rig.ctx.media.dir().to_owned();
    let away = folder.with_file_name("away");
    // What is in the place of the folder lets nothing be deleted.
    std::fs::rename(&folder, &away).unwrap();
    std::fs::write(&folder, b"").unwrap();
    posts::cancel(&rig.ctx, rig.user.id, id, Actor::User)
        .await
        .unwrap();
    let record = || async {
        let found = rig.ctx.store.find_temporary_file(file).await;
        found.unwrap().unwrap()
    };
    assert_eq!(record().await.deletion_failures, 1);
    rig.worker().sweep().await.unwrap();
    assert_eq!(record().await.deletion_failures, 2);
    assert_eq!(record().await.deleted_at, None, "it is still there");

    std::fs::remove_file(&folder).unwrap();
    std::fs::rename(&away, &folder).unwrap();
    rig.worker().sweep().await.unwrap();
    rig.assert_no_file();
    assert_eq!(record().await.deleted_at, Some(rig.ctx.now()));
}
