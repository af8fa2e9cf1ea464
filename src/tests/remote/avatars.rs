//! Avatars: what is taken for a picture, and where we go for one.

use ai_video_uploader::remote::tiktok::{AvatarError, avatar::LARGEST_AVATAR};

use super::{
    server::{Reply, Server, answer},
    tiktok,
};

const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0 the rest of a picture";

/// What becomes of an avatar at `path` of a server that answers so.
async fn fetched(
    reply: impl Fn(&str) -> Reply + Send + Sync + 'static,
) -> (Server, Result<&'static str, AvatarError>) {
    let server = Server::start(move |_, request| reply(&request.target)).await;
    let picture = tiktok(&server).avatar(&server.url("/a.jpg")).await;
    (server, picture.map(|picture| picture.media_type))
}

#[tokio::test]
async fn a_picture_is_what_its_bytes_are_whatever_the_server_calls_it() {
    let (server, picture) = fetched(|_| answer(200, &[("Content-Type", "text/html")], JPEG)).await;
    assert_eq!(picture.unwrap(), "image/jpeg");
    let request = server.only();
    assert_eq!(request.header("authorization"), None);
    assert_eq!(request.header("cookie"), None);
}

#[tokio::test]
async fn what_runs_code_is_no_picture() {
    for body in [
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<!DOCTYPE html>",
        "",
    ] {
        let (_, picture) =
            fetched(move |_| answer(200, &[("Content-Type", "image/png")], body)).await;
        assert!(matches!(picture, Err(AvatarError::NoPicture)), "{body}");
    }
}

#[tokio::test]
async fn too_large_is_refused_whether_announced_or_not() {
    let (_, picture) = fetched(|_| {
        let head = format!(
            "HTTP/1.1 200 X\r\nContent-Length: {}\r\n\r\n",
            LARGEST_AVATAR + 1
        );
        Reply::Hang(head.into_bytes())
    })
    .await;
    assert!(matches!(picture, Err(AvatarError::TooLarge)), "{picture:?}");
    let (_, picture) = fetched(|_| {
        let mut bytes = b"HTTP/1.1 200 X\r\nConnection: close\r\n\r\n".to_vec();
        bytes.extend(JPEG);
        bytes.resize(bytes.len() + LARGEST_AVATAR, 0);
        Reply::Close(bytes)
    })
    .await;
    assert!(matches!(picture, Err(AvatarError::TooLarge)), "{picture:?}");
}

#[tokio::test]
async fn a_gone_or_slow_picture_is_given_up() {
    let (_, picture) = fetched(|_| answer(404, &[], JPEG)).await;
    assert!(matches!(picture, Err(AvatarError::Status(404))));
    let (_, picture) = fetched(|_| Reply::Hang(Vec::new())).await;
    assert!(matches!(picture, Err(AvatarError::Lost(_))), "{picture:?}");
}

#[tokio::test]
async fn redirects_are_followed_and_each_is_judged() {
    let (server, picture) = fetched(|target| match target {
        "/a.jpg" => answer(302, &[("Location", "/b.jpg")], ""),
        _ => answer(200, &[], JPEG),
    })
    .await;
    assert_eq!(picture.unwrap(), "image/jpeg");
    assert_eq!(server.seen().len(), 2);

    let (server, picture) = fetched(|_| answer(302, &[("Location", "/a.jpg")], "")).await;
    assert!(matches!(picture, Err(AvatarError::Redirects)));
    assert_eq!(server.seen().len(), 4);

    let (_, picture) = fetched(|_| answer(302, &[], "")).await;
    assert!(matches!(picture, Err(AvatarError::Redirects)));
}

#[tokio::test]
async fn no_hop_leads_into_a_private_network() {
    let other = Server::start(|_, _| answer(200, &[], JPEG)).await;
    let at_other = other.url("/a.jpg").to_string();
    let (_, picture) = fetched(move |_| answer(302, &[("Location", &at_other)], "")).await;
    assert!(matches!(picture, Err(AvatarError::NotHttps)), "{picture:?}");
    for private in [
        "https://127.0.0.1/a.jpg",
        "https://[::1]/a.jpg",
        "https://10.0.0.8/a.jpg",
        "https://169.254.169.254/latest",
        "https://localhost/a.jpg",
        "https://user:pass@pictures.example/a.jpg",
    ] {
        let (_, picture) = fetched(move |_| answer(302, &[("Location", private)], "")).await;
        assert!(matches!(picture, Err(AvatarError::Address(_))), "{private}");
    }
    for scheme in [
        "file:///etc/passwd",
        "data:image/png,x",
        "ftp://pictures.example/a",
    ] {
        let (_, picture) = fetched(move |_| answer(302, &[("Location", scheme)], "")).await;
        assert!(matches!(picture, Err(AvatarError::NotHttps)), "{scheme}");
    }
    assert!(other.seen().is_empty());
}
