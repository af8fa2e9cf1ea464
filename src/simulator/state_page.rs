//! `GET /_state`: everything the simulator received, as JSON, for people and browser tests.

use axum::{Json, Router, extract::State, routing::get};
use serde_json::{Value, json};

use super::World;

pub(crate) fn routes() -> Router<World> {
    Router::new().route("/_state", get(state))
}

async fn state(State(world): State<World>) -> Json<Value> {
    let connected: Vec<_> = world
        .creators()
        .into_iter()
        .filter(|creator| world.is_connected(&creator.open_id))
        .map(|creator| creator.username)
        .collect();
    Json(json!({
        "now": world.now(),
        "people": world.people(),
        "creators": world.creators(),
        "connected": connected,
        "videos": world.videos(),
        "calls": world.all_calls(),
        "faults": world.faults(),
        "pending_webhooks": world.pending_webhooks(),
        "deliveries": world.deliveries(),
    }))
}
