//! Doors into this floor for the fuzz targets of `src/tests/fuzz`, which are a crate of their own.

use std::convert::Infallible;

use axum::{body::Body, extract::Request};
use bytes::Bytes;

use super::{ServiceError, multipart::Form};

/// Every part's name and content of a multipart body with the boundary `b`, which comes in `blocks`.
///
/// # Errors
/// As [`Form::next`].
pub async fn parts(blocks: &[&[u8]], most: u64) -> Result<Vec<(String, Vec<u8>)>, ServiceError> {
    let blocks: Vec<_> = blocks
        .iter()
        .map(|block| Ok::<_, Infallible>(Bytes::copy_from_slice(block)))
        .collect();
    let mut request = Request::new(Body::from_stream(futures::stream::iter(blocks)));
    request.headers_mut().insert(
        http::header::CONTENT_TYPE,
        http::HeaderValue::from_static("multipart/form-data; boundary=b"),
    );
    let mut form = Form::bounded(request, most).await?;
    let mut parts = Vec::new();
    while let Some(mut part) = form.next().await? {
        let name = part.name().unwrap_or_default().to_owned();
        let _ = part.file_name();
        let mut content = Vec::new();
        while let Some(block) = part.chunk().await? {
            content.extend_from_slice(&block);
        }
        parts.push((name, content));
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use proptest::prelude::*;

    use super::parts;

    /// Pieces of which bodies are made: what the parser looks for, in any order, and anything else.
    fn piece() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            Just(b"--b\r\n".to_vec()),
            Just(b"\r\n--b\r\n".to_vec()),
            Just(b"\r\n--b--\r\n".to_vec()),
            Just(b"--b--".to_vec()),
            Just(b"\r\n".to_vec()),
            Just(b"\r\n\r\n".to_vec()),
            Just(b"content-disposition: form-data; name=\"content\"\r\n\r\n".to_vec()),
            Just(
                b"content-disposition: form-data; name=\"file\"; filename=\"../v.mp4\"\r\n\r\n"
                    .to_vec()
            ),
            Just(b"content-type: multipart/mixed; boundary=b\r\n".to_vec()),
            prop::collection::vec(any::<u8>(), 0..80),
            "[ -~]{0,40}".prop_map(String::into_bytes),
        ]
    }

    proptest! {
        #[test]
        fn a_body_says_the_same_however_it_is_cut(
            pieces in prop::collection::vec(piece(), 0..12),
            cut in 1_usize..50,
        ) {
            let body = pieces.concat();
            let whole = block_on(parts(&[&body], 100_000));
            let cut: Vec<&[u8]> = body.chunks(cut).collect();
            let pieces = block_on(parts(&cut, 100_000));
            prop_assert_eq!(whole.is_ok(), pieces.is_ok());
            if let (Ok(whole), Ok(pieces)) = (whole, pieces) {
                let length: usize = whole.iter().map(|(_, content)| content.len()).sum();
                prop_assert!(length <= body.len());
                prop_assert_eq!(whole, pieces);
            }
        }

        #[test]
        fn no_body_is_read_beyond_its_limit(body in prop::collection::vec(any::<u8>(), 200..400)) {
            prop_assert!(block_on(parts(&[&body], 100)).is_err());
        }
    }
}
