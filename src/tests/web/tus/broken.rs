//! Lines that break, processes that die, files that vanish: what was noted is true.

use std::{io::Write as _, time::Duration};

use ai_video_uploader::domain::status::Status;
use sqlx::{Connection as _, SqliteConnection};
use tokio::io::AsyncReadExt as _;

use super::{client::Tus, id_of, posts_of_alice, until_received, video};
use crate::harness::{ALICE, TestApp};

/// Waits until a request has begun to take bytes.
async fn until_at_work(app: &TestApp, path: &str) {
    let begun = async {
        while !app.ctx.upload_turns.is_taken(id_of(path)) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), begun)
        .await
        .expect("the request never begins");
}

#[tokio::test]
async fn a_broken_line_keeps_what_came_through() {
    let app = TestApp::start().await;
    app.alice().await;
    app.expect_files();
    let video = video(&app, 900_000).await;
    let tus = Tus::sign_in(&app, ALICE).await;
    let path = tus.begin(video.len()).await;
    let line = tus
        .half_a_patch(&path, 0, video.len(), &video[..300_001])
        .await;
    drop(line);
    until_received(&app, &path, 300_001).await;
    assert_eq!(tus.look(&path).await.offset(), 300_001);
    let size = app.ctx.media.size(id_of(&path)).await.unwrap();
    assert_eq!(size, Some(300_001));
    let last = tus.patch(&path, 300_001, &video[300_001..]).await;
    let post = app.post(last.header("upload-post")).await;
    let held = std::fs::read(app.ctx.media.path(post.temporary_file.unwrap())).unwrap();
    assert!(held == video, "another file");
}

#[tokio::test]
async fn the_last_byte_counts_although_nobody_waits_for_the_answer() {
    let app = TestApp::start().await;
    app.alice().await;
    app.expect_files();
    let video = video(&app, 300_000).await;
    let tus = Tus::sign_in(&app, ALICE).await;
    let path = tus.begin(video.len()).await;
    let line = tus.half_a_patch(&path, 0, video.len(), &video).await;
    drop(line);
    until_received(&app, &path, 300_000).await;
    let look = tus.look(&path).await;
    assert_ne!(look.header("upload-post"), "");
    assert_eq!(posts_of_alice(&app).await, 1);
}

#[tokio::test]
async fn whoever_comes_back_need_not_wait_for_the_dead_request() {
    let app = TestApp::start().await;
    app.alice().await;
    app.expect_files();
    let video = video(&app, 400_000).await;
    let tus = Tus::sign_in(&app, ALICE).await;
    let path = tus.begin(video.len()).await;
    // It hangs, as one whose network is gone without a word.
    let mut hanging = tus
        .half_a_patch(&path, 0, video.len(), &video[..100_000])
        .await;
    until_at_work(&app, &path).await;
    let offset = tus.look(&path).await.offset();
    assert!(offset <= 100_000);
    let mut answer = vec![0; 12];
    hanging.read_exact(&mut answer).await.unwrap();
    assert!(matches!(&answer[9..], b"423" | b"409"), "{answer:?}");
    let from = usize::try_from(offset).unwrap();
    let last = tus.patch(&path, offset, &video[from..]).await;
    assert_eq!((last.status, last.offset()), (204, 400_000));
    let post = app.post(last.header("upload-post")).await;
    let held = std::fs::read(app.ctx.media.path(post.temporary_file.unwrap())).unwrap();
    assert!(held == video, "another file");
}

#[tokio::test]
async fn ending_an_upload_stops_whoever_is_at_work_on_it() {
    let app = TestApp::start().await;
    app.alice().await;
    let tus = Tus::sign_in(&app, ALICE).await;
    let path = tus.begin(100_000).await;
    let hanging = tus.half_a_patch(&path, 0, 100_000, &vec![7; 50_000]).await;
    until_at_work(&app, &path).await;
    assert_eq!(tus.end(&path).await.status, 204);
    drop(hanging);
    assert_eq!(tus.look(&path).await.status, 404);
    app.assert_no_files();
}

