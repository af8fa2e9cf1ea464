//! Schemas that no type of the code has by itself.
#![expect(
    dead_code,
    reason = "the fields describe what is read by hand, to name each wrong one"
)]

use std::borrow::Cow;

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};

use crate::domain::{clock::Timestamp, error_code::ErrorCode};

/// A video by URL.
#[derive(ToSchema)]
#[schema(example = json!({
    "content": "Golden hour over the harbour #travel",
    "platforms": ["tiktok"],
    "video_url": "https://example.com/video.mp4"
}))]
pub(in crate::api) struct SubmitRequest {
    /// The caption; if empty, title and description joined by a blank line. At most 2,200 UTF-16 units.
    content: Option<String>,
    /// Always `["tiktok"]`.
    #[schema(min_items = 1)]
    platforms: Vec<String>,
    /// Where to fetch the video: http or https, at most five redirects.
    #[schema(format = "uri")]
    video_url: String,
    video_title: Option<String>,
    video_description: Option<String>,
    /// Whether it goes to the TikTok inbox without a human. If absent: true for `/api/posts/video`, false for n8n's webhook.
    auto_approve: Option<bool>,
    /// An account's `id`, `tiktok_user_id` or username; the default account if absent.
    account: Option<String>,
    /// Who is told about `needs_review`, `in_inbox`, `published`, `failed`, `rejected`, `expired` and `unconfirmed`.
    #[schema(format = "uri")]
    callback_url: Option<String>,
    /// Your own id for it.
    #[schema(max_length = 255)]
    external_id: Option<String>,
    /// Your own data: an object of at most 16 KiB.
    #[schema(value_type = Option<Object>)]
    metadata: Option<serde_json::Value>,
}

/// A video as a file, or by URL. Parts may stand in any order.
#[derive(ToSchema)]
pub(in crate::api) struct SubmitForm {
    /// The video itself: MP4, MOV or WebM. Either this or `video_url`.
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
    /// Either this or `file`.
    video_url: Option<String>,
    /// `tiktok`, or a JSON list.
    #[schema(example = "tiktok")]
    platforms: String,
    content: Option<String>,
    video_title: Option<String>,
    video_description: Option<String>,
    /// `true` or `false`.
    auto_approve: Option<String>,
    account: Option<String>,
    callback_url: Option<String>,
    external_id: Option<String>,
    /// A JSON object.
    metadata: Option<String>,
}

impl PartialSchema for ErrorCode {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "A stable name of the error catalogue; /docs explains each.",
            ))
            .enum_values(Some(Self::ALL.iter().map(|code| code.as_str())))
            .into()
    }
}

impl ToSchema for ErrorCode {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("ErrorCode")
    }
}

impl PartialSchema for Timestamp {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("RFC 3339, UTC."))
            .into()
    }
}

impl ToSchema for Timestamp {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Timestamp")
    }
}
