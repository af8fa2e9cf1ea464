//! A simulator with a clock that tests move, and a plain HTTP client to poke it with.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use ai_video_uploader::simulator::{IssuedTokens, Options, Simulator, World};
use reqwest::{Client, RequestBuilder, Response, header};
use serde_json::{Value, json};

/// 2026-01-01.
const START: i64 = 1_767_225_600_000;

pub const INBOX: &str = "/v2/post/publish/inbox/video/init/";
pub const DIRECT: &str = "/v2/post/publish/video/init/";
pub const STATUS: &str = "/v2/post/publish/status/fetch/";
pub const CREATOR_INFO: &str = "/v2/post/publish/creator_info/query/";
pub const REDIRECT_URI: &str = "http://localhost:8001/auth/callback";
pub const STUDIO: &str = "sample_studio";
/// The creator whose account is private.
pub const FERN: &str = "sample_fern";

pub struct Lab {
    pub simulator: Simulator,
    pub client: Client,
    now: Arc<AtomicI64>,
}

pub async fn lab() -> Lab {
    lab_with(|_| ()).await
}

pub async fn lab_with(change: impl FnOnce(&mut Options)) -> Lab {
    let now = Arc::new(AtomicI64::new(START));
    let clock = Arc::clone(&now);
    let mut options = Options {
        clock: Some(Arc::new(move || clock.load(Ordering::SeqCst))),
        seed: Some(7),
        ..Options::default()
    };
    change(&mut options);
    let simulator = Simulator::start(options).await.unwrap();
    let client = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(20))
        .no_proxy()
        .build()
        .unwrap();
    Lab {
        simulator,
        client,
        now,
    }
}

impl Lab {
    pub fn world(&self) -> &World {
        self.simulator.world()
    }

    pub fn advance(&self, by: Duration) {
        self.now
            .fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.simulator.base_url())
    }

    pub async fn get(&self, path: &str) -> Response {
        self.client.get(self.url(path)).send().await.unwrap()
    }

    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.client
            .post(self.url(path))
            .form(fields)
            .send()
            .await
            .unwrap()
    }

    /// A form to one of TikTok's OAuth endpoints, with the client's credentials.
    pub async fn oauth(&self, path: &str, more: &[(&str, &str)]) -> Value {
        let mut fields = vec![
            ("client_key", "simulated-tiktok-key"),
            ("client_secret", "simulated-tiktok-secret"),
        ];
        fields.extend(more);
        self.form(path, &fields).await.json().await.unwrap()
    }

    pub fn tokens(&self, creator: &str, scopes: &[&str]) -> IssuedTokens {
        self.world().issue_tokens(creator, scopes).unwrap()
    }

    /// A call of a data endpoint as the documentation wants it.
    pub fn call(&self, token: &str, path: &str, body: &Value) -> RequestBuilder {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        self.client
            .post(self.url(path))
            .bearer_auth(token)
            .header(header::CONTENT_TYPE, "application/json; charset=UTF-8")
            .body(body)
    }

    /// HTTP status, error code and data of a call.
    pub async fn ask(&self, token: &str, path: &str, body: &Value) -> (u16, String, Value) {
        read(self.call(token, path, body).send().await.unwrap()).await
    }

    /// Opens an inbox upload of one chunk.
    pub async fn open_inbox(&self, token: &str, size: usize) -> (String, String) {
        let (status, code, data) = self.ask(token, INBOX, &source(size, size, 1)).await;
        assert_eq!((status, code.as_str()), (200, "ok"));
        let text = |name: &str| data[name].as_str().unwrap().to_owned();
        (text("publish_id"), text("upload_url"))
    }

    /// Sends a range of a video.
    pub fn put(&self, url: &str, video: &[u8], first: usize, last: usize) -> RequestBuilder {
        self.client
            .put(url)
            .header(header::CONTENT_TYPE, "video/mp4")
            .header(
                header::CONTENT_RANGE,
                format!("bytes {first}-{last}/{}", video.len()),
            )
            .body(video[first..=last].to_vec())
    }

    /// Brings a whole video into an inbox and through processing.
    pub async fn deliver(&self, token: &str, video: &[u8]) -> String {
        let (publish_id, url) = self.open_inbox(token, video.len()).await;
        let answer = self
            .put(&url, video, 0, video.len() - 1)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 201);
        self.world().finish_processing();
        publish_id
    }

    pub async fn status(&self, token: &str, publish_id: &str) -> Value {
        let (status, code, data) = self
            .ask(token, STATUS, &json!({ "publish_id": publish_id }))
            .await;
        assert_eq!((status, code.as_str()), (200, "ok"));
        data
    }
}

/// HTTP status, error code and data of an answer.
pub async fn read(answer: Response) -> (u16, String, Value) {
    let status = answer.status().as_u16();
    let mut body: Value = answer.json().await.unwrap();
    assert!(body["error"]["log_id"].is_string(), "{body}");
    let code = body["error"]["code"].as_str().unwrap().to_owned();
    (status, code, body["data"].take())
}

pub fn source(size: usize, chunk_size: usize, chunks: usize) -> Value {
    json!({ "source_info": {
        "source": "FILE_UPLOAD",
        "video_size": size,
        "chunk_size": chunk_size,
        "total_chunk_count": chunks,
    }})
}

pub fn sample() -> &'static [u8] {
    include_bytes!("../../simulator/samples/files/sample.mp4")
}

/// The parameters that a redirect carries.
pub fn redirected(answer: &Response) -> (String, Vec<(String, String)>) {
    assert_eq!(answer.status(), 302);
    let address = answer.headers()[header::LOCATION].to_str().unwrap();
    let url = url::Url::parse(address).unwrap();
    let pairs = url.query_pairs().into_owned().collect();
    (address.split('?').next().unwrap().to_owned(), pairs)
}

pub fn value<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs
        .iter()
        .find(|(key, _)| key == name)
        .map_or("", |(_, value)| value)
}

/// The value of a hidden field on a page.
pub fn hidden(page: &str, name: &str) -> String {
    let field = format!(r#"name="{name}" value=""#);
    let start = page.find(&field).unwrap() + field.len();
    page[start..].split('"').next().unwrap().to_owned()
}
