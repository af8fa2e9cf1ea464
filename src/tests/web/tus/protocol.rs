//! What works, step by step.

use ai_video_uploader::domain::{post::Origin, source::Source, status::Status};
use reqwest::Method;

use super::{
    client::{BYTES, Tus, metadata},
    posts_of_alice, video,
};
use crate::harness::{ALICE, TestApp, app::SCOPES};

#[tokio::test]
async fn options_say_what_the_server_can_do() {
    let limits = [("MAX_VIDEO_BYTES", "123456789")];
    let app = TestApp::start_with(&limits, ai_video_uploader::simulator::Options::default()).await;
    for path in ["/uploads", "/uploads/anything"] {
        let answer = app
            .http
            .request(Method::OPTIONS, app.url(path))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 204);
        let headers = answer.headers();
        assert_eq!(headers["tus-version"], "1.0.0");
        assert_eq!(headers["tus-resumable"], "1.0.0");
        assert_eq!(headers["tus-max-size"], "123456789");
        assert_eq!(
            headers["tus-extension"],
            "creation,creation-with-upload,termination,expiration"
        );
    }
}

#[tokio::test]
async fn a_file_in_pieces_becomes_one_post() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let other = app.connect(&alice.user, 2, &SCOPES).await;
    let video = video(&app, 1_500_000).await;
    let tus = Tus::sign_in(&app, ALICE).await;
    let given = metadata(&[
        ("filename", "C:\\films\\pier take 2.mp4"),
        ("filetype", "video/mp4"),
        ("caption", "Pier, take two ยามเช้า"),
        ("account", &other.id.to_string()),
        ("auto_approve", "false"),
    ]);
    let made = tus.create(video.len(), &given).await;
    let path = made.path();
    assert!(made.header("location").starts_with(&app.base_url));
    assert!(made.header("upload-expires").ends_with(" GMT"));
    assert_eq!(made.header("tus-resumable"), "1.0.0");

    let mut offset = 0;
    for end in [1, 600_000, 1_499_999] {
        let answer = tus.patch(&path, offset as u64, &video[offset..end]).await;
        assert_eq!((answer.status, answer.offset()), (204, end as u64));
        assert_eq!(answer.header("upload-post"), "");
        assert!(answer.header("upload-expires").ends_with(" GMT"));
        let look = tus.look(&path).await;
        assert_eq!((look.status, look.offset()), (200, end as u64));
        assert_eq!(look.header("upload-length"), "1500000");
        assert_eq!(look.header("upload-metadata"), given);
        assert_eq!(look.header("cache-control"), "no-store");
        assert_eq!(look.header("upload-post"), "");
        offset = end;
    }
    assert_eq!(posts_of_alice(&app).await, 0);

    let last = tus.patch(&path, offset as u64, &video[offset..]).await;
    assert_eq!((last.status, last.offset()), (204, 1_500_000));
    let id = last.header("upload-post").to_owned();
    let post = app.post(&id).await;
    assert_eq!(post.caption, "Pier, take two ยามเช้า");
    assert_eq!(post.account_id, Some(other.id));
    assert_eq!(post.origin, Origin::Browser);
    assert!(!post.auto_approve);
    assert_eq!(post.progress.total_bytes, Some(1_500_000));
    assert_eq!(
        post.source,
        Source::File {
            name: Some("pier take 2.mp4".to_owned())
        }
    );
    let held = app.ctx.media.path(post.temporary_file.unwrap());
    assert!(std::fs::read(held).unwrap() == video, "another file");
    app.run_until_idle().await;
    assert_eq!(app.post(&id).await.status, Status::NeedsReview);
    app.expect_files();
}

