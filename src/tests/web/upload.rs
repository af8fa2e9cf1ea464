//! Handing over a file by the plain form.

use ai_video_uploader::{
    domain::{post::Origin, source::Source, status::Status, user::User},
    service::{
        files::Upload,
        posts::{self, Submission, Video},
    },
    simulator::Options,
};

use super::signed_in;
use crate::harness::{ALICE, Browser, TestApp};

async fn sample(app: &TestApp) -> Vec<u8> {
    let answer = app
        .http
        .get(app.simulator.sample_url())
        .send()
        .await
        .unwrap();
    answer.bytes().await.unwrap().to_vec()
}

/// The id in the address of the post's page.
fn shown(browser: &Browser) -> String {
    let path = browser.page.path();
    path.strip_prefix("/posts/")
        .unwrap_or_else(|| panic!("no post: {path}\n{}", browser.page.text()))
        .to_owned()
}

#[tokio::test]
async fn a_file_is_held_for_review_unless_the_person_says_otherwise() {
    let app = TestApp::start().await;
    app.alice().await;
    let video = sample(&app).await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/upload").await;
    browser
        .attach("Choose a video", "pier take 2.mp4", &video)
        .fill("Caption", "Pier, take two");
    browser.press_near("Choose a video", "Upload").await;
    let id = shown(&browser);
    let post = app.post(&id).await;
    assert!(!post.auto_approve);
    assert_eq!(post.caption, "Pier, take two");
    assert_eq!(post.progress.downloaded_bytes, video.len() as u64);
    app.run_until_idle().await;
    assert_eq!(app.post(&id).await.status, Status::NeedsReview);
    app.expect_files();
    browser.visit(&format!("/posts/{id}")).await;
    browser.page.must_say("pier take 2.mp4");
}

#[tokio::test]
async fn a_file_is_known_by_its_name_without_the_path() {
    let app = TestApp::start().await;
    app.alice().await;
    app.expect_files();
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/upload").await;
    browser.attach("Choose a video", "C:\\films\\pier.mp4", b"bytes");
    browser.press_near("Choose a video", "Upload").await;
    let source = app.post(&shown(&browser)).await.source;
    assert_eq!(
        source,
        Source::File {
            name: Some("pier.mp4".to_owned())
        }
    );
}

#[tokio::test]
async fn a_form_that_never_makes_sense_is_refused() {
    let app = TestApp::start().await;
    app.alice().await;
    let mut browser = signed_in(&app, ALICE).await;
    let mut headers = b"--b\r\nX: ".to_vec();
    headers.resize(400_000, b'a');
    for body in [vec![b'a'; 400_000], headers] {
        browser.visit("/upload").await;
        browser
            .post_raw("/actions/upload", "multipart/form-data; boundary=b", body)
            .await;
        assert_eq!(browser.page.path(), "/upload");
        browser.page.must_say("more than 64 KiB around");
    }
}

#[tokio::test]
async fn whoever_goes_away_in_between_leaves_a_post_with_its_file() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.expect_files();
    let (upload, mut writer) = Upload::begin(&app.ctx, alice.user.id).await.unwrap();
    writer.write(vec![7; 1000].into()).await.unwrap();
    let size = writer.finish().await.unwrap();
    let id = upload.id();
    let video = Video {
        id,
        name: None,
        size,
    };
    {
        let submitted = posts::submit(&app.ctx, submission(alice.user.clone(), video));
        let mut submitted = std::pin::pin!(submitted);
        assert!(futures::poll!(&mut submitted).is_pending());
    }
    let mut owner = None;
    for _ in 0..10_000 {
        let file = app.ctx.store.find_temporary_file(id).await.unwrap();
        owner = file.and_then(|file| file.post_id);
        if owner.is_some() {
            break;
        }
        tokio::task::yield_now().await;
    }
    let owner = owner.expect("the post is made although nobody waits for it");
    // Not even the upload itself deletes what is a post's by now.
    upload.discard().await;
    let post = app.post(&owner.to_string()).await;
    assert_eq!(post.temporary_file, Some(id));
    assert_eq!(app.files().len(), 1);
}

