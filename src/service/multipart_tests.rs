//! Bodies that make sense late or never, and how much of them is read.

use std::sync::atomic::AtomicUsize;

use super::*;

const PLENTY: u64 = 1_000_000_000;

/// A request whose body comes in `blocks`; the counter says how many bytes of it were read.
fn request(blocks: impl Iterator<Item = Bytes> + Send + 'static) -> (Request, Arc<AtomicUsize>) {
    let read = Arc::<AtomicUsize>::default();
    let counter = read.clone();
    let blocks = blocks.map(move |block| {
        counter.fetch_add(block.len(), Ordering::Relaxed);
        Ok::<_, BoxError>(block)
    });
    let request = Request::builder()
        .header("content-type", "multipart/form-data; boundary=b")
        .body(Body::from_stream(futures::stream::iter(blocks)))
        .unwrap();
    (request, read)
}

/// Every part's name and content.
async fn parts(request: Request, most: u64) -> Result<Vec<(String, Vec<u8>)>> {
    let mut form = Form::bounded(request, most).await?;
    let mut parts = Vec::new();
    while let Some(mut part) = form.next().await? {
        let name = part.name().unwrap_or_default().to_owned();
        let mut content = Vec::new();
        while let Some(block) = part.chunk().await? {
            content.extend_from_slice(&block);
        }
        parts.push((name, content));
    }
    Ok(parts)
}

fn repeated(text: &'static [u8], size: usize) -> impl Iterator<Item = Bytes> {
    std::iter::repeat_n(Bytes::from(text.repeat(size / text.len())), 1000)
}

#[tokio::test]
async fn a_body_that_never_makes_sense_is_given_up_early() {
    let starts: [&[u8]; 3] = [
        b"",
        b"--b\r\nX: ",
        b"--b\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nx\r\n--b\r\nX: ",
    ];
    for start in starts {
        for (text, size) in [(&b"a"[..], 16_000), (b"\r\n-", 9000), (b"a", 1)] {
            let (request, read) = request(
                std::iter::once(Bytes::from_static(start))
                    .chain((0..100).flat_map(move |_| repeated(text, size))),
            );
            let error = parts(request, PLENTY).await.unwrap_err();
            assert_eq!(error.failure().code, ErrorCode::InvalidMultipart);
            assert!(
                error.to_string().contains("more than 64 KiB around"),
                "{error}"
            );
            let read = read.load(Ordering::Relaxed);
            assert!(read <= 3 * MOST_AROUND, "{read} bytes were read");
        }
    }
}

#[tokio::test]
async fn what_the_parser_keeps_is_searched_a_few_times_only() {
    let bytes = std::iter::repeat_n(Bytes::from_static(b"a"), 60_000);
    let gauge = Arc::<Gauge>::default();
    let stream = futures::stream::iter(bytes.map(Ok::<_, BoxError>));
    let blocks: Vec<_> = Metered::new(stream, PLENTY, gauge).collect().await;
    let sizes: Vec<_> = blocks
        .iter()
        .map(|block| block.as_ref().unwrap().len())
        .collect();
    assert_eq!(sizes.iter().sum::<usize>(), 60_000);
    assert!(sizes.len() < 20, "{sizes:?}");
}

#[tokio::test]
async fn parts_come_out_whole_however_the_body_is_cut() {
    let video: Vec<u8> = (0..200_000u32).map(|n| (n * 7 % 251) as u8).collect();
    let headers = "X-Long: ".to_owned() + &"h".repeat(20_000);
    let mut body = Vec::new();
    let contents: [(&str, &[u8]); 4] = [
        ("content", b"--b\r\n-\r\n--"),
        ("empty", b""),
        ("file", &video),
        ("last", b"\r\n--a"),
    ];
    for (name, content) in contents {
        body.extend_from_slice(
            format!("--b\r\n{headers}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n")
                .as_bytes(),
        );
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--b--\r\n");
    for size in [1, 3, 1000, 50_000, 150_000, body.len()] {
        let blocks: Vec<_> = body.chunks(size).map(Bytes::copy_from_slice).collect();
        let (request, _) = request(blocks.into_iter());
        let parts = parts(request, PLENTY).await.unwrap();
        assert_eq!(parts.len(), contents.len());
        for ((name, content), (wanted, whole)) in parts.iter().zip(contents) {
            assert_eq!(
                (name.as_str(), &content[..]),
                (wanted, whole),
                "cut at {size}"
            );
        }
    }
}

#[tokio::test]
async fn a_whole_body_has_its_limit_too() {
    let start = b"--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n";
    let (request, read) =
        request(std::iter::once(Bytes::from_static(start)).chain(repeated(b"a", 10_000)));
    let error = parts(request, 1_000_000).await.unwrap_err();
    assert_eq!(error.failure().code, ErrorCode::BodyTooLarge);
    assert!(read.load(Ordering::Relaxed) < 1_020_000);
}

#[test]
fn names_lose_their_path_and_control_characters() {
    assert_eq!(clean_name("../../a\u{7}b.mp4").as_deref(), Some("ab.mp4"));
    assert_eq!(clean_name("C:\\films\\c.mov").as_deref(), Some("c.mov"));
    assert_eq!(clean_name("dir/"), None);
}
