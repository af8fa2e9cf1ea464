//! Requests and answers to look at. The suite sends each request and compares each answer with its schema.

use serde_json::{Value, json};

use super::operations;

/// Writes them into the document.
pub(super) fn describe(document: &mut Value) {
    for (_, _, operation) in operations(document) {
        let id = operation["operationId"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let json = match id.as_str() {
            "submit_video" => Some(by_api()),
            "submit_video_from_n8n" => Some(by_n8n()),
            _ => None,
        };
        if let Some(json) = json {
            let content = &mut operation["requestBody"]["content"];
            content["application/json"]["examples"] = json;
            content["multipart/form-data"]["examples"] = as_file();
        }
        for (status, answer) in answers(&id) {
            operation["responses"][status]["content"]["application/json"]["example"] = answer;
        }
    }
}

fn by_api() -> Value {
    json!({
        "The least": { "value": {
            "content": "Golden hour over the harbour #travel",
            "platforms": ["tiktok"],
            "video_url": "https://example.com/video.mp4",
        } },
        "Everything": { "value": {
            "content": "",
            "video_title": "Golden hour",
            "video_description": "Over the harbour #travel",
            "platforms": ["tiktok"],
            "video_url": "https://example.com/video.mp4",
            "auto_approve": false,
            "callback_url": "https://example.com/hooks/video?run=7",
            "external_id": "row-7",
            "metadata": { "campaign": 7 },
        } },
    })
}

fn by_n8n() -> Value {
    json!({
        "Held for review": { "value": {
            "content": "Golden hour over the harbour #travel",
            "platforms": ["tiktok"],
            "video_url": "https://example.com/video.mp4",
            "callback_url": "https://n8n.example.com/webhook-waiting/231?signature=0f3c",
        } },
        "Straight to the TikTok inbox": { "value": {
            "content": "Golden hour over the harbour #travel",
            "platforms": ["tiktok"],
            "video_url": "https://example.com/video.mp4",
            "auto_approve": true,
        } },
    })
}

fn as_file() -> Value {
    json!({
        "The video itself": { "value": {
            "content": "Golden hour over the harbour #travel",
            "platforms": "tiktok",
            "auto_approve": "false",
            "file": "(the bytes of the video)",
        } },
    })
}

fn answers(operation: &str) -> Vec<(&'static str, Value)> {
    match operation {
        "submit_video" => vec![("202", post("queued", true))],
        "submit_video_from_n8n" => vec![("202", post("queued", false))],
        "list_posts" => {
            vec![(
                "200",
                json!({ "data": [post("needs_review", false)], "next_cursor": null }),
            )]
        }
        "get_post" => vec![("200", with_history())],
        "cancel_post" => vec![("200", post("cancelled", false))],
        "retry_post" => vec![
            ("202", post("queued", false)),
            ("200", post("published", true)),
        ],
        "test_connection" => vec![("200", connection())],
        "connect_link" => vec![(
            "200",
            json!({
                "url": "https://www.tiktok.com/v2/auth/authorize/?client_key=…&scope=user.info.basic&state=…",
                "expires_at": "2026-11-21T12:10:00Z",
            }),
        )],
        _ => Vec::new(),
    }
}

const ID: &str = "01932f3e-5c6d-7a41-9f0e-2b8c4d6e8f10";

fn post(status: &str, auto_approve: bool) -> Value {
    let over = matches!(status, "cancelled" | "published");
    json!({
        "id": ID,
        "status": status,
        "is_terminal": over,
        "platforms": ["tiktok"],
        "caption": "Golden hour over the harbour #travel",
        "video_title": null,
        "video_description": null,
        "auto_approve": auto_approve,
        "delivery": "inbox",
        "source": { "kind": "url", "url": "https://example.com/video.mp4" },
        "account": {
            "id": "01932f3d-1a2b-7c3d-8e4f-5a6b7c8d9e0f",
            "tiktok_user_id": "-000a1b2c3d4e5f",
            "username": "your_handle",
            "display_name": "Your Name",
        },
        "progress": { "total_bytes": null, "downloaded_bytes": 0, "sent_bytes": 0 },
        "waiting": null,
        "video": null,
        "tiktok": { "publish_id": null, "status": null, "post_id": null, "post_url": null },
        "error": null,
        "temporary_file": null,
        "external_id": null,
        "metadata": null,
        "status_url": format!("https://uploader.example.com/api/posts/{ID}"),
        "review_url": format!("https://uploader.example.com/posts/{ID}"),
        "created_at": "2026-11-21T12:00:00Z",
        "updated_at": "2026-11-21T12:00:00Z",
    })
}

fn with_history() -> Value {
    let mut post = post("queued", true);
    post["history"] = json!([
        { "at": "2026-11-21T12:00:00Z", "status": "queued", "detail": "Accepted.", "actor": "api_key" },
    ]);
    post
}

fn connection() -> Value {
    json!({
        "status": "ok",
        "version": "0.1.0",
        "user": { "email": "you@example.com", "name": "You" },
        "api_key": { "name": "n8n", "prefix": "avu_Nhb2V0", "expires_at": null },
        "tiktok": { "connected": true, "accounts": [{
            "id": "01932f3d-1a2b-7c3d-8e4f-5a6b7c8d9e0f",
            "tiktok_user_id": "-000a1b2c3d4e5f",
            "username": "your_handle",
            "display_name": "Your Name",
            "default": true,
            "connected": true,
            "scopes": ["user.info.basic", "video.upload"],
        }] },
    })
}
