//! How long unfinished uploads stay, how much room they get, and what becomes of one whose plan fell through.

use std::time::Duration;

use ai_video_uploader::{
    domain::{id::TemporaryFileId, status::Status},
    service::accounts,
    simulator::Options,
};

use super::{
    client::{Tus, metadata},
    id_of, known, video,
};
use crate::harness::{ALICE, TestApp, app::SCOPES};

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn an_unfinished_upload_stays_until_the_retention_ends() {
    let app = TestApp::start().await;
    app.alice().await;
    let video = video(&app, 200_000).await;
    let tus = Tus::sign_in(&app, ALICE).await;
    let paused = tus.begin(video.len()).await;
    tus.patch(&paused, 0, &video[..100_000]).await;
    let finished = tus.begin(video.len()).await;
    let worker = app.worker("sweeper");
    for _ in 0..23 {
        app.advance(HOUR);
        worker.sweep().await.unwrap();
    }
    assert_eq!(tus.look(&paused).await.offset(), 100_000);
    let last = tus.patch(&finished, 0, &video).await;
    let post = last.header("upload-post").to_owned();
    assert_ne!(post, "");

    app.advance(HOUR);
    let late = tus.patch(&paused, 100_000, &video[100_000..]).await;
    assert_eq!((late.status, late.code()), (410, "upload_expired"));
    worker.sweep().await.unwrap();
    assert!(!app.files().contains(&id_of(&paused).to_string()));
    let record = app.ctx.store.find_temporary_file(id_of(&paused)).await;
    assert!(record.unwrap().unwrap().deleted_at.is_some());
    // The retention of a post counts from the first byte, too.
    assert_eq!(app.post(&post).await.status, Status::Failed);
    app.advance(HOUR);
    worker.sweep().await.unwrap();
    assert!(known(&app, &paused).await.is_none());
    assert_eq!(tus.look(&paused).await.status, 404);
}

#[tokio::test]
async fn uploads_count_against_the_quota() {
    let quota = [("TEMP_QUOTA_BYTES", "2000000")];
    let app = TestApp::start_with(&quota, Options::default()).await;
    app.alice().await;
    app.expect_files();
    let tus = Tus::sign_in(&app, ALICE).await;
    let hopeless = tus.create(2_000_001, "").await;
    assert_eq!((hopeless.status, hopeless.code()), (507, "disk_full"));

    // Nothing is set aside: both may begin, and whoever comes second finds no room.
    let first = tus.begin(1_500_000).await;
    let second = tus.begin(1_500_000).await;
    assert_eq!(tus.patch(&first, 0, &vec![7; 1_400_000]).await.status, 204);
    let full = tus.patch(&second, 0, &vec![7; 1_500_000]).await;
    assert_eq!((full.status, full.code()), (507, "disk_full"));
    let no_room = tus.create(1_500_000, "").await;
    assert_eq!(no_room.code(), "disk_full");
    assert_eq!(tus.end(&first).await.status, 204);
    let offset = tus.look(&second).await.offset();
    let rest = vec![7; usize::try_from(1_500_000 - offset).unwrap()];
    let last = tus.patch(&second, offset, &rest).await;
    assert_ne!(last.header("upload-post"), "");
}

#[tokio::test]
async fn a_video_is_not_lost_when_its_account_is_disconnected_meanwhile() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let other = app.connect(&alice.user, 2, &SCOPES).await;
    app.expect_files();
    let video = video(&app, 120_000).await;
    let tus = Tus::sign_in(&app, ALICE).await;
    let chosen = other.id.to_string();
    let given = metadata(&[("account", &chosen), ("auto_approve", "true")]);
    // First there is another account to hold it for, then there is none.
    let paths = [
        tus.create(video.len(), &given).await.path(),
        tus.create(video.len(), &given).await.path(),
    ];
    for (path, gone, kept) in [
        (&paths[0], other.id, alice.account.id),
        (&paths[1], alice.account.id, other.id),
    ] {
        accounts::disconnect(&app.ctx, alice.user.id, gone)
            .await
            .unwrap();
        let last = tus.patch(path, 0, &video).await;
        assert_eq!(last.status, 204, "{last:?}");
        let id = last.header("upload-post").to_owned();
        let post = app.post(&id).await;
        assert_eq!(post.account_id, Some(kept));
        assert!(!post.auto_approve, "nobody decided for this account");
        app.run_until_idle().await;
        assert_eq!(app.post(&id).await.status, Status::NeedsReview);
    }
}

#[tokio::test]
async fn the_end_of_an_account_ends_its_uploads() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let tus = Tus::sign_in(&app, ALICE).await;
    let path = tus.begin(1000).await;
    let id: TemporaryFileId = id_of(&path);
    // As if the row had gone with its user.
    let store = &app.ctx.store;
    store
        .forget_upload(alice.user.id, id, app.ctx.now())
        .await
        .unwrap();
    assert_eq!(tus.patch(&path, 0, &[7; 1000]).await.code(), "not_found");
    app.worker("sweeper").sweep().await.unwrap();
    app.assert_no_files();
}
