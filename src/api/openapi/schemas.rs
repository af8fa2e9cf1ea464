//! Schemas that no type of the code has by itself.
#![expect(
    dead_code,
    reason = "the fields describe what is read by hand, to name each wrong one"
)]

use std::{borrow::Cow, collections::BTreeMap};

use utoipa::{
    IntoResponses, PartialSchema, ToSchema,
    openapi::{
        Content, KnownFormat, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder, Schema,
        SchemaFormat, Type,
    },
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
    /// Your own data.
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

/// The error object as an answer with that status.
pub(in crate::api) struct Failed<const STATUS: u16>;

impl<const STATUS: u16> IntoResponses for Failed<STATUS> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let words = match STATUS {
            400 => "The body or a header cannot be read.",
            401 => "No API key, or one that is unknown, revoked or expired.",
            404 => "There is nothing here, or it is somebody else's.",
            409 => "It does not fit the state of things; `code` says which.",
            413 => "The body or the video is too large.",
            415 => "The body has another Content-Type.",
            422 => "A field has a wrong value; `code` and `details` say which.",
            429 => "This key has used up its requests for the minute; see `Retry-After`.",
            507 => "There is no room for the video.",
            _ => "It did not work.",
        };
        let schema = Ref::from_schema_name("ErrorBody");
        let response = ResponseBuilder::new()
            .description(words)
            .content("application/json", Content::new(Some(schema)))
            .build();
        BTreeMap::from([(STATUS.to_string(), response.into())])
    }
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