fn submission(user: User, video: Video) -> Submission {
    Submission {
        user,
        api_key: None,
        origin: Origin::Browser,
        platforms: vec!["tiktok".to_owned()],
        content: String::new(),
        video_title: None,
        video_description: None,
        auto_approve: None,
        account: None,
        callback_url: None,
        external_id: None,
        metadata: None,
        video_url: None,
        file: Some(video),
    }
}

#[tokio::test]
async fn a_file_goes_to_the_inbox_at_the_persons_word() {
    let app = TestApp::start().await;
    app.alice().await;
    let video = sample(&app).await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/upload").await;
    browser
        .attach("Choose a video", "a.mp4", &video)
        .choose("Send to my TikTok inbox");
    browser.press_near("Choose a video", "Upload").await;
    let id = shown(&browser);
    assert!(app.post(&id).await.auto_approve);
    app.run_for(
        std::time::Duration::from_secs(60),
        std::time::Duration::from_secs(5),
    )
    .await;
    assert_eq!(app.post(&id).await.status, Status::InInbox);
}

#[tokio::test]
async fn what_was_typed_stays_when_the_file_is_missing() {
    let app = TestApp::start().await;
    app.alice().await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/upload").await;
    browser.fill("Caption", "Kept words");
    browser.press_near("Choose a video", "Upload").await;
    assert_eq!(browser.page.path(), "/upload");
    browser.page.must_say("Choose a video.");
    assert_eq!(browser.page.text_of("textarea"), "Kept words");
}

#[tokio::test]
async fn a_refused_upload_leaves_no_file() {
    let limits = [("MAX_VIDEO_BYTES", "1000000")];
    let app = TestApp::start_with(&limits, Options::default()).await;
    app.alice().await;
    let mut browser = signed_in(&app, ALICE).await;
    for (caption, bytes, reason) in [
        ("fine", vec![7; 1_500_000], "larger than this service takes"),
        (&"x".repeat(2201), vec![7; 1000], "2201 characters"),
        ("fine", Vec::new(), "empty"),
    ] {
        browser.visit("/upload").await;
        browser
            .attach("Choose a video", "a.mp4", &bytes)
            .fill("Caption", caption);
        browser.press_near("Choose a video", "Upload").await;
        assert_eq!(browser.page.path(), "/upload");
        browser.page.must_say(reason);
        app.assert_no_files();
    }
    let user = app.ctx.store.find_user_by_email(ALICE).await.unwrap();
    let counts = app.ctx.store.count_posts(user.unwrap().id).await.unwrap();
    assert!(counts.is_empty());
}

#[tokio::test]
async fn text_fields_may_stand_behind_the_file() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let other = app
        .connect(&alice.user, 2, &crate::harness::app::SCOPES)
        .await;
    let video = sample(&app).await;
    let mut browser = signed_in(&app, ALICE).await;
    let mut body = Vec::new();
    body.extend_from_slice(
        b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp4\"\r\n\r\n",
    );
    body.extend_from_slice(&video);
    for (name, value) in [
        ("then", "inbox".to_owned()),
        ("account", other.id.to_string()),
        ("caption", "Last words".to_owned()),
    ] {
        let part =
            format!("\r\n--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}");
        body.extend_from_slice(part.as_bytes());
    }
    body.extend_from_slice(b"\r\n--b--\r\n");
    browser
        .post_raw("/actions/upload", "multipart/form-data; boundary=b", body)
        .await;
    let post = app.post(&shown(&browser)).await;
    assert_eq!(post.caption, "Last words");
    assert_eq!(post.account_id, Some(other.id));
    assert!(post.auto_approve);
    app.expect_files();
}
