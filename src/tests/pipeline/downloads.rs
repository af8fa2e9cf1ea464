//! What servers do to downloads, and how each ends.

use ai_video_uploader::{
    domain::{error_code::ErrorCode, post::Post, status::Status},
    service::Settings,
    simulator::Options,
};

use super::{rig::Rig, source::Answer, videos};

/// Runs a post whose source answers like this, until it rests.
async fn after(answers: impl IntoIterator<Item = Answer>) -> (Rig, Post) {
    let rig = Rig::start().await;
    rig.source.next(answers);
    let id = rig.submit().await;
    let post = rig.run_to_rest(id).await;
    (rig, post)
}

fn code(post: &Post) -> Option<ErrorCode> {
    post.error.as_ref().map(|failure| failure.code)
}

#[tokio::test]
async fn a_broken_download_goes_on_where_it_broke() {
    let (rig, post) = after([Answer::CutAfter(100_000), Answer::CutAfter(100_000)]).await;

    assert_eq!(post.status, Status::InInbox);
    rig.only_video();
    let ranges = rig.source.ranges();
    assert_eq!(ranges.len(), 3);
    assert_eq!(ranges[0], None);
    assert!(
        ranges[1].as_deref().unwrap().starts_with("bytes="),
        "{ranges:?}"
    );
    assert!(
        ranges[2].as_deref().unwrap().starts_with("bytes="),
        "{ranges:?}"
    );
}

#[tokio::test]
async fn a_server_that_ignores_ranges_is_read_from_the_start() {
    let (rig, post) = after([Answer::CutAfter(100_000), Answer::WithoutRange]).await;
    assert_eq!(post.status, Status::InInbox);
    rig.only_video();
}

#[tokio::test]
async fn a_file_that_changed_meanwhile_is_never_mixed() {
    let mut rig = Rig::start().await;
    rig.source.next([Answer::CutAfter(100_000)]);
    let id = rig.submit().await;
    rig.run().await;
    let other = videos::padded(290_001);
    rig.source.change(other.clone());
    rig.video = other;

    assert_eq!(rig.run_to_rest(id).await.status, Status::InInbox);
    rig.only_video();
}

#[tokio::test]
async fn an_unknown_length_is_no_obstacle() {
    let (rig, post) = after([Answer::Chunked]).await;
    assert_eq!(post.status, Status::InInbox);
    assert_eq!(post.progress.total_bytes, Some(rig.video.len() as u64));
    rig.only_video();
}

#[tokio::test]
async fn faults_that_pass_are_waited_for() {
    let (rig, post) = after([
        Answer::Status(503),
        Answer::ComeAgain(429, 30),
        Answer::Status(500),
    ])
    .await;
    assert_eq!(post.status, Status::InInbox);
    rig.only_video();
}

#[tokio::test]
async fn five_tries_without_a_byte_are_enough() {
    let rig = Rig::start().await;
    rig.source.always(Answer::Status(503));
    let id = rig.submit().await;
    let post = rig.run_to_rest(id).await;
    assert_eq!(post.status, Status::Failed);
    assert_eq!(rig.source.ranges().len(), 5);
    assert!(post.error.unwrap().code.entry().retryable);
}

#[tokio::test]
async fn fifteen_minutes_without_a_byte_are_enough_too() {
    let rig = Rig::start().await;
    rig.source.always(Answer::ComeAgain(503, 600));
    let id = rig.submit().await;
    let post = rig.run_to_rest(id).await;
    assert_eq!(post.status, Status::Failed);
    assert_eq!(rig.source.ranges().len(), 3);
}

#[tokio::test]
async fn a_download_that_goes_on_is_never_given_up() {
    let rig = Rig::start().await;
    rig.source.next((0..12).map(|_| Answer::CutAfter(20_000)));
    let id = rig.submit().await;
    assert_eq!(rig.run_to_rest(id).await.status, Status::InInbox);
    rig.only_video();
}

#[tokio::test]
async fn reading_the_same_bytes_again_is_no_progress() {
    let rig = Rig::start().await;
    rig.source.next([Answer::CutAfter(100_000)]);
    rig.source.always(Answer::Announce(400_000));
    let id = rig.submit().await;
    rig.source.change(videos::tiny());
    let post = rig.run_to_rest(id).await;
    assert_eq!(post.status, Status::Failed, "{post:#?}");
    assert!(rig.source.ranges().len() <= 7);
}

#[tokio::test]
async fn what_can_never_work_fails_at_once_and_says_why() {
    for (answer, expected) in [
        (Answer::Status(404), ErrorCode::DownloadNotFound),
        (Answer::Status(410), ErrorCode::DownloadNotFound),
        (Answer::Status(401), ErrorCode::DownloadForbidden),
        (Answer::Status(403), ErrorCode::DownloadForbidden),
        (Answer::Status(400), ErrorCode::DownloadRefused),
        (Answer::Page, ErrorCode::NotAVideo),
        (Answer::Empty, ErrorCode::EmptyFile),
        (Answer::Announce(5_000_000_000), ErrorCode::FileTooLarge),
    ] {
        let (rig, post) = after([answer.clone()]).await;
        assert_eq!(post.status, Status::Failed, "{answer:?}");
        assert_eq!(code(&post), Some(expected), "{answer:?}");
        assert_eq!(rig.source.ranges().len(), 1, "{answer:?}");
        if !expected.entry().retryable {
            rig.assert_no_file();
        }
    }
}

#[tokio::test]
async fn the_size_limit_holds_without_a_length_too() {
    let settings = Settings {
        max_video_bytes: 100_000,
        ..Settings::default()
    };
    let rig = Rig::start_with(videos::small(), Options::default(), settings).await;
    rig.source.next([Answer::Chunked]);
    let id = rig.submit().await;
    let post = rig.run_to_rest(id).await;
    assert_eq!(code(&post), Some(ErrorCode::FileTooLarge));
    rig.assert_no_file();
}

#[tokio::test]
async fn a_video_that_does_not_fit_the_quota_frees_what_it_took() {
    let rig = Rig::start().await;
    rig.source.next([Answer::Announce(1_500_000_000)]);
    let id = rig.submit().await;
    let post = rig.run_to_rest(id).await;
    assert_eq!(code(&post), Some(ErrorCode::DiskFull));
    rig.assert_no_file();
}

#[tokio::test]
async fn a_lost_file_is_fetched_again_before_anything_was_sent() {
    let rig = Rig::start().await;
    let id = rig.submit_for_review().await;
    rig.run_to_rest(id).await;
    for file in rig.files() {
        std::fs::remove_file(file).unwrap();
    }
    super::main_path::human_sends(
        &rig,
        id,
        ai_video_uploader::domain::publish::Delivery::Inbox,
        None,
    )
    .await;

    let post = rig.run_to_rest(id).await;
    assert_eq!(
        post.status,
        Status::NeedsReview,
        "the new bytes are looked at again"
    );
    assert_eq!(rig.source.ranges().len(), 2);
}
