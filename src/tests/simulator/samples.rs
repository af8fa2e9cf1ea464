//! The sample host: honest videos, and every way to be a bad one.

use futures::StreamExt as _;
use reqwest::{Response, header};

use super::lab::{Lab, lab, sample};

async fn ranged(lab: &Lab, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut call = lab.client.get(lab.url(path));
    for (name, value) in headers {
        call = call.header(*name, *value);
    }
    call.send().await.unwrap()
}

#[tokio::test]
async fn the_sample_can_be_resumed() {
    let lab = lab().await;
    let whole = lab.get("/samples/sample.mp4").await;
    assert_eq!(whole.headers()[header::CONTENT_TYPE], "video/mp4");
    assert_eq!(whole.content_length(), Some(sample().len() as u64));
    let etag = whole.headers()[header::ETAG].to_str().unwrap().to_owned();
    assert_eq!(whole.bytes().await.unwrap(), sample());

    let path = "/samples/sample.mp4";
    let part = ranged(&lab, path, &[("range", "bytes=100-"), ("if-range", &etag)]).await;
    assert_eq!(part.status(), 206);
    let total = sample().len();
    let expected = format!("bytes 100-{}/{total}", total - 1);
    assert_eq!(part.headers()[header::CONTENT_RANGE], expected.as_str());
    assert_eq!(part.bytes().await.unwrap(), &sample()[100..]);
    let other = ranged(
        &lab,
        path,
        &[("range", "bytes=100-"), ("if-range", "\"other\"")],
    )
    .await;
    assert_eq!(other.status(), 200);
    let beyond = ranged(&lab, path, &[("range", "bytes=9999999-")]).await;
    assert_eq!(beyond.status(), 416);
    assert_eq!(
        beyond.headers()[header::CONTENT_RANGE],
        format!("bytes */{total}").as_str()
    );
}

#[tokio::test]
async fn the_padded_sample_has_any_size() {
    let lab = lab().await;
    let path = "/samples/padded.mp4?size=1000000";
    let whole = lab.get(path).await.bytes().await.unwrap();
    assert_eq!(whole.len(), 1_000_000);
    assert_eq!(&whole[..sample().len()], sample());
    let part = ranged(&lab, path, &[("range", "bytes=123456-")])
        .await
        .bytes()
        .await
        .unwrap();
    assert_eq!(part, whole[123_456..]);
    let huge = ranged(
        &lab,
        "/samples/padded.mp4?size=10000000000",
        &[("range", "bytes=-5")],
    )
    .await;
    assert_eq!(huge.bytes().await.unwrap().len(), 5);
}

#[tokio::test]
async fn bad_samples_are_bad_as_told() {
    let lab = lab().await;
    for (path, status) in [
        ("missing.mp4", 404),
        ("forbidden.mp4", 403),
        ("status.mp4?code=503", 503),
        ("page.html", 200),
        ("redirect.mp4", 302),
        ("unheard-of.mp4", 404),
    ] {
        assert_eq!(
            lab.get(&format!("/samples/{path}")).await.status(),
            status,
            "{path}"
        );
    }
    let range = [("range", "bytes=100-199")];
    assert_eq!(
        ranged(&lab, "/samples/no-range.mp4", &range).await.status(),
        200
    );
    let shifted = ranged(&lab, "/samples/wrong-range.mp4", &range).await;
    assert!(
        shifted.headers()["content-range"]
            .to_str()
            .unwrap()
            .starts_with("bytes 101-")
    );
    assert_eq!(lab.get("/samples/chunked.mp4").await.content_length(), None);
    let edition = async || {
        let answer = lab.get("/samples/changing.mp4?size=200000").await;
        (
            answer.headers()["etag"].clone(),
            answer.bytes().await.unwrap(),
        )
    };
    let (first, second) = (edition().await, edition().await);
    assert!(first.0 != second.0 && first.1 != second.1);
}

#[tokio::test]
async fn broken_transfers_break() {
    let lab = lab().await;
    assert!(lab.get("/samples/short.mp4").await.bytes().await.is_err());
    let cut = "/samples/cut.mp4?after=5000&times=1";
    let mut received = 0;
    let mut stream = lab.get(cut).await.bytes_stream();
    while let Some(Ok(block)) = stream.next().await {
        received += block.len();
    }
    assert!(received <= 5000);
    assert_eq!(
        lab.get(cut).await.bytes().await.unwrap(),
        sample(),
        "only the first time"
    );
    let once = "/samples/status.mp4?code=500&times=1";
    assert_eq!(lab.get(once).await.status(), 500);
    assert_eq!(lab.get(once).await.status(), 200);
}

#[tokio::test]
async fn redirects_go_as_far_as_told() {
    let lab = lab().await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = client
        .get(lab.url("/samples/redirect.mp4?hops=5"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.url().path(), "/samples/sample.mp4");
    assert_eq!(lab.world().calls("GET /samples/redirect.mp4"), 5);
    assert!(
        client
            .get(lab.url("/samples/redirect-loop.mp4"))
            .send()
            .await
            .is_err()
    );
}
