//! `status/fetch` and `cancel`.

use axum::{extract::State, http::HeaderMap};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{
    caller::{Caller, Gate, object},
    wire::{Answer, Refusal, invalid, ok, refuse},
};
use crate::simulator::world::{Stage, Video, World};

const FETCH: Gate = Gate {
    endpoint: "status",
    scopes: &["video.upload", "video.publish"],
    most: |limits| limits.status_per_minute,
};
const CANCEL: Gate = Gate {
    endpoint: "cancel",
    scopes: &["video.upload", "video.publish"],
    most: |limits| limits.status_per_minute,
};

/// `POST /v2/post/publish/status/fetch/`.
pub(super) async fn fetch(State(world): State<World>, headers: HeaderMap, body: Bytes) -> Answer {
    let caller = FETCH.admit(&world, &headers)?;
    let video = find(&world, &caller, &object(&headers, &body)?)?;
    let mut data = json!({
        "status": video.status,
        "publicaly_available_post_id": video.post_ids,
        "uploaded_bytes": video.received,
    });
    if let Some(reason) = video.fail_reason {
        data["fail_reason"] = reason.into();
    }
    Ok(ok(&data))
}

/// `POST /v2/post/publish/cancel/`: TikTok can only stop downloads, and there are none here.
pub(super) async fn cancel(State(world): State<World>, headers: HeaderMap, body: Bytes) -> Answer {
    let caller = CANCEL.admit(&world, &headers)?;
    let video = find(&world, &caller, &object(&headers, &body)?)?;
    let why = match video.stage {
        Stage::Uploading | Stage::Processing => "An upload cannot be cancelled.",
        _ => "The publish is already final.",
    };
    Err(refuse("publish_not_cancellable", why))
}

fn find(world: &World, caller: &Caller, body: &Value) -> Result<Video, Refusal> {
    let id = body.get("publish_id").and_then(Value::as_str);
    let id = id.ok_or_else(|| invalid("publish_id is required"))?;
    let unknown = || refuse("invalid_publish_id", "The publish_id does not exist.");
    let video = world.video(id).ok_or_else(unknown)?;
    if video.open_id != caller.open_id {
        let code = "token_not_authorized_for_specified_publish_id";
        return Err(refuse(code, "The publish_id belongs to another user."));
    }
    Ok(video)
}
