//! The API as programs meet it: real requests over HTTP, the real database, the simulator behind it.

mod admission;
mod connection;
mod documents;
mod examples;
mod idempotency;
mod intake;
mod lifecycle;
mod metrics;
mod multipart;
mod outage;
mod readiness;
mod reading;
mod tokens;
mod webhooks;

use serde_json::{Value, json};

use super::harness::TestApp;

/// Checks that `answer` is the error object with this code, and that it names the request as the header does.
async fn assert_error(answer: reqwest::Response, status: u16, code: &str) -> Value {
    let request_id = answer.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(answer.headers()["content-type"], "application/json");
    let got = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap();
    let error = &body["error"];
    assert_eq!(
        (got, error["code"].as_str()),
        (status, Some(code)),
        "{body}"
    );
    assert_eq!(error["status"], status);
    assert_eq!(error["request_id"], request_id);
    assert!(error["message"].as_str().unwrap().ends_with('.'), "{body}");
    assert!(error["description"].as_str().unwrap().ends_with('.'));
    assert!(error["retryable"].is_boolean());
    body
}

impl TestApp {
    /// `POST` of JSON with a key, for tests that look at headers.
    async fn send(&self, path: &str, key: &str, body: &Value) -> reqwest::Response {
        self.http
            .post(self.url(path))
            .header("X-API-Key", key)
            .json(body)
            .send()
            .await
            .unwrap()
    }

    /// `GET` with a key, for tests that look at headers.
    async fn fetch(&self, path: &str, key: &str) -> reqwest::Response {
        self.http
            .get(self.url(path))
            .header("X-API-Key", key)
            .send()
            .await
            .unwrap()
    }

    /// The id of a new post.
    async fn submit(&self, key: &str) -> String {
        let (status, body) = self
            .post_json("/api/posts/video", key, &self.sample_post())
            .await;
        assert_eq!(status, 202, "{body}");
        body["id"].as_str().unwrap().to_owned()
    }
}

/// `base` with one field changed.
fn with(base: &Value, field: &str, value: Value) -> Value {
    let mut body = base.clone();
    body[field] = value;
    body
}

/// A body that names only a platform.
fn bare() -> Value {
    json!({ "platforms": ["tiktok"] })
}
