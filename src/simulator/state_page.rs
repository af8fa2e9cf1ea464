//! `GET /_state`: what the simulator received, as JSON.

use super::World;
use axum::Router;
pub(crate) fn routes() -> Router<World> {
    Router::new()
}
