//! Callbacks as they go over the wire.

use ai_video_uploader::{domain::secret::secret, remote::CallbackSender};

use super::{
    NOW, clients,
    server::{Reply, Server, answer},
};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

async fn send(url: &str, allow: &[&str]) -> Result<u16, String> {
    CallbackSender::new(&clients(allow))
        .send(
            url,
            "evt_1",
            NOW,
            &secret(SECRET),
            r#"{"event":"published"}"#,
        )
        .await
}

#[tokio::test]
async fn the_url_arrives_byte_for_byte() {
    let server = Server::start(|_, _| answer(200, &[], "ok")).await;
    let targets = [
        "/webhook-waiting/4711?signature=3f%2Bx%3D%3d&nodeId=a-b_c.d~e",
        "/webhook/ab//c/%7Euser/~user;v=1,2/@(x)!$&*?q=%E2%9C%93&&a=1+2%202&empty=&=x",
        "/a%2Fb/%2525/%zz?x=%",
        "/?",
        "/x?y=^|`{}[]\\",
    ];
    for target in targets {
        let status = send(
            &format!("http://{}{target}", server.address),
            &["127.0.0.1"],
        )
        .await;
        assert_eq!(status, Ok(200), "{target}");
    }
    let seen: Vec<_> = server
        .seen()
        .into_iter()
        .map(|request| request.target)
        .collect();
    assert_eq!(seen, targets);
}

#[tokio::test]
async fn a_callback_is_signed_and_is_json() {
    let server = Server::start(|_, _| answer(204, &[], "")).await;
    assert_eq!(
        send(server.url("/hook").as_str(), &["127.0.0.1"]).await,
        Ok(204)
    );
    let request = server.only();
    assert_eq!(request.method, "POST");
    assert_eq!(request.body, br#"{"event":"published"}"#);
    for (name, value) in [
        ("content-type", "application/json"),
        ("content-length", "21"),
        ("webhook-id", "evt_1"),
        ("webhook-timestamp", "1800000000"),
        (
            "webhook-signature",
            "v1,zu9whI5wZ5B4BTOVEL/791Oi/EtqouhBQwNLQOVEzjk=",
        ),
    ] {
        assert_eq!(request.header(name), Some(value), "{name}");
    }
}

#[tokio::test]
async fn redirects_are_answers_not_followed() {
    let server = Server::start(|_, _| answer(302, &[("Location", "/other")], "")).await;
    assert_eq!(
        send(server.url("/hook").as_str(), &["127.0.0.1"]).await,
        Ok(302)
    );
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn no_answer_is_a_sentence() {
    let server = Server::start(|_, _| Reply::Hang(Vec::new())).await;
    let why = send(
        server.url("/hook?signature=s3cret").as_str(),
        &["127.0.0.1"],
    )
    .await
    .unwrap_err();
    assert_eq!(why, "it did not answer in time");
    let server = Server::start(|_, _| Reply::Close(Vec::new())).await;
    let why = send(
        server.url("/hook?signature=s3cret").as_str(),
        &["127.0.0.1"],
    )
    .await
    .unwrap_err();
    assert!(!why.is_empty() && !why.contains("s3cret"), "{why}");
}

#[tokio::test]
async fn private_addresses_are_not_called() {
    let server = Server::start(|_, _| answer(200, &[], "")).await;
    let port = server.address.port();
    for url in [
        format!("http://127.0.0.1:{port}/"),
        format!("http://localhost:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://user:word@127.0.0.1:{port}/"),
        "ftp://example.com/".to_owned(),
    ] {
        assert!(send(&url, &[]).await.is_err(), "{url}");
    }
    assert!(server.seen().is_empty());
}
