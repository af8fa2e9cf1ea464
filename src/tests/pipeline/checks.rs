//! Videos that TikTok would refuse never get there.

use ai_video_uploader::{
    domain::{error_code::ErrorCode, status::Status},
    service::Settings,
    simulator::Options,
};
use bytes::Bytes;

use super::rig::Rig;

#[tokio::test]
async fn a_broken_rule_is_named_and_the_file_goes() {
    for (video, expected) in [
        (
            &include_bytes!("../../simulator/samples/files/wrong-codec.mp4")[..],
            ErrorCode::VideoCodecUnsupported,
        ),
        (
            include_bytes!("../../simulator/samples/files/frame-rate-too-low.mp4"),
            ErrorCode::VideoFrameRate,
        ),
        (
            include_bytes!("../../simulator/samples/files/picture-too-small.mp4"),
            ErrorCode::VideoDimensions,
        ),
        (
            b"{\"error\":\"quota exceeded, please sign in and try again later\"}",
            ErrorCode::NotAVideo,
        ),
    ] {
        let rig = Rig::start_with(
            Bytes::from_static(video),
            Options::default(),
            Settings::default(),
        )
        .await;
        let id = rig.submit().await;
        let post = rig.run_to_rest(id).await;
        assert_eq!(post.status, Status::Failed, "{expected}");
        let failure = post.error.unwrap();
        assert_eq!(failure.code, expected);
        assert!(failure.message().len() > 20, "{failure:?}");
        assert!(rig.world().videos().is_empty());
        rig.assert_no_file();
    }
}

#[tokio::test]
async fn mov_and_webm_go_with_their_own_type() {
    for (video, media_type) in [
        (
            &include_bytes!("../../simulator/samples/files/sample.mov")[..],
            "video/quicktime",
        ),
        (
            include_bytes!("../../simulator/samples/files/sample.webm"),
            "video/webm",
        ),
    ] {
        let rig = Rig::start_with(
            Bytes::from_static(video),
            Options::default(),
            Settings::default(),
        )
        .await;
        let id = rig.submit().await;
        let post = rig.run_to_rest(id).await;
        assert_eq!(post.status, Status::InInbox, "{media_type}: {post:#?}");
        assert_eq!(rig.only_video().media_type.as_deref(), Some(media_type));
    }
}
