//! One call to TikTok's API: sends it, reads a bounded answer, and leaves every judgement to `error`.

use std::time::{Duration, Instant};

use reqwest::RequestBuilder;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    TikTok,
    error::{Kind, TikTokError},
    wire::{Complaint, shorten},
};
use crate::remote::http;

/// What is said of a call that did what it should.
const OK: &str = "ok";
/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 256 * 1024;

/// An answer of TikTok, whatever it says.
#[derive(Debug)]
pub(super) struct Answer {
    pub status: u16,
    pub retry_after: Option<Duration>,
    /// None if the body is not JSON.
    pub json: Option<Value>,
    /// The beginning of the body, where it is not JSON.
    pub excerpt: String,
}

impl TikTok {
    /// The address of a call below the API's origin.
    pub(super) fn api(&self, endpoint: &str) -> String {
        format!(
            "{}{endpoint}",
            self.endpoints.api.origin().ascii_serialization()
        )
    }

    /// A POST of JSON (of nothing, for null), and the `data` of its answer.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        endpoint: &'static str,
        access: &SecretString,
        body: &Value,
    ) -> Result<T, TikTokError> {
        let request = self
            .clients
            .api
            .post(self.api(endpoint))
            .header("Content-Type", "application/json; charset=UTF-8")
            .bearer_auth(access.expose_secret())
            .body(if body.is_null() {
                String::new()
            } else {
                body.to_string()
            });
        self.data(endpoint, request).await
    }

    /// Sends `request` and reads the `data` of its answer.
    pub(super) async fn data<T: DeserializeOwned>(
        &self,
        endpoint: &'static str,
        request: RequestBuilder,
    ) -> Result<T, TikTokError> {
        let mut body = self.call(endpoint, Kind::Api, request).await?;
        serde_json::from_value(body["data"].take())
            .map_err(|error| TikTokError::garbled(endpoint, &error.to_string()))
    }

    /// Sends `request`; the body of an answer that is no error, `{}` if it is empty.
    pub(super) async fn call(
        &self,
        endpoint: &'static str,
        kind: Kind,
        request: RequestBuilder,
    ) -> Result<Value, TikTokError> {
        let began = Instant::now();
        let result = match exchange(request).await {
            Ok(answer) => judge(endpoint, kind, answer),
            Err(error) => Err(TikTokError::lost(endpoint, error)),
        };
        let (status, code, log_id) = match &result {
            Ok(_) => (Some(200), OK, None),
            Err(error) => (
                error.status,
                error.code.as_str(),
                error.failure.log_id.as_deref(),
            ),
        };
        let elapsed = began.elapsed();
        tracing::debug!(endpoint, status, code, log_id, ?elapsed, "called TikTok");
        self.count(endpoint, result.as_ref().err(), elapsed);
        result
    }

    /// Counts a call. TikTok's own codes are not ours to bound, so the catalogue's stand for them.
    pub(super) fn count(
        &self,
        endpoint: &'static str,
        error: Option<&TikTokError>,
        elapsed: Duration,
    ) {
        let code = error.map_or(OK, |error| error.failure.code.as_str());
        self.clients.meter.tiktok_called(endpoint, code, elapsed);
    }
}

async fn exchange(request: RequestBuilder) -> Result<Answer, reqwest::Error> {
    let response = request.send().await?;
    let status = response.status().as_u16();
    let retry_after = http::retry_after(response.headers());
    let body = match http::read_body(response, LONGEST_ANSWER).await {
        Ok(body) => body,
        // The status of an error says enough without its body.
        Err(_) if status >= 400 => Vec::new(),
        Err(error) => return Err(error),
    };
    let json = match body.trim_ascii() {
        [] => Some(Value::Object(serde_json::Map::new())),
        text => serde_json::from_slice(text).ok(),
    };
    let excerpt = match json {
        Some(_) => String::new(),
        None => shorten(&String::from_utf8_lossy(&body[..body.len().min(800)]), 200),
    };
    Ok(Answer {
        status,
        retry_after,
        json,
        excerpt,
    })
}

#[expect(
    clippy::result_large_err,
    reason = "a complaint of TikTok's is rare, and all of its words are wanted"
)]
fn judge(endpoint: &'static str, kind: Kind, answer: Answer) -> Result<Value, TikTokError> {
    let complaint = answer.json.as_ref().and_then(Complaint::read);
    if complaint.is_some() || !(200..300).contains(&answer.status) {
        return Err(TikTokError::answered(endpoint, kind, &answer, complaint));
    }
    answer
        .json
        .filter(Value::is_object)
        .ok_or_else(|| TikTokError::garbled(endpoint, &answer.excerpt))
}