#[tokio::test]
async fn whoever_lost_the_last_answer_learns_of_the_post_and_makes_no_second() {
    let app = TestApp::start().await;
    app.alice().await;
    app.expect_files();
    let video = video(&app, 200_000).await;
    let tus = Tus::sign_in(&app, ALICE).await;
    let path = tus.begin(video.len()).await;
    tus.patch(&path, 0, &video[..100_000]).await;
    let last = tus.patch(&path, 100_000, &video[100_000..]).await;
    let post = last.header("upload-post").to_owned();

    let again = tus.patch(&path, 100_000, &video[100_000..]).await;
    assert_eq!((again.status, again.code()), (409, "upload_offset"));
    let look = tus.look(&path).await;
    assert_eq!((look.status, look.offset()), (200, 200_000));
    assert_eq!(look.header("upload-post"), post);
    let empty = tus.patch(&path, 200_000, b"").await;
    assert_eq!((empty.status, empty.offset()), (204, 200_000));
    assert_eq!(empty.header("upload-post"), post);
    assert_eq!(posts_of_alice(&app).await, 1);

    // Forgetting the upload leaves the post alone.
    assert_eq!(tus.end(&path).await.status, 204);
    assert_eq!(tus.look(&path).await.status, 404);
    assert_eq!(app.files().len(), 1);
    app.run_until_idle().await;
    assert_eq!(app.post(&post).await.status, Status::NeedsReview);
}

#[tokio::test]
async fn a_creation_may_bring_the_first_bytes_or_all() {
    let app = TestApp::start().await;
    app.alice().await;
    app.expect_files();
    let video = video(&app, 150_000).await;
    let tus = Tus::sign_in(&app, ALICE).await;
    let create = |bytes: &[u8]| {
        tus.ask(Method::POST, "/uploads")
            .header("upload-length", video.len())
            .header("content-type", BYTES)
            .body(bytes.to_vec())
    };
    let part = tus.send(create(&video[..50_000])).await;
    assert_eq!((part.status, part.offset()), (201, 50_000));
    let rest = tus.patch(&part.path(), 50_000, &video[50_000..]).await;
    assert_ne!(rest.header("upload-post"), "");
    let whole = tus.send(create(&video)).await;
    assert_eq!((whole.status, whole.offset()), (201, 150_000));
    assert_ne!(whole.header("upload-post"), "");
    assert_eq!(posts_of_alice(&app).await, 2);
}

#[tokio::test]
async fn a_client_without_patch_names_the_method_in_a_header() {
    let app = TestApp::start().await;
    app.alice().await;
    let tus = Tus::sign_in(&app, ALICE).await;
    let path = tus.begin(1000).await;
    let bytes = tus
        .ask(Method::POST, &path)
        .header("x-http-method-override", "PATCH")
        .header("upload-offset", 0)
        .header("content-type", BYTES)
        .body(vec![7; 400]);
    assert_eq!(tus.send(bytes).await.offset(), 400);
    let end = tus
        .ask(Method::POST, &path)
        .header("x-http-method-override", "DELETE");
    assert_eq!(tus.send(end).await.status, 204);
    let plain = tus.send(tus.ask(Method::POST, &path)).await;
    assert_eq!(plain.code(), "method_not_allowed");
}

#[tokio::test]
async fn a_file_goes_to_the_inbox_at_the_persons_word_unless_they_hold_everything() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.expect_files();
    let video = video(&app, 120_000).await;
    let tus = Tus::sign_in(&app, ALICE).await;
    let given = metadata(&[("auto_approve", "true")]);
    for (hold, goes) in [(false, true), (true, false)] {
        let path = tus.create(video.len(), &given).await.path();
        // What counts is the wish at the moment the post is made.
        let store = &app.ctx.store;
        store
            .set_hold_everything(alice.user.id, hold)
            .await
            .unwrap();
        let last = tus.patch(&path, 0, &video).await;
        let post = app.post(last.header("upload-post")).await;
        assert_eq!(post.auto_approve, goes);
    }
}

#[tokio::test]
async fn ending_an_upload_deletes_its_file_at_once() {
    let app = TestApp::start().await;
    app.alice().await;
    let (tus, path) = Tus::with_400_of_1000_bytes(&app).await;
    assert_eq!(app.files().len(), 1);
    assert_eq!(tus.end(&path).await.status, 204);
    app.assert_no_files();
    assert_eq!(tus.look(&path).await.status, 404);
    assert_eq!(tus.patch(&path, 400, &[7; 600]).await.code(), "not_found");
    assert_eq!(tus.end(&path).await.code(), "not_found");
}