#[tokio::test]
async fn bytes_that_were_written_but_not_noted_are_sent_again() {
    let mut app = TestApp::start().await;
    app.alice().await;
    app.expect_files();
    let video = video(&app, 500_000).await;
    let tus = Tus::sign_in(&app, ALICE).await;
    let path = tus.begin(video.len()).await;
    tus.patch(&path, 0, &video[..200_000]).await;
    // As a process leaves it that is killed between the disk and the database.
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(app.ctx.media.path(id_of(&path)))
        .unwrap();
    file.write_all(&vec![0xAA; 77_777]).unwrap();
    drop(file);
    app.restart().await;
    let tus = tus.at(&app);
    assert_eq!(tus.look(&path).await.offset(), 200_000);
    let last = tus.patch(&path, 200_000, &video[200_000..]).await;
    let post = app.post(last.header("upload-post")).await;
    let held = std::fs::read(app.ctx.media.path(post.temporary_file.unwrap())).unwrap();
    assert!(held == video, "another file");
    app.run_until_idle().await;
    assert_eq!(
        app.post(&post.id.to_string()).await.status,
        Status::NeedsReview
    );
}

#[tokio::test]
async fn a_stopping_service_notes_what_came() {
    let mut app = TestApp::start().await;
    app.alice().await;
    app.expect_files();
    let tus = Tus::sign_in(&app, ALICE).await;
    let path = tus.begin(100_000).await;
    let mut hanging = tus.half_a_patch(&path, 0, 100_000, &vec![7; 60_000]).await;
    let file = app.ctx.media.path(id_of(&path));
    // Less than a block is still in memory: it is the stop that brings it to the disk.
    assert_eq!(std::fs::metadata(&file).unwrap().len(), 0);
    until_at_work(&app, &path).await;
    app.restart().await;
    let mut answer = vec![0; 12];
    hanging.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer[9..], b"503");
    let tus = tus.at(&app);
    let offset = tus.look(&path).await.offset();
    assert_eq!(std::fs::metadata(&file).unwrap().len(), offset);
    let rest = vec![7; usize::try_from(100_000 - offset).unwrap()];
    let last = tus.patch(&path, offset, &rest).await;
    assert_ne!(last.header("upload-post"), "");
}

#[tokio::test]
async fn an_upload_whose_file_is_gone_begins_anew() {
    let app = TestApp::start().await;
    app.alice().await;
    let tus = Tus::sign_in(&app, ALICE).await;
    for shorter in [true, false] {
        let path = tus.begin(1000).await;
        tus.patch(&path, 0, &[7; 400]).await;
        let file = app.ctx.media.path(id_of(&path));
        if shorter {
            std::fs::write(&file, [7; 399]).unwrap();
        } else {
            std::fs::remove_file(&file).unwrap();
        }
        let look = tus.look(&path).await;
        assert_eq!(look.status, 410);
        let patch = tus.patch(&path, 400, &[7; 600]).await;
        assert_eq!((patch.status, patch.code()), (410, "upload_expired"));
        assert_eq!(tus.end(&path).await.status, 204);
    }
}

#[tokio::test]
async fn an_upload_on_another_machine_says_so() {
    let app = TestApp::start().await;
    app.alice().await;
    app.expect_files();
    let (tus, path) = Tus::with_400_of_1000_bytes(&app).await;
    let mut database = SqliteConnection::connect(&app.database_url())
        .await
        .unwrap();
    sqlx::query("update temporary_files set machine = 'elsewhere'")
        .execute(&mut database)
        .await
        .unwrap();
    assert_eq!(tus.look(&path).await.offset(), 400);
    let answer = tus.patch(&path, 400, &[7; 600]).await;
    assert_eq!((answer.status, answer.code()), (503, "upload_elsewhere"));
    assert_eq!(answer.header("retry-after"), "2");
}
