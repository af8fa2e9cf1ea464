//! The host of sample videos, good and bad.

use super::World;
use axum::Router;
pub(crate) fn routes() -> Router<World> {
    Router::new()
}
