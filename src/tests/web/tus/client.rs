//! A client that speaks tus with a session cookie, header by header.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use tokio::{io::AsyncWriteExt as _, net::TcpStream};

use super::super::signed_in;
use crate::harness::{ALICE, TestApp};

pub const BYTES: &str = "application/offset+octet-stream";

pub struct Tus {
    http: reqwest::Client,
    pub base: String,
    pub cookie: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Answer {
    /// One header; empty if absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The code of the error object; its status must be the answer's.
    pub fn code(&self) -> &str {
        let error = &self.body["error"];
        assert_eq!(error["status"], self.status, "{self:?}");
        assert!(error["request_id"].is_string(), "{self:?}");
        assert_eq!(self.header("tus-resumable"), "1.0.0");
        error["code"].as_str().unwrap()
    }

    pub fn offset(&self) -> u64 {
        self.header("upload-offset")
            .parse()
            .unwrap_or_else(|_| panic!("no offset: {self:?}"))
    }

    /// The path of a new upload.
    pub fn path(&self) -> String {
        assert_eq!(self.status, 201, "{self:?}");
        let location = self.header("location");
        let (_, id) = location.rsplit_once("/uploads/").expect(location);
        format!("/uploads/{id}")
    }
}

/// `Upload-Metadata` of these pairs.
pub fn metadata(pairs: &[(&str, &str)]) -> String {
    pairs
        .iter()
        .map(|(key, value)| format!("{key} {}", BASE64_STANDARD.encode(value)))
        .collect::<Vec<_>>()
        .join(",")
}

impl Tus {
    /// The same client, for whom the service answers elsewhere now.
    pub fn at(self, app: &TestApp) -> Self {
        Self {
            base: app.base_url.clone(),
            ..self
        }
    }

    pub async fn sign_in(app: &TestApp, email: &str) -> Self {
        let browser = signed_in(app, email).await;
        Self {
            http: app.http.clone(),
            base: app.base_url.clone(),
            cookie: browser.cookie_header(),
        }
    }

    /// Alice's upload in the middle of its way, and its path.
    pub async fn with_400_of_1000_bytes(app: &TestApp) -> (Self, String) {
        let tus = Self::sign_in(app, ALICE).await;
        let path = tus.begin(1000).await;
        tus.patch(&path, 0, &[7; 400]).await;
        (tus, path)
    }

    /// A request as a script of our page would send it.
    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.base))
            .header("cookie", &self.cookie)
            .header("origin", &self.base)
            .header("tus-resumable", "1.0.0")
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let answer = request.send().await.unwrap();
        Answer {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body: answer.json().await.unwrap_or(Value::Null),
        }
    }

    pub async fn create(&self, bytes: usize, metadata: &str) -> Answer {
        let request = self
            .ask(Method::POST, "/uploads")
            .header("upload-length", bytes)
            .header("upload-metadata", metadata);
        self.send(request).await
    }

    /// A new upload of so many bytes; its path.
    pub async fn begin(&self, bytes: usize) -> String {
        let named = metadata(&[("filename", "pier.mp4"), ("filetype", "video/mp4")]);
        self.create(bytes, &named).await.path()
    }

    pub async fn look(&self, path: &str) -> Answer {
        self.send(self.ask(Method::HEAD, path)).await
    }

    pub async fn patch(&self, path: &str, offset: u64, bytes: &[u8]) -> Answer {
        let request = self
            .ask(Method::PATCH, path)
            .header("upload-offset", offset)
            .header("content-type", BYTES)
            .body(bytes.to_vec());
        self.send(request).await
    }

    pub async fn end(&self, path: &str) -> Answer {
        self.send(self.ask(Method::DELETE, path)).await
    }

    /// Begins a `PATCH` of `length` bytes and sends only these: the connection stays as it is until it is dropped.
    pub async fn half_a_patch(
        &self,
        path: &str,
        offset: u64,
        length: usize,
        bytes: &[u8],
    ) -> TcpStream {
        let host = self.base.trim_start_matches("http://");
        let mut line = TcpStream::connect(host.replace("localhost", "127.0.0.1"))
            .await
            .unwrap();
        let head = format!(
            "PATCH {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\nOrigin: {}\r\nTus-Resumable: 1.0.0\r\n\
             Upload-Offset: {offset}\r\nContent-Type: {BYTES}\r\nContent-Length: {length}\r\n\r\n",
            self.cookie, self.base
        );
        line.write_all(head.as_bytes()).await.unwrap();
        line.write_all(bytes).await.unwrap();
        line.flush().await.unwrap();
        line
    }
}
