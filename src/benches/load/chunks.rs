//! Sends chunks to TikTok without the program: an upload is begun, and a video goes out from memory.

use ai_video_uploader::{domain::chunk::Plan, simulator::Simulator};
use futures::stream;
use reqwest::header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::source::Video;

/// Begins an upload into the inbox of a creator that no member of a scene uses, and returns its address.
pub async fn begin(http: &reqwest::Client, simulator: &Simulator, plan: Plan) -> String {
    let world = simulator.world();
    let creator = world.creators()[2].open_id.clone();
    let tokens = world.issue_tokens(&creator, &["video.upload"]).unwrap();
    let base_url = simulator.base_url();
    let request = http
        .post(format!("{base_url}/v2/post/publish/inbox/video/init/"))
        .bearer_auth(tokens.access_token)
        .header(CONTENT_TYPE, "application/json; charset=UTF-8")
        .json(&json!({"source_info": {
            "source": "FILE_UPLOAD",
            "video_size": plan.size(),
            "chunk_size": plan.chunk_size(),
            "total_chunk_count": plan.count(),
        }}));
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    answer["data"]["upload_url"].as_str().unwrap().to_owned()
}

/// Sends all of a video, chunk by chunk.
pub async fn send(http: &reqwest::Client, upload_url: &str, plan: Plan, video: &Video) {
    for index in 0..plan.count() {
        let (first, last) = plan.range(index).unwrap().into_inner();
        let pieces = video.pieces(first..last + 1).map(Ok::<_, std::io::Error>);
        let request = http
            .put(upload_url)
            .header(CONTENT_TYPE, "video/mp4")
            .header(CONTENT_LENGTH, last - first + 1)
            .header(
                CONTENT_RANGE,
                format!("bytes {first}-{last}/{}", plan.size()),
            )
            .body(reqwest::Body::wrap_stream(stream::iter(pieces)));
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{answer:?}");
    }
}
