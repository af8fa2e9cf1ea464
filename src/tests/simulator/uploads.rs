//! Chunks: headers, order, ranges, life of the address, checksum.

use std::time::Duration;

use ai_video_uploader::simulator::{FaultKind, ProgressNumber, Stage};
use futures::stream;
use reqwest::header;
use sha2::{Digest as _, Sha256};

use super::lab::{INBOX, Lab, STUDIO, lab, lab_with, sample, source};

const CHUNK: usize = 5_242_880;

/// A video in two chunks, the last one with a remainder.
fn video() -> Vec<u8> {
    let mut video = sample().to_vec();
    let room = 2 * CHUNK + 77 - video.len();
    video.extend(u32::try_from(room).unwrap().to_be_bytes());
    video.extend(b"free");
    video.resize(2 * CHUNK + 77, 0x5a);
    video
}

async fn open(lab: &Lab, token: &str, video: &[u8]) -> (String, String) {
    let (_, code, data) = lab.ask(token, INBOX, &source(video.len(), CHUNK, 2)).await;
    assert_eq!(code, "ok");
    let text = |name: &str| data[name].as_str().unwrap().to_owned();
    (text("publish_id"), text("upload_url"))
}

async fn put(lab: &Lab, url: &str, video: &[u8], first: usize, last: usize) -> (u16, String) {
    let answer = lab.put(url, video, first, last).send().await.unwrap();
    let range = answer.headers().get(header::CONTENT_RANGE);
    let range = range.map_or("", |value| value.to_str().unwrap()).to_owned();
    (answer.status().as_u16(), range)
}

fn seen(status: u16, range: String) -> (u16, String) {
    (status, range)
}

#[tokio::test]
async fn chunks_come_in_order_and_the_checksum_is_remembered() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    let video = video();
    let (total, end) = (video.len(), video.len() - 1);
    let (publish_id, url) = open(&lab, &token, &video).await;

    assert_eq!(
        put(&lab, &url, &video, CHUNK, end).await,
        seen(416, format!("bytes 0-0/{total}"))
    );
    let first = format!("bytes 0-{CHUNK}/{total}");
    assert_eq!(
        put(&lab, &url, &video, 0, CHUNK - 1).await,
        seen(206, first.clone())
    );
    assert_eq!(
        put(&lab, &url, &video, 0, CHUNK - 1).await,
        seen(416, first),
        "not twice"
    );
    assert_eq!(
        lab.status(&token, &publish_id).await["uploaded_bytes"],
        CHUNK
    );
    assert_eq!(lab.world().video(&publish_id).unwrap().sha256, None);
    let last = format!("bytes 0-{total}/{total}");
    assert_eq!(
        put(&lab, &url, &video, CHUNK, end).await,
        seen(201, last.clone())
    );
    assert_eq!(
        put(&lab, &url, &video, CHUNK, end).await,
        seen(416, last),
        "it is closed"
    );

    let received = lab.world().video(&publish_id).unwrap();
    assert_eq!(
        received.sha256.unwrap(),
        hex::encode(Sha256::digest(&video))
    );
    assert_eq!((received.chunks, received.stage), (2, Stage::Processing));
}

#[tokio::test]
async fn the_progress_may_be_the_last_index() {
    let lab = lab_with(|options| options.progress_number = ProgressNumber::LastIndex).await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    let video = video();
    let (_, url) = open(&lab, &token, &video).await;
    let (_, range) = put(&lab, &url, &video, 0, CHUNK - 1).await;
    assert_eq!(range, format!("bytes 0-{}/{}", CHUNK - 1, video.len()));
}

#[tokio::test]
async fn every_header_is_exact() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    let video = sample();
    let end = video.len() - 1;
    let (publish_id, url) = lab.open_inbox(&token, video.len()).await;
    let good = format!("bytes 0-{end}/{}", video.len());
    for (name, wrong) in [
        ("content-type", "application/octet-stream"),
        ("content-type", "multipart/form-data"),
        ("content-range", "bytes=0-9/10"),
        ("content-range", "bytes 0-9/10"),
        ("content-range", &format!("bytes 0-{end}/{}", end + 2)),
        ("content-range", &format!("bytes 0-{}/{}", end - 1, end + 1)),
        ("content-range", ""),
        ("authorization", "Bearer x"),
    ] {
        let mut call = lab.client.put(&url).body(video);
        for (header, value) in [("content-type", "video/mp4"), ("content-range", &good)] {
            call = call.header(header, if header == name { wrong } else { value });
        }
        if name == "authorization" {
            call = call.header(name, wrong);
        }
        assert_eq!(call.send().await.unwrap().status(), 400, "{name}: {wrong}");
    }
    let halves = stream::iter(vec![
        Ok::<_, std::io::Error>(&video[..100]),
        Ok(&video[100..]),
    ]);
    let chunked = lab
        .put(&url, video, 0, end)
        .body(reqwest::Body::wrap_stream(halves));
    assert_eq!(
        chunked.send().await.unwrap().status(),
        400,
        "no chunked transfer encoding"
    );
    let part = lab.put(&url, video, 0, 99).send().await.unwrap();
    assert_eq!(part.status(), 400, "not the announced chunk size");
    assert_eq!(lab.world().video(&publish_id).unwrap().received, 0);
    assert_eq!(
        lab.put(&url, video, 0, end).send().await.unwrap().status(),
        201
    );
}

#[tokio::test]
async fn the_address_lives_an_hour() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    let (_, url) = lab.open_inbox(&token, sample().len()).await;
    let end = sample().len() - 1;
    assert_eq!(put(&lab, &format!("{url}x"), sample(), 0, end).await.0, 403);
    let elsewhere = url.replace("upload_id=", "upload_id=1");
    assert_eq!(put(&lab, &elsewhere, sample(), 0, end).await.0, 404);
    lab.advance(Duration::from_secs(3600));
    assert_eq!(put(&lab, &url, sample(), 0, end).await.0, 403);
}

#[tokio::test]
async fn a_chunk_that_is_cut_off_never_was() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    let video = video();
    let (publish_id, url) = open(&lab, &token, &video).await;
    lab.world()
        .break_next("PUT /upload/", FaultKind::CutAfter { bytes: 1_000_000 });
    assert!(lab.put(&url, &video, 0, CHUNK - 1).send().await.is_err());
    assert_eq!(lab.world().video(&publish_id).unwrap().received, 0);
    assert_eq!(put(&lab, &url, &video, 0, CHUNK - 1).await.0, 206);

    lab.world().break_next("/upload/", FaultKind::LostReply);
    let end = video.len() - 1;
    assert!(lab.put(&url, &video, CHUNK, end).send().await.is_err());
    let received = lab.world().video(&publish_id).unwrap();
    assert_eq!(
        received.sha256.unwrap(),
        hex::encode(Sha256::digest(&video)),
        "but it arrived"
    );
}
