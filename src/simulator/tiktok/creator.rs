//! `creator_info/query`: what a creator may choose, and whether they may post at all.

use axum::{extract::State, http::HeaderMap};
use bytes::Bytes;
use serde_json::json;

use super::{
    caller::{Gate, must_be_json},
    publish::may_post,
    user::avatar,
    wire::{Answer, Refusal, invalid, ok, refuse},
};
use crate::simulator::world::{CreatorSettings, World};

const GATE: Gate = Gate {
    endpoint: "creator_info",
    scopes: &["video.publish"],
    most: |limits| limits.creator_info_per_minute,
};

/// `POST /v2/post/publish/creator_info/query/`, with an empty body.
pub(super) async fn query(State(world): State<World>, headers: HeaderMap, body: Bytes) -> Answer {
    let caller = GATE.admit(&world, &headers)?;
    must_be_json(&headers)?;
    if !body.is_empty() {
        return Err(invalid("The body must be empty"));
    }
    let creator = world
        .creator(&caller.open_id)
        .ok_or_else(|| refuse("internal_error", ""))?;
    world
        .with(|state, now| may_post(state, &creator.open_id, now))
        .map_err(Refusal::with_200)?;
    let settings = &creator.settings;
    Ok(ok(&json!({
        "creator_avatar_url": avatar(&creator, world.base_url()),
        "creator_username": creator.username,
        "creator_nickname": creator.display_name,
        "privacy_level_options": privacy_levels(settings),
        "comment_disabled": settings.comment_disabled,
        "duet_disabled": settings.duet_disabled || settings.private,
        "stitch_disabled": settings.stitch_disabled || settings.private,
        "max_video_post_duration_sec": settings.longest_seconds,
    })))
}

/// The levels that a creator may choose from now.
pub(super) fn privacy_levels(settings: &CreatorSettings) -> [&'static str; 3] {
    let widest = if settings.private {
        "FOLLOWER_OF_CREATOR"
    } else {
        "PUBLIC_TO_EVERYONE"
    };
    [widest, "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]
}
