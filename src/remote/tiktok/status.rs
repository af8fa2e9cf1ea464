//! What became of a publish.

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    TikTok, TikTokError,
    error::fail_reason,
    wire::{optional_number, optional_text, text},
};
use crate::domain::error_code::Failure;

const STATUS: &str = "/v2/post/publish/status/fetch/";

/// What TikTok says of a publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishState {
    /// TikTok's word, verbatim.
    pub status: String,
    /// What it means.
    pub stage: Stage,
    /// How many bytes TikTok holds.
    pub uploaded_bytes: Option<u64>,
    /// The public post, if there is one already; the first, if one draft became several.
    pub post_id: Option<String>,
}

/// What TikTok's status means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// `PROCESSING_UPLOAD`: bytes arrive, or all have arrived and are worked on.
    Uploading,
    /// `PROCESSING_DOWNLOAD`.
    Processing,
    /// `SEND_TO_USER_INBOX`.
    InInbox,
    /// `PUBLISH_COMPLETE`.
    Published,
    /// `FAILED`, with its reason.
    Failed(Failure),
    /// A word we do not know: goes on as processing.
    Unknown,
}

#[derive(Deserialize)]
struct StatusData {
    status: String,
    #[serde(default, deserialize_with = "optional_text")]
    fail_reason: Option<String>,
    /// Spelled like this by TikTok; the right spelling is taken too.
    #[serde(default, alias = "publicly_available_post_id")]
    publicaly_available_post_id: Value,
    #[serde(default, deserialize_with = "optional_number")]
    uploaded_bytes: Option<u64>,
}

impl TikTok {
    /// Asks what became of `publish_id` (30 calls a minute).
    ///
    /// # Errors
    /// [`TikTokError`].
    pub async fn fetch_status(
        &self,
        access: &SecretString,
        publish_id: &str,
    ) -> Result<PublishState, TikTokError> {
        let body = json!({ "publish_id": publish_id });
        let data: StatusData = self.post(STATUS, access, &body).await?;
        Ok(read(data))
    }
}

fn read(data: StatusData) -> PublishState {
    let stage = match data.status.as_str() {
        "PROCESSING_UPLOAD" => Stage::Uploading,
        "PROCESSING_DOWNLOAD" => Stage::Processing,
        "SEND_TO_USER_INBOX" => Stage::InInbox,
        "PUBLISH_COMPLETE" => Stage::Published,
        "FAILED" => Stage::Failed(fail_reason(data.fail_reason.as_deref().unwrap_or_default())),
        _ => Stage::Unknown,
    };
    let post_id = match &data.publicaly_available_post_id {
        Value::Array(ids) => ids.iter().find_map(text),
        id => text(id),
    };
    PublishState {
        status: data.status,
        stage,
        uploaded_bytes: data.uploaded_bytes,
        // 0 stands for none.
        post_id: post_id.filter(|id| id != "0"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::error_code::ErrorCode;

    fn state(json: &str) -> PublishState {
        read(serde_json::from_str(json).unwrap())
    }

    #[test]
    fn statuses_are_read() {
        for (status, stage) in [
            ("PROCESSING_UPLOAD", Stage::Uploading),
            ("PROCESSING_DOWNLOAD", Stage::Processing),
            ("SEND_TO_USER_INBOX", Stage::InInbox),
            ("PUBLISH_COMPLETE", Stage::Published),
            ("PUBLISH_SUCCESS", Stage::Unknown),
        ] {
            let state = state(&format!(r#"{{"status": "{status}"}}"#));
            assert_eq!((state.status.as_str(), state.stage), (status, stage));
        }
    }

    #[test]
    fn a_failure_carries_its_reason() {
        let Stage::Failed(failure) =
            state(r#"{"status":"FAILED","fail_reason":"frame_rate_check_failed"}"#).stage
        else {
            panic!("not failed");
        };
        assert_eq!(failure.code, ErrorCode::TiktokFrameRate);
        assert!(failure.message().contains("frame_rate_check_failed"));
        let Stage::Failed(failure) = state(r#"{"status":"FAILED"}"#).stage else {
            panic!("not failed");
        };
        assert_eq!(failure.code, ErrorCode::TiktokRefused);
    }

    #[test]
    fn post_ids_come_as_numbers_texts_lists_or_not_at_all() {
        let id = Some("7602997070760331285".to_owned());
        for (json, expected) in [
            ("[7602997070760331285, 1]", &id),
            (r#"["7602997070760331285"]"#, &id),
            (r#""7602997070760331285""#, &id),
            ("7602997070760331285", &id),
            ("[]", &None),
            ("null", &None),
            ("[0]", &None),
        ] {
            let json = format!(
                r#"{{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":{json},"uploaded_bytes":"12"}}"#
            );
            let state = state(&json);
            assert_eq!(
                (&state.post_id, state.uploaded_bytes),
                (expected, Some(12)),
                "{json}"
            );
        }
    }
}
