//! `GET /v2/user/info/`: `fields` is mandatory, and each field belongs to a scope.

use axum::{
    extract::{RawQuery, State},
    http::HeaderMap,
};
use serde_json::{Map, Value};

use super::{
    caller::Gate,
    wire::{Answer, invalid, ok, refuse},
};
use crate::simulator::{
    fields::Fields,
    world::{Creator, World},
};

const GATE: Gate = Gate {
    endpoint: "user_info",
    scopes: &[],
    most: |limits| limits.user_info_per_minute,
};

/// `GET /v2/user/info/?fields=a,b,c`.
pub(super) async fn info(
    State(world): State<World>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    let caller = GATE.admit(&world, &headers)?;
    let fields = Fields::of_query(query.as_deref());
    let wanted = fields
        .get("fields")
        .ok_or_else(|| invalid("Fields is required"))?;
    let creator = world
        .creator(&caller.open_id)
        .ok_or_else(|| refuse("internal_error", ""))?;
    let mut user = Map::new();
    for field in wanted.split(',') {
        let scope = scope_of(field).ok_or_else(|| invalid(format!("Unknown field: {field}")))?;
        if !caller.scopes.contains(scope) {
            return Err(refuse(
                "scope_permission_missed",
                format!("{field} needs {scope}"),
            ));
        }
        user.insert(field.to_owned(), value(field, &creator, world.base_url()));
    }
    Ok(ok(&serde_json::json!({ "user": user })))
}

fn scope_of(field: &str) -> Option<&'static str> {
    Some(match field {
        "open_id" | "union_id" | "avatar_url" | "avatar_url_100" | "avatar_large_url"
        | "display_name" => "user.info.basic",
        "bio_description" | "profile_deep_link" | "profile_web_link" | "is_verified"
        | "username" => "user.info.profile",
        "follower_count" | "following_count" | "likes_count" | "video_count" => "user.info.stats",
        _ => return None,
    })
}

fn value(field: &str, creator: &Creator, base_url: &str) -> Value {
    match field {
        "open_id" => creator.open_id.as_str().into(),
        "union_id" => creator.union_id.as_str().into(),
        "display_name" => creator.display_name.as_str().into(),
        "username" => creator.username.as_str().into(),
        "bio_description" => "A sample creator.".into(),
        "is_verified" => false.into(),
        "profile_deep_link" | "profile_web_link" => {
            format!("{base_url}/@{}", creator.username).into()
        }
        "avatar_url" | "avatar_url_100" | "avatar_large_url" => avatar(creator, base_url).into(),
        _ => 12.into(),
    }
}

/// Where a creator's picture lies.
pub(super) fn avatar(creator: &Creator, base_url: &str) -> String {
    format!("{base_url}/avatars/{}.jpg", creator.avatar)
}
